import Emulator
import Foundation
import JSON

/// The cases of one recorded test as a story: what is created first, what changes then, and what was looked at in between.
///
/// The recordings do not say in which order they were made, and some steps were not recorded. So changes are made in the order in which
/// such things happen, by the
/// numbers in their keys; each look is tried after each change until the answer is the recorded one; and what a case needs and no case
/// makes is made for it.
struct CorpusScenario {
  /// What came of a case.
  enum Verdict: Equatable {
    case asRecorded
    /// The SDK answers it before anything is sent.
    case client
    case otherService(String)
    case differs(String)
  }

  let cases: [CorpusCase]
  var world: CorpusWorld
  var verdicts: [String: Verdict] = [:]
  /// Why a case was not as recorded when it was last tried.
  var reasons: [String: String] = [:]
  var pending: [CorpusCase]

  init(_ cases: [CorpusCase]) async throws {
    self.cases = cases
    world = try await CorpusWorld.make()
    pending = cases
  }

  /// Part of the cases, as if the others had not been recorded: `STEPSCOPE_SAMPLE=SEED:PERCENT`.
  static func sampled(_ cases: [CorpusCase], _ generator: inout some RandomNumberGenerator, percent: Int) -> [CorpusCase] {
    cases.filter { _ in Int.random(in: 0..<100, using: &generator) < percent }
  }

  mutating func run() async throws -> [(one: CorpusCase, verdict: Verdict)] {
    settleWhatIsNotOurs()
    let writes = pending.filter(\.isWrite).sorted { CorpusScenario.order($0).lexicographicallyPrecedes(CorpusScenario.order($1)) }
    try await probe()
    for write in writes {
      if try await !perform(write) {
        await reach()
        _ = try await perform(write)
      }
      try await probe()
    }
    for _ in 0..<3 where !pending.isEmpty {
      await reach()
      for write in pending where write.isWrite { _ = try await perform(write) }
      try await probe()
    }
    for one in pending { verdicts[one.file] = .differs(reasons[one.file] ?? "it was not tried") }
    await world.local.end()
    return cases.map { ($0, verdicts[$0.file] ?? .differs("no verdict")) }
  }

  // MARK: Order

  private static func order(_ one: CorpusCase) -> [Int] {
    let rank =
      switch one.operation {
      case .createActivity, .createStateMachine: 0
      case .updateStateMachine, .publishStateMachineVersion, .tagResource: 1
      case .createStateMachineAlias: 2
      case .updateStateMachineAlias, .untagResource: 3
      case .startExecution: 4
      case .stopExecution: 5
      case .deleteStateMachineAlias: 6
      case .deleteStateMachineVersion: 7
      default: 8
      }
    // The second of two deletions says so in words.
    let isAfter = one.key.contains("after") || one.key.contains("different") || one.key.contains("duplicate") ? 1 : 0
    // Executions are numbered as they were started.
    let execution = one.answer?["executionArn"]?.stringValue?.firstMatch(of: #/_(\d+)idx>$/#).flatMap { Int($0.1) } ?? 0
    return [rank, isAfter, execution, one.number, one.operation == .publishStateMachineVersion ? 1 : 0]
  }

  // MARK: Trying

  private mutating func settleWhatIsNotOurs() {
    for one in pending {
      if one.operation == nil {
        verdicts[one.file] = .otherService(CorpusScenario.service(of: one.operationName))
      } else if one.isClientSide {
        verdicts[one.file] = .client
      } else if let service = serviceOfTasks(one) {
        verdicts[one.file] = .otherService(service)
      }
    }
    pending.removeAll { verdicts[$0.file] != nil }
  }

  private static func service(of operation: String) -> String {
    operation.hasPrefix("logs.") ? "CloudWatch Logs" : operation.hasPrefix("s3.") ? "Amazon S3" : "EventBridge"
  }

  /// The service whose tasks decide how an execution ended that is described.
  private func serviceOfTasks(_ one: CorpusCase) -> String? {
    guard one.operation == .describeExecution, one.answer?["status"]?.stringValue != "RUNNING" else { return nil }
    for other in cases {
      let definition = other.answer?["definition"] ?? other.params["definition"]
      let text = definition.map { $0.stringValue ?? $0.compact } ?? ""
      if let match = text.firstMatch(of: #/"Resource": ?"arn:[^"]*?:(?:states:::)?(\w+):/#) { return "tasks of \(match.1)" }
    }
    return nil
  }

  /// Asks what has to be asked with a change; true when it went as recorded.
  private mutating func perform(_ write: CorpusCase) async throws -> Bool {
    guard verdicts[write.file] == nil, let operation = write.operation else { return true }
    await prepare(write)
    guard let request = request(for: write) else { return false }
    guard try await attempt(write, operation, request) else { return false }
    if operation == .startExecution, let recorded = write.answer?["executionArn"]?.stringValue,
      let name = recorded.split(separator: ":").last.map(String.init)
    {
      world.executions[name] = world.matcher.concrete(recorded)
    }
    finish(write)
    return true
  }

  /// Tries what only looks, and what is refused.
  private mutating func probe() async throws {
    var isGoingOn = false
    for one in pending.sorted(by: { $0.number < $1.number }) where !one.isWrite {
      guard let operation = one.operation, await prepare(one), let request = request(for: one) else { continue }
      if try await attempt(one, operation, request) {
        finish(one)
        isGoingOn = true
      }
    }
    // A list's second page needs the first one's token.
    if isGoingOn { try await probe() }
  }

  /// Asks; what was not as recorded and changed something is undone.
  private mutating func attempt(_ one: CorpusCase, _ operation: APIOperation, _ request: JSONValue) async throws -> Bool {
    let known = world.log.count
    let answer = await world.ask(operation, request)
    if note(one, CorpusScenario.judge(one, answer, &world.matcher)) { return true }
    if world.log.count > known {
      world.log.removeLast(world.log.count - known)
      let other = try await world.copy()
      await world.local.end()
      world = other
    }
    return false
  }

  private mutating func finish(_ one: CorpusCase) {
    verdicts[one.file] = .asRecorded
    pending.removeAll { $0.file == one.file }
  }

  private mutating func note(_ one: CorpusCase, _ found: [String]) -> Bool {
    if !found.isEmpty { reasons[one.file] = found.prefix(3).joined(separator: "; ") }
    return found.isEmpty
  }

  /// What of an answer is not as recorded.
  private static func judge(
    _ one: CorpusCase, _ answer: Result<JSONValue, APIError>, _ matcher: inout CorpusMatcher
  ) -> [String] {
    matcher.date = one.date
    let found: [String]
    switch (one.outcome, answer) {
    case (.answer(let recorded), .success(let given)): found = matcher.differences(recorded, given)
    case (.error(let code, let message), .failure(let error)):
      var trial = matcher
      found =
        error.code == code && trial.match(message, error.message)
        ? [] : ["\(error.code): \(error.message) instead of \(code): \(matcher.concrete(message))"]
      if found.isEmpty { matcher = trial }
    case (.answer, .failure(let error)): found = ["refused: \(error.code): \(error.message)"]
    case (_, .success(let given)): found = ["accepted: \(given.compact.prefix(300))"]
    default: found = ["not ours"]
    }
    return found
  }
}
