import AWS
import ExecutionSource
import HTTP
import History
import JSON
import Testing
import Time

@testable import Remote

/// Map Runs, redrives, ends, and how fresh what is shown is.
@Suite struct FollowingTests {
  private let start = TimedExecution.start
  private let distributed = """
    {"StartAt": "Each", "States": {"Each": {"Type": "Map", "Label": "each", "End": true, "ItemProcessor": {"ProcessorConfig":
      {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
    """

  private func mapExecution(named: Bool) -> TimedExecution {
    var execution = TimedExecution()
    let arn = "arn:aws:states:us-east-1:123456789012:mapRun:machine/each:run"
    execution.definition = distributed
    execution.add("ExecutionStarted", at: start, previous: 0)
    execution.add("MapStateEntered", at: start, "stateEntered", ["name": "Each"])
    execution.add("MapStateStarted", at: start, "mapStateStarted", ["length": 9])
    if named { execution.add("MapRunStarted", at: start + .seconds(1), "mapRunStarted", ["mapRunArn": .string(arn)]) }
    execution.add("MapStateExited", at: start + .seconds(120), "stateExited", ["name": "Each"])
    execution.add("ExecutionSucceeded", at: start + .seconds(120))
    execution.mapRuns[arn] = [(0, "RUNNING", 0), (60, "RUNNING", 5), (119, "SUCCEEDED", 9)].map { at, status, done in
      (
        start + .seconds(at),
        [
          "mapRunArn": .string(arn), "status": .string(status), "startDate": 1_800_000_001, "maxConcurrency": 3,
          "itemCounts": ["succeeded": .number(JSONNumber(done)), "total": 9, "pending": .number(JSONNumber(9 - done))],
          "executionCounts": ["succeeded": .number(JSONNumber(done)), "total": 9],
        ]
      )
    }
    return execution
  }

  @Test(arguments: [true, false]) func mapRunsAreFollowedPolitely(_ named: Bool) throws {
    var play = Simulation(chance: 0.5)
    let execution = mapExecution(named: named)
    play.run(execution, until: start + .seconds(70))
    let running = try #require(play.engine.snapshot.mapRuns.first)
    #expect(running.state == "Each")
    #expect(running.status == "RUNNING")
    #expect(running.items.succeeded == 5 && running.items.total == 9 && running.items.pending == 4)
    #expect(running.maxConcurrency == 3)
    play.run(execution, until: start + .seconds(400))
    #expect(play.engine.isFinished)
    #expect(play.engine.snapshot.mapRuns.map(\.status) == ["SUCCEEDED"])
    #expect(play.engine.snapshot.mapRuns.first?.executions.succeeded == 9)
    #expect(play.count("DescribeMapRun", "ListMapRuns") <= 16)
    #expect(play.count("ListMapRuns") == (named ? 0 : 1))
  }

  @Test func manyMapRunsShareOneCallInTenSeconds() {
    var watch = MapRunWatch()
    var now = start
    for run in 0..<200 { watch.began("arn:run/\(run)", state: "Each", now: now) }
    var calls = 0
    while now < start + .seconds(600) {
      now = max(now, watch.nextDue ?? now)
      guard case .mapRun(let arn)? = watch.next(at: now) else { break }
      calls += 1
      let isTaken = watch.described(["status": "RUNNING"], arn: arn, now: now)
      #expect(isTaken)
    }
    #expect((60...70).contains(calls))
    // Every one has its turn.
    #expect(watch.rows.count > 60)
  }

