import Engine
import ExecutionSource
import History
import JSON
import Tasks
import Testing
import Time

@testable import Embedded

@Suite("Real clocks, problems and manual tasks on the screen")
struct ClockTests {
  static let wait = #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 30, "Next": "Z"}, "Z": {"Type": "Pass", "End": true}}}"#

  /// The first snapshot for which this holds.
  private func snapshot(
    _ execution: LocalExecution, where holds: @Sendable (ExecutionSnapshot) -> Bool
  ) async throws -> ExecutionSnapshot {
    for await snapshot in execution.updates() where holds(snapshot) { return snapshot }
    throw Ended()
  }

  struct Ended: Error {}

  @Test("On a real clock a Wait ends when the wall clock says so", arguments: [(ClockMode.real, 30), (.scaled(10), 3)])
  func waits(_ clock: ClockMode, _ seconds: Int) async throws {
    let wall = FakeWall()
    let execution = try LocalExecution(try Bench.setup(Self.wait, clock: clock, paused: false), wall: wall)
    await execution.settle()
    let waiting = await execution.snapshot()
    #expect(waiting.events.last?.type == .waitStateEntered)
    #expect(waiting.live.isClockRunning)
    #expect(waiting.live.timers.first == TimerStatus(kind: .wait, state: "W", scope: [], due: Bench.start + .seconds(30)))
    wall.advance(by: .seconds(seconds))
    let ended = try await snapshot(execution) { $0.status.isFinal }
    #expect(ended.status == .succeeded)
    #expect(ended.live.now - Bench.start == .seconds(30))
    #expect(!ended.live.isClockRunning)
    await execution.close()
  }

  @Test("Over waits on a real clock until the state is left")
  func over() async throws {
    let wall = FakeWall()
    let execution = try LocalExecution(try Bench.setup(Self.wait, clock: .real), wall: wall)
    try await execution.perform(.stepOver)
    await execution.settle()
    #expect(await execution.snapshot().live.pause == nil)
    wall.advance(by: .seconds(31))
    let stopped = try await snapshot(execution) { $0.live.pause == .step }
    #expect(stopped.live.cursors.first?.state == "Z")
    #expect(stopped.live.cursors.first?.stop == .before)
    await execution.close()
  }

  @Test("skip-wait lets a Wait go at once, and says so")
  func skip() async throws {
    let wall = FakeWall()
    let execution = try LocalExecution(try Bench.setup(Self.wait, clock: .real, paused: false), wall: wall)
    await execution.settle()
    try await execution.perform(.skipWait(CursorID(1)))
    let ended = try await snapshot(execution) { $0.status.isFinal }
    #expect(ended.audit.map(\.text) == [#"let the timer of "W" fire"#])
    #expect(ended.live.now == Bench.start)
    await execution.close()
  }

  @Test("A task nobody can perform pauses the run with the sentence; its result can be given by hand")
  func problem() async throws {
    let definition = #"""
      {"StartAt": "L", "States": {"L": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "TimeoutSeconds": 60,
        "Next": "Z"}, "Z": {"Type": "Pass", "End": true}}}
      """#
    let execution = try LocalExecution(try Bench.setup(definition, paused: false))
    let paused = try await snapshot(execution) { $0.live.pause != nil && !$0.audit.isEmpty }
    let sentence =
      "Nothing here performs lambda:invoke for state \"L\"; give its result with --mocks FILE, where "
      + "StateMachines.NAME.TestCases.CASE.\"L\" names a mocked response, "
      + "by a local command with --lambda NAME='COMMAND', or by hand with --tasks manual."
    #expect(paused.audit.map(\.text) == [sentence])
    #expect(paused.live.pause == .request)
    let cursor = try #require(paused.live.cursors.first)
    #expect(paused.live.selectedCursor == cursor.id)
    try await execution.perform(.succeedByHand(cursor.id, json: #"{"StatusCode":200}"#))
    try await execution.perform(.resume)
    let ended = try await snapshot(execution) { $0.status.isFinal }
    #expect(ended.status == .succeeded)
    #expect(ended.audit.count == 2)
    await execution.close()

    var headless = try HeadlessExecution(try Bench.setup(definition, paused: false), wall: Bench.start)
    await #expect(throws: EngineRefusal(message: sentence)) { try await headless.run(clock: FakeWall()) { _, _ in } }
  }

  @Test("Manual tasks wait on the screen for a person; headless their timeout ends them")
  func manual() async throws {
    let setup = try Bench.setup(Bench.task, tasks: RunnerChain(tasks: .manual), paused: false)
    let execution = try LocalExecution(setup)
    await execution.settle()
    let waiting = await execution.snapshot()
    #expect(waiting.events.last?.type == .taskStarted)
    #expect(waiting.live.now == Bench.start)
    #expect(waiting.live.timers.first?.kind == .timeout)
    try await execution.perform(.succeedByHand(CursorID(1), json: "{}"))
    await execution.settle()
    #expect(await execution.snapshot().status == .succeeded)
    await execution.close()

    var headless = try HeadlessExecution(setup, wall: Bench.start)
    try await headless.run(clock: FakeWall()) { _, _ in }
    #expect(headless.events.contains { $0.type == .taskTimedOut })
    #expect(headless.status == .succeeded)
  }

  @Test("A face of any scale gives a time", arguments: [0, 1e-300, 1e300, .infinity, -.infinity, .nan, -1])
  func scales(_ factor: Double) throws {
    let face = ClockFace(mode: .scaled(factor), start: Bench.start, wallStart: Bench.start)
    let time = try #require(face.time(at: Bench.start + .seconds(86_400)))
    #expect(time >= Bench.start)
    #expect(face.wallDelay(from: Bench.start, to: Bench.start + .seconds(10)) >= .zero)
  }
}
