import JSON
import Time

extension HistoryEvent {
  /// The event in the API's wire form: `timestamp` (epoch seconds with three decimals), `type`, `id`, `previousEventId`, then the details
  /// member, if its type has one.
  public var json: JSONValue {
    var object = JSONObject()
    object["timestamp"] = JSONNumber(lexeme: timestamp.wire).map { .number($0) } ?? 0
    object["type"] = .string(type.rawValue)
    object["id"] = .number(JSONNumber(id))
    object["previousEventId"] = .number(JSONNumber(previousEventId))
    if let details = details.members { object[type.detailsKey] = .object(details) }
    return .object(object)
  }
}

extension EventDetails {
  /// The members of the details object in the API's order; nil for the types that have none.
  var members: JSONObject? {
    var object = JSONObject()
    switch self {
    case .none: return nil
    case .executionStarted(let input, let roleArn):
      object.data("input", input)
      object.text("roleArn", roleArn)
    case .stateEntered(let name, let input):
      object.text("name", name)
      object.data("input", input)
    case .stateExited(let name, let output, let variables):
      object.text("name", name)
      object.data("output", output)
      object.variables(variables)
    case .succeeded(let output): object.data("output", output)
    case .failed(let error, let cause): object.failure(error, cause)
    case .executionRedriven(let count): object.integer("redriveCount", count)
    case .evaluationFailed(let state, let location, let error, let cause):
      object.failure(error, cause)
      object.text("location", location)
      object.text("state", state)
    default: taskMembers(&object)
    }
    return object
  }

  private func taskMembers(_ object: inout JSONObject) {
    switch self {
    case .taskScheduled(let scheduled): object.scheduled(scheduled)
    case .task(let task): object.task(task)
    case .taskOutput(let task, let output):
      object.task(task)
      object.data("output", output)
    case .taskFailed(let task, let error, let cause):
      object.task(task)
      object.failure(error, cause)
    case .lambdaScheduled(let resource, let input, let timeout, let role):
      object.text("resource", resource)
      object.data("input", input)
      object.integer("timeoutInSeconds", timeout)
      object.credentials(role)
    case .activityScheduled(let resource, let input, let timeout, let heartbeat):
      object.text("resource", resource)
      object.data("input", input)
      object.integer("timeoutInSeconds", timeout)
      object.integer("heartbeatInSeconds", heartbeat)
    case .activityStarted(let worker): object.text("workerName", worker)
    case .mapStarted(let length): object.integer("length", length)
    case .mapIteration(let name, let index):
      object.text("name", name)
      object.integer("index", index)
    case .mapRunStarted(let arn): object.text("mapRunArn", arn)
    case .mapRunRedriven(let arn, let count):
      object.text("mapRunArn", arn)
      object.integer("redriveCount", count)
    default: break
    }
  }
}

extension JSONObject {
  fileprivate mutating func text(_ key: String, _ value: String?) {
    if let value { self[key] = .string(value) }
  }

  fileprivate mutating func integer(_ key: String, _ value: Int?) {
    if let value { self[key] = .number(JSONNumber(value)) }
  }

  /// JSON text and, beside it, that it is whole: `input` and `inputDetails`.
  fileprivate mutating func data(_ key: String, _ value: String?) {
    guard let value else { return }
    self[key] = .string(value)
    self[key + "Details"] = ["truncated": false]
  }

  fileprivate mutating func failure(_ error: String?, _ cause: String?) {
    text("error", error)
    text("cause", cause)
  }

  /// An endpoint that names no resource has given empty texts: they are left out again.
  fileprivate mutating func task(_ task: TaskResource) {
    if !task.resourceType.isEmpty { text("resourceType", task.resourceType) }
    if !task.resource.isEmpty { text("resource", task.resource) }
  }

  fileprivate mutating func scheduled(_ scheduled: TaskScheduled) {
    task(scheduled.task)
    text("region", scheduled.region)
    text("parameters", scheduled.parameters)
    integer("timeoutInSeconds", scheduled.timeoutInSeconds)
    integer("heartbeatInSeconds", scheduled.heartbeatInSeconds)
    credentials(scheduled.credentialsRoleArn)
  }

  fileprivate mutating func credentials(_ role: String?) {
    if let role { self["taskCredentials"] = ["roleArn": .string(role)] }
  }

  fileprivate mutating func variables(_ variables: [AssignedVariable]) {
    guard !variables.isEmpty else { return }
    self["assignedVariables"] = .object(JSONObject(variables.lazy.map { ($0.name, .string($0.value)) }))
    self["assignedVariablesDetails"] = ["truncated": false]
  }
}
