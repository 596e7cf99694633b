import AWS
import ExecutionSource
import HTTP
import JSON
import Synchronization
import Testing
import Time

@testable import Remote

/// An account inside the test as an endpoint tells it: machines, executions with their histories, and ECS tasks. What the test changes, the next call sees.
struct FakeAccount: Sendable {
  struct Machine: Sendable {
    var arn: String
    var name: String
    var definition: String
    var type = "STANDARD"
  }

  struct Execution: Sendable {
    var arn: String
    var machineArn: String
    var status = "RUNNING"
    var started: Int
    var history = HistoryEndpoint()
    /// As it ran, where the machine was changed since.
    var definition: String?
    var mapRunArn: String?
    var redrive: JSONObject = [:]
  }

  var machines: [Machine] = []
  var executions: [Execution] = []
  var tasks: [JSONValue] = []
  /// FilterLogEvents' events, whatever group is asked for.
  var log: [JSONValue] = []
  /// Whether lists come in pages.
  var pages = true
  /// Whether lists are filtered.
  var filters = true
  /// Whether `includeExecutionData` is honoured.
  var leavesOutData = true
  /// Answers instead of the account's own, by operation; taken one at a time, the last one again and again.
  var instead: [String: [FakeTransport.Answer]] = [:]

  static func arn(machine: String) -> String { "arn:aws:states:us-east-1:123456789012:stateMachine:\(machine)" }
  static func arn(machine: String, execution: String) -> String {
    "arn:aws:states:us-east-1:123456789012:execution:\(machine):\(execution)"
  }
  static func arn(task: String) -> String { "arn:aws:ecs:us-east-1:123456789012:task/main/\(task)" }

  mutating func answer(_ operation: String, _ input: JSONValue) -> FakeTransport.Answer {
    if var answers = instead[operation], let first = answers.first {
      if answers.count > 1 { answers.removeFirst() }
      instead[operation] = answers
      return first
    }
    switch operation {
    case "ListStateMachines":
      return list(
        "stateMachines",
        machines.map {
          ["stateMachineArn": .string($0.arn), "name": .string($0.name), "type": .string($0.type), "creationDate": 1_800_000_000.5]
        },
        input)
    case "ListExecutions": return executions(input)
    case "DescribeStateMachine":
      guard let machine = machines.first(where: { $0.arn == input["stateMachineArn"]?.stringValue }) else {
        return .refusal("StateMachineDoesNotExist", "State Machine Does Not Exist")
      }
      return .json(["stateMachineArn": .string(machine.arn), "name": .string(machine.name), "definition": .string(machine.definition)])
    case "FilterLogEvents":
      let from = input["startTime"]?.integerValue ?? 0
      return .json(["events": .array(log.filter { ($0["timestamp"]?.integerValue ?? 0) >= from })])
    case "DescribeTasks":
      let asked = (input["tasks"]?.arrayValue ?? []).compactMap(\.stringValue)
      let found = tasks.filter { asked.contains($0["taskArn"]?.stringValue ?? "") }
      let missing = asked.filter { arn in !found.contains { $0["taskArn"]?.stringValue == arn } }
      return .json(["tasks": .array(found), "failures": .array(missing.map { ["arn": .string($0), "reason": "MISSING"] })])
    case "ListTasks":
      let wanted = input["desiredStatus"]?.stringValue == "STOPPED"
      return .json(["taskArns": .array(tasks.filter { ($0["lastStatus"] == "STOPPED") == wanted }.compactMap { $0["taskArn"] })])
    case "StartExecution":
      return .json([
        "executionArn": .string(
          FakeAccount.arn(
            machine: CatalogRows.name(ofMachine: input["stateMachineArn"]?.stringValue ?? ""), execution: input["name"]?.stringValue ?? "")),
        "startDate": 1_800_000_000,
      ])
    default: return execution(operation, input)
    }
  }

  private func executions(_ input: JSONValue) -> FakeTransport.Answer {
    let found = executions.filter { execution in
      if let run = input["mapRunArn"]?.stringValue { return execution.mapRunArn == run }
      return execution.machineArn == input["stateMachineArn"]?.stringValue && execution.mapRunArn == nil
    }
    .filter { !filters || input["statusFilter"] == nil || $0.status == input["statusFilter"]?.stringValue }
    .sorted { $0.started > $1.started }
    return list(
      "executions",
      found.map {
        [
          "executionArn": .string($0.arn), "stateMachineArn": .string($0.machineArn), "status": .string($0.status),
          "name": .string(String($0.arn.split(separator: ":").last ?? "")), "startDate": .number(JSONNumber($0.started)),
        ]
      }, input)
  }