  @Test func anEndedExecutionGoesOnAfterARedrive() {
    var execution = TimedExecution()
    execution.add("ExecutionStarted", at: start, previous: 0)
    execution.add("PassStateEntered", at: start, "stateEntered", ["name": "A"])
    execution.add("ExecutionFailed", at: start + .seconds(10), "executionFailed", ["error": "Oops"])
    execution.add("ExecutionRedriven", at: start + .seconds(100), "executionRedriven", ["redriveCount": 1])
    execution.add("ExecutionSucceeded", at: start + .seconds(130))
    var play = Simulation(chance: 0.5)
    play.run(execution, until: start + .seconds(90))
    #expect(play.engine.isFinished && play.engine.mayGoOn)
    #expect(play.engine.snapshot.status == .failed)
    #expect(play.engine.snapshot.redrive == RedriveStatus(count: 0, status: "REDRIVABLE", reason: ""))
    #expect(play.engine.snapshot.stoppedAt == start + .seconds(10))
    #expect(!play.engine.snapshot.live.isClockRunning)
    let asked = play.calls.count
    // Nothing is asked of an ended execution until somebody wants to know.
    play.run(execution, until: start + .seconds(101))
    #expect(play.calls.count == asked)
    play.now = start + .seconds(101)
    play.engine.hurry(at: play.now, isRedriven: true)
    play.run(execution, until: start + .seconds(104))
    #expect(play.engine.snapshot.status == .running)
    #expect(play.engine.snapshot.live.isClockRunning)
    #expect(play.engine.snapshot.stoppedAt == nil)
    #expect(play.engine.snapshot.capabilities.contains(.stop))
    play.run(execution, until: start + .seconds(300))
    #expect(play.engine.isFinished && !play.engine.mayGoOn)
    #expect(play.engine.snapshot.status == .succeeded)
    #expect(play.engine.snapshot.events.map(\.id) == [1, 2, 3, 4, 5])
    #expect(play.engine.snapshot.redrive?.count == 1)
  }

  @Test func whatIsShownIsOfAKnownAge() {
    var execution = TimedExecution()
    execution.add("ExecutionStarted", at: start, previous: 0)
    execution.add("WaitStateEntered", at: start, "stateEntered", ["name": "W"])
    var play = Simulation(chance: 0.5)
    play.run(execution, until: start + .seconds(60))
    // Two polls of a quiet wait are at most 24 s.
    var asOf: Timestamp?
    for _ in 0..<100 {
      play.run(execution, until: play.now + .seconds(1))
      asOf = play.engine.snapshot.live.poll?.asOf
      #expect(asOf.map { play.now - $0 <= .seconds(12) } == true)
      #expect(play.engine.snapshot.live.poll?.next.map { $0 >= play.now } == true)
    }
    // The endpoint is gone: the age stays what it is, the clock stands, and it is said why.
    let gone: (PollRequest, Timestamp) -> PollEngine.Outcome = { request, _ in
      .failure(AWSError(.transport(HTTPFailure(.refused)), operation: request.operation))
    }
    play.run(until: play.now + .seconds(60), gone)
    let poll = play.engine.snapshot.live.poll
    #expect(poll?.problem == "GetExecutionHistory: the connection was refused; check the network and the region")
    #expect(poll?.asOf == asOf || poll?.asOf.map { play.now - $0 > .seconds(48) } == true)
    #expect(!play.engine.snapshot.live.isClockRunning)
    #expect(poll?.next.map { $0 > play.now && $0 <= play.now + .seconds(24) } == true)
    #expect(play.engine.snapshot.events.count == 2)
    play.run(execution, until: play.now + .seconds(30))
    #expect(play.engine.snapshot.live.poll?.problem == nil)
    #expect(play.engine.snapshot.live.isClockRunning)
  }

  /// moto answers 500 in HTML whenever an output holds a time: the history tells enough.
  @Test func oneCallThatAlwaysFailsIsNoOutage() {
    var execution = TimedExecution()
    execution.add("ExecutionStarted", at: start, previous: 0)
    execution.add("WaitStateEntered", at: start, "stateEntered", ["name": "W"])
    execution.add("ExecutionSucceeded", at: start + .seconds(100))
    let known = execution
    var play = Simulation(chance: 0.5)
    func ask(_ request: PollRequest, _ now: Timestamp) -> PollEngine.Outcome {
      guard request == .execution else { return Simulation.outcome(of: request, known, at: now) }
      return .failure(AWSError(.unreadable("answered 500 with an HTML page"), operation: "DescribeExecution", status: 500))
    }
    play.run(until: start + .seconds(60), ask)
    let poll = play.engine.snapshot.live.poll
    #expect(poll?.problem == nil)
    #expect(poll?.denied[.execution]?.hasPrefix("DescribeExecution: answered 500 with an HTML page") == true)
    #expect(play.engine.snapshot.live.isClockRunning)
    #expect(play.engine.snapshot.events.count == 2)
    play.run(until: start + .seconds(1_000), ask)
    #expect(play.engine.snapshot.status == .succeeded)
    #expect(play.engine.isFinished)
    #expect(play.count("DescribeExecution") < 25)
  }

