import Engine
import ExecutionSource
import History
import JSON
import StatesLanguage
import Tasks
import Testing
import Time

@testable import Embedded

/// A machine with a job and an approval, its tasks simulated on a virtual clock.
enum Nightly {
  static let definition = """
    {"StartAt": "Prepare", "States": {
      "Prepare": {"Type": "Pass", "Next": "Run job"},
      "Run job": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": {"Cluster": "batch", "TaskDefinition": "job",
        "Overrides": {"ContainerOverrides": [{"Name": "app", "Command.$": "$.commands"}]}}, "ResultPath": "$.task", "Next": "Approve"},
      "Approve": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken", "HeartbeatSeconds": 600, "Parameters": {"Cluster": "batch",
        "TaskDefinition": "ask", "Overrides": {"ContainerOverrides": [{"Name": "app", "Environment": [{"Name": "TOKEN", "Value.$": "$$.Task.Token"}]}]}},
        "End": true}}}
    """

  static func setup(paused: Bool = true, breakpoints: [Breakpoint] = []) throws -> LocalSetup {
    let machine = try #require(StateMachine.load(bytes: Array(definition.utf8), file: "nightly.asl.json").machine)
    return LocalSetup(
      machine: machine, identity: EngineIdentity(machineName: "nightly", executionName: "one"), seed: EngineSeed(1),
      input: #"{"commands":["a","b"]}"#, runner: RunnerChain(tasks: .simulated(SimulatedECS(seed: 1))),
      startTime: Timestamp(milliseconds: 1_700_000_000_000), clock: .virtual, detail: "simulated · virtual time", breakpoints: breakpoints,
      startsPaused: paused)
  }
}

@Suite("Stepping an embedded execution")
struct LocalExecutionTests {
  func stop(_ execution: LocalExecution) async -> String {
    let snapshot = await execution.snapshot()
    guard let cursor = snapshot.live.cursors.first(where: { $0.id == snapshot.live.selectedCursor }) else {
      return snapshot.status.rawValue
    }
    return "\(cursor.state): \(cursor.stop)"
  }

