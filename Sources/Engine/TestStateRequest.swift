import JSON
import StatesLanguage

/// A TestState request, read.
struct TestStateRequest: Sendable {
  var definition: String
  var stateName: String?
  var roleArn: String?
  /// Parsed; `{}` where none is given.
  var input: JSONValue
  var level: String
  var variables: JSONObject
  /// What `$$` is; nil where none is given.
  var context: JSONValue?
  var mock: Mock?
  /// How often the retrier that matches has been used.
  var retryCount: Int
  /// Iterations of a Map that failed; nil where nothing is said.
  var failureCount: Int?
  /// What an ItemReader would have read.
  var readerData: JSONValue?

  enum Mock: Sendable {
    case result(JSONValue)
    case failure(error: String?, cause: String?)
  }

  /// What a definition of one state stands under when it is made a machine.
  static let name = "StateName"

  init(_ request: JSONValue) throws(TestStateError) {
    guard let definition = request["definition"]?.stringValue else { throw .validation("definition is required") }
    self.definition = definition
    stateName = request["stateName"]?.stringValue
    if stateName == "" {
      throw .validation(
        "1 validation error detected: Value '' at 'stateName' failed to satisfy constraint: Member must have length greater than or equal to 1"
      )
    }
    roleArn = request["roleArn"]?.stringValue
    do { input = try JSONValue(parsing: request["input"]?.stringValue ?? "{}", limits: .payload) } catch {
      throw TestStateError(code: "InvalidExecutionInput", message: "Invalid State Machine Execution Input: '\(error)'")
    }
    level = request["inspectionLevel"]?.stringValue ?? "INFO"
    guard ["INFO", "DEBUG", "TRACE"].contains(level) else {
      throw .validation(
        "1 validation error detected: Value '\(level)' at 'inspectionLevel' failed to satisfy constraint: "
          + "Member must satisfy enum value set: [INFO, DEBUG, TRACE]")
    }
    variables = try TestStateRequest.parsed(request["variables"], "variables")?.objectValue ?? [:]
    context = try TestStateRequest.parsed(request["context"], "context")
    if let context, context.objectValue == nil { throw .validation("Invalid Context object provided: it must be a JSON object") }
    let configuration = request["stateConfiguration"]
    retryCount = configuration?["retrierRetryCount"]?.numberValue?.integerValue ?? 0
    failureCount = configuration?["mapIterationFailureCount"]?.numberValue?.integerValue
    readerData = try TestStateRequest.parsed(configuration?["mapItemReaderData"], "mapItemReaderData")
    mock = try TestStateRequest.mock(request["mock"])
  }

  /// A member that is JSON in a text.
  private static func parsed(_ value: JSONValue?, _ name: String) throws(TestStateError) -> JSONValue? {
    guard let text = value?.stringValue else { return nil }
    do { return try JSONValue(parsing: text, limits: .payload) } catch { throw .validation("\(name) is not JSON: \(error)") }
  }

  private static func mock(_ mock: JSONValue?) throws(TestStateError) -> Mock? {
    guard let mock, !mock.isNull else { return nil }
    if mock["result"] != nil, mock["errorOutput"] != nil {
      throw .validation("A test mock should have only one of the following fields: [result, errorOutput].")
    }
    if let result = try parsed(mock["result"], "mock.result") { return .result(result) }
    guard let failure = mock["errorOutput"] else { return nil }
    return .failure(error: failure["error"]?.stringValue, cause: failure["cause"]?.stringValue)
  }

  // MARK: The state

  /// The state that is tested: the definition itself, or the one of a machine that is named.
  func state() throws(TestStateError) -> State {
    let root: JSONNode
    do { root = try JSONNode(parsing: Array(definition.utf8), limits: .definition) } catch {
      throw TestStateError(code: "InvalidDefinition", message: "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: \(error)'")
    }
    if let stateName {
      guard let state = try machine(definition).state(stateName) else { throw .validation("State not found in definition") }
      return state
    }
    // Where it leads does not have to be there.
    var states: JSONObject = [TestStateRequest.name: root.value]
    for name in TestStateRequest.targets(root.value) where states[name] == nil { states[name] = ["Type": "Succeed"] }
    let whole: JSONValue = ["StartAt": .string(TestStateRequest.name), "States": .object(states)]
    guard let state = try machine(whole.compact).state(TestStateRequest.name) else { throw .validation("State not found in definition") }
    return state
  }

  private func machine(_ text: String) throws(TestStateError) -> StateMachine {
    let loaded = StateMachine.load(bytes: Array(text.utf8), file: "definition", limits: JSONLimits(maximumBytes: 2 << 20))
    if let machine = loaded.machine { return machine }
    let problem = loaded.diagnostics.first { $0.severity == .error }
    throw TestStateError(
      code: "InvalidDefinition",
      message:
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: \(problem?.message ?? "it cannot be read") at \(problem?.pointer ?? "/")'"
    )
  }

  private static func targets(_ state: JSONValue) -> [String] {
    let own = [state["Next"], state["Default"]]
    let inner = (state["Choices"]?.arrayValue ?? []) + (state["Catch"]?.arrayValue ?? [])
    return (own + inner.map { $0["Next"] }).compactMap { $0?.stringValue }
  }

  // MARK: What does not fit together

  func check(_ state: State) throws(TestStateError) {
    if mock != nil, ![.task, .parallel, .map].contains(state.type) {
      throw .validation("State type '\(state.type.rawValue)' is not supported when a mock is specified")
    }
    if failureCount != nil, mock == nil {
      throw .validation("TestState does not support MapIterationFailureCount when a mock is not specified.")
    }
    try checkContext(state)
    switch state.kind {
    case .task:
      guard mock == nil else { return }
      guard roleArn != nil else { throw .validation("RoleArn must be specified when testing a Task state") }
      throw .validation(
        "Nothing here performs the Task '\(state.name)'; give its result with mock.result, or its error with mock.errorOutput")
    case .parallel:
      try needMock(state)
      if case .result(let result)? = mock, result.arrayValue == nil { throw .validation("Mocked result must be an array.") }
    case .map(let map):
      try needMock(state)
      try check(map)
    default: break
    }
  }

  private func needMock(_ state: State) throws(TestStateError) {
    guard mock == nil else { return }
    throw .validation("State type '\(state.type.rawValue)' is not supported when a mock is not specified")
  }

  private func check(_ map: MapState) throws(TestStateError) {
    guard case .result(let result)? = mock else { return }
    if map.resultWriter?.node["Resource"] != nil {
      guard result.objectValue != nil else { throw .validation("Mocked result must be a JSON object.") }
      return
    }
    guard let results = result.arrayValue else { throw .validation("Mocked result must be an array.") }
    if let failureCount, failureCount > results.count {
      throw .validation("Map iteration failure count must be less than or equal to the number of Map iterations")
    }
  }

  private func checkContext(_ state: State) throws(TestStateError) {
    guard let context, context["Task"] != nil else { return }
    if case .task(let task) = state.kind, task.target.pattern.hasToken { return }
    throw .validation(
      "Invalid Context object provided: Context object contains 'Task' when state is not a Task state with a '.sync' or "
        + "'.waitForTaskToken' service integration pattern")
  }
}
