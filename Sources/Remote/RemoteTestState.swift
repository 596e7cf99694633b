import AWS
import ExecutionSource
import JSON

/// TestState of an endpoint that has it: one state, run by the service itself with the role's permissions.
public struct RemoteTestState: Sendable {
  /// What is to be tested.
  public struct Trial: Sendable, Equatable {
    /// The definition of a state, or of a machine.
    public var definition: String
    /// The state of the machine; nil where the definition is a state's.
    public var state: String?
    /// JSON text.
    public var input: String
    /// The role it runs with; a state that calls nothing needs none.
    public var roleArn: String?
    /// `INFO`, `DEBUG` or `TRACE`.
    public var inspectionLevel: String
    /// Members of the request that this type does not name (`variables`, `mock`, `context`, …), as the API wants them.
    public var others: JSONObject

    /// From its parts.
    public init(
      definition: String, state: String? = nil, input: String = "{}", roleArn: String? = nil, inspectionLevel: String = "DEBUG",
      others: JSONObject = [:]
    ) {
      self.definition = definition
      self.state = state
      self.input = input
      self.roleArn = roleArn
      self.inspectionLevel = inspectionLevel
      self.others = others
    }
  }

  private let states: AWSClient
  private let isReadOnly: Bool

  /// - Parameter isReadOnly: whether nothing may be changed: what is tested really calls its service.
  public init(states: AWSClient, isReadOnly: Bool) {
    self.states = states
    self.isReadOnly = isReadOnly
  }

  /// Tests a state and gives TestState's answer.
  /// - Throws: `SourceRefusal`, a sentence: under read-only, for what the service would refuse, and where the endpoint lacks TestState.
  public func test(_ trial: Trial) async throws(SourceRefusal) -> JSONValue {
    var request = trial.others
    request["definition"] = .string(trial.definition)
    request["input"] = .string(trial.input)
    request["inspectionLevel"] = .string(trial.inspectionLevel)
    if let role = trial.roleArn { request["roleArn"] = .string(role) }
    if let state = trial.state { request["stateName"] = .string(state) }
    return try await test(request)
  }

  /// The same for a request in the API's own form.
  /// - Throws: `SourceRefusal`, as above.
  public func test(_ request: JSONObject) async throws(SourceRefusal) -> JSONValue {
    // Without a mock a Task state does what it says.
    if isReadOnly, request["mock"] == nil { throw SourceRefusal.readOnly("TestState") }
    if let input = request["input"]?.stringValue { try ServiceWrite.check(json: input, "input") }
    let definition = request["definition"]?.stringValue ?? ""
    guard definition.utf8.count <= 1 << 20 else {
      throw SourceRefusal("the definition has \(definition.utf8.count) bytes; Step Functions takes at most \(1 << 20)")
    }
    do throws(AWSError) {
      // A state may run for five minutes.
      return try await states.answer(to: "TestState", .object(request), timeout: .seconds(310), attempts: 1).value
    } catch { throw RemoteTestState.refusal(error) }
  }

  private static func refusal(_ error: AWSError) -> SourceRefusal {
    guard error.saysThatOperationIsMissing else { return SourceRefusal("\(error)") }
    let place = error.endpoint.map { " at \($0.address.origin)" } ?? ""
    return SourceRefusal("the endpoint\(place) has no TestState; `stepscope test-state` runs a state without an endpoint")
  }
}

extension AWSError {
  /// Whether this is how an emulator says that it lacks an operation: an HTML page, 501, a code of its own.
  var saysThatOperationIsMissing: Bool {
    switch kind {
    case .unreadable: status == 500 || status == 404 || status == 501
    case .service(let code, _):
      status == 501 || ["InvalidAction", "UnknownOperationException", "UnknownOperation", "NotImplemented"].contains(code)
    case .credentials, .configuration, .transport: false
    }
  }
}
