import AWS
import ExecutionSource
import HTTP
import History
import JSON
import Testing
import Time

@testable import Remote

/// Plays the engine against an execution in virtual time and keeps what it asked when.
private struct Play {
  static let start = Timestamp(milliseconds: 1_800_000_000_000)

  var engine: PollEngine
  var now = Play.start
  var calls: [(after: Duration, request: PollRequest)] = []

  init(isReadOnly: Bool = false) {
    let identity = ExecutionIdentity(
      place: .remote(name: "test"), machineName: "machine", executionName: "run-1", executionArn: FakeExecution.arn, isReadOnly: isReadOnly)
    engine = PollEngine(identity: identity, now: now)
  }

  /// Until nothing is left to do or `limit` has passed.
  mutating func run(_ execution: FakeExecution, for limit: Duration = .seconds(600)) {
    let end = now + limit
    while let wake = engine.nextWake, wake <= end, calls.count < 10_000 {
      now = max(now, wake)
      while let request = engine.nextRequest(at: now) {
        calls.append((now - Play.start, request))
        engine.finish(request, execution.outcome(of: request), at: now, chance: 0.5)
      }
    }
    if engine.nextWake != nil { now = end }
  }

  var operations: [String] { calls.map(\.request.operation) }
  func times(_ operation: String) -> [Int64] { calls.filter { $0.request.operation == operation }.map { $0.after.milliseconds } }
}

let jobDefinition = """
  {"StartAt": "Job", "States": {"Job": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true,
    "Parameters": {"Cluster": "jobs", "TaskDefinition": "job:1", "Overrides": {"ContainerOverrides": [{"Name": "main", "Command.$": "$.commands"}]}}}}}
  """

func taskDocument(_ name: String, status: String, created: Int = 1_800_000_003, command: JSONValue = ["a"]) -> JSONValue {
  [
    "taskArn": .string("arn:aws:ecs:us-east-1:123456789012:task/jobs/\(name)"),
    "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/jobs",
    "taskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:task-definition/job:1", "lastStatus": .string(status),
    "createdAt": .number(JSONNumber(created)), "overrides": ["containerOverrides": [["name": "main", "command": command]]],
    "containers": [["name": "main", "lastStatus": .string(status)]],
  ]
}

