import ECSModel
import ExecutionSource
import History
import JSON
import StatesLanguage
import Testing
import Time

/// Executions made up for tests.
enum Fixture {
  static let start = Timestamp(milliseconds: 1_700_000_000_000)
  static func at(_ milliseconds: Int) -> Timestamp { start + .milliseconds(milliseconds) }

  static let reportDefinition = """
    {"StartAt": "Prepare input", "States": {
      "Prepare input": {"Type": "Pass", "Next": "How many?"},
      "How many?": {"Type": "Choice", "Choices": [{"Variable": "$.commands[0]", "IsPresent": false, "Next": "Nothing to do"}], "Default": "Run job"},
      "Nothing to do": {"Type": "Succeed"},
      "Run job": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "TimeoutSeconds": 7200,
        "Parameters": {"Cluster": "batch", "TaskDefinition": "job:17",
          "Overrides": {"ContainerOverrides": [{"Name": "app", "Command.$": "$.commands"}]}},
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Give up"}], "Next": "Publish"},
      "Publish": {"Type": "Pass", "End": true},
      "Give up": {"Type": "Fail", "Error": "GaveUp"}}}
    """

  static let input = #"{"commands":["test command 1","test command 2","test command 3"]}"#
  static let request =
    #"{"Cluster":"batch","TaskDefinition":"job:17","Overrides":{"ContainerOverrides":[{"Name":"app","Command":["test command 1"],"#
    + #""Environment":[{"Name":"API_TOKEN","Value":"hunter2-secret"},{"Name":"MODE","Value":"batch"}]}]}}"#

  static func machine(_ text: String) throws -> StateMachine {
    try #require(StateMachine.load(bytes: Array(text.utf8), file: "machine.asl.json").machine)
  }

  static func events(_ list: [(Int, Int, EventType, EventDetails)]) -> EventLog {
    EventLog(
      list.enumerated().map { index, event in
        HistoryEvent(id: index + 1, previousEventId: event.1, timestamp: at(event.0), type: event.2, details: event.3)
      })
  }

  static let ecs = TaskResource(resourceType: "ecs", resource: "runTask.sync")

  static func taskDocument(_ status: String, exit: Int? = nil) throws -> ECSTask {
    var router: JSONValue = ["name": "log_router", "lastStatus": .string(exit == nil ? status : "STOPPED"), "image": "fluent-bit:2"]
    if let exit, case .object(var object) = router {
      object["exitCode"] = .number(JSONNumber(exit))
      router = .object(object)
    }
    let document: JSONValue = [
      "taskArn": "arn:aws:ecs:eu-west-1:123456789012:task/batch/3f2c0d91a7be4c0c8d4a3c2b1a0f9e8d",
      "clusterArn": "arn:aws:ecs:eu-west-1:123456789012:cluster/batch", "lastStatus": .string(status),
      "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/job:17", "launchType": "FARGATE", "cpu": "256",
      "memory": "512",
      "containers": [["name": "app", "lastStatus": .string(status), "image": "registry/app:3"], router],
    ]
    return try #require(ECSTask(document))
  }

  /// The nightly report while its ECS task runs.
  static func running() throws -> ExecutionSnapshot {
    var snapshot = ExecutionSnapshot(
      identity: ExecutionIdentity(
        place: .local(detail: "real containers · real time"), machineName: "nightly-report", executionName: "exec-7f3a",
        executionArn: "arn:aws:states:eu-west-1:123456789012:execution:nightly-report:exec-7f3a", region: "eu-west-1",
        account: "123456789012"))
    snapshot.revision = 1
    snapshot.definition = try machine(reportDefinition)
    snapshot.events = events([
      (0, 0, .executionStarted, .executionStarted(input: input, roleArn: nil)),
      (1, 1, .passStateEntered, .stateEntered(name: "Prepare input", input: input)),
      (203, 2, .passStateExited, .stateExited(name: "Prepare input", output: input, assignedVariables: [])),
      (204, 3, .choiceStateEntered, .stateEntered(name: "How many?", input: input)),
      (204, 4, .choiceStateExited, .stateExited(name: "How many?", output: input, assignedVariables: [])),
      (12_391, 5, .taskStateEntered, .stateEntered(name: "Run job", input: input)),
      (
        12_398, 6, .taskScheduled,
        .taskScheduled(TaskScheduled(task: ecs, region: "eu-west-1", parameters: request, timeoutInSeconds: 7200))
      ),
      (12_402, 7, .taskStarted, .task(ecs)),
      (12_871, 8, .taskSubmitted, .taskOutput(ecs, output: try taskDocument("PROVISIONING").document.compact)),
    ])
    snapshot.tasks = [TaskObservation(at: at(60_000), state: "Run job", scheduledEventId: 7, task: try taskDocument("RUNNING", exit: 137))]
    snapshot.live.now = at(192_000)
    snapshot.live.isClockRunning = true
    snapshot.live.breakpoints = [Breakpoint(place: .state("Run job"))]
    snapshot.capabilities = [.step, .edit, .stop, .answerTokens]
    return snapshot
  }

