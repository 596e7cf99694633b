import JSON
import Time

/// An execution as endpoints tell it at any moment: what happens in it is laid down beforehand, with times.
struct TimedExecution: Sendable {
  static let start = Timestamp(milliseconds: 1_800_000_000_000)

  /// An answer: a document, or an error's code and message.
  enum Answer: Sendable {
    case document(JSONValue)
    case refusal(String, String)
  }

  /// By time; their ids are their places.
  private(set) var events: [(at: Timestamp, event: JSONObject)] = []
  private var documents: [JSONValue] = []
  /// What DescribeTasks tells of each task from a moment on.
  var tasks: [String: [(at: Timestamp, document: JSONValue)]] = [:]
  var definition = #"{"StartAt": "Job", "States": {"Job": {"Type": "Pass", "End": true}}}"#
  var taskDefinition: JSONValue = ["family": "job"]
  /// Lines by stream name.
  var lines: [String: [(at: Timestamp, text: String)]] = [:]
  var mapRuns: [String: [(at: Timestamp, document: JSONValue)]] = [:]
  /// How late DescribeTasks is.
  var taskLag = Duration.zero
  /// How late DescribeExecution is.
  var descriptionLag = Duration.zero
  /// Whether ECS, the logs or the definition may be asked.
  var denied: Set<String> = []

  /// Adds an event; `details` stand under its type's own name.
  mutating func add(_ type: String, at: Timestamp, previous: Int? = nil, _ key: String? = nil, _ details: JSONValue = .object([:])) {
    var event: JSONObject = [
      "id": .number(JSONNumber(events.count + 1)), "type": .string(type),
      "timestamp": .number(JSONNumber(Double(at.milliseconds) / 1_000)), "previousEventId": .number(JSONNumber(previous ?? events.count)),
    ]
    if let key { event[key + "EventDetails"] = details }
    events.append((at, event))
    documents.append(.object(event))
  }

  /// Takes the last event away; gives when it happened.
  mutating func removeLast() -> Timestamp {
    documents.removeLast()
    return events.removeLast().at
  }

  var endedAt: Timestamp? { events.last { Self.ends[$0.event["type"]?.stringValue ?? ""] != nil }?.at }

  func answer(_ operation: String, _ input: JSONValue, at now: Timestamp) -> Answer {
    if denied.contains(operation) { return .refusal("AccessDeniedException", "User is not authorized to perform this call") }
    switch operation {
    case "DescribeExecution": return .document(description(at: now + descriptionLag * -1))
    case "DescribeStateMachineForExecution": return .document(["definition": .string(definition)])
    case "GetExecutionHistory":
      let all = events.last.map { $0.at <= now } ?? true
      let known = all ? documents : Array(documents.prefix(events.firstIndex { $0.at > now } ?? 0))
      return .document(
        HistoryEndpoint(events: known).answer(
          isReversed: input["reverseOrder"]?.boolValue ?? false, input["maxResults"]?.integerValue ?? 100, input["nextToken"]?.stringValue))
    case "ListMapRuns":
      return .document([
        "mapRuns": .array(
          mapRuns.filter { $0.value.first.map { $0.at <= now } ?? false }.keys.sorted().map { ["mapRunArn": .string($0)] as JSONValue })
      ])
    case "DescribeMapRun":
      let known = mapRuns[input["mapRunArn"]?.stringValue ?? ""]?.last { $0.at <= now }
      return known.map { .document($0.document) } ?? .refusal("ResourceNotFound", "no such Map Run")
    case "DescribeTasks":
      let asked = (input["tasks"]?.arrayValue ?? []).compactMap(\.stringValue)
      let seen = now + taskLag * -1
      let found = asked.compactMap { arn in tasks[arn]?.last { $0.at <= seen }?.document }
      let missing = asked.filter { arn in tasks[arn]?.first.map { $0.at > seen } ?? true }
      return .document(["tasks": .array(found), "failures": .array(missing.map { ["arn": .string($0), "reason": "MISSING"] })])
    case "ListTasks": return .document(["taskArns": .array(tasks.keys.sorted().map { .string($0) })])
    case "DescribeTaskDefinition": return .document(["taskDefinition": taskDefinition])
    case "GetLogEvents": return log(input, at: now)
    default: return .document([:])
    }
  }