/// TaskScheduled as an emulator tells it that keeps the request to itself (`isThin`), or as AWS does.
func scheduled(_ id: Int, _ resource: String = "runTask.sync", isThin: Bool) -> JSONValue {
  var event = event(id, "TaskScheduled", previous: isThin ? nil : id - 1).objectValue ?? [:]
  event["taskScheduledEventDetails"] =
    isThin
    ? ["resourceType": "states", "resource": .string("arn:aws:states:::ecs:\(resource)")]
    : [
      "resourceType": "ecs", "resource": .string(resource), "region": "us-east-1",
      "parameters": .string(
        ##"{"Cluster":"jobs","TaskDefinition":"job:1","Overrides":{"ContainerOverrides":[{"Name":"main","Command":["a"]}]}}"##),
    ]
  return .object(event)
}

func entered(_ id: Int, _ state: String, previous: Int? = nil) -> JSONValue {
  var event = event(id, "TaskStateEntered", previous: previous).objectValue ?? [:]
  event["stateEnteredEventDetails"] = ["name": .string(state), "input": "{}"]
  return .object(event)
}

@Suite struct PollEngineTests {
  private func ended(_ id: Int, _ type: String = "ExecutionSucceeded") -> JSONValue { event(id, type, previous: id - 1) }

  @Test func aFinishedExecutionIsReadOnceAndLeftAlone() {
    let execution = FakeExecution(definition: #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#)
    execution.change {
      $0.history.events = [event(1, "ExecutionStarted"), event(2), event(3, "PassStateExited"), event(4, "ExecutionSucceeded")]
      $0.status = "SUCCEEDED"
    }
    var play = Play()
    play.run(execution)
    #expect(play.operations == ["GetExecutionHistory", "DescribeExecution", "DescribeStateMachineForExecution"])
    #expect(play.engine.isFinished)
    #expect(play.engine.snapshot.status == .succeeded)
    #expect(play.engine.snapshot.definition?.stateNames == ["A"])
    #expect(play.engine.snapshot.events.count == 4)
    #expect(play.engine.snapshot.identity.stateMachineArn == "arn:aws:states:us-east-1:123456789012:stateMachine:machine")
    #expect(play.engine.snapshot.live.poll?.next == nil)
    #expect(!play.engine.snapshot.live.isClockRunning)
    #expect(play.engine.snapshot.capabilities == [.pollNow, .redrive, .startNew, .stopTask, .learnDurations])
  }

  /// When one call is answered again the others that were not are asked at once, so that nothing is called cut off that is not.
  @Test func anEndpointThatAnswersAgainIsAskedForTheRest() throws {
    let execution = FakeExecution(definition: #"{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 9, "End": true}}}"#)
    execution.change { $0.history.events = [event(1, "ExecutionStarted"), event(2, "WaitStateEntered")] }
    var play = Play()
    play.run(execution, for: .seconds(30))
    let before = play.calls.count
    execution.change {
      $0.instead["GetExecutionHistory"] = Array(repeating: .failure(.broken("reset")), count: 4)
      $0.instead["DescribeExecution"] = Array(repeating: .failure(.broken("reset")), count: 3)
    }
    play.run(execution, for: .seconds(120))
    let calls = Array(play.calls[before...])
    let back = try #require(calls.filter { $0.request.operation == "GetExecutionHistory" }.dropFirst(4).first).after
    #expect(calls.contains { $0.request.operation == "DescribeExecution" && $0.after == back }, "\(back): \(calls.map(\.after))")
    #expect(play.engine.snapshot.live.poll?.problem == nil && play.engine.snapshot.live.isClockRunning)
  }

  /// The definition of a Map Run's child is the Map's ItemProcessor.
  @Test func aChildExecutionsDefinitionIsRead() {
    let definition = #"""
      {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}
      """#
    let execution = FakeExecution(definition: definition)
    var play = Play()
    play.run(execution)
    #expect(play.engine.snapshot.definition?.stateNames == ["A"])
    #expect(play.engine.snapshot.live.poll?.denied[.definition] == nil)
    // Only there: elsewhere nothing is taken away, and what is no JSON stays what it is.
    for text in [#"{"StartAt":"A","States":{"A":{"Comment":""ProcessorConfig""}}}"#, #"{"ProcessorConfig":{}}"#, #"no "ProcessorConfig""#] {
      #expect(ChildDefinition.machine(in: text) == text)
    }
  }

  @Test func looksLessOftenWhileNothingHappensAndAtOnceAfterNews() {
    let execution = FakeExecution(definition: "{}")
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted")]
      state.script[6] = { $0.history.events.append(event(2, "WaitStateEntered")) }
      state.script[9] = {
        $0.history.events.append(event(3, "ExecutionSucceeded"))
        $0.status = "SUCCEEDED"
      }
    }
    var play = Play()
    play.run(execution)
    #expect(play.times("GetExecutionHistory") == [0, 1_000, 2_500, 4_750, 8_125, 13_187, 14_187, 15_687, 17_937])
    #expect(play.times("DescribeExecution") == [0, 17_937])
    #expect(play.engine.snapshot.stoppedAt == nil)
    #expect(play.engine.snapshot.status == .succeeded)
  }

  @Test func throttlesSlowItDownEvenWithNews() {
    let execution = FakeExecution(definition: "{}")
    execution.change { $0.history.events = [event(1, "ExecutionStarted")] }
    var play = Play()
    while let request = play.engine.nextRequest(at: play.now) {
      guard case .answer(let value, _) = execution.outcome(of: request) else { return #expect(Bool(false)) }
      play.engine.finish(request, .answer(value, wasThrottled: true), at: play.now, chance: 0.5)
    }
    #expect(play.engine.snapshot.events.count == 1)
    let poll = play.engine.snapshot.live.poll
    #expect(poll?.asOf == Play.start)
    #expect(poll?.next == Play.start + .seconds(2))
    #expect(poll?.isThrottled == true)
    #expect(poll?.problem == nil)
  }

  @Test func theDescriptionTellsAnEndThatHistoryHides() {
    let execution = FakeExecution(definition: "{}")
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted")]
      state.script[3] = { $0.status = "TIMED_OUT" }
    }
    var play = Play()
    play.run(execution)
    #expect(play.engine.isFinished)
    #expect(play.engine.snapshot.status == .timedOut)
    #expect(play.times("DescribeExecution") == [0, 60_000])
    // The history may be late: it is looked at some times more before the description is believed, and for a minute and a half afterwards.
    #expect(
      play.times("GetExecutionHistory").filter { $0 >= 60_000 } == [60_000, 62_000, 64_000, 66_000]
        + stride(from: 76_000, through: 156_000, by: 10_000))
  }

  @Test func anEndThatHistoryTellsLateIsTakenIn() {
    let execution = FakeExecution(definition: "{}")
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted")]
      state.script[3] = { $0.status = "TIMED_OUT" }
    }
    var play = Play()
    play.run(execution, for: .seconds(70))
    #expect(play.engine.snapshot.status == .timedOut)
    // An event that is older than the end comes first: the execution does not run again because of it.
    execution.change { $0.history.events.append(event(2, "WaitStateEntered")) }
    play.run(execution, for: .seconds(10))
    #expect(play.engine.snapshot.events.count == 2)
    #expect(play.engine.snapshot.status == .timedOut)
    execution.change { $0.history.events.append(event(3, "ExecutionTimedOut")) }
    play.run(execution)
    #expect(play.engine.snapshot.events.count == 3)
    #expect(play.engine.snapshot.status == .timedOut)
    #expect(play.engine.isFinished)
    #expect(play.times("GetExecutionHistory").last == 86_000)
  }

  @Test func untilTheHistoryIsWholeAnEndIsNotShown() {
    let execution = FakeExecution(definition: "{}")
    execution.change {
      $0.history.events = [event(1, "ExecutionStarted"), event(2, "ExecutionFailed")]
      $0.status = "FAILED"
    }
    var play = Play()
    var statuses: [ExecutionStatus] = []
    while let request = play.engine.nextRequest(at: play.now), !play.engine.isFinished {
      play.engine.finish(request, execution.outcome(of: request), at: play.now, chance: 0.5)
      statuses.append(play.engine.snapshot.status)
    }
    #expect(statuses == [.failed, .failed, .failed])
    // The other way round: the description is first.
    play = Play()
    statuses = []
    var waiting: [PollRequest] = []
    while let request = play.engine.nextRequest(at: play.now) { waiting.append(request) }
    for request in waiting.reversed() where request.lane != .tasks {
      play.engine.finish(request, execution.outcome(of: request), at: play.now, chance: 0.5)
      statuses.append(play.engine.snapshot.status)
    }
    #expect(statuses == [.running, .running, .failed])
  }

  @Test func failuresAreShownRetreatedFromAndForgotten() {
    let execution = FakeExecution(definition: #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#)
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted")]
      state.instead["GetExecutionHistory"] = [
        .failure(.broken("reset")), .refusal("ThrottlingException", "Rate exceeded"), .refusal("AccessDeniedException", "no"),
      ]
    }
    var play = Play()
    play.run(execution, for: .milliseconds(100))
    #expect(play.engine.snapshot.live.poll?.problem == "GetExecutionHistory: the connection broke: reset")
    #expect(play.engine.snapshot.live.poll?.isThrottled == false)
    #expect(play.engine.snapshot.live.isClockRunning == false)
    play.run(execution, for: .seconds(2))
    #expect(play.engine.snapshot.live.poll?.isThrottled == true)
    #expect(
      play.engine.snapshot.live.poll?.problem
        == "GetExecutionHistory: ThrottlingException: Rate exceeded; too many calls on this account; wait a little")
    play.run(execution, for: .seconds(5))
    // What is refused is no failure of the connection: it stands beside the part that it is about.
    #expect(play.engine.snapshot.live.poll?.problem == nil)
    #expect(play.engine.snapshot.live.poll?.denied[.history]?.hasPrefix("GetExecutionHistory: AccessDeniedException: no") == true)
    #expect(play.engine.snapshot.live.isClockRunning)
    // Meanwhile the description tells how the execution stands.
    #expect(play.times("DescribeExecution").count > 1)
    play.run(execution, for: .seconds(301))
    #expect(play.engine.snapshot.live.poll?.denied[.history] == nil)
    #expect(play.engine.snapshot.events.count == 1)
  }

  @Test(arguments: ["ExecutionDoesNotExist", "InvalidArn"]) func whatCannotBeFollowedIsGivenUp(_ code: String) {
    let execution = FakeExecution(definition: "{}")
    execution.change {
      $0.instead["DescribeExecution"] = [.refusal(code)]
      $0.instead["GetExecutionHistory"] = [.refusal(code)]
    }
    var play = Play()
    play.run(execution)
    #expect(play.operations == ["GetExecutionHistory"])
    #expect(play.engine.fatal?.code == code)
    #expect(play.engine.isFinished)
  }

  @Test func oneDeniedCallDoesNotBlankTheScreen() {
    let execution = FakeExecution(definition: "{}")
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted"), event(2, "ExecutionSucceeded")]
      state.instead["DescribeExecution"] = Array(repeating: .refusal("AccessDeniedException", "no"), count: 5)
      state.instead["DescribeStateMachineForExecution"] = [.refusal("AccessDeniedException", "no")]
    }
    var play = Play()
    play.run(execution)
    #expect(play.engine.snapshot.events.count == 2)
    #expect(play.engine.snapshot.status == .succeeded)
    #expect(play.engine.snapshot.definition == nil)
    #expect(play.engine.snapshot.live.poll?.problem == nil)
    #expect(play.engine.snapshot.live.poll?.denied[.execution]?.hasPrefix("DescribeExecution: AccessDeniedException: no") == true)
    #expect(play.engine.snapshot.live.poll?.denied[.definition]?.hasPrefix("DescribeStateMachineForExecution: AccessDenied") == true)
  }

  @Test func damagedAnswersNeverStopIt() {
    let garbage: [FakeTransport.Answer] = [
      .json([:]), .json(["events": 1]), .json(["events": [.null, 1, ["id": -5]]]), .json(["events": [], "nextToken": 7]),
    ]
    let execution = FakeExecution(definition: "{}")
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted"), event(2, "ExecutionSucceeded")]
      state.instead["GetExecutionHistory"] = garbage
      state.instead["DescribeExecution"] = [.json(["status": 5])]
      state.instead["DescribeStateMachineForExecution"] = [.json(["definition": "{]"])]
    }
    var play = Play()
    play.run(execution)
    #expect(play.engine.isFinished)
    #expect(play.engine.snapshot.status == .succeeded)
    #expect(play.engine.snapshot.live.poll?.problem == nil)
    #expect(play.engine.snapshot.live.poll?.denied[.definition]?.hasPrefix("the definition cannot be read: machine:1:2: error: ") == true)
  }

  @Test func eventsOfTheFutureAreCountedAloud() {
    let execution = FakeExecution(definition: #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#)
    execution.change {
      $0.history.events = [event(1, "ExecutionStarted"), event(2, "QuantumStateEntered"), event(3, "QuantumStateExited")]
    }
    var play = Play()
    play.run(execution, for: .seconds(1))
    #expect(
      play.engine.snapshot.live.poll?.denied[.history]
        == "2 events of a type this version does not know are not shown (QuantumStateEntered, QuantumStateExited)")
  }
}

@Suite struct TaskWatchTests {
  private func submitted(_ id: Int, _ name: String, status: String = "PROVISIONING") -> JSONValue {
    var event = event(id, "TaskSubmitted", previous: id - 1).objectValue ?? [:]
    event["taskSubmittedEventDetails"] = [
      "resourceType": "ecs", "resource": "runTask.sync",
      "output": .string((["Tasks": [taskDocument(name, status: status)], "Failures": []] as JSONValue).compact),
    ]
    return .object(event)
  }

  @Test func aTaskThatHistoryNamesIsDescribedUntilItStops() {
    let execution = FakeExecution(definition: jobDefinition)
    execution.change { state in
      state.history.events = [
        event(1, "ExecutionStarted", previous: 0), entered(2, "Job", previous: 0), scheduled(3, isThin: false),
        event(4, "TaskStarted", previous: 3), submitted(5, "t1"),
      ]
      state.tasks = [taskDocument("t1", status: "RUNNING")]
    }
    var play = Play()
    play.run(execution, for: .seconds(15))
    #expect(!play.operations.contains("ListTasks"))
    #expect(play.times("DescribeTasks") == [2_000, 8_000, 14_000])
    #expect(play.engine.snapshot.live.poll?.tasksAsOf == Play.start + .seconds(14))
    #expect(play.times("DescribeTaskDefinition") == [0])
    #expect(play.engine.snapshot.tasks.map(\.task.lastStatus.rawValue) == ["PROVISIONING", "RUNNING"])
    #expect(play.engine.snapshot.tasks.allSatisfy { $0.state == "Job" && $0.scheduledEventId == 3 })
    #expect(play.engine.snapshot.taskDefinitions["job:1"]?.containers.count == 1)

    execution.change { state in
      state.tasks = [taskDocument("t1", status: "STOPPED")]
      state.history.events += [
        event(6, "TaskSucceeded", previous: 5), event(7, "TaskStateExited", previous: 6), event(8, "ExecutionSucceeded", previous: 7),
      ]
    }
    play.run(execution)
    #expect(play.engine.snapshot.tasks.last?.task.lastStatus == .stopped)
    #expect(play.engine.isFinished)
  }

  @Test func aTaskThatHistoryDoesNotNameIsFoundInItsCluster() {
    let execution = FakeExecution(definition: jobDefinition)
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted"), entered(2, "Job"), scheduled(3, isThin: true)]
      state.tasks = [
        taskDocument("mine", status: "RUNNING"), taskDocument("old", status: "RUNNING", created: 1_799_999_000),
        taskDocument("plain", status: "RUNNING", command: []), taskDocument("later", status: "RUNNING", created: 1_800_000_900),
      ]
    }
    var play = Play()
    play.run(execution, for: .seconds(1))
    #expect(play.calls.map(\.request).contains(.listTasks(cluster: "jobs", family: "job", desiredStatus: "RUNNING")))
    // "plain" fits too: an empty command may be what the run computed. Two that fit are none.
    #expect(play.engine.snapshot.tasks.isEmpty)
    execution.change { $0.tasks.remove(at: 2) }
    var second = Play()
    second.run(execution, for: .seconds(1))
    #expect(second.engine.snapshot.tasks.map(\.task.id) == ["mine"])
    #expect(second.engine.snapshot.tasks.first?.state == "Job")
    guard case .taskScheduled(let told) = second.engine.snapshot.events.event(id: 3)?.details else { return #expect(Bool(false)) }
    #expect(
      told.parameters
        == #"{"Cluster":"jobs","TaskDefinition":"job:1","Overrides":{"ContainerOverrides":[{"Name":"main","Command":["a"]}]}}"#)
    second.run(execution, for: .seconds(60))
    #expect(second.operations.filter { $0 == "ListTasks" }.count == 2)
    // Without the definition nothing is known of the request, and any task would fit: none is taken.
    execution.change {
      $0.instead["DescribeStateMachineForExecution"] = Array(repeating: .refusal("AccessDeniedException", "no"), count: 9)
    }
    var third = Play()
    third.run(execution, for: .seconds(30))
    #expect(third.engine.snapshot.tasks.isEmpty)
  }

  @Test func aTokenThatOnlyTheTaskKnowsIsReadFromIt() {
    let definition = """
      {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken", "End": true,
        "Parameters": {"Cluster": "jobs", "TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Name": "main",
          "Environment": [{"Name": "MODE", "Value": "quick"}, {"Name": "TOKEN", "Value.$": "$$.Task.Token"}]}]}}}}}
      """
    let execution = FakeExecution(definition: definition)
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted"), entered(2, "Ask"), scheduled(3, "runTask.waitForTaskToken", isThin: true)]
      let others = taskDocument("job", status: "RUNNING")
      var mine = taskDocument("ask", status: "RUNNING").objectValue ?? [:]
      mine["overrides"] = [
        "containerOverrides": [
          ["name": "main", "environment": [["name": "TOKEN", "value": "t0ken"], ["name": "MODE", "value": "quick"]]]
        ]
      ]
      state.tasks = [others, .object(mine)]
    }
    var play = Play()
    play.run(execution, for: .seconds(1))
    guard case .taskScheduled(let told) = play.engine.snapshot.events.event(id: 3)?.details else { return #expect(Bool(false)) }
    let parameters = told.parameters.flatMap { try? JSONValue(parsing: $0) }
    let pointer = JSONPointer(["Overrides", "ContainerOverrides", "0", "Environment", "1", "Value"])
    #expect(parameters?[pointer] == "t0ken")
    // A second task that fits makes it unclear whose token it is: none is shown.
    execution.change { state in
      var twin = state.tasks[1].objectValue ?? [:]
      twin["taskArn"] = "arn:aws:ecs:us-east-1:123456789012:task/jobs/twin"
      state.tasks.append(.object(twin))
    }
    var second = Play()
    second.run(execution, for: .seconds(30))
    #expect(second.engine.snapshot.tasks.isEmpty)
  }

  @Test func onAWSAClusterIsSearchedOnlyWhenTheNameIsLongInComing() {
    let execution = FakeExecution(definition: jobDefinition)
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted", previous: 0), entered(2, "Job", previous: 0), scheduled(3, isThin: false)]
    }
    var play = Play()
    play.run(execution, for: .milliseconds(4_900))
    #expect(!play.operations.contains("ListTasks"))
    play.run(execution, for: .milliseconds(200))
    #expect(play.operations.filter { $0 == "ListTasks" }.count == 2)
  }

  @Test func ecsDeniedLeavesTheRestAlone() {
    let execution = FakeExecution(definition: jobDefinition)
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted"), entered(2, "Job"), scheduled(3, isThin: true)]
      state.instead["ListTasks"] = Array(repeating: .refusal("AccessDeniedException", "no"), count: 50)
    }
    var play = Play()
    play.run(execution, for: .seconds(60))
    #expect(play.operations.filter { $0 == "ListTasks" }.count == 2)
    #expect(play.engine.snapshot.live.poll?.problem == nil)
    #expect(play.engine.snapshot.live.poll?.denied[.tasks]?.hasPrefix("ListTasks: AccessDeniedException: no") == true)
    #expect(play.engine.snapshot.live.isClockRunning)
    #expect(play.engine.snapshot.events.count == 3)
  }

  @Test func aTaskThatOutlivesItsExecutionIsWatchedForTwoMinutes() {
    let execution = FakeExecution(definition: jobDefinition)
    execution.change { state in
      state.history.events = [
        event(1, "ExecutionStarted", previous: 0), entered(2, "Job", previous: 0), scheduled(3, isThin: false),
        event(4, "TaskStarted", previous: 3), submitted(5, "t1", status: "RUNNING"), event(6, "ExecutionAborted", previous: 0),
      ]
      state.status = "ABORTED"
      state.tasks = [taskDocument("t1", status: "RUNNING")]
    }
    var play = Play()
    play.run(execution)
    #expect(play.engine.isFinished)
    let last = play.times("DescribeTasks").last ?? 0
    #expect((100_000...120_000).contains(last))
  }

  @Test func manyTasksAreDescribedAHundredAtATime() {
    let names = (0..<250).map { "t\($0)" }
    let output: JSONValue = ["Tasks": .array(names.map { taskDocument($0, status: "RUNNING") })]
    let execution = FakeExecution(definition: jobDefinition)
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted", previous: 0)]
      var id = 1
      for chunk in stride(from: 0, to: 250, by: 10) {
        state.history.events += [entered(id + 1, "Job", previous: id), scheduled(id + 2, isThin: false)]
        var event = event(id + 3, "TaskSubmitted", previous: id + 2).objectValue ?? [:]
        let tasks = Array((output["Tasks"]?.arrayValue ?? [])[chunk..<chunk + 10])
        event["taskSubmittedEventDetails"] = [
          "resourceType": "ecs", "resource": "runTask.sync", "output": .string((["Tasks": .array(tasks)] as JSONValue).compact),
        ]
        state.history.events.append(.object(event))
        id += 3
      }
      state.tasks = output["Tasks"]?.arrayValue ?? []
    }
    var play = Play()
    play.run(execution, for: .seconds(7))
    let sizes = play.calls.compactMap { call -> Int? in if case .tasks(_, let arns) = call.request { arns.count } else { nil } }
    #expect(sizes == [100, 100, 50])
  }
}
