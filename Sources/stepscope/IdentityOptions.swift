import ArgumentParser
import Embedded
import Engine
import Time

/// Who the execution is, and what makes it the same twice.
struct IdentityOptions: ParsableArguments {
  @Option(help: "The state machine's name; the file's stem unless given.") var name: String?
  @Option(help: "The execution's name.") var executionName: String?
  @Option(help: "The machine's role.") var roleArn: String?
  @Option(help: "The account's number.") var account = "123456789012"
  @Option(help: "The region.") var region = "us-east-1"
  @Option(help: ArgumentHelp("When the execution starts, RFC 3339.", valueName: "TIME")) var startTime: String?
  @Option(help: "With it every identifier, token and random number is the same each time.") var seed: UInt64?

  private var systemSeed: EngineSeed {
    var system = SystemRandomNumberGenerator()
    return EngineSeed(using: &system)
  }

  var engineSeed: EngineSeed { seed.map { EngineSeed($0) } ?? systemSeed }
  var runnerSeed: UInt64 { seed ?? UInt64.random(in: .min ... .max) }

  func identity(definition: String) throws(CommandStop) -> EngineIdentity {
    let machine = name ?? IdentityOptions.stem(definition)
    guard !account.isEmpty, account.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      throw CommandStop(.usage, "error: --account takes an account number, not '\(account)'")
    }
    var names = SplitMix64(seed: runnerSeed)
    return EngineIdentity(
      machineName: machine, executionName: executionName ?? names.uuid(), account: account, region: region, roleArn: roleArn)
  }

  /// - Parameter isVirtual: whether time is made up anyway: with a seed it then begins at the same moment each time.
  func start(isVirtual: Bool) throws(CommandStop) -> Timestamp {
    guard let startTime else { return isVirtual && seed != nil ? IdentityOptions.seededStart : SystemClock().now }
    guard let time = Timestamp(iso8601: startTime) else {
      throw CommandStop(.usage, "error: --start-time takes RFC 3339 such as 2026-01-31T09:00:00Z, not '\(startTime)'")
    }
    return time
  }

  /// 2026-01-01T00:00:00Z.
  private static let seededStart = Timestamp(milliseconds: 1_767_225_600_000)

  /// `nightly.asl.json` is `nightly`.
  static func stem(_ path: String) -> String {
    guard path != "-" else { return "stdin" }
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.split(separator: ".").first.map(String.init) ?? file
  }
}
