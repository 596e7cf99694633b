import Engine
import History
import JSON
import Tasks
import Testing
import Time

@testable import Embedded

@Suite("Executions that Tasks start, activities, redrives: a tree as a host drives it")
struct StartExecutionTests {
  static func starting(_ pattern: String, more: String = "") -> String {
    """
    {"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution\(pattern)",
      "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:inner", "Name": "two", "Input": {"x": 1}\(more)}, "End": true}}}
    """
  }

  static func inner(_ state: String) -> DriverAnswer {
    .machine(
      ProvidedMachine(
        definition: #"{"StartAt": "A", "States": {"A": \#(state)}}"#, machineName: "inner",
        stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:inner", roleArn: "arn:aws:iam::123456789012:role/r"))
  }

  @Test("Request and response: the parent goes on at once, the child by itself")
  func requestResponse() throws {
    var bench = try TreeBench(Self.starting(""))
    bench.answers = { _ in Self.inner(#"{"Type": "Wait", "Seconds": 10, "End": true}"#) }
    try bench.settle()
    #expect(try bench.facts(.root).status == .succeeded)
    let output = try JSONValue(parsing: try #require(try bench.facts(.root).output))
    #expect(output["ExecutionArn"] == "arn:aws:states:us-east-1:123456789012:execution:inner:two")
    #expect(output["SdkHttpMetadata"]?["HttpStatusCode"] == 200)
    #expect(!bench.core.isOver)
    try bench.run()
    #expect(try bench.facts(ExecutionKey(1)).output == #"{"x":1}"#)
    #expect(bench.core.isOver)
    #expect(try bench.replayed().told == bench.core.told)
  }

  @Test(".sync gives input and output as text, .sync:2 as JSON")
  func sync() throws {
    for (pattern, input) in [(".sync", JSONValue.string(#"{"x":1}"#)), (".sync:2", ["x": 1])] {
      var bench = try TreeBench(Self.starting(pattern))
      bench.answers = { _ in Self.inner(#"{"Type": "Pass", "End": true}"#) }
      try bench.run()
      #expect(
        bench.story() == [
          "1<0 ExecutionStarted", "2<0 TaskStateEntered", "3<2 TaskScheduled", "4<3 TaskStarted", "5<4 TaskSubmitted", "6<5 TaskSucceeded",
          "7<6 TaskStateExited", "8<7 ExecutionSucceeded",
        ])
      let output = try JSONValue(parsing: try #require(try bench.facts(.root).output))
      #expect(
        output.objectValue?.keys == [
          "ExecutionArn", "Input", "InputDetails", "Name", "Output", "OutputDetails", "RedriveCount", "RedriveStatus",
          "RedriveStatusReason",
          "StartDate", "StateMachineArn", "Status", "StopDate",
        ])
      #expect(output["Input"] == input)
      #expect(output["Output"] == input)
      #expect(output["RedriveStatusReason"] == "Execution is SUCCEEDED and cannot be redriven")
    }
  }

  @Test("A child that fails fails its Task as States.TaskFailed, with the description as the cause")
  func failed() throws {
    var bench = try TreeBench(Self.starting(".sync"))
    bench.answers = { _ in Self.inner(#"{"Type": "Fail", "Error": "E", "Cause": "c"}"#) }
    try bench.run()
    #expect(bench.core.events.last?.details.failure?.error == "States.TaskFailed")
    let cause = try JSONValue(parsing: try #require(bench.core.events.last?.details.failure?.cause))
    #expect(cause["Status"] == "FAILED")
    #expect(cause["Error"] == "E")
    #expect(cause["Cause"] == "c")
  }

  @Test("The Task's timeout stops the execution it waits for")
  func timedOut() throws {
    let definition = Self.starting(".sync").replacing(#""End": true"#, with: #""TimeoutSeconds": 5, "End": true"#)
    var bench = try TreeBench(definition)
    bench.answers = { _ in Self.inner(#"{"Type": "Wait", "Seconds": 10, "End": true}"#) }
    try bench.run()
    #expect(bench.story().suffix(2) == ["6<5 TaskTimedOut", "7<6 ExecutionFailed"])
    #expect(try bench.facts(ExecutionKey(1)).status == .aborted)
  }

  @Test("A machine that is not there fails the Task as AWS names it; a name that is taken too")
  func refused() throws {
    var bench = try TreeBench(Self.starting(""))
    bench.answers = { _ in .failure(error: "StepFunctions.StateMachineDoesNotExistException", cause: "State Machine Does Not Exist: 'x'") }
    try bench.run()
    #expect(
      bench.core.events.last?.details
        == .failed(error: "StepFunctions.StateMachineDoesNotExistException", cause: "State Machine Does Not Exist: 'x'"))
    let twice = """
      {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [\(Self.starting("").replacing(#""x": 1"#, with: #""x": 2"#)),
        \(Self.starting("").replacing(#""S""#, with: #""S2""#))]}}}
      """
    bench = try TreeBench(twice)
    bench.answers = { _ in Self.inner(#"{"Type": "Wait", "Seconds": 10, "End": true}"#) }
    try bench.run()
    #expect(bench.core.events.last?.details.failure?.error == "StepFunctions.ExecutionAlreadyExistsException")
  }

  @Test("A child that holds the parent's token answers it, from anywhere in the tree")
  func callback() throws {
    var bench = try TreeBench(Self.starting(".waitForTaskToken").replacing(#""x": 1"#, with: #""t.$": "$$.Task.Token""#))
    bench.answers = { _ in
      Self.inner(#"{"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true}"#)
    }
    try bench.settle()
    let token = try #require(try JSONValue(parsing: bench.core.waitingActivities[0].input)["t"]?.stringValue)
    #expect(bench.core.isPending(token: token))
    try bench.feed(.answer(token: token, .success(["done": true])))
    try bench.settle()
    #expect(try bench.facts(.root).output == #"{"done":true}"#)
    #expect(throws: EngineRefusal(message: "nobody waits for this token")) { try bench.feed(.answer(token: token, .heartbeat)) }
  }

  static let activity = """
    {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "TimeoutSeconds": 30,
      "HeartbeatSeconds": 10, "End": true}}}
    """

  @Test("An activity's task waits for a worker, who is named, beats and answers; its clocks begin when it is taken")
  func activities() throws {
    var bench = try TreeBench(Self.activity, input: #"{"v": 1}"#)
    try bench.settle()
    let waiting = try #require(bench.core.waitingActivities.first)
    #expect((waiting.activityArn, waiting.input) == ("arn:aws:states:us-east-1:123456789012:activity:a", #"{"v":1}"#))
    #expect(waiting.token.utf8.count > 200)
    try bench.feed(.time(Bench.start + .seconds(3_600)))
    try bench.settle()
    #expect(bench.story().last == "3<2 ActivityScheduled")
    try bench.feed(.takeActivity(token: waiting.token, worker: "w1"))
    #expect(bench.core.events.last?.details == .activityStarted(workerName: "w1"))
    #expect(bench.core.waitingActivities.isEmpty)
    #expect(throws: EngineRefusal(message: "this task does not wait for a worker")) {
      try bench.feed(.takeActivity(token: waiting.token, worker: "w2"))
    }
    try bench.feed(.time(bench.core.now + .seconds(9)))
    try bench.feed(.answer(token: waiting.token, .heartbeat))
    var late = bench
    try late.run()
    #expect(late.story().suffix(2) == ["5<4 ActivityTimedOut", "6<5 ExecutionFailed"])
    #expect(late.core.events.last?.details == .failed(error: "States.Timeout", cause: nil))
    try bench.feed(.answer(token: waiting.token, .success(["ok": 1])))
    try bench.settle()
    #expect(bench.story().suffix(3) == ["5<4 ActivitySucceeded", "6<5 TaskStateExited", "7<6 ExecutionSucceeded"])
    #expect(try bench.replayed().told == bench.core.told)
  }

  @Test("An activity that does not exist fails its state as States.Runtime, with nothing scheduled")
  func noActivity() throws {
    var bench = try TreeBench(Self.activity, checksActivities: true)
    try bench.run()
    #expect(bench.story() == ["1<0 ExecutionStarted", "2<0 TaskStateEntered", "3<2 ExecutionFailed"])
    #expect(
      bench.core.events.last?.details
        == .failed(
          error: "States.Runtime",
          cause: "An error occurred while executing the state 'T' (entered at the event id #2). "
            + "The activity arn:aws:states:us-east-1:123456789012:activity:a does not exist."))
    bench = try TreeBench(Self.activity, checksActivities: true)
    bench.answers = { _ in .exists }
    try bench.settle()
    #expect(bench.story().last == "3<2 ActivityScheduled")
  }

  @Test("A redriven execution goes on in the same history; what had succeeded is not run again")
  func redrive() throws {
    let definition = """
      {"StartAt": "First", "States": {"First": {"Type": "Pass", "Next": "P"}, "P": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "a", "End": true}}},
        {"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:b", "End": true}}},
        {"StartAt": "C", "States": {"C": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:c", "End": true}}}]}}}
      """
    var bench = try TreeBench(definition)
    try bench.settle()
    #expect(throws: EngineRefusal(message: "Execution is RUNNING and cannot be redriven")) { try bench.feed(.redrive) }
    try bench.feed(.answer(token: bench.core.waitingActivities[0].token, .failure(error: "E", cause: nil)))
    try bench.settle()
    #expect(try bench.facts(.root).status == .failed)
    #expect(try bench.facts(.root).redriveRefusal == nil)
    let before = bench.core.events.count
    try bench.feed(.time(Bench.start + .seconds(5)))
    try bench.feed(.redrive)
    try bench.settle()
    #expect(
      bench.story()[before...] == [
        "\(before + 1)<\(before) ExecutionRedriven", "\(before + 2)<\(before + 1) ActivityScheduled",
        "\(before + 3)<\(before + 1) ActivityScheduled",
      ])
    for waiting in bench.core.waitingActivities { try bench.feed(.answer(token: waiting.token, .success("x"))) }
    try bench.settle()
    #expect(try bench.facts(.root).output == #"["a","x","x"]"#)
    #expect(throws: EngineRefusal(message: "Execution is SUCCEEDED and cannot be redriven")) { try bench.feed(.redrive) }
    #expect(try bench.replayed().told == bench.core.told)
  }

  @Test("Stopped and redriven at any moment, the journal leads to the same tree")
  func stoppedAnywhere() throws {
    let definition = """
      {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken", "HeartbeatSeconds": 3600,
        "Parameters": {"TaskDefinition": "job"}, "Retry": [{"ErrorEquals": ["States.ALL"]}], "End": true}}}
      """
    for seed in UInt64(1)...40 {
      var random = SplitMix64(seed: seed)
      var bench = try TreeBench(definition)
      for _ in 0..<12 {
        try bench.settle(budget: Int(random.next() % 4))
        if random.next() % 2 == 0 { try bench.feed(.time(bench.core.now + .milliseconds(Int64(random.next() % 400)))) }
        switch random.next() % 4 {
        case 0: try? bench.feed(.stop(.root, error: nil, cause: nil))
        case 1: try? bench.feed(.redrive)
        default: break
        }
      }
      #expect(try bench.replayed().told == bench.core.told, "seed \(seed)")
    }
  }

  @Test("What nobody performs fails with a sentence; a callback waits for whoever holds its token")
  func unsupported() throws {
    let call =
      #"{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage\#("")", "Parameters": {"QueueUrl": "q", "MessageBody": "b"}, "End": true}}}"#
    var bench = try TreeBench(call)
    try bench.run()
    #expect(bench.core.events.last?.details.failure?.error == "States.TaskFailed")
    #expect(bench.core.events.last?.details.failure?.cause?.hasPrefix("Nothing here performs sqs:sendMessage for state \"T\"") == true)
    bench = try TreeBench(call.replacing("sendMessage", with: "sendMessage.waitForTaskToken"))
    try bench.settle()
    #expect(bench.story().last == "4<3 TaskStarted")
    let token = try #require(bench.core.takeTokens().first)
    try bench.feed(.answer(token: token, .success("ok")))
    try bench.settle()
    #expect(try bench.facts(.root).output == #""ok""#)
  }
}

extension DriverCore {
  /// The tokens that were opened, from a copy.
  fileprivate func takeTokens() -> [String] {
    var copy = self
    return copy.takeNews().tokens.map(\.token)
  }
}
