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

  /// Each screen says `words` at every size; on the smallest, and where its layout is of its own on the next, it is compared whole.
  func expect(_ driver: MonitorDriver, _ name: String, says words: [String], wholeAt120: Bool = false) throws {
    let size = driver.app.render().size
    driver.picture("\(name)-\(size.width)x\(size.height)")
    for text in words { #expect(driver.shows(text), "\(driver.testDescription)") }
    if size.width == 80 || wholeAt120 && size.width == 120 { try GoldenScreen.expect(driver, "\(name)-\(size.width)x\(size.height)") }
  }

  @Test("a job that runs elsewhere, with its usual duration", arguments: sizes)
  func running(width: Int, height: Int) throws {
    var snapshot = try Fixture.logging()
    snapshot.usualDurations["Run job"] = UsualDuration(
      shortest: .seconds(2_280), median: .seconds(2_460), longest: .seconds(2_640), visits: 12)
    try expect(driver(snapshot, width, height), "remote-running", says: ["usually 38–44 min", "as of 3 s"], wholeAt120: true)
  }

  @Test("the verdict as soon as ECS knows it", arguments: sizes)
  func verdict(width: Int, height: Int) throws {
    var snapshot = try Fixture.logging()
    let stopped = try Fixture.job("STOPPED", exits: ["app": 0, "log_router": 137])
    snapshot.tasks.append(TaskObservation(at: Fixture.at(191_000), state: "Run job", scheduledEventId: 7, task: stopped))
    try expect(
      driver(snapshot, width, height), "remote-verdict",
      says: ["will fail: log_router exited 137", "ECS STOPPED", "Step Functions has not recorded it yet"])
  }

  @Test("the connection fails", arguments: sizes)
  func cutOff(width: Int, height: Int) throws {
    var snapshot = try Fixture.logging()
    snapshot.live.isClockRunning = false
    snapshot.live.poll?.problem = "https://states.eu-west-1.amazonaws.com does not answer: the connection was refused"
    try expect(
      driver(snapshot, width, height), "remote-cut-off",
      says: [
        "last known RUNNING", "as of 22:16:29", "https://states.eu-west-1.amazonaws.com does not answer", "ECS last known as of 22:16:30",
      ])
  }

  @Test("the newest page of a long history", arguments: sizes)
  func newestFirst(width: Int, height: Int) throws {
    try expect(
      driver(try Fixture.long(25_000, missing: 24_000), width, height), "remote-newest-first",
      says: ["older events still loading: 24,000", "25,000 of 25,000", "? Begin"], wholeAt120: true)
  }

  @Test("the log of a job, both containers in the order of time", arguments: sizes)
  func logs(width: Int, height: Int) throws {
    var snapshot = try Fixture.logging()
    snapshot.logs += (1...4).map {
      ContainerLogLine(
        at: Fixture.at(50_000 + $0 * 20_000), taskArn: Fixture.jobArn, container: "log_router", text: "[info] flush chunk \($0)")
    }
    snapshot.logStreams[1].state = .read(isCaughtUp: true)
    var driver = driver(snapshot, width, height)
    driver.press("3", "]", "]", "]")
    try expect(driver, "remote-logs", says: ["log_router [info] flush chunk 4", "app        batch 19 of 19 done"])
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
    try expect(driver, "remote-no-logs", says: ["app logs through awsfirelens", "group /ecs/nightly", "It has written nothing yet"])
  }

  @Test("a Distributed Map", arguments: sizes)
  func mapRun(width: Int, height: Int) throws {
    try expect(
      driver(try Fixture.mapping(), width, height), "remote-map-run",
      says: ["✔ 912 succeeded", "at most 40 at a time", "lists its child executions"], wholeAt120: true)
  }

  @Test("a redrive in the timeline and in the attempts", arguments: sizes)
  func redriven(width: Int, height: Int) throws {
    var driver = driver(try Fixture.redriven(), width, height)
    driver.press("3", "]", "]", "]", "]")
    try expect(driver, "remote-redriven", says: ["↻ redrive 1  the execution was redriven at 22:15:20"])
    driver.press("4")
    try expect(driver, "remote-redriven-timeline", says: ["redriven once · 2 visits"])
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
    try expect(driver(snapshot, width, height), "remote-failed", says: ["redriven once", "can be redriven from here", "D redrives"])
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