  @Test func aHangingECSHoldsUpNothingElse() {
    var execution = TimedExecution(TimedExecution.Job())
    execution.definition = jobDefinition
    let known = execution
    var play = Simulation(latency: .milliseconds(20), chance: 0.5)
    play.run(
      until: start + .seconds(60),
      { request, now in
        guard request.lane == .tasks else { return Simulation.outcome(of: request, known, at: now) }
        return .failure(AWSError(.transport(HTTPFailure(.timedOut(after: .seconds(10)))), operation: request.operation))
      })
    #expect(play.engine.snapshot.events.count == 5)
    #expect(play.engine.snapshot.live.poll?.problem?.hasPrefix("DescribeTask") == true)
    #expect(play.engine.snapshot.live.poll?.denied[.tasks] != nil)
    // Only the clock of the tasks is in doubt.
    #expect(play.engine.snapshot.live.isClockRunning)
    // ECS does not tell, so the history is asked more often.
    #expect(play.count("GetExecutionHistory") >= 7)
    play.run(execution, until: start + .seconds(90))
    #expect(play.engine.snapshot.live.poll?.problem == nil)
    #expect(play.engine.snapshot.tasks.last?.task.lastStatus == .running)
  }

  @Test func keysThatExpireAreSaidAndRecoveredFrom() {
    var execution = TimedExecution()
    execution.add("ExecutionStarted", at: start, previous: 0)
    var play = Simulation(chance: 0.5)
    play.run(execution, until: start + .seconds(5))
    play.run(
      until: start + .seconds(100),
      { request, _ in
        .failure(AWSError(.credentials("the SSO session has expired; run `aws sso login`"), operation: request.operation))
      })
    #expect(play.engine.fatal == nil)
    #expect(play.engine.snapshot.live.poll?.problem == "the SSO session has expired; run `aws sso login`")
    play.run(execution, until: start + .seconds(130))
    #expect(play.engine.snapshot.live.poll?.problem == nil)
    // At the very beginning they end it: there is nothing to show.
    var first = Simulation(chance: 0.5)
    first.run(
      until: start + .seconds(1), { request, _ in .failure(AWSError(.credentials("no AWS credentials"), operation: request.operation)) })
    #expect(first.engine.fatal != nil)
    #expect(first.engine.snapshot.live.poll?.problem == "no AWS credentials")
  }

  @Test func aLongHistoryShowsItsNewestPageAfterOneCall() {
    var execution = TimedExecution()
    for id in 1...25_000 { execution.add(id % 2 == 1 ? "PassStateEntered" : "PassStateExited", at: start, "stateEntered", ["name": "P"]) }
    var play = Simulation(latency: .milliseconds(80), chance: 0.5)
    var first: (calls: Int, after: Duration)?
    var partial = 0
    play.run(execution, until: start + .seconds(20)) { snapshot, now in
      if first == nil, !snapshot.events.isEmpty { first = (snapshot.events.count, now - TimedExecution.start) }
      if snapshot.missingEvents > 0 {
        partial += 1
        if snapshot.events.last?.id != 25_000 || snapshot.events.first?.id != snapshot.missingEvents + 1 { first = nil }
      }
    }
    #expect(first?.calls == 200)
    #expect(first?.after == .milliseconds(80))
    #expect(partial > 10)
    #expect(play.engine.snapshot.missingEvents == 0)
    #expect(play.engine.snapshot.events.count == 25_000)
    #expect(play.count("GetExecutionHistory") < 40)
  }
}
