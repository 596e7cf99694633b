import AWS
import Foundation
import HTTP
import JSON
import Synchronization
import Testing
import Time

@Suite struct TokenBucketTests {
  private let start = Timestamp(milliseconds: 1_800_000_000_000)

  @Test func aFullBucketIsTakenAtOnceAndThenInTurn() {
    var bucket = TokenBucket(perSecond: 2, burst: 3)
    #expect((0..<6).map { _ in bucket.take(at: start) } == [.zero, .zero, .zero, .milliseconds(500), .seconds(1), .milliseconds(1_500)])
    #expect(bucket.wait(at: start + .seconds(1)) == .seconds(1))
    #expect(bucket.take(at: start + .seconds(10)) == .zero)
  }

  @Test func itNeverHoldsMoreThanItsBurst() {
    var bucket = TokenBucket(perSecond: 1, burst: 2)
    _ = bucket.take(at: start)
    #expect(bucket.isFull(at: start + .seconds(1)))
    #expect((0..<3).map { _ in bucket.take(at: start + .seconds(3_600)) } == [.zero, .zero, .seconds(1)])
  }

  @Test func aTokenGivenBackCanBeTaken() {
    var bucket = TokenBucket(perSecond: 1, burst: 1)
    _ = bucket.take(at: start)
    #expect(bucket.take(at: start) == .seconds(1))
    bucket.giveBack()
    #expect(bucket.take(at: start) == .seconds(1))
  }

  @Test func aClockThatIsSetBackGivesNothing() {
    var bucket = TokenBucket(perSecond: 1, burst: 1)
    #expect(bucket.take(at: start) == .zero)
    #expect(bucket.take(at: start + .seconds(-3_600)) == .seconds(1))
    #expect(bucket.take(at: start + .seconds(-3_599)) == .seconds(1))
  }

  @Test func waitsAreRoundedUpToWholeMilliseconds() {
    var bucket = TokenBucket(perSecond: 3, burst: 1)
    _ = bucket.take(at: start)
    #expect(bucket.take(at: start) == .milliseconds(334))
  }
}

@Suite struct BudgetTests {
  private let start = Timestamp(milliseconds: 1_800_000_000_000)

  /// Requests a second that are left of an operation when nobody stops asking, and those that go at once.
  private func allowance(_ operation: String) -> (perSecond: Double, burst: Int) {
    var budget = RequestBudget()
    var burst = 0
    while budget.take(operation, at: start) == .zero, burst < 1_000 { burst += 1 }
    let one = budget.take(operation, at: start)
    let other = (0..<100).reduce(one) { _, _ in budget.take(operation, at: start) }
    return ((100 / ((other - one) / .seconds(1)) * 100).rounded() / 100, burst)
  }

  @Test(
    arguments: [
      ("GetExecutionHistory", 4, 80), ("DescribeExecution", 2, 50), ("ListExecutions", 0.4, 20), ("ListStateMachines", 1, 20),
      ("DescribeStateMachine", 4, 40), ("DescribeStateMachineForExecution", 0.2, 40), ("ListMapRuns", 0.2, 20), ("DescribeMapRun", 0.2, 40),
      ("DescribeTasks", 2, 20), ("ListTasks", 2, 20), ("DescribeTaskDefinition", 4, 10), ("GetLogEvents", 5, 5), ("FilterLogEvents", 1, 2),
      ("DescribeLogStreams", 5, 5), ("ListTagsForResource", 1, 20), ("TestState", 2, 10), ("ValidateStateMachineDefinition", 0.2, 20),
    ] as [(String, Double, Int)]) func eachOperationHasItsShare(_ operation: String, _ perSecond: Double, _ burst: Int)
  {
    #expect(allowance(operation) == (perSecond, burst))
  }

