import Engine
import ExecutionSource
import History
import JSON
import StatesLanguage
import Tasks
import Time

/// `states:startExecution`: executions that Tasks start.
extension DriverCore {
  /// Asks for the machine that a Task wants to start.
  mutating func needMachine(_ request: TaskRequest) {
    let parameters = request.parameters
    guard let machine = parameters["StateMachineArn"]?.stringValue else {
      let cause = "The field 'StateMachineArn' is required but was missing"
      return planned.insert(
        .update(.task(.failed(error: "StepFunctions.ValidationException", cause: cause))), for: request.id, at: now)
    }
    let name = parameters["Name"]?.stringValue ?? nameless(request)
    let input: String
    switch parameters["Input"] {
    case nil, .null?: input = "{}"
    case .string(let text)?: input = text
    case let value?: input = value.compact
    }
    need(.startExecution(stateMachine: machine, name: name, input: input), of: ExecutionKey(of: request.id), for: .execution(request))
  }

  /// A name for an execution that its Task does not name: the same in every replay.
  private func nameless(_ request: TaskRequest) -> String {
    var random = SplitMix64(text: "\(request.executionArn) \(request.id.rawValue)")
    return random.uuid()
  }

  /// The machine is there, or why not: the execution begins, or its Task fails.
  mutating func start(_ request: TaskRequest, _ name: String, _ input: String, _ answer: DriverAnswer) {
    // The Task may have timed out meanwhile.
    guard cursor(of: request.id) != nil else { return }
    let outcome: Result<ExecutionKey, StartFailure>
    switch answer {
    case .machine(let machine): outcome = begin(machine, request, name, input)
    case .failure(let error, let cause): outcome = .failure(StartFailure(error: error, cause: cause))
    default: outcome = .failure(StartFailure(error: "StepFunctions.StateMachineDoesNotExistException", cause: nil))
    }
    let parent = ExecutionKey(of: request.id)
    switch outcome {
    case .failure(let failure): tell(.task(request.id, .failed(error: failure.error, cause: failure.cause)), in: parent)
    case .success(let key):
      let answer = StartExecutionAnswer.make(facts(at: key), target: request.target)
      switch request.target.pattern {
      case .requestResponse: tell(.task(request.id, .succeeded(output: answer)), in: parent)
      case .callback: tell(.task(request.id, .submitted(output: answer)), in: parent)
      case .sync, .syncVersion2:
        tell(.task(request.id, .submitted(output: answer)), in: parent)
        // It may be over already: another Task started it under the same name.
        if facts(at: key).status.isFinal {
          self.answer(request.id, with: facts(at: key), isParsed: request.target.pattern == .syncVersion2)
        }
      }
    }
  }

  private struct StartFailure: Error {
    var error: String
    var cause: String?
  }

  private mutating func begin(
    _ machine: ProvidedMachine, _ request: TaskRequest, _ name: String, _ input: String
  ) -> Result<ExecutionKey, StartFailure> {
    let parts = machine.stateMachineArn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    var identity = EngineIdentity(
      machineName: machine.machineName, executionName: name, account: parts.count > 4 ? parts[4] : request.account,
      region: parts.count > 3 ? parts[3] : request.region, roleArn: machine.roleArn)
    identity.stateMachineArn = machine.stateMachineArn
    var random = SplitMix64(text: "\(request.executionArn) \(name) \(request.id.rawValue)")
    if machine.isExpress {
      identity.executionArn = identity.executionArn.replacing(":execution:", with: ":express:", maxReplacements: 1) + ":" + random.uuid()
    }
    if let known = keysByArn[identity.executionArn] {
      let facts = facts(at: known)
      if !facts.status.isFinal, facts.input == input { return .success(known) }
      return .failure(
        StartFailure(
          error: "StepFunctions.ExecutionAlreadyExistsException",
          cause: "Execution Already Exists: '\(identity.executionArn)' (Service: AWSStepFunctions; Status Code: 400; "
            + "Error Code: ExecutionAlreadyExists; Request ID: \(random.uuid()); Proxy: null)"))
    }
    do throws(EngineRefusal) {
      let compiled = try compile(machine)
      let isSync = request.target.pattern == .sync || request.target.pattern == .syncVersion2
      let seed = drawSeed(for: ExecutionKey(of: request.id))
      return .success(
        try startChild(
          compiled, identity: identity, seed: seed, input: input, parent: ExecutionKey(of: request.id),
          origin: .task(request.id, sync: isSync, isParsed: request.target.pattern == .syncVersion2)
        ) { facts in
          facts.isExpress = machine.isExpress
          facts.definition = machine.definition
          facts.versionArn = machine.versionArn
          facts.aliasArn = machine.aliasArn
        })
    } catch {
      return .failure(StartFailure(error: "StepFunctions.InvalidExecutionInputException", cause: error.message))
    }
  }