  private static let ends = [
    "ExecutionSucceeded": "SUCCEEDED", "ExecutionFailed": "FAILED", "ExecutionAborted": "ABORTED", "ExecutionTimedOut": "TIMED_OUT",
  ]

  private func description(at now: Timestamp) -> JSONValue {
    let known = events.prefix { $0.at <= now }
    let types = known.compactMap { $0.event["type"]?.stringValue }
    let status = types.last.flatMap { Self.ends[$0] } ?? "RUNNING"
    var answer: JSONObject = [
      "executionArn": .string(FakeExecution.arn), "stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:machine",
      "status": .string(status), "startDate": .number(JSONNumber(Self.start.seconds)),
      "redriveCount": .number(JSONNumber(types.filter { $0 == "ExecutionRedriven" }.count)),
    ]
    if status != "RUNNING", let last = known.last { answer["stopDate"] = .number(JSONNumber(last.at.seconds)) }
    if status == "FAILED" { answer["redriveStatus"] = "REDRIVABLE" }
    return .object(answer)
  }

  /// CloudWatch's way: the forward token comes back unchanged when nothing follows.
  private func log(_ input: JSONValue, at now: Timestamp) -> Answer {
    let name = input["logStreamName"]?.stringValue ?? ""
    let known = (lines[name] ?? []).filter { $0.at <= now }
    guard !known.isEmpty else { return .refusal("ResourceNotFoundException", "The specified log stream does not exist.") }
    let limit = 2_000
    let token = input["nextToken"]?.stringValue.flatMap { Int($0.dropFirst(2)) }
    let from = token ?? (input["startFromHead"]?.boolValue == true ? 0 : max(0, known.count - limit))
    let page = known[min(from, known.count)..<min(from + limit, known.count)]
    let events = page.map { line -> JSONValue in
      [
        "timestamp": .number(JSONNumber(Int(line.at.milliseconds))), "message": .string(line.text),
        "ingestionTime": .number(JSONNumber(Int(line.at.milliseconds))),
      ]
    }
    return .document(["events": .array(events), "nextForwardToken": .string("f/\(page.endIndex)"), "nextBackwardToken": "b/0"])
  }
}

extension TimedExecution {
  /// What one run of a `.sync` job does and when, in seconds after the start.
  struct Job: Sendable {
    /// RunTask is answered.
    var submitted = 0.6
    /// The containers run.
    var running = 31.0
    /// Each container ends, with its exit code.
    var ends: [String: (at: Double, code: Int)] = ["main": (500, 0)]
    /// The task counts as stopping, and as stopped.
    var deactivating = 502.0
    var stopped = 524.0
    /// Step Functions records the end.
    var recorded = 526.0
    var printsEvery: Double?
  }

  static let taskArn = "arn:aws:ecs:us-east-1:123456789012:task/jobs/3f2c0d91a7"
  static let definitionArn = "arn:aws:ecs:us-east-1:123456789012:task-definition/job:1"

