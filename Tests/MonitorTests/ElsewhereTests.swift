import Canvas
import ECSModel
import ExecutionSource
import History
import JSON
import Testing
import Time

@testable import Monitor

@Suite("Map Runs, children, verdicts and redrives")
struct ElsewhereTests {
  func driver(_ snapshot: ExecutionSnapshot, _ width: Int = 160) -> MonitorDriver {
    var driver = MonitorDriver(Size(width: width, height: 40), now: snapshot.live.now)
    driver.show(snapshot)
    return driver
  }

  @Test("a Map Run's counts stand in the graph and in the timeline; Enter lists its children")
  func mapRun() throws {
    var driver = driver(try Fixture.mapping())
    #expect(driver.shows("◆ ForEach ✔912 ◆40 ✖3 ○45"))
    #expect(driver.shows("29/s · ~2 s left"))
    _ = driver.takeEffects()
    driver.press("3", "j", "j", "Enter")
    #expect(driver.takeEffects().contains(.show(.mapRun(arn: Fixture.mapRunArn, name: "5c1f0e6a-7d3b-4f0e-9c53-1c4c0c7e4f01"))))
    driver.press("4")
    #expect(driver.shows("✔912 ◆40 ✖3 ○45"))
  }

  @Test("what runs in child executions is not called pending here")
  func inside() throws {
    var driver = driver(try Fixture.mapping())
    driver.press("'Item")
    #expect(driver.shows("– in child executions · of ForEach"))
    #expect(!driver.shows("○ Item"))
  }

  @Test("without its counts a Map Run is still the way to its children")
  func uncounted() throws {
    var snapshot = try Fixture.mapping()
    snapshot.mapRuns = []
    let driver = driver(snapshot)
    #expect(driver.shows("Its counts are not known yet."))
    #expect(driver.shows("lists its child executions"))
  }

  /// A state that starts another execution.
  func parent(_ resource: String, _ end: (EventType, EventDetails)? = nil) throws -> ExecutionSnapshot {
    var snapshot = try Fixture.remote()
    snapshot.definition = nil
    snapshot.tasks = []
    let nested = TaskResource(resourceType: "states", resource: resource)
    let answer = #"{"ExecutionArn":"arn:aws:states:eu-west-1:123456789012:execution:child:run-1","StartDate":1700000000000}"#
    var list: [(Int, Int, EventType, EventDetails)] = [
      (0, 0, .executionStarted, .executionStarted(input: "{}", roleArn: nil)),
      (1, 0, .taskStateEntered, .stateEntered(name: "Call", input: "{}")),
      (2, 2, .taskScheduled, .taskScheduled(TaskScheduled(task: nested, region: "eu-west-1", parameters: "{}"))),
      (3, 3, .taskStarted, .task(nested)),
    ]
    if resource == "startExecution" {
      list.append((4, 4, .taskSucceeded, .taskOutput(nested, output: answer)))
    } else {
      list.append((4, 4, .taskSubmitted, .taskOutput(nested, output: answer)))
    }
    if let end { list.append((5, 5, end.0, end.1)) }
    snapshot.events = Fixture.events(list)
    return snapshot
  }

  @Test("an execution that a state started is opened with Enter", arguments: ["startExecution", "startExecution.sync:2"])
  func child(resource: String) throws {
    var driver = driver(try parent(resource))
    #expect(driver.shows("CHILD EXECUTION run-1"))
    _ = driver.takeEffects()
    driver.press("3", "/CHILD", "Enter")
    #expect(driver.takeEffects().contains(.show(.execution(arn: "arn:aws:states:eu-west-1:123456789012:execution:child:run-1"))))
  }

  @Test("how the child ended is told from its result or its cause")
  func childEnded() throws {
    let arn = "arn:aws:states:eu-west-1:123456789012:execution:child:run-1"
    let nested = TaskResource(resourceType: "states", resource: "startExecution.sync:2")
    let cause = #"{"ExecutionArn":"\#(arn)","Name":"run-1","Status":"FAILED","Error":"Boom"}"#
    let failed = driver(try parent("startExecution.sync:2", (.taskFailed, .taskFailed(nested, error: "States.TaskFailed", cause: cause))))
    #expect(failed.shows("CHILD EXECUTION run-1  FAILED"))
    let output = #"{"ExecutionArn":"\#(arn)","Status":"SUCCEEDED","Output":{}}"#
    let done = driver(try parent("startExecution.sync:2", (.taskSucceeded, .taskOutput(nested, output: output))))
    #expect(done.shows("CHILD EXECUTION run-1  SUCCEEDED"))
  }