  /// A seed drawn from the chance of the execution that starts another.
  private mutating func drawSeed(for key: ExecutionKey) -> EngineSeed {
    if key != .root, let seed = children[changing: key].engine?.drawSeed() { return seed }
    return engine.drawSeed()
  }

  private mutating func compile(_ machine: ProvidedMachine) throws(EngineRefusal) -> CompiledMachine {
    if let known = compiled[machine.definition] { return known }
    let loaded = StateMachine.load(bytes: Array(machine.definition.utf8), file: machine.machineName)
    guard let definition = loaded.machine else {
      throw EngineRefusal(message: loaded.diagnostics.first { $0.severity == .error }?.message ?? "the definition cannot be read")
    }
    let fresh = try CompiledMachine(definition)
    compiled[machine.definition] = fresh
    return fresh
  }

  /// An execution that a Task waits for is over.
  mutating func answer(_ id: TaskID, with facts: ExecutionFacts, isParsed: Bool) {
    let description = facts.description(dates: .milliseconds, isParsed: isParsed)
    let update: TaskUpdate =
      facts.status == .succeeded
      ? .succeeded(output: description) : .failed(error: "States.TaskFailed", cause: description.compact)
    tell(.task(id, update), in: ExecutionKey(of: id))
  }

  /// Whether a task waits for an execution of the tree.
  func waitsForExecution(_ id: TaskID) -> Bool { awaited[id] != nil }

  /// Nobody waits for a task any more: executions it waited for are stopped, as Step Functions tries to.
  mutating func stopExecutions(startedBy id: TaskID) {
    if let key = awaited.removeValue(forKey: id) { tell(.stop(error: nil, cause: nil), in: key) }
  }
}

extension TaskTarget {
  /// Whether it starts an execution of a state machine, optimised or by `aws-sdk`.
  var startsExecution: Bool { kind == .service && api == "startExecution" && (resourceType == "states" || resourceType == "aws-sdk:sfn") }
}

/// StartExecution's answer as Step Functions records it: with the HTTP metadata around it in the optimised integration.
enum StartExecutionAnswer {
  static func make(_ facts: ExecutionFacts, target: TaskTarget) -> JSONValue {
    let arn = JSONValue.string(facts.identity.executionArn)
    guard target.resourceType == "states" else { return ["ExecutionArn": arn, "StartDate": .string(facts.startedAt.iso8601)] }
    let seconds = JSONNumber(facts.startedAt.seconds)
    let body: JSONValue = ["executionArn": arn, "startDate": .number(seconds)]
    let length = JSONValue.string(String(body.compact.utf8.count))
    var random = SplitMix64(text: facts.identity.executionArn)
    let requestId = JSONValue.string(random.uuid())
    let date = JSONValue.string(HTTPDate.text(facts.startedAt))
    let type: JSONValue = "application/x-amz-json-1.0"
    return [
      "ExecutionArn": arn,
      "SdkHttpMetadata": [
        "AllHttpHeaders": [
          "x-amzn-RequestId": [requestId], "connection": ["keep-alive"], "Content-Length": [length], "Date": [date], "Content-Type": [type],
        ],
        "HttpHeaders": [
          "connection": "keep-alive", "Content-Length": length, "Content-Type": type, "Date": date, "x-amzn-RequestId": requestId,
        ],
        "HttpStatusCode": 200,
      ],
      "SdkResponseMetadata": ["RequestId": requestId],
      "StartDate": .number(JSONNumber(Int(facts.startedAt.milliseconds))),
    ]
  }
}
