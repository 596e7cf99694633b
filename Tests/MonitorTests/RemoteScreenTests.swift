import Canvas
import ExecutionSource
import History
import Testing
import Time

@testable import Monitor

@Suite("Screens of executions elsewhere")
struct RemoteScreenTests {
  static let sizes = [(80, 24), (120, 40), (200, 60)]

  func driver(_ snapshot: ExecutionSnapshot, _ width: Int, _ height: Int) -> MonitorDriver {
    var driver = MonitorDriver(Size(width: width, height: height), now: snapshot.live.now)
    driver.show(snapshot)
    return driver
  }

  func expect(_ driver: MonitorDriver, _ name: String) throws {
    let size = driver.app.render().size
    driver.picture("\(name)-\(size.width)x\(size.height)")
    try GoldenScreen.expect(driver, "\(name)-\(size.width)x\(size.height)")
  }

  @Test("a job that runs elsewhere, with its usual duration", arguments: sizes)
  func running(width: Int, height: Int) throws {
    var snapshot = try Fixture.logging()
    snapshot.usualDurations["Run job"] = UsualDuration(shortest: .seconds(2_280), median: .seconds(2_460), longest: .seconds(2_640), visits: 12)
    try expect(driver(snapshot, width, height), "remote-running")
  }

  @Test("the verdict as soon as ECS knows it", arguments: sizes)
  func verdict(width: Int, height: Int) throws {
    var snapshot = try Fixture.logging()
    let stopped = try Fixture.job("STOPPED", exits: ["app": 0, "log_router": 137])
    snapshot.tasks.append(TaskObservation(at: Fixture.at(191_000), state: "Run job", scheduledEventId: 7, task: stopped))
    try expect(driver(snapshot, width, height), "remote-verdict")
  }

  @Test("the connection fails", arguments: sizes)
  func cutOff(width: Int, height: Int) throws {
    var snapshot = try Fixture.logging()
    snapshot.live.poll?.problem = "https://states.eu-west-1.amazonaws.com does not answer: the connection was refused"
    try expect(driver(snapshot, width, height), "remote-cut-off")
  }

  @Test("the newest page of a long history", arguments: sizes)
  func newestFirst(width: Int, height: Int) throws {
    try expect(driver(try Fixture.long(25_000, missing: 24_000), width, height), "remote-newest-first")
  }

  @Test("the log of a job, both containers", arguments: sizes)
  func logs(width: Int, height: Int) throws {
    var snapshot = try Fixture.logging()
    snapshot.logs += (1...4).map {
      ContainerLogLine(at: Fixture.at(50_000 + $0 * 20_000), taskArn: Fixture.jobArn, container: "log_router", text: "[info] flush chunk \($0)")
    }
    snapshot.logStreams[1].state = .read(isCaughtUp: true)
    var driver = driver(snapshot, width, height)
    driver.press("3", "]", "]", "]")
    try expect(driver, "remote-logs")
  }

  @Test("why there are no logs", arguments: sizes)
  func noLogs(width: Int, height: Int) throws {
    var snapshot = try Fixture.logging()
    snapshot.logs = []
    snapshot.logStreams[0] = ContainerLogStream(
      taskArn: Fixture.jobArn, container: "app",
      state: .unavailable("app logs through awsfirelens: its lines go where log_router sends them, not to an awslogs stream."))
    var driver = driver(snapshot, width, height)
    driver.press("3", "]", "]", "]")
    try expect(driver, "remote-no-logs")
  }

  @Test("a Distributed Map", arguments: sizes)
  func mapRun(width: Int, height: Int) throws {
    try expect(driver(try Fixture.mapping(), width, height), "remote-map-run")
  }

  @Test("a redrive in the timeline and in the attempts", arguments: sizes)
  func redriven(width: Int, height: Int) throws {
    var driver = driver(try Fixture.redriven(), width, height)
    driver.press("3", "]", "]", "]", "]")
    try expect(driver, "remote-redriven")
    driver.press("4")
    try expect(driver, "remote-redriven-timeline")
  }

  @Test("failed, and whether it can be redriven", arguments: sizes)
  func failed(width: Int, height: Int) throws {
    var snapshot = try Fixture.redriven()
    snapshot.status = .failed
    let cause = try Fixture.job("STOPPED", exits: ["app": 0, "log_router": 137]).document.compact
    snapshot.events.append(
      HistoryEvent(
        id: 13, previousEventId: 12, timestamp: Fixture.at(180_000), type: .taskFailed,
        details: .taskFailed(Fixture.ecs, error: "States.TaskFailed", cause: cause)))
    snapshot.events.append(
      HistoryEvent(
        id: 14, previousEventId: 13, timestamp: Fixture.at(180_010), type: .executionFailed,
        details: .failed(error: "States.TaskFailed", cause: cause)))
    snapshot.redrive = RedriveStatus(count: 1, status: "REDRIVABLE", reason: "")
    snapshot.live.poll?.next = nil
    try expect(driver(snapshot, width, height), "remote-failed")
  }
}

extension Fixture {
  /// A job that failed, was redriven, and runs again.
  static func redriven() throws -> ExecutionSnapshot {
    var snapshot = try remote()
    let document = try job("PROVISIONING").document.compact
    let cause = try job("STOPPED", exits: ["app": 2, "log_router": 0]).document.compact
    let scheduled = TaskScheduled(task: ecs, region: "eu-west-1", parameters: request, timeoutInSeconds: 7200)
    snapshot.events = events([
      (0, 0, .executionStarted, .executionStarted(input: input, roleArn: nil)),
      (1, 0, .passStateEntered, .stateEntered(name: "Prepare input", input: input)),
      (203, 2, .passStateExited, .stateExited(name: "Prepare input", output: input, assignedVariables: [])),
      (12_391, 3, .taskStateEntered, .stateEntered(name: "Run job", input: input)),
      (12_398, 4, .taskScheduled, .taskScheduled(scheduled)),
      (12_402, 5, .taskStarted, .task(ecs)),
      (12_871, 6, .taskSubmitted, .taskOutput(ecs, output: document)),
      (60_000, 7, .taskFailed, .taskFailed(ecs, error: "States.TaskFailed", cause: cause)),
      (60_001, 8, .executionFailed, .failed(error: "States.TaskFailed", cause: cause)),
      (120_000, 9, .executionRedriven, .executionRedriven(redriveCount: 1)),
      (120_010, 10, .taskScheduled, .taskScheduled(scheduled)),
      (120_020, 11, .taskSubmitted, .taskOutput(ecs, output: document)),
    ])
    snapshot.tasks = []
    snapshot.redrive = RedriveStatus(count: 1, status: "NOT_REDRIVABLE", reason: "Execution is RUNNING and cannot be redriven")
    return snapshot
  }
}