  /// The table of `docs/remote.md` says what the code does, and the policy there allows what it asks.
  @Test func theDocumentationSaysTheSame() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: root.appendingPathComponent("docs/remote.md"), encoding: .utf8)
    let policy = try #require(text.split(separator: "```json\n").dropFirst().first?.split(separator: "```").first)
    let statements = try JSONValue(parsing: String(policy))["Statement"]?.arrayValue ?? []
    let allowed = Set(statements.flatMap { $0["Action"]?.arrayValue ?? [] }.compactMap(\.stringValue))
    var rows = 0
    for line in text.split(separator: "\n") where line.hasPrefix("| ") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, let operation = cells[0].split(separator: " ").first.map(String.init),
        let group = RequestBudget.Group(of: operation), group != .other
      else { continue }
      let figures = cells[2].split(whereSeparator: { !"0123456789.".contains($0) }).prefix(2).compactMap { Double($0) }
      #expect(figures == [group.allowance.burst, group.allowance.perSecond], "\(operation)")
      let service = operation.contains("Log") ? "logs" : operation.contains("Task") ? "ecs" : "states"
      if operation != "ListActivities", operation != "ValidateStateMachineDefinition" {
        #expect(allowed.contains("\(service):\(operation)"), "\(operation)")
      }
      rows += 1
    }
    #expect(rows == RequestBudget.Group.allCases.count - 1)
  }

  @Test(arguments: [
    "StartExecution", "StopExecution", "RedriveExecution", "SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat", "UpdateMapRun",
    "StopTask",
    "GetActivityTask", "StartSyncExecution",
  ]) func whatChangesSomethingIsNeverDelayed(_ operation: String) {
    var budget = RequestBudget()
    for _ in 0..<5_000 { #expect(budget.take(operation, at: start) == .zero) }
  }

  @Test func tasksAreListedAndDescribedFromOneBucket() {
    var budget = RequestBudget()
    for number in 0..<20 { #expect(budget.take(number % 2 == 0 ? "ListTasks" : "DescribeTasks", at: start) == .zero) }
    #expect(budget.take("ListTasks", at: start) == .milliseconds(500))
    #expect(budget.take("DescribeTasks", at: start) == .seconds(1))
  }

  @Test func aLogStreamIsReadOnceASecondAndAllTogetherFiveTimes() {
    var budget = RequestBudget()
    #expect(budget.take("GetLogEvents", stream: "a", at: start) == .zero)
    #expect(budget.take("GetLogEvents", stream: "a", at: start) == .seconds(1))
    for stream in ["b", "c", "d"] { #expect(budget.take("GetLogEvents", stream: stream, at: start) == .zero) }
    #expect(budget.take("GetLogEvents", stream: "e", at: start) == .milliseconds(200))
    #expect(budget.take("FilterLogEvents", at: start) == .milliseconds(400))
  }

  @Test func streamsThatNobodyReadsAreForgotten() {
    var budget = RequestBudget()
    for number in 0..<100_000 { _ = budget.take("GetLogEvents", stream: "\(number)", at: start + .seconds(number)) }
    #expect(budget.take("GetLogEvents", stream: "99999", at: start + .seconds(99_999)) == .seconds(1))
  }

  @Test func eachEndpointHasItsOwn() throws {
    let budgets = RequestBudgets()
    let (states, other) = (try emulator(), try emulator(.stepFunctions, "http://127.0.0.1:1"))
    for _ in 0..<50 { #expect(budgets.take("DescribeExecution", [:], at: states, now: start) == .zero) }
    #expect(budgets.take("DescribeExecution", [:], at: states, now: start) == .milliseconds(500))
    #expect(budgets.wait("DescribeExecution", [:], at: states, now: start) == .seconds(1))
    #expect(budgets.take("DescribeExecution", [:], at: other, now: start) == .zero)
    budgets.giveBack("DescribeExecution", [:], at: states)
    #expect(budgets.take("DescribeExecution", [:], at: states, now: start) == .milliseconds(500))
  }

  @Test func theStreamIsFoundInTheInput() throws {
    let budgets = RequestBudgets()
    let logs = try emulator(.logs)
    func take(_ group: String, _ stream: String) -> Duration {
      budgets.take(
        "GetLogEvents", ["logGroupName": .string(group), "logStreamName": .string(stream), "nextToken": "t"], at: logs, now: start)
    }
    #expect(take("g", "a") == .zero)
    #expect(take("h", "a") == .zero)
    #expect(take("g", "a") == .seconds(1))
  }

  @Test func aClientWaitsForItsTurnAndTellsHowLong() async throws {
    let world = FakeWorld()
    let transport = FakeTransport([.json([:])])
    let session = AWSSession(
      AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]), transport: transport, runtime: world.runtime)
    // Two clients, one budget.
    let clients = try [session.client(of: .stepFunctions), session.client(of: .stepFunctions)]
    for number in 0..<20 { _ = try await clients[number % 2].call("ListExecutions", [:]) }
    #expect(world.sleeps.isEmpty)
    #expect(clients[0].budgetWait(for: "ListExecutions") == .milliseconds(2_500))
    #expect(try await clients[0].answer(to: "ListExecutions", [:]).waited == .milliseconds(2_500))
    #expect(world.sleeps == [.milliseconds(2_500)])
    #expect(clients[0].budgetWait(for: "StopExecution") == .zero)
  }

  @Test func whatGoesOnBehindLeavesHalfToTheScreen() async throws {
    let world = FakeWorld()
    let session = AWSSession(
      AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]), transport: FakeTransport([.json([:])]),
      runtime: world.runtime)
    let onScreen = try session.client(of: .stepFunctions)
    let behind = onScreen.inBackground()
    for _ in 0..<10 { _ = try await behind.call("ListExecutions", [:]) }
    #expect(world.sleeps.isEmpty)
    for _ in 0..<5 { _ = try await behind.call("ListExecutions", [:]) }
    #expect(world.sleeps == [Duration](repeating: .milliseconds(2_500), count: 5))
    #expect(onScreen.budgetWait(for: "ListExecutions") == .zero)
    for _ in 0..<10 { _ = try await onScreen.call("ListExecutions", [:]) }
    #expect(world.sleeps.count == 5)
    #expect(behind.budgetWait(for: "ListExecutions") == .milliseconds(27_500))
    #expect(behind.budgetWait(for: "StartExecution") == .zero)
  }

  @Test func repeatedCallsAreCountedToo() async throws {
    let world = FakeWorld(chance: 0)
    let session = AWSSession(
      AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]),
      transport: FakeTransport([.refusal("ThrottlingException", "Rate exceeded")]), runtime: world.runtime)
    let client = try session.client(of: .stepFunctions)
    for _ in 0..<7 { _ = try? await client.call("ListMapRuns", [:]) }
    // 21 requests, of which 20 are there at once.
    #expect(world.sleeps.filter { $0 > .zero } == [.seconds(5)])
  }

  /// Ten minutes of a hundred executions followed at once by one process, each looked at every second as after a change: what is sent
  /// stays within bucket and refill in every stretch of time, and nobody is left out.
  @Test func aHundredOpenExecutionsStayWithinTheBudgets() async throws {
    let clock = CommonClock(participants: 100)
    let sent = Mutex<[String: [Timestamp]]>([:])
    let transport = FakeTransport { call, _ in
      sent.withLock { $0[call.operation, default: []].append(clock.now) }
      return .json([:])
    }
    let session = AWSSession(
      AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]), transport: transport, runtime: clock.runtime)
    let (states, ecs) = (try session.client(of: .stepFunctions), try session.client(of: .ecs))
    let end = clock.now + .seconds(600)
    let looks = await withTaskGroup(of: Int.self) { group in
      for number in 0..<100 {
        group.addTask {
          defer { clock.leave() }
          var looks = 0
          _ = try? await states.call("DescribeExecution", [:])
          _ = try? await states.call("DescribeStateMachineForExecution", [:])
          while clock.now < end {
            _ = try? await states.call("GetExecutionHistory", [:])
            if number % 3 == 0 { _ = try? await ecs.call(looks % 4 == 0 ? "ListTasks" : "DescribeTasks", [:]) }
            looks += 1
            try? await clock.runtime.sleep(.seconds(1))
          }
          return looks
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let times = sent.withLock { $0 }
    // All that the budget gives is used: four a second beside the bucket.
    #expect((2_400...2_600).contains(times["GetExecutionHistory"]?.count ?? 0))
    #expect(times["DescribeExecution"]?.count == 100)
    for (operation, times) in times { BudgetTests.expectBounds(operation, times) }
    let tasks = ((times["ListTasks"] ?? []) + (times["DescribeTasks"] ?? [])).sorted()
    BudgetTests.expectBounds("DescribeTasks", tasks)
    #expect(looks.count == 100)
    #expect(looks.allSatisfy { $0 >= 10 })
  }

  /// In no stretch of time more than the bucket and what flows into it meanwhile.
  private static func expectBounds(_ operation: String, _ times: [Timestamp]) {
    guard let allowance = RequestBudget.Group(of: operation)?.allowance else { return }
    for width in [1, 10, 60, 600] {
      var first = 0
      var most = -Double.infinity
      for last in times.indices {
        while times[last] - times[first] > .seconds(width) { first += 1 }
        let limit = allowance.burst + allowance.perSecond * ((times[last] - times[first]) / .seconds(1))
        most = max(most, Double(last - first + 1) - limit)
      }
      #expect(most < 1e-6, "\(operation) within \(width) s")
    }
  }
}

/// A clock for many tasks: when all of them sleep, it is the time of the first that wakes.
private final class CommonClock: Sendable {
  private struct State {
    var now = Timestamp(milliseconds: 1_800_000_000_000)
    var participants: Int
    var sleepers: [(until: Timestamp, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state: Mutex<State>

  init(participants: Int) { state = Mutex(State(participants: participants)) }

  var now: Timestamp { state.withLock { $0.now } }

  var runtime: ClientRuntime {
    ClientRuntime(
      now: { self.now },
      sleep: { (duration: Duration) async throws(CancellationError) -> Void in
        await withCheckedContinuation { continuation in
          self.wake { $0.sleepers.append(($0.now + duration, continuation)) }
        }
      }, random: { 0.5 })
  }

  /// One takes part no longer.
  func leave() { wake { $0.participants -= 1 } }

  private func wake(after change: (inout State) -> Void) {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      change(&state)
      guard state.sleepers.count == state.participants,
        let first = state.sleepers.indices.min(by: { a, b in
          state.sleepers[a].until < state.sleepers[b].until
        })
      else { return nil }
      let sleeper = state.sleepers.remove(at: first)
      state.now = max(state.now, sleeper.until)
      return sleeper.continuation
    }
    next?.resume()
  }
}
