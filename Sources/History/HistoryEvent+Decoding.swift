import JSON
import Time

extension HistoryEvent {
  /// Reads one event in the API's form. Tolerant of what endpoints leave out or write differently: a timestamp may be epoch seconds or an
  /// ISO 8601 text, `previousEventId` and every member of the details may be absent, inputs, outputs, parameters and causes may be JSON
  /// values where AWS writes JSON text (they are written compactly then). Records of an Express workflow's log group (numbers as texts,
  /// `previous_event_id`, `event_timestamp` in milliseconds, `details`) are read as well.
  /// - Throws: `HistoryDecodingError`; an unknown type has a reason of its own, so that a reader can count such events and go on.
  public init(json: JSONValue) throws(HistoryDecodingError) {
    guard case .object(let object) = json else { throw HistoryDecodingError(.notAnObject) }
    guard let typeValue = object["type"] else { throw HistoryDecodingError(.missing("type")) }
    guard let typeName = typeValue.stringValue else { throw HistoryDecodingError(.mistyped("type", expected: "a text")) }
    guard let type = EventType(rawValue: typeName) else { throw HistoryDecodingError(.unknownType(typeName)) }
    guard let idValue = object["id"] else { throw HistoryDecodingError(.missing("id")) }
    guard let id = HistoryEvent.integer(idValue), id > 0 else {
      throw HistoryDecodingError(.mistyped("id", expected: "a positive integer"))
    }
    let previousValue = object["previousEventId"] ?? object["previous_event_id"] ?? 0
    guard let previous = previousValue.isNull ? 0 : HistoryEvent.integer(previousValue), previous >= 0 else {
      throw HistoryDecodingError(.mistyped("previousEventId", expected: "an integer from 0 up"))
    }
    let details = object[type.detailsKey] ?? object["details"] ?? .null
    self.init(
      id: id, previousEventId: previous, timestamp: try HistoryEvent.timestamp(object), type: type,
      details: EventDetails(type: type, members: DetailMembers(details)))
  }

  private static func timestamp(_ object: JSONObject) throws(HistoryDecodingError) -> Timestamp {
    if let value = object["timestamp"] {
      if let number = value.numberValue, let moment = Timestamp(seconds: number.doubleValue) { return moment }
      if let text = value.stringValue, let moment = Timestamp(iso8601: text) { return moment }
      throw HistoryDecodingError(.mistyped("timestamp", expected: "epoch seconds or an ISO 8601 time"))
    }
    guard let value = object["event_timestamp"] else { throw HistoryDecodingError(.missing("timestamp")) }
    guard let milliseconds = integer(value), let moment = Timestamp(seconds: Double(milliseconds) / 1_000) else {
      throw HistoryDecodingError(.mistyped("event_timestamp", expected: "epoch milliseconds"))
    }
    return moment
  }

  private static func integer(_ value: JSONValue) -> Int? { value.integerValue ?? value.stringValue.flatMap { Int($0) } }
}

/// The members of a details object, read leniently: what is absent or of another kind is nil.
struct DetailMembers {
  private let value: JSONValue

  init(_ value: JSONValue) { self.value = value }

  /// A text; any other value but null as compact JSON.
  func text(_ key: String) -> String? {
    switch value[key] {
    case nil, .null: nil
    case .string(let text): text
    case .some(let other): other.compact
    }
  }

  func integer(_ key: String) -> Int? { value[key]?.integerValue }
  func name(_ key: String) -> String { text(key) ?? "" }
  var task: TaskResource { TaskResource(resourceType: name("resourceType"), resource: name("resource")) }
  var credentialsRoleArn: String? { value["taskCredentials"]?["roleArn"]?.stringValue }

  var assignedVariables: [AssignedVariable] {
    guard let object = value["assignedVariables"]?.objectValue else { return [] }
    return object.map { AssignedVariable(name: $0.key, value: $0.value.stringValue ?? $0.value.compact) }
  }
}

extension EventDetails {
  init(type: EventType, members: DetailMembers) {
    if type.isStateEntered {
      self = .stateEntered(name: members.name("name"), input: members.text("input"))
      return
    }
    if type.isStateExited {
      self = .stateExited(name: members.name("name"), output: members.text("output"), assignedVariables: members.assignedVariables)
      return
    }
    self = EventDetails.ofExecution(type, members) ?? EventDetails.ofTask(type, members) ?? EventDetails.ofMap(type, members) ?? .none
  }

  private static func ofExecution(_ type: EventType, _ members: DetailMembers) -> EventDetails? {
    switch type {
    case .executionStarted: .executionStarted(input: members.text("input"), roleArn: members.text("roleArn"))
    case .executionRedriven: .executionRedriven(redriveCount: members.integer("redriveCount") ?? 0)
    case .evaluationFailed:
      .evaluationFailed(
        state: members.name("state"), location: members.text("location"), error: members.text("error"), cause: members.text("cause"))
    case .executionSucceeded, .lambdaFunctionSucceeded, .activitySucceeded: .succeeded(output: members.text("output"))
    case .executionFailed, .executionAborted, .executionTimedOut, .lambdaFunctionFailed, .lambdaFunctionScheduleFailed,
      .lambdaFunctionStartFailed,
      .lambdaFunctionTimedOut, .activityFailed, .activityScheduleFailed, .activityTimedOut, .mapRunFailed:
      .failed(error: members.text("error"), cause: members.text("cause"))
    default: nil
    }
  }

  private static func ofTask(_ type: EventType, _ members: DetailMembers) -> EventDetails? {
    switch type {
    case .taskScheduled:
      .taskScheduled(
        TaskScheduled(
          task: members.task, region: members.text("region"), parameters: members.text("parameters"),
          timeoutInSeconds: members.integer("timeoutInSeconds"), heartbeatInSeconds: members.integer("heartbeatInSeconds"),
          credentialsRoleArn: members.credentialsRoleArn))
    case .taskStarted: .task(members.task)
    case .taskSubmitted, .taskSucceeded: .taskOutput(members.task, output: members.text("output"))
    case .taskFailed, .taskTimedOut, .taskStartFailed, .taskSubmitFailed:
      .taskFailed(members.task, error: members.text("error"), cause: members.text("cause"))
    case .lambdaFunctionScheduled:
      .lambdaScheduled(
        resource: members.name("resource"), input: members.text("input"), timeoutInSeconds: members.integer("timeoutInSeconds"),
        credentialsRoleArn: members.credentialsRoleArn)
    case .activityScheduled:
      .activityScheduled(
        resource: members.name("resource"), input: members.text("input"), timeoutInSeconds: members.integer("timeoutInSeconds"),
        heartbeatInSeconds: members.integer("heartbeatInSeconds"))
    case .activityStarted: .activityStarted(workerName: members.text("workerName"))
    default: nil
    }
  }

  private static func ofMap(_ type: EventType, _ members: DetailMembers) -> EventDetails? {
    switch type {
    case .mapStateStarted: .mapStarted(length: members.integer("length") ?? 0)
    case .mapIterationStarted, .mapIterationSucceeded, .mapIterationFailed, .mapIterationAborted:
      .mapIteration(name: members.name("name"), index: members.integer("index") ?? 0)
    case .mapRunStarted: .mapRunStarted(mapRunArn: members.name("mapRunArn"))
    case .mapRunRedriven: .mapRunRedriven(mapRunArn: members.name("mapRunArn"), redriveCount: members.integer("redriveCount") ?? 0)
    default: nil
    }
  }
}