  @Test("A Task stops entered, ready, sent, at each ECS phase, finished and before the next state")
  func stops() async throws {
    let execution = try LocalExecution(try Nightly.setup())
    await execution.settle()
    #expect(await stop(execution) == "Prepare: before")
    var seen: [String] = []
    for _ in 0..<40 {
      try await execution.perform(.step)
      await execution.settle()
      let now = await stop(execution)
      if seen.last != now { seen.append(now) }
      if now.hasPrefix("Approve") { break }
    }
    #expect(
      seen == [
        "Prepare: entered", "Run job: before", "Run job: entered", "Run job: ready", "Run job: sent", "Run job: finished",
        "Approve: before",
      ])
    let snapshot = await execution.snapshot()
    #expect(snapshot.tasks.map { $0.task.lastStatus.rawValue }.first == "PROVISIONING")
    #expect(snapshot.tasks.last?.task.lastStatus.rawValue == "STOPPED")
    #expect(snapshot.tasks.allSatisfy { $0.state == "Run job" })
  }

  @Test("At ready the request is there and nothing is sent")
  func ready() async throws {
    let execution = try LocalExecution(try Nightly.setup())
    for _ in 0..<4 { try await execution.perform(.step) }
    let snapshot = await execution.snapshot()
    let cursor = try #require(snapshot.live.cursors.first)
    #expect(cursor.stop == .ready)
    #expect(cursor.request?["Overrides"]?["ContainerOverrides"]?[0]?["Command"] == ["a", "b"])
    #expect(!snapshot.events.contains { $0.type == .taskScheduled })
    #expect(snapshot.live.pause == .step)
  }

  @Test("Back goes to the stop before, forward again gives the same events")
  func back() async throws {
    let execution = try LocalExecution(try Nightly.setup())
    var counts: [Int] = []
    for _ in 0..<8 {
      counts.append(await execution.snapshot().events.count)
      try await execution.perform(.step)
    }
    let there = await execution.snapshot()
    for count in counts.reversed() {
      try await execution.perform(.stepBack)
      #expect(await execution.snapshot().events.count == count)
    }
    await #expect(throws: SourceRefusal("This is the first stop; there is nothing to go back to.")) {
      try await execution.perform(.stepBack)
    }
    for _ in 0..<8 { try await execution.perform(.step) }
    #expect(await execution.snapshot().events == there.events)
  }

  @Test("A breakpoint stops before its state, its condition in JSONPath; continue leaves it")
  func breakpoints() async throws {
    let setup = try Nightly.setup(
      paused: false,
      breakpoints: [
        Breakpoint(place: .state("Run job"), condition: "$.commands[5]"),
        Breakpoint(place: .state("Approve"), condition: "$.task.LastStatus == 'STOPPED'"),
      ])
    let execution = try LocalExecution(setup)
    await execution.settle()
    #expect(await stop(execution) == "Approve: before")
    #expect(await execution.snapshot().live.pause == .breakpoint("Approve"))
    try await execution.perform(.resume)
    await execution.settle()
    #expect(await stop(execution) == "Approve: sent")
    await #expect(throws: SourceRefusal("No state is called 'Nobody'.")) {
      try await execution.perform(.setBreakpoints([Breakpoint(place: .state("Nobody"))]))
    }
  }

  @Test("Virtual time stands while a token waits for a person; the answer ends the execution and leaves an audit line")
  func approve() async throws {
    let execution = try LocalExecution(try Nightly.setup(paused: false))
    await execution.settle()
    let waiting = await execution.snapshot()
    #expect(waiting.status == .running)
    let scheduled = try #require(waiting.events.last { $0.type == .taskScheduled })
    guard case .taskScheduled(let details) = scheduled.details, let parameters = details.parameters else { return }
    let environment = try JSONValue(parsing: parameters)["Overrides"]?["ContainerOverrides"]?[0]?["Environment"]?[0]
    let token = try #require(environment?["Value"]?.stringValue)
    try await execution.perform(.sendTaskHeartbeat(token: token))
    try await execution.perform(.sendTaskSuccess(token: token, output: #"{"approved":true}"#))
    await execution.settle()
    let ended = await execution.snapshot()
    #expect(ended.status == .succeeded)
    #expect(ended.audit.map(\.text) == [#"sent a heartbeat for "Approve" (execution one)"#, #"approved "Approve" (execution one)"#])
    await #expect(throws: SourceRefusal("Nobody waits for this token: someone else answered, or it expired.")) {
      try await execution.perform(.sendTaskSuccess(token: token, output: "{}"))
    }
  }

  @Test("Over runs the whole Task; stop aborts the execution")
  func overAndStop() async throws {
    let execution = try LocalExecution(try Nightly.setup())
    try await execution.perform(.stepOver)
    #expect(await stop(execution) == "Run job: before")
    try await execution.perform(.stepOver)
    #expect(await stop(execution) == "Approve: before")
    try await execution.perform(.stop(error: "", cause: ""))
    #expect(await execution.snapshot().status == .aborted)
  }

  @Test("Over moves only the chosen cursor: the other branch stands where it is")
  func overInAParallel() async throws {
    let definition = """
      {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A2"}, "A2": {"Type": "Pass", "End": true}}},
        {"StartAt": "B", "States": {"B": {"Type": "Pass", "Next": "B2"}, "B2": {"Type": "Pass", "End": true}}}]}}}
      """
    var setup = try Nightly.setup()
    setup.machine = try #require(StateMachine.load(bytes: Array(definition.utf8), file: "p.asl.json").machine)
    let execution = try LocalExecution(setup)
    for _ in 0..<2 { try await execution.perform(.step) }
    #expect(await stop(execution) == "A: before")
    try await execution.perform(.stepOver)
    #expect(await stop(execution) == "A2: before")
    let cursors = await execution.snapshot().live.cursors
    #expect(cursors.map(\.state) == ["P", "A2", "B"])
    #expect(cursors.last?.stop == .before)
    try await execution.perform(.stepOut)
    #expect(await execution.snapshot().live.cursors.map(\.state) == ["P"])
  }

  @Test("Headless, the same setup gives the same history twice")
  func headless() async throws {
    func history() async throws -> EventLog {
      var run = try HeadlessExecution(try Nightly.setup(paused: false), wall: Timestamp(milliseconds: 0))
      try await run.run(clock: SystemClock()) { _, _ in }
      return run.events
    }
    let first = try await history()
    #expect(try await history() == first)
    // Nobody answers the token: its heartbeat runs out.
    #expect(first.last?.type == .executionFailed)
    #expect(first.contains { $0.type == .taskTimedOut })
  }
}
