import ArgumentParser
import AWS
import Emulator
import Embedded
import Foundation
import HTTPServer
import Hosting
import Store
import Time

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "The Step Functions API over the embedded interpreter, for the AWS CLI, SDKs and containers that answer tokens.",
    discussion: """
      Prints one line with its URL on standard output when it is ready. What it is told is kept in --data before it answers: end it when
      you like, start it again, and every execution goes on. On loopback everybody on this machine may ask; another address needs
      --token-file or --keys-file.
      """)

  @Option(help: ArgumentHelp("The address it listens on.", valueName: "ADDRESS")) var host = "127.0.0.1"
  @Option(help: ArgumentHelp("The port; 0 takes a free one.", valueName: "PORT")) var port = 8_083
  @Option(help: ArgumentHelp("Where it keeps machines and executions; the user's own store unless given.", valueName: "DIR"))
  var data: String?
  @Option(help: "The account's number in ARNs.") var account = "123456789012"
  @Option(help: "The region in ARNs.") var region = "us-east-1"
  @Option(help: ArgumentHelp("real, or xN: N times as fast.", valueName: "CLOCK")) var clock = ClockOption(mode: .real)
  @Option(help: ArgumentHelp("How many executions may run at once.", valueName: "N")) var maxExecutions = 10_000
  @Option(
    help: ArgumentHelp("Removes executions that ended longer ago than this (30d, 12h): at the start, and each hour.", valueName: "AGE"))
  var pruneAfter: AgeOption?
  @Option(
    help: ArgumentHelp(
      "Lets in requests with 'Authorization: Bearer' and the word in this file (or in the variable STEPSCOPE_SERVE_TOKEN).",
      valueName: "FILE")) var tokenFile: String?
  @Option(
    help: ArgumentHelp(
      "Lets in requests signed with a key of this file: on each line an access key id and its secret.", valueName: "FILE"))
  var keysFile: String?
  @OptionGroup var standIns: StandInOptions
  @OptionGroup var tasks: TaskOptions

  func run() throws {
    let token = try token()
    let access = try access(token)
    let settings = try settings()
    let folder = try folder()
    let limit = OpenFiles.raise(to: 65_536)
    let server = ServeSession(
      command: self, token: token, access: access, settings: settings, folder: folder, connections: max(64, min(15_000, limit - 512)))
    let code = try Blocking.run { () async throws(CommandStop) -> Int32 in try await server.run() }
    Output.exit(code)
  }

  private func folder() throws(CommandStop) -> StoreFolder {
    if let data { return StoreFolder(data) }
    do throws(StoreFailure) { return try StoreFolder.standard(environment: ProcessInfo.processInfo.environment) } catch {
      throw CommandStop(.world, "error: \(error.message)")
    }
  }

  // MARK: Who may ask

  private func access(_ token: String?) throws(CommandStop) -> AccessPolicy {
    guard account.utf8.count == 12, account.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else {
      throw CommandStop(.usage, "error: --account takes twelve digits, not '\(account)'")
    }
    guard (0...65_535).contains(port) else { throw CommandStop(.usage, "error: --port takes 0 to 65535, not \(port)") }
    guard maxExecutions > 0 else { throw CommandStop(.usage, "error: --max-executions takes a number above 0") }
    let policy = AccessPolicy(host: host, token: token, keys: try keys())
    guard policy.asksForSecret || AccessPolicy.isLoopback(host) else {
      throw CommandStop(
        .usage,
        "error: \(host) can be reached from other machines; give --token-file FILE or --keys-file FILE, or listen on 127.0.0.1")
    }
    return policy
  }

  private func token() throws(CommandStop) -> String? {
    guard let tokenFile else {
      guard let word = ProcessInfo.processInfo.environment["STEPSCOPE_SERVE_TOKEN"], !word.isEmpty else { return nil }
      return try ServeCommand.checked(word, "STEPSCOPE_SERVE_TOKEN")
    }
    let text = String(decoding: try SecretFile.read(tokenFile), as: UTF8.self)
    return try ServeCommand.checked(text.trimmingCharacters(in: .whitespacesAndNewlines), tokenFile)
  }

  private static func checked(_ token: String, _ place: String) throws(CommandStop) -> String {
    guard token.utf8.count >= 16, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw CommandStop(
        .usage,
        "error: \(place) must hold one word of at least 16 visible ASCII characters, such as 'openssl rand -hex 32' gives")
    }
    return token
  }

  private func keys() throws(CommandStop) -> [AWSCredentials] {
    guard let keysFile else { return [] }
    var keys: [AWSCredentials] = []
    let text = String(decoding: try SecretFile.read(keysFile), as: UTF8.self)
    for (at, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      if words.isEmpty || words[0].hasPrefix("#") { continue }
      guard words.count == 2 else {
        throw CommandStop(.usage, "\(keysFile):\(at + 1):1: error: write an access key id and its secret, with a space between")
      }
      keys.append(AWSCredentials(accessKeyId: words[0], secretAccessKey: words[1]))
    }
    guard !keys.isEmpty else { throw CommandStop(.usage, "\(keysFile):1:1: error: there is no key in this file") }
    return keys
  }

  // MARK: How executions run

  private func settings() throws(CommandStop) -> HostSettings {
    var settings = HostSettings()
    settings.maximumExecutions = maxExecutions
    settings.runner = try tasks.setup()
    settings.functions = try standIns.commands()
    settings.runner.functions = settings.functions?.names.sorted() ?? []
    if let objects = standIns.objects { settings.objects = objects }
    switch clock.mode {
    case .real: break
    case .scaled(let factor): settings.clock = ScaledClock(factor)
    case .virtual:
      throw CommandStop(.usage, "error: --clock virtual is for one execution; serve takes real or xN")
    }
    return settings
  }
}

/// Files that hold a secret.
private enum SecretFile {
  /// - Throws: a sentence, also where others may read the file.
  static func read(_ path: String) throws(CommandStop) -> [UInt8] {
    let mode = ((try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? NSNumber)?.intValue ?? 0o600
    guard mode & 0o077 == 0 else {
      throw CommandStop(.usage, "\(path):1:1: error: others may read this file; run 'chmod 600 \(path)' first")
    }
    return try InputFile.read(path, limit: 1 << 20)
  }
}

extension TaskOptions {
  /// Who performs tasks, with the files' texts.
  func setup() throws(CommandStop) -> RunnerSetup {
    var setup = RunnerSetup()
    setup.tasks = tasks == .manual ? .manual : .simulated
    setup.scenario = try scenario.map { name throws(CommandStop) in try TaskOptions.file(name) }
    setup.mocks = try mocks.map { name throws(CommandStop) in try TaskOptions.file(name) }
    setup.testCase = testCase
    for name in taskDefinitions { setup.taskDefinitions.append(try TaskOptions.file(name)) }
    setup.isEssentialOnly = essentialOnly
    return setup
  }

  private static func file(_ name: String) throws(CommandStop) -> RunnerSetup.File {
    RunnerSetup.File(name: name, text: String(decoding: try InputFile.read(name), as: UTF8.self))
  }
}