  /// A machine with one `.sync` state, whose task does as `job` says.
  init(_ job: Job) {
    func at(_ seconds: Double) -> Timestamp { Self.start + .milliseconds(Int64(seconds * 1_000)) }
    definition = jobDefinition
    let names = job.ends.keys.sorted()
    func document(_ seconds: Double, _ status: String, _ version: Int) -> JSONValue {
      let containers = names.map { name -> JSONValue in
        let end = job.ends[name] ?? (0, 0)
        let hasEnded = seconds >= end.at
        var container: JSONObject = [
          "name": .string(name), "lastStatus": .string(hasEnded ? "STOPPED" : seconds >= job.running ? "RUNNING" : "PENDING"),
        ]
        if hasEnded { container["exitCode"] = .number(JSONNumber(end.code)) }
        return .object(container)
      }
      return [
        "taskArn": .string(Self.taskArn), "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/jobs",
        "taskDefinitionArn": .string(Self.definitionArn), "lastStatus": .string(status), "version": .number(JSONNumber(version)),
        "desiredStatus": .string(seconds >= job.deactivating ? "STOPPED" : "RUNNING"), "containers": .array(containers),
        "createdAt": .number(JSONNumber(at(job.submitted).seconds)), "overrides": ["containerOverrides": []],
      ]
    }
    let middle = (job.deactivating + job.stopped) / 2
    var changes: [(Double, String)] = [
      (job.submitted, "PROVISIONING"), (job.submitted + (job.running - job.submitted) / 3, "PENDING"), (job.running - 1, "ACTIVATING"),
      (job.running, "RUNNING"), (job.deactivating, "DEACTIVATING"), (middle, "DEPROVISIONING"), (job.stopped, "STOPPED"),
    ]
    for end in job.ends.values where end.at > job.running && end.at < job.stopped {
      changes.append((end.at, changes.last { $0.0 <= end.at }?.1 ?? "RUNNING"))
    }
    changes.sort { $0.0 < $1.0 }
    tasks[Self.taskArn] = changes.enumerated().map { (at($1.0), document($1.0, $1.1, $0 + 1)) }
    taskDefinition = [
      "family": "job", "revision": 1, "taskDefinitionArn": .string(Self.definitionArn),
      "containerDefinitions": .array(
        names.map { name -> JSONValue in
          [
            "name": .string(name),
            "logConfiguration": ["logDriver": "awslogs", "options": ["awslogs-group": "/ecs/job", "awslogs-stream-prefix": "ecs"]],
          ]
        }),
    ]
    if let every = job.printsEvery {
      for name in names {
        let times = stride(from: job.running + 0.5, to: job.ends[name]?.at ?? 0, by: every)
        lines["ecs/\(name)/3f2c0d91a7"] = times.map { (at($0), "\(name) at \($0)") }
      }
    }
    let task: JSONValue = ["resourceType": "ecs", "resource": "runTask.sync"]
    func with(_ key: String, _ value: JSONValue) -> JSONValue {
      var object = task.objectValue ?? [:]
      object[key] = value
      return .object(object)
    }
    let stopped = document(job.stopped, "STOPPED", changes.count + 1)
    let isWell = job.ends.values.allSatisfy { $0.code == 0 }
    add("ExecutionStarted", at: at(0), previous: 0, "executionStarted", ["input": "{}"])
    add("TaskStateEntered", at: at(0.02), previous: 0, "stateEntered", ["name": "Job", "input": "{}"])
    add(
      "TaskScheduled", at: at(0.03), "taskScheduled",
      with("parameters", ##"{"Cluster":"jobs","TaskDefinition":"job:1","Overrides":{"ContainerOverrides":[]}}"##))
    add("TaskStarted", at: at(0.1), "taskStarted", task)
    add(
      "TaskSubmitted", at: at(job.submitted), "taskSubmitted",
      with("output", .string((["Tasks": [document(job.submitted, "PROVISIONING", 1)], "Failures": []] as JSONValue).compact)))
    if isWell {
      add("TaskSucceeded", at: at(job.recorded), "taskSucceeded", with("output", .string(stopped.compact)))
      add("TaskStateExited", at: at(job.recorded + 0.02), "stateExited", ["name": "Job", "output": "{}"])
      add("ExecutionSucceeded", at: at(job.recorded + 0.05), "executionSucceeded", ["output": "{}"])
    } else {
      add("TaskFailed", at: at(job.recorded), "taskFailed", with("cause", .string(stopped.compact)))
      add("ExecutionFailed", at: at(job.recorded + 0.05), "executionFailed", ["error": "States.TaskFailed"])
    }
  }
}
