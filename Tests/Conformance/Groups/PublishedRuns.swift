import Embedded
import Engine
import Foundation
import JSON
import StatesLanguage
import Tasks
import TestSupport
import Time

/// Machines that others have published, run: every placeholder gets a value, every Task that is no ECS task a made-up result. A machine
/// that
/// fails because a path finds nothing is run again with a value at that path, in its input and in every result. A machine matches when it
/// comes to an end, by success or by failing for results that still do not fit it, or when it is refused in a sentence.
enum PublishedRuns {
  /// How often a machine may fail for a path that is not there.
  private static let rounds = 40

  static func row() async throws -> ConformanceRow {
    var results: [CaseResult] = []
    for entry in try Corpus.jsonLines("real-world/index.jsonl") {
      guard let file = entry["file"]?.stringValue else { continue }
      let text = String(decoding: try Corpus.bytes("real-world/" + file), as: UTF8.self)
      results.append(CaseResult(file, await judge(text, file)))
    }
    return ConformanceRow("real-world, run to an end", results)
  }

  /// How a run ended.
  private struct End {
    var status: String
    var error: String
    var cause: String
  }

  private static func judge(_ text: String, _ file: String) async -> Judgement {
    let loaded = StateMachine.load(bytes: Array(text.utf8), file: file, substitutions: substitutions(text))
    guard let machine = loaded.machine else { return .notCompared("it is not valid") }
    var document: JSONValue = ["StatusCode": 200, "Status": "COMPLETED", "status": "COMPLETED"]
    var wanted = Set<String>()
    for _ in 0..<rounds {
      let end: End
      do throws(EngineRefusal) { end = try await run(machine, document) } catch {
        return .differing("it does not run: \(error.message)")
      }
      let isPath = end.error == "States.Runtime" || end.error == "States.ParameterPathFailure"
      guard isPath, let hit = end.cause.firstMatch(of: #/'(\$[^']*(?:\['[^']*'\][^']*)*)'/#), wanted.insert(String(hit.1)).inserted else {
        return .matching
      }
      var steps = Steps(String(hit.1))
      guard steps.put(value(for: String(hit.1), text), into: &document) else { return .matching }
    }
    return .matching
  }

  private static func run(_ machine: StateMachine, _ document: JSONValue) async throws(EngineRefusal) -> End {
    var states: Mocks.TestCase = [:]
    for (name, state) in machine.statesByName {
      guard case .task(let task) = state.kind, !task.target.runsECSTask else { continue }
      let entry = MockSequence.Entry(0...999_999, MockResponse(.returns(document)))
      states[name] = MockSequence(name: "result", entries: [entry], place: "")
    }
    let mocks: MockRunner
    do { mocks = try Mocks(machines: ["machine": ["case": states]]).runner(machine: "machine", testCase: "case") } catch {
      throw EngineRefusal(message: "\(error)")
    }
    let start = Timestamp(milliseconds: 1_767_225_600_000)
    var setup = LocalSetup(
      machine: machine, identity: EngineIdentity(machineName: "machine", executionName: "one"), seed: EngineSeed(1),
      input: document.compact,
      runner: RunnerChain(mocks: mocks, tasks: .simulated(SimulatedECS(seed: 1))), startTime: start, clock: .virtual, detail: "")
    setup.supply.objects = OneObject()
    var execution = try HeadlessExecution(setup, wall: start)
    try await execution.run(clock: StillClock(now: start)) { _, _ in }
    let details = execution.events.last?.json.objectValue?.first { $0.key.hasSuffix("EventDetails") }?.value
    return End(
      status: execution.status.rawValue, error: details?["error"]?.stringValue ?? "", cause: details?["cause"]?.stringValue ?? "")
  }

  /// Placeholders become names; one that stands outside a string, where a number must, becomes 1.
  private static func substitutions(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for hit in text.matches(of: #/\$\{([A-Za-z0-9_.:-]+)\}/#) {
      let name = String(hit.1)
      let before = text[..<hit.range.lowerBound].last { !$0.isWhitespace }
      let isOutside = before == ":" || before == "[" || before == ","
      values[name] = isOutside ? "1" : values[name] ?? "arn:aws:lambda:us-east-1:123456789012:function:\(name)"
    }
    return values
  }

  /// A value for a path that a definition reads, guessed from the field that reads it.
  private static func value(for path: String, _ text: String) -> JSONValue {
    func isRead(by fields: [String]) -> Bool {
      fields.contains { text.contains("\"\($0)\": \"\(path)\"") || text.contains("\"\($0)\":\"\(path)\"") }
    }
    if isRead(by: ["ItemsPath", "Items"]) { return ["item"] }
    if isRead(by: ["SecondsPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "MaxConcurrencyPath"]) { return 1 }
    if isRead(by: ["TimestampPath"]) { return "2026-01-01T00:00:00Z" }
    let quoted = NSRegularExpression.escapedPattern(for: "\"\(path)\"")
    let rule = #"\{[^{}]*"Variable"\s*:\s*"# + quoted + #"[^{}]*\}"#
    guard let range = text.range(of: rule, options: .regularExpression) else { return "text" }
    if let equal = text[range].firstMatch(of: #/"(?:String|Numeric|Boolean)Equals"\s*:\s*("[^"]*"|[-0-9.]+|true|false)/#) {
      return (try? JSONValue(parsing: String(equal.1))) ?? "text"
    }
    return text[range].contains("\"Numeric") ? 0 : "text"
  }
}

/// The steps of a simple path.
private struct Steps {
  private enum Step {
    case name(String)
    case index
  }
  private var steps: [Step] = []

  init(_ path: String) {
    guard path.hasPrefix("$."), !path.hasPrefix("$$") else { return }
    for hit in path.matches(of: #/\.([A-Za-z0-9_-]+)|\['([^']+)'\]|\[(?:\d+|\*)\]/#) {
      if let name = hit.1 ?? hit.2 { steps.append(.name(String(name))) } else { steps.append(.index) }
    }
  }

  /// Puts a value where the path leads, making what is not there; whether that could be done.
  mutating func put(_ value: JSONValue, into document: inout JSONValue) -> Bool {
    guard !steps.isEmpty else { return false }
    document = Steps.placed(value, steps[...], document)
    return true
  }

  private static func placed(_ value: JSONValue, _ steps: ArraySlice<Step>, _ old: JSONValue?) -> JSONValue {
    guard let step = steps.first else { return value }
    switch step {
    case .name(let name):
      var object = old?.objectValue ?? [:]
      object[name] = placed(value, steps.dropFirst(), object[name])
      return .object(object)
    case .index:
      var elements = old?.arrayValue ?? []
      let first = placed(value, steps.dropFirst(), elements.first)
      if elements.isEmpty { elements.append(first) } else { elements[0] = first }
      return .array(elements)
    }
  }
}

/// A bucket with one list in every object.
private struct OneObject: ObjectStore {
  func read(bucket: String, key: String) -> ObjectAnswer {
    .object(Array((key.hasSuffix(".csv") ? "a,b\n1,2\n" : #"[{"a": 1}]"#).utf8))
  }
  func list(bucket: String, prefix: String) -> ObjectAnswer { .listing([]) }
  func write(bucket: String, key: String, text: String) -> String? { nil }
}