  @Test("what will fail is said while the job still runs, and which of several will")
  func willFail() throws {
    var snapshot = try Fixture.remote()
    let bad = try Fixture.job("RUNNING", exits: ["log_router": 137])
    snapshot.tasks.append(TaskObservation(at: Fixture.at(100_000), state: "Run job", scheduledEventId: 7, task: bad))
    let driver = driver(snapshot, 200)
    #expect(driver.header.contains("✖ waiting: ECS .sync · will fail: log_router exited 137 (killed) · task RUNNING"))
    #expect(driver.app.titleText == "✖ Run job 2m")
  }

  @Test("a job that ended well waits only for Step Functions")
  func unrecorded() throws {
    var snapshot = try Fixture.remote()
    let done = try Fixture.job("STOPPED", exits: ["app": 0, "log_router": 0])
    snapshot.tasks.append(TaskObservation(at: Fixture.at(191_000), state: "Run job", scheduledEventId: 7, task: done))
    let driver = driver(snapshot)
    #expect(driver.header.contains("◷ ECS STOPPED · Step Functions has not recorded it yet"))
    #expect(driver.shows("Every container that counts exited 0, so .sync will succeed."))
  }

  @Test("a token whose task has stopped is stranded; one whose task ended well unattended")
  func stranded() throws {
    for (exits, words) in [
      (["app": 137, "log_router": 0], "stranded: app exited 137"),
      (["app": 0, "log_router": 0], "unattended: its ECS task ended with exit 0"),
    ] {
      var snapshot = try Fixture.waiting()
      let task = try Fixture.job("STOPPED", exits: exits)
      snapshot.tasks.append(TaskObservation(at: Fixture.at(700_000), state: "Approve deploy", scheduledEventId: 3, task: task))
      #expect(driver(snapshot, 200).header.contains(words))
    }
  }

  @Test("stopping the ECS task asks first, says what becomes of the state, and shows the command")
  func stopTask() throws {
    var driver = driver(try Fixture.remote())
    _ = driver.takeEffects()
    driver.press("K")
    #expect(driver.shows("Stop the ECS task 3f2c0d91a7 of \"Run job\"?"))
    #expect(driver.shows("its state will fail with States.TaskFailed"))
    #expect(driver.shows("aws ecs stop-task"))
    #expect(driver.takeActions() == [])
    driver.press("y")
    #expect(driver.takeActions() == [.stopTask(taskArn: Fixture.jobArn, reason: "stopped by hand")])
  }

  @Test("nothing is stopped read-only")
  func readOnly() throws {
    var snapshot = try Fixture.remote()
    snapshot.identity.isReadOnly = true
    var driver = driver(snapshot)
    _ = driver.takeEffects()
    driver.press("K")
    #expect(driver.footer.contains("read-only: by --read-only, the profile, or as another process runs it"))
    driver.press("y")
    #expect(driver.takeActions() == [])
  }

  @Test("PENDING_REDRIVE in AWS's word, and what it waits for")
  func pendingRedrive() throws {
    var snapshot = try Fixture.redriven()
    snapshot.status = .pendingRedrive
    #expect(driver(snapshot).header.contains("PENDING_REDRIVE"))
    #expect(driver(snapshot).header.contains("waits to be redriven with its Map Run"))
  }

  @Test("why an execution cannot be redriven")
  func notRedrivable() throws {
    var snapshot = try Fixture.redriven()
    snapshot.status = .failed
    snapshot.redrive = RedriveStatus(count: 0, status: "NOT_REDRIVABLE", reason: "Execution is older than 14 days")
    #expect(driver(snapshot).shows("cannot be redriven: Execution is older than 14 days"))
  }
}
