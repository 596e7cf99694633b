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
    if details.isThere {
      var members = JSONObject()
      details.write(to: &members)
      object[type.detailsKey] = .object(members)
    }
    return .object(object)
  }

  /// Appends the compact text of `json`, without making the value.
  public func write(into out: inout [UInt8]) {
    out.append(text: "{\"timestamp\":")
    timestamp.writeWire(into: &out)
    out.append(text: ",\"type\":\"")
    out.append(contentsOf: type.rawValue.utf8)
    out.append(text: "\",\"id\":")
    JSONWriter.write(id, into: &out)
    out.append(text: ",\"previousEventId\":")
    JSONWriter.write(previousEventId, into: &out)
    if details.isThere {
      out.append(text: ",\"")
      type.writeDetailsKey(into: &out)
      out.append(text: "\":{")
      // Swapped, not copied: with a second owner each event would copy all that is written already.
      var members = MemberBytes()
      swap(&members.bytes, &out)
      details.write(to: &members)
      swap(&members.bytes, &out)
      out.append(UInt8(ascii: "}"))
    }
    out.append(UInt8(ascii: "}"))
  }
}

extension EventDetails {
  fileprivate var isThere: Bool { if case .none = self { false } else { true } }
}

extension EventType {
  /// `detailsKey`, as bytes.
  fileprivate func writeDetailsKey(into out: inout [UInt8]) {
    if isStateEntered { return out.append(text: "stateEnteredEventDetails") }
    if isStateExited { return out.append(text: "stateExitedEventDetails") }
    let place = out.count
    out.append(contentsOf: rawValue.utf8)
    out[place] |= 0x20
    out.append(text: "EventDetails")
  }
}

extension Timestamp {
  /// Appends `wire`.
  fileprivate func writeWire(into out: inout [UInt8]) {
    guard milliseconds >= 0 else { return out.append(contentsOf: wire.utf8) }
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
    JSONWriter.write(Int(seconds), into: &out)
    out.append(UInt8(ascii: "."))
    func digit(_ value: Int64) -> UInt8 { UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10) }
    out.append(digit(rest / 100))
    out.append(digit(rest / 10))
    out.append(digit(rest))
  }
}

extension [UInt8] {
  fileprivate mutating func append(text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

/// What takes the members of a details object one after the other: a value, or bytes.
private protocol MemberSink {
  mutating func member(_ key: StaticString, _ value: String)
  mutating func member(_ key: StaticString, _ value: Int)
  /// `"truncated":false` under the key with `Details` behind it: the text is whole.
  mutating func isWhole(_ key: StaticString)
  mutating func role(_ arn: String)
  mutating func variables(_ key: StaticString, _ variables: [AssignedVariable])
}

extension JSONObject: MemberSink {
  fileprivate mutating func member(_ key: StaticString, _ value: String) { self[key.description] = .string(value) }
  fileprivate mutating func member(_ key: StaticString, _ value: Int) { self[key.description] = .number(JSONNumber(value)) }
  fileprivate mutating func isWhole(_ key: StaticString) { self[key.description + "Details"] = ["truncated": false] }
  fileprivate mutating func role(_ arn: String) { self["taskCredentials"] = ["roleArn": .string(arn)] }
  fileprivate mutating func variables(_ key: StaticString, _ variables: [AssignedVariable]) {
    self[key.description] = .object(JSONObject(variables.lazy.map { ($0.name, .string($0.value)) }))
  }
}

/// Members as JSON text.
private struct MemberBytes: MemberSink {
  var bytes: [UInt8] = []
  private var isFirst = true

  private mutating func key(_ key: StaticString, _ more: StaticString = "") {
    bytes.append(text: isFirst ? "\"" : ",\"")
    isFirst = false
    bytes.append(text: key)
    if more.utf8CodeUnitCount > 0 { bytes.append(text: more) }
    bytes.append(text: "\":")
  }

  mutating func member(_ key: StaticString, _ value: String) {
    self.key(key)
    JSONWriter.write(string: value, into: &bytes)
  }

  mutating func member(_ key: StaticString, _ value: Int) {
    self.key(key)
    JSONWriter.write(value, into: &bytes)
  }

  mutating func isWhole(_ key: StaticString) {
    self.key(key, "Details")
    bytes.append(text: "{\"truncated\":false}")
  }

  mutating func role(_ arn: String) {
    key("taskCredentials")
    bytes.append(text: "{\"roleArn\":")
    JSONWriter.write(string: arn, into: &bytes)
    bytes.append(UInt8(ascii: "}"))
  }

  mutating func variables(_ key: StaticString, _ variables: [AssignedVariable]) {
    self.key(key)
    JSONWriter.write(.object(JSONObject(variables.lazy.map { ($0.name, .string($0.value)) })), into: &bytes)
  }
}

extension EventDetails {
  /// Gives the members of the details object in the API's order; none for the types that have no details.
  fileprivate func write(to object: inout some MemberSink) {
    switch self {
    case .none: break
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
    default: writeTask(to: &object)
    }
  }

  private func writeTask(to object: inout some MemberSink) {
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

extension MemberSink {
  fileprivate mutating func text(_ key: StaticString, _ value: String?) {
    if let value { member(key, value) }
  }

  fileprivate mutating func integer(_ key: StaticString, _ value: Int?) {
    if let value { member(key, value) }
  }

  /// JSON text and, beside it, that it is whole: `input` and `inputDetails`.
  fileprivate mutating func data(_ key: StaticString, _ value: String?) {
    guard let value else { return }
    member(key, value)
    isWhole(key)
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
    if let role { self.role(role) }
  }

  fileprivate mutating func variables(_ variables: [AssignedVariable]) {
    guard !variables.isEmpty else { return }
    self.variables("assignedVariables", variables)
    isWhole("assignedVariables")
  }
}