  /// The same, held before the request goes out.
  static func paused() throws -> ExecutionSnapshot {
    var snapshot = try running()
    snapshot.identity.place = .local(detail: "simulated · virtual time")
    snapshot.events = snapshot.events.prefix(events: 6)
    snapshot.tasks = []
    snapshot.live.now = at(12_391)
    snapshot.live.isClockRunning = false
    snapshot.live.pause = .step
    snapshot.live.cursors = [
      CursorStatus(
        id: CursorID(1), state: "Run job", scope: [], stop: .ready, canMove: true, enteredEventId: 6,
        request: try JSONValue(parsing: request))
    ]
    snapshot.live.selectedCursor = CursorID(1)
    return snapshot
  }

  static let approvalDefinition = """
    {"StartAt": "Approve deploy", "States": {
      "Approve deploy": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken", "HeartbeatSeconds": 60, "TimeoutSeconds": 7200,
        "Parameters": {"Cluster": "batch", "TaskDefinition": "job:17", "Overrides": {"ContainerOverrides": [{"Name": "app",
          "Environment": [{"Name": "TASK_TOKEN_ENV_VARIABLE", "Value.$": "$$.Task.Token"}]}]}},
        "Next": "Approved?"},
      "Approved?": {"Type": "Choice", "Choices": [{"Variable": "$.approved", "BooleanEquals": true, "Next": "Deploy"}], "Default": "Notify"},
      "Deploy": {"Type": "Pass", "Next": "Notify"},
      "Notify": {"Type": "Pass", "End": true}}}
    """

  static let token = "AQC" + String(repeating: "kTokenValueNobodyMaySee0123456789", count: 21)

  /// A release that waits for its approval.
  static func waiting() throws -> ExecutionSnapshot {
    let callback = TaskResource(resourceType: "ecs", resource: "runTask.waitForTaskToken")
    let parameters =
      #"{"Cluster":"batch","TaskDefinition":"job:17","Overrides":{"ContainerOverrides":[{"Name":"app","Environment":[{"Name":"TASK_TOKEN_ENV_VARIABLE","Value":"\#(token)"}]}]}}"#
    var snapshot = try running()
    snapshot.identity.place = .remote(name: "prod")
    snapshot.identity.machineName = "release-42"
    snapshot.identity.executionName = "exec-91c"
    snapshot.definition = try machine(approvalDefinition)
    snapshot.events = events([
      (0, 0, .executionStarted, .executionStarted(input: "{}", roleArn: nil)),
      (1, 1, .taskStateEntered, .stateEntered(name: "Approve deploy", input: "{}")),
      (
        2, 2, .taskScheduled,
        .taskScheduled(
          TaskScheduled(task: callback, region: "eu-west-1", parameters: parameters, timeoutInSeconds: 7200, heartbeatInSeconds: 60))
      ),
      (3, 3, .taskStarted, .task(callback)),
      (4, 4, .taskSubmitted, .taskOutput(callback, output: try taskDocument("PROVISIONING").document.compact)),
    ])
    snapshot.tasks = [TaskObservation(at: at(60_000), state: "Approve deploy", scheduledEventId: 3, task: try taskDocument("RUNNING"))]
    snapshot.live.now = at(842_000)
    snapshot.live.breakpoints = []
    snapshot.live.poll = PollStatus(asOf: start)
    snapshot.capabilities = [.answerTokens, .stop, .pollNow]
    return snapshot
  }
}

extension Fixture {
  static let hostileName = "bad\u{1B}]52;c;AAAA\u{07}\u{1B}c\nname\u{202E}rtl 状態 🚀"

  /// Names and data made to steer a terminal.
  static func hostile() throws -> ExecutionSnapshot {
    let name = JSONValue.string(hostileName).compact
    var snapshot = try running()
    snapshot.identity.executionName = hostileName
    snapshot.definition = try machine(#"{"StartAt": \#(name), "States": {\#(name): {"Type": "Wait", "Seconds": 60, "End": true}}}"#)
    let data = JSONValue.string("\u{1B}]52;c;QQ==\u{07}\u{9B}31m\u{202E}").compact
    snapshot.events = events([
      (0, 0, .executionStarted, .executionStarted(input: data, roleArn: nil)),
      (1, 1, .waitStateEntered, .stateEntered(name: hostileName, input: data)),
      (2, 2, .taskFailed, .taskFailed(ecs, error: hostileName, cause: data)),
    ])
    snapshot.live.breakpoints = []
    snapshot.audit = [AuditLine(at: start, text: hostileName)]
    return snapshot
  }
}