  private func list(_ member: String, _ rows: [JSONValue], _ input: JSONValue) -> FakeTransport.Answer {
    guard pages else { return .json([member: .array(rows)] as JSONObject) }
    let start = input["nextToken"]?.stringValue.flatMap { Int($0) } ?? 0
    let end = min(rows.count, start + (input["maxResults"]?.integerValue ?? 100))
    var answer: JSONObject = [member: .array(Array(rows[min(start, end)..<end]))]
    if end < rows.count { answer["nextToken"] = .string(String(end)) }
    return .json(answer)
  }

  private func execution(_ operation: String, _ input: JSONValue) -> FakeTransport.Answer {
    guard let execution = executions.first(where: { $0.arn == input["executionArn"]?.stringValue }) else {
      return input["executionArn"] == nil ? .json([:]) : .refusal("ExecutionDoesNotExist", "Execution Does Not Exist")
    }
    switch operation {
    case "GetExecutionHistory":
      let page = execution.history.answer(
        isReversed: input["reverseOrder"]?.boolValue ?? false, input["maxResults"]?.integerValue ?? 100, input["nextToken"]?.stringValue)
      guard leavesOutData, input["includeExecutionData"] == false, var object = page.objectValue else { return .json(page) }
      object["events"] = .array((object["events"]?.arrayValue ?? []).map(FakeAccount.withoutData))
      return .json(.object(object))
    case "DescribeExecution":
      var answer: JSONObject = ["executionArn": .string(execution.arn), "status": .string(execution.status)]
      for (key, value) in execution.redrive { answer[key] = value }
      return .json(.object(answer))
    case "DescribeStateMachineForExecution":
      let machine = machines.first { $0.arn == execution.machineArn }
      return .json(["definition": .string(execution.definition ?? machine?.definition ?? "{}")])
    default: return .json([:])
    }
  }

  private static func withoutData(_ event: JSONValue) -> JSONValue {
    guard let object = event.objectValue else { return event }
    return .object(
      JSONObject(
        object.map { key, value in
          guard let details = value.objectValue else { return (key, value) }
          return (
            key, .object(JSONObject(details.filter { !["input", "output", "parameters"].contains($0.key) }.map { ($0.key, $0.value) }))
          )
        }))
  }
}

extension FakeTransport.Answer {
  static func json(_ value: JSONObject) -> FakeTransport.Answer { .json(JSONValue.object(value)) }
}

