import Engine
import History
import JSON
import Testing
import Time

@Suite("Tasks, their clocks, Retry and Catch")
struct TaskTests {
  static func task(_ fields: String, resource: String = "arn:aws:states:::ecs:runTask.sync") -> String {
    """
    {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "\(resource)", "Parameters": {"Cluster": "c", "TaskDefinition": "job"}\(fields), "Next": "Z"},
      "Z": {"Type": "Pass", "End": true}}}
    """
  }

  @Test(".sync is scheduled signed by Step Functions, submitted and succeeded")
  func sync() throws {
    var bench = try EngineBench(Self.task(""))
    try bench.run()
    try bench.feed(.task(try #require(bench.requests.first).id, .submitted(output: ["Tasks": []])))
    try bench.answer(.succeeded(output: ["LastStatus": "STOPPED"]))
    #expect(
      bench.story == [
        "1<0 ExecutionStarted", "2<0 TaskStateEntered T", "3<2 TaskScheduled", "4<3 TaskStarted", "5<4 TaskSubmitted", "6<5 TaskSucceeded",
        "7<6 TaskStateExited T", "8<7 PassStateEntered Z", "9<8 PassStateExited Z", "10<9 ExecutionSucceeded",
      ])
    guard case .taskScheduled(let scheduled) = bench.events[2].details else { throw Missing() }
    #expect(scheduled.parameters == #"{"Cluster":"c","TaskDefinition":"job","StartedBy":"AWS Step Functions"}"#)
    #expect(scheduled.task == TaskResource(resourceType: "ecs", resource: "runTask.sync"))
  }

  @Test("A retry leaves no event of its wait; the next attempt is caused by the failure and waits interval × rate")
  func retry() throws {
    var bench = try EngineBench(
      Self.task(#", "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 3, "BackoffRate": 2, "MaxAttempts": 2}]"#))
    try bench.run()
    try bench.answer(.failed(error: "E", cause: nil))
    let first = try #require(bench.engine.timers.first)
    #expect(first.kind == .retry(next: 2, of: 3))
    #expect(first.due - bench.now == .seconds(3))
    try bench.fire()
    #expect(bench.story.last == "7<6 TaskStarted")
    try bench.answer(.failed(error: "E", cause: nil))
    #expect(bench.engine.timers.first.map { $0.due - bench.now } == .seconds(6))
    try bench.fire()
    try bench.answer(.failed(error: "E", cause: "last"))
    #expect(bench.events.last?.type == .executionFailed)
    #expect(bench.events.last?.details == .failed(error: "E", cause: "last"))
    #expect(bench.events.filter { $0.type == .taskScheduled }.count == 3)
  }

  @Test("A catcher leaves the state with its error output")
  func caught() throws {
    var bench = try EngineBench(
      Self.task(#", "Catch": [{"ErrorEquals": ["States.TaskFailed"], "ResultPath": "$.error", "Next": "Z"}]"#), input: #"{"a":1}"#)
    try bench.run()
    try bench.answer(.failed(error: "E", cause: nil))
    #expect(bench.output == #"{"a":1,"error":{"Error":"E","Cause":null}}"#)
  }

  @Test(
    "A missed heartbeat is recorded as States.Timeout without a cause, and caught as States.HeartbeatTimeout; a callback's task is not stopped"
  )
  func heartbeat() throws {
    var bench = try EngineBench(
      Self.task(
        #", "HeartbeatSeconds": 60, "Catch": [{"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "Z"}]"#,
        resource: "arn:aws:states:::ecs:runTask.waitForTaskToken"))
    try bench.run()
    let token = try #require(bench.requests.first?.token)
    let id = try #require(bench.engine.task(token: token))
    bench.now = bench.now + .seconds(50)
    try bench.feed(.heartbeat(id))
    #expect(bench.engine.timers.first.map { $0.due - bench.now } == .seconds(60))
    try bench.fire()
    let timedOut = try #require(bench.events.first { $0.type == .taskTimedOut })
    #expect(timedOut.details.failure?.error == "States.Timeout")
    #expect(timedOut.details.failure?.cause == nil)
    #expect(bench.events.last?.type == .executionSucceeded)
    #expect(bench.stopped.isEmpty)
    #expect(bench.engine.task(token: token) == nil)
  }

  @Test("A timeout stops a .sync task")
  func timeout() throws {
    var bench = try EngineBench(Self.task(#", "TimeoutSeconds": 10"#))
    try bench.run()
    try bench.fire()
    #expect(bench.events.last?.type == .executionFailed)
    #expect(bench.stopped.map(\.1) == ["the state timed out"])
  }

  @Test("A timeout that is caught has an empty cause where an answer without one has null")
  func timeoutCause() throws {
    var bench = try EngineBench(
      Self.task(#", "TimeoutSeconds": 10, "Catch": [{"ErrorEquals": ["States.Timeout"], "ResultPath": "$.error", "Next": "Z"}]"#))
    try bench.run()
    try bench.fire()
    #expect(bench.output == #"{"error":{"Error":"States.Timeout","Cause":""}}"#)
  }

  @Test("A function's scheduling carries the role it is called with")
  func credentials() throws {
    var bench = try EngineBench(
      Self.task(
        #", "Credentials": {"RoleArn.$": "$.role"}"#, resource: "arn:aws:lambda:us-east-1:123456789012:function:f"),
      input: #"{"role":"arn:aws:iam::123456789012:role/r"}"#)
    try bench.run()
    #expect(
      bench.events.last { $0.type == .lambdaFunctionScheduled }?.details
        == .lambdaScheduled(
          resource: "arn:aws:lambda:us-east-1:123456789012:function:f", input: #"{"Cluster":"c","TaskDefinition":"job"}"#,
          timeoutInSeconds: nil,
          credentialsRoleArn: "arn:aws:iam::123456789012:role/r"))
  }

  @Test("A refused request leaves no event of the task, and States.Runtime is not caught")
  func refused() throws {
    var bench = try EngineBench(Self.task(#", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}]"#))
    let key = try #require(bench.ready.first)
    #expect(throws: EngineRefusal(message: "'T' sends nothing now")) { try bench.feed(.refuse(key, reason: "No.")) }
    try bench.feed(.advance(key))
    try bench.feed(.advance(key))
    try bench.feed(.refuse(key, reason: "No."))
    try bench.run()
    #expect(bench.story == ["1<0 ExecutionStarted", "2<0 TaskStateEntered T", "3<2 ExecutionFailed"])
    #expect(
      bench.events.last?.details
        == .failed(error: "States.Runtime", cause: "An error occurred while executing the state 'T' (entered at the event id #2). No."))
  }

  @Test("StopExecution is one event without a cause, and stops what runs")
  func stop() throws {
    var bench = try EngineBench(Self.task(""))
    try bench.run()
    try bench.feed(.stop(error: nil, cause: nil))
    #expect(bench.story.last == "5<0 ExecutionAborted")
    #expect(bench.stopped.count == 1)
    #expect(bench.engine.status == .aborted)
    #expect(throws: EngineRefusal.self) { try bench.feed(.advance(CursorKey(1))) }
  }

  @Test("The machine's TimeoutSeconds ends it as TIMED_OUT")
  func executionTimeout() throws {
    var bench = try EngineBench(
      #"{"StartAt": "W", "TimeoutSeconds": 5, "States": {"W": {"Type": "Wait", "Seconds": 50, "End": true}}}"#)
    try bench.run()
    try bench.fire()
    #expect(bench.engine.status == .timedOut)
    #expect(bench.events.last?.type == .executionTimedOut)
  }

  @Test("The request can be edited before it is sent, and the result given by hand instead of sending")
  func byHand() throws {
    var bench = try EngineBench(Self.task(""))
    let key = try #require(bench.ready.first)
    try bench.feed(.advance(key))
    try bench.feed(.advance(key))
    #expect(bench.engine.view(of: key)?.place == .ready)
    #expect(bench.events.count == 2)
    var edited = bench
    try edited.feed(.edit(key, ["Cluster": "other"]))
    try edited.run()
    #expect(edited.requests.first?.parameters == ["Cluster": "other"])
    try bench.feed(.result(key, .succeeded(output: ["by": "hand"])))
    try bench.run()
    #expect(bench.output == #"{"by":"hand"}"#)
    #expect(bench.requests.isEmpty)
  }

  @Test("The same inputs give the same engine, tokens included; another seed gives other tokens")
  func deterministic() throws {
    func token(_ seed: UInt64) throws -> String {
      var bench = try EngineBench(Self.task("", resource: "arn:aws:states:::ecs:runTask.waitForTaskToken"), seed: seed)
      try bench.run()
      return try #require(bench.requests.first?.token)
    }
    #expect(try token(1) == token(1))
    #expect(try token(1) != token(2))
    #expect(try token(1).count > 200)
  }

  @Test("An endless loop ends at 25,000 events")
  func endless() throws {
    var bench = try EngineBench(
      #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"Variable": "$", "IsPresent": true, "Next": "A"}], "Default": "C"}, "C": {"Type": "Succeed"}}}"#
    )
    try bench.run()
    #expect(bench.events.count == 25_000)
    #expect(bench.events.last?.type == .executionFailed)
  }

  struct Missing: Error {}
}
