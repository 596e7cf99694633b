import Embedded
import JSON
import Store
import Time

extension HostShared {
  /// Answers what a core needs from outside.
  /// - Returns: the answer, and the ARN that was claimed for an execution that begins with it.
  func answer(_ need: DriverNeed.Kind, for tree: Int) async -> (answer: DriverAnswer, claim: String?) {
    switch need {
    case .startExecution(let machine, let name, _): return await start(machine, name: name, in: tree)
    case .activity(let arn):
      if documents["activity", arn] != nil { return (.exists, nil) }
      return (.failure(error: "States.Runtime", cause: "Activity Does Not Exist: '\(arn)'"), nil)
    case .invoke: return (await callers.run { [functions = settings.functions] in LocalSupply(functions: functions).answer(need) }, nil)
    case .object, .list, .write: return (LocalSupply(objects: settings.objects).answer(need), nil)
    }
  }

  private func start(_ reference: String, name: String, in tree: Int) async -> (answer: DriverAnswer, claim: String?) {
    guard let machine = machine(reference) else {
      return HostShared.refusal(
        "StateMachineDoesNotExist", "State Machine Does Not Exist: '\(reference)'")
    }
    guard index.count < settings.maximumExecutions else {
      return HostShared.refusal("ExecutionLimitExceeded", limitSentence)
    }
    guard !machine.isExpress else { return (.machine(machine), nil) }
    let arn = HostShared.executionArn(of: machine.stateMachineArn, name: name)
    switch await index.claim(arn, input: nil, limit: .max) {
    case .running(let entry) where entry.tree == tree: return (.machine(machine), nil)
    case .claimed:
      do throws(StoreFailure) {
        if try store.execution(arn) == nil { return (.machine(machine), arn) }
      } catch {
        index.release(arn, hasStarted: false)
        return (.failure(error: "StepFunctions.SdkClientException", cause: error.message), nil)
      }
      index.release(arn, hasStarted: false)
    case .running, .taken, .full: break
    }
    return HostShared.refusal("ExecutionAlreadyExists", "Execution Already Exists: '\(arn)'")
  }

  /// What a caller reads when no more executions are started.
  var limitSentence: String {
    "\(settings.maximumExecutions) executions are running, and no more are started here; wait for some to end, stop some, "
      + "or start the server with a higher --max-executions."
  }

  private static func refusal(_ code: String, _ sentence: String) -> (answer: DriverAnswer, claim: String?) {
    var generator = SystemRandomNumberGenerator()
    let cause =
      "\(sentence) (Service: AWSStepFunctions; Status Code: 400; Error Code: \(code); Request ID: \(generator.uuid()); Proxy: null)"
    return (.failure(error: "StepFunctions.\(code)Exception", cause: cause), nil)
  }

  /// The machine that a request names: by its ARN, a version's or an alias's.
  func machine(_ reference: String) -> ProvidedMachine? {
    if let document = documents["stateMachine", reference] { return HostShared.machine(document, arn: reference) }
    if let document = documents["stateMachineVersion", reference] {
      guard let arn = document["stateMachineArn"]?.stringValue else { return nil }
      return HostShared.machine(document, arn: arn, version: reference)
    }
    guard let alias = documents["stateMachineAlias", reference], let routes = alias["routingConfiguration"]?.arrayValue else { return nil }
    let weights = routes.map { max(0, $0["weight"]?.integerValue ?? 0) }
    var left = Int.random(in: 0..<max(1, weights.reduce(0, +)))
    for (route, weight) in zip(routes, weights) {
      left -= weight
      guard left < 0, let version = route["stateMachineVersionArn"]?.stringValue, let document = documents["stateMachineVersion", version],
        let arn = document["stateMachineArn"]?.stringValue
      else { continue }
      return HostShared.machine(document, arn: arn, version: version, alias: reference)
    }
    return nil
  }

  private static func machine(_ document: JSONValue, arn: String, version: String? = nil, alias: String? = nil) -> ProvidedMachine? {
    guard let definition = document["definition"]?.stringValue else { return nil }
    return ProvidedMachine(
      definition: definition, machineName: document["name"]?.stringValue ?? String(arn.split(separator: ":").last ?? ""),
      stateMachineArn: arn, versionArn: version, aliasArn: alias, roleArn: document["roleArn"]?.stringValue ?? "",
      isExpress: document["type"]?.stringValue == "EXPRESS")
  }

  static func executionArn(of stateMachineArn: String, name: String) -> String {
    stateMachineArn.replacing(":stateMachine:", with: ":execution:", maxReplacements: 1) + ":" + name
  }
}
