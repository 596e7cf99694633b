import Foundation
import JSON
import TestSupport
import Testing
import Time

@testable import AWS

/// The files of `~/.aws` against botocore itself, on files and settings made up at random.
@Suite(.enabled(if: MinistackDriver.isThere, Comment(rawValue: MinistackDriver.skipped)), .timeLimit(.minutes(20)))
struct ProfilePeerTests {
  /// What botocore makes of `cases`.
  private func botocore(_ cases: [JSONValue]) async throws -> [JSONValue] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stepscope-botocore-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("cases.json")
    try Data(JSONValue.array(cases).compact.utf8).write(to: file)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
      "Peers/botocore_profiles.py")
    let python = try #require(MinistackDriver.peers).appendingPathComponent("clients/bin/python").path
    let run = ProgramRunner.Run(
      command: [python, script.path, file.path], environment: ["PATH": "/usr/bin:/bin"], timeout: .seconds(240), outputLimit: 64 << 20)
    let outcome = await ProgramRunner.system.run(run)
    guard case .ended(0, let output, _) = outcome else {
      Issue.record("\(outcome)")
      return []
    }
    return try JSONValue(parsing: output).arrayValue ?? []
  }

  private static let lines = [
    "[default]", "[profile a]", "[a]", "[ b ]", "[c] # not a comment", "[services s]", "[]", "[open", "  [profile inner]", "region = x",
    "output=json", "role_arn = arn:aws:iam::1:role/r", "key: value", "KEY = Upper", "key", "= v", ": v", "name =", "s3 =", "sfn =",
    "  endpoint_url = http://h:1", "    deeper = x", "\ttab = y", "  no delimiter", "  colon: only", "# comment", "; comment",
    "   # indented",
    "", "   ", "text = \u{E4}\u{1F511} ", "a = b # c", "b = 'quoted'", " one = 1", "two = 2\r", "x = y = z", "long = 1", "other : = 2",
  ]

  private func document(_ sections: [INIFile.Section]) -> JSONValue {
    .object(
      JSONObject(
        sections.map { section in
          let entries = section.entries.map { key, entry -> (String, JSONValue) in
            guard let block = entry.block else { return (key, .string(entry.value)) }
            return (key, .object(JSONObject(block.map { ($0.key, .string($0.value.value)) })))
          }
          return (section.name, .object(JSONObject(entries)))
        }))
  }

  @Test func filesAreReadAlike() async throws {
    var random = SplitMix64(seed: 20_261_125)
    let texts = (0..<3_000).map { _ in
      // Most begin well: a file that is refused at once shows little.
      let first = Int.random(in: 0..<8, using: &random) > 0 ? ["[default]"] : []
      let count = Int.random(in: 0...9, using: &random)
      return (first + (0..<count).map { _ in ProfilePeerTests.lines.randomElement(using: &random) ?? "" }).joined(separator: "\n")
    }
    let answers = try await botocore(texts.map { ["file": .string($0)] })
    try #require(answers.count == texts.count)
    var refused = 0
    for (text, answer) in zip(texts, answers) {
      do throws(INIFile.Problem) {
        let mine = document(try INIFile(Array(text.utf8)).sections)
        #expect(mine == answer["sections"], "\(text)")
      } catch {
        refused += 1
        #expect(answer["error"] == true, "\(error.line): \(error.sentence)\n\(text)")
      }
    }
    #expect((300...2_700).contains(refused))
  }

  @Test func settingsResolveAlike() async throws {
    var random = SplitMix64(seed: 4)
    func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }
    func keys(_ name: String) -> String { chance(2) ? "aws_access_key_id = \(name)\naws_secret_access_key = s\n" : "" }
    func url(_ name: String) -> String { "http://\(name.lowercased()):\(Int.random(in: 1...9, using: &random))" }
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("stepscope-homes-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    var cases: [JSONValue] = []
    for number in 0..<40 {
      var config = ""
      for section in ["default", "profile p", "profile \"q r\""] where chance(4) == false {
        let name = section.split(separator: " ").last.map(String.init) ?? ""
        config += "[\(section)]\nregion = eu-\(name.filter(\.isLetter).lowercased())-1\n" + keys("CONFIG\(number)")
        if chance(3) { config += "services = s\n" }
        if chance(3) { config += "endpoint_url = \(url("profile"))\n" }
        if chance(6) { config += "ignore_configured_endpoint_urls = true\n" }
        if chance(5) {
          config += "credential_process = printf '{\"Version\": 1, \"AccessKeyId\": \"PROCESS\", \"SecretAccessKey\": \"s\"}'\n"
        }
      }
      if chance(4) == false { config += "[services s]\nsfn =\n  endpoint_url = \(url("service"))\n" }
      if chance(3) { config += "cloudwatch_logs =\n  endpoint_url = \(url("logs"))\n" }
      var credentials = ""
      for name in ["default", "p", "q r"] where chance(2) { credentials += "[\(name)]\n" + keys("FILE\(number)") }
      var environment: [String: JSONValue] = ["AWS_DEFAULT_REGION": "us-west-2"]
      if chance(3) { environment["AWS_PROFILE"] = "p" }
      if chance(4) { (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]) = ("ENV", "s") }
      for name in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SFN", "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"] where chance(6) {
        environment[name] = .string(url("variable"))
      }
      if chance(10) { environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true" }
      let home = root.appendingPathComponent("\(number)")
      try FileManager.default.createDirectory(at: home.appendingPathComponent(".aws"), withIntermediateDirectories: true)
      try Data(config.utf8).write(to: home.appendingPathComponent(".aws/config"))
      try Data(credentials.utf8).write(to: home.appendingPathComponent(".aws/credentials"))
      let profile: JSONValue = chance(3) ? .string(["p", "q r", "none"].randomElement(using: &random) ?? "") : .null
      cases.append([
        "home": .string(home.path), "environment": .object(JSONObject(environment.map { ($0.key, $0.value) })), "profile": profile,
      ])
    }
    let answers = try await botocore(cases)
    try #require(answers.count == cases.count)
    for (given, answer) in zip(cases, answers) {
      let mine = await resolved(given)
      let detail = Comment(rawValue: "\(given.compact) botocore: \(answer.compact) here: \(mine.compact)")
      #expect((mine["error"] == nil) == (answer["error"] == nil), detail)
      for name in ["sfn", "logs", "region", "key"] where answer["error"] == nil { #expect(mine[name] == answer[name], detail) }
    }
  }

  /// The same of our own, in the script's form.
  private func resolved(_ given: JSONValue) async -> JSONValue {
    var environment = (given["environment"]?.objectValue ?? [:]).reduce(into: [String: String]()) { $0[$1.key] = $1.value.stringValue }
    environment["HOME"] = given["home"]?.stringValue
    environment["PATH"] = "/usr/bin:/bin"
    environment["AWS_EC2_METADATA_DISABLED"] = "true"
    let settings = AWSEndpointSettings(profile: given["profile"]?.stringValue, environment: environment)
    do throws(AWSError) {
      let (states, logs) = (try settings.endpoint(of: .stepFunctions), try settings.endpoint(of: .logs))
      return [
        "sfn": .string(states.address.origin), "logs": .string(logs.address.origin), "region": .string(states.region),
        "key": try await key(settings).map { .string($0) } ?? .null,
      ]
    } catch {
      return ["error": .string("\(error)")]
    }
  }

  /// The access key that would be used; nil when nothing is configured.
  private func key(_ settings: AWSEndpointSettings) async throws(AWSError) -> String? {
    guard let source = try CredentialPlan(settings: settings).source(mayAskInstance: false) else { return nil }
    let fetcher = CredentialFetcher(
      settings: settings, transport: CredentialWorld(), runtime: FakeWorld().runtime, clock: ClockOffset(), programs: .system)
    return try await fetcher.credentials(from: source).accessKeyId
  }
}