/// A token wait as Step Functions records it.
enum TokenWaits {
  /// Runs an ECS task that gets the token, then ends.
  static let definition = #"""
    {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken", "TimeoutSeconds": 7200,
      "Parameters": {"Cluster": "main", "TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Name": "app",
        "Environment": [{"Name": "TOKEN", "Value.$": "$$.Task.Token"}]}]}}, "End": true}}}
    """#

  static func token(_ name: String) -> String { "token-of-\(name)" }

  /// `filler` Pass states come first; the task is the one called like the execution.
  static func history(_ name: String, filler: Int = 0, tells: Bool = true) -> [JSONValue] {
    var events: [JSONValue] = [event(1, "ExecutionStarted", previous: 0)]
    for at in 0..<filler {
      for type in ["PassStateEntered", "PassStateExited"] {
        var event = event(events.count + 1, type, previous: events.count).objectValue ?? [:]
        let details: JSONValue = ["name": .string("Pass \(at)")]
        event[type == "PassStateEntered" ? "stateEnteredEventDetails" : "stateExitedEventDetails"] = details
        events.append(.object(event))
      }
    }
    func add(_ type: String, _ key: String, _ details: JSONObject) {
      var event = event(events.count + 1, type, previous: events.count).objectValue ?? [:]
      event[key] = .object(details)
      events.append(.object(event))
    }
    add("TaskStateEntered", "stateEnteredEventDetails", ["name": "Ask", "input": "{}"])
    let request: JSONValue = [
      "Cluster": "main", "TaskDefinition": "job",
      "Overrides": ["ContainerOverrides": [["Name": "app", "Environment": [["Name": "TOKEN", "Value": .string(token(name))]]]]],
    ]
    guard tells else {
      // As ministack does.
      add(
        "TaskScheduled", "taskScheduledEventDetails",
        ["resourceType": "states", "resource": "arn:aws:states:::ecs:runTask.waitForTaskToken"])
      return events.map { event in
        var event = event.objectValue ?? [:]
        event["previousEventId"] = nil
        return .object(event)
      }
    }
    add(
      "TaskScheduled", "taskScheduledEventDetails",
      [
        "resourceType": "ecs", "resource": "runTask.waitForTaskToken", "region": "us-east-1", "parameters": .string(request.compact),
        "timeoutInSeconds": 7_200,
      ])
    add("TaskStarted", "taskStartedEventDetails", ["resourceType": "ecs", "resource": "runTask.waitForTaskToken"])
    let answer: JSONValue = [
      "Tasks": [
        [
          "TaskArn": .string(FakeAccount.arn(task: name)), "ClusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/main",
          "LastStatus": "PROVISIONING", "Containers": [["Name": "app", "LastStatus": "PENDING"]],
        ]
      ], "Failures": [],
    ]
    add(
      "TaskSubmitted", "taskSubmittedEventDetails",
      ["resourceType": "ecs", "resource": "runTask.waitForTaskToken", "output": .string(answer.compact)])
    return events
  }

  static func task(_ name: String, _ status: String = "RUNNING", exit: Int? = nil, created: Int = 1_800_000_003, more: JSONObject = [:])
    -> JSONValue
  {
    var container: JSONObject = ["name": "app", "lastStatus": .string(status)]
    if let exit { container["exitCode"] = .number(JSONNumber(exit)) }
    var task: JSONObject = [
      "taskArn": .string(FakeAccount.arn(task: name)), "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/main",
      "taskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:task-definition/job:1", "lastStatus": .string(status),
      "createdAt": .number(JSONNumber(created)), "containers": [.object(container)],
      "overrides": ["containerOverrides": [["name": "app", "environment": [["name": "TOKEN", "value": .string(token(name))]]]]],
    ]
    for (key, value) in more { task[key] = value }
    return .object(task)
  }

  /// An account with one machine and these executions, each waiting.
  static func account(_ names: [String], filler: Int = 0, tells: Bool = true) -> FakeAccount {
    var account = FakeAccount()
    account.machines = [FakeAccount.Machine(arn: FakeAccount.arn(machine: "asks"), name: "asks", definition: definition)]
    for (at, name) in names.enumerated() {
      account.executions.append(
        FakeAccount.Execution(
          arn: FakeAccount.arn(machine: "asks", execution: name), machineArn: FakeAccount.arn(machine: "asks"), started: 1_799_990_000 + at,
          history: HistoryEndpoint(events: history(name, filler: filler, tells: tells))))
      account.tasks.append(task(name))
    }
    return account
  }
}

/// A catalog engine on a virtual clock against a fake account: every call with its time is kept.
struct CatalogRun {
  var engine: CatalogEngine
  var account: FakeAccount
  private(set) var calls: [(at: Timestamp, request: CatalogRequest)] = []
  private(set) var now = Timestamp(milliseconds: 1_800_000_100_000)
  var latency = Duration.milliseconds(20)

  init(_ account: FakeAccount, readsLogs: Bool = false) {
    self.account = account
    engine = CatalogEngine(place: .remote(name: "fake"), region: "us-east-1", isReadOnly: false, readsLogs: readsLogs)
  }

  func count(_ operation: String) -> Int { calls.count { $0.request.operation == operation } }
  func times(_ operation: String) -> [Timestamp] { calls.filter { $0.request.operation == operation }.map(\.at) }

  /// Goes on until nothing is due before `limit` has passed.
  mutating func run(for limit: Duration) {
    let end = now + limit
    var guardrail = 0
    while guardrail < 100_000 {
      guardrail += 1
      if let request = engine.nextRequest(at: now) {
        calls.append((now, request))
        now = now + latency
        engine.finish(request, outcome(of: request), at: now, chance: 0.5)
      } else if let wake = engine.nextWake, wake <= end {
        // A wake that has come without a call must lead on: the engine has changed its mind meanwhile.
        now = max(now, wake)
      } else {
        now = max(now, end)
        return
      }
    }
    Issue.record("the engine wakes without anything to do")
  }

  mutating func outcome(of request: CatalogRequest) -> CatalogEngine.Outcome {
    switch account.answer(request.operation, request.input) {
    case .success(let response):
      let value = try? JSONValue(parsing: response.body)
      guard let value else {
        return .failure(
          AWSError(.unreadable("answered \(response.status) with an HTML page"), operation: request.operation, status: response.status))
      }
      guard response.status < 400 else {
        let kind = AWSError.Kind.service(code: value["__type"]?.stringValue ?? "", message: value["message"]?.stringValue ?? "")
        return .failure(AWSError(kind, operation: request.operation, status: response.status))
      }
      return .answer(value, wasThrottled: false)
    case .failure(let failure): return .failure(AWSError(.transport(failure), operation: request.operation))
    }
  }
}
