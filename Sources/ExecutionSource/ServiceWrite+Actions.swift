import JSON

extension ServiceWrite {
  /// The call for what somebody asked of a catalog.
  /// - Throws: `SourceRefusal`, a sentence, for what the service would refuse, and for actions that call nothing.
  public init(_ action: CatalogAction) throws(SourceRefusal) {
    switch action {
    case .start(let machine, let name, let input): self = try .start(machineArn: machine, name: name, input: input)
    case .stop(let execution, let error, let cause): self = try .stop(executionArn: execution, error: error, cause: cause)
    case .redrive(let execution): self = try .redrive(executionArn: execution)
    case .sendTaskSuccess(let token, let output): self = try .succeed(token: token, output: output)
    case .sendTaskFailure(let token, let error, let cause): self = try .fail(token: token, error: error, cause: cause)
    case .sendTaskHeartbeat(let token): self = try .beat(token: token)
    case .stopTask(let task, let reason): self = try .stopTask(arn: task, reason: reason)
    case .setMapRunConcurrency(let mapRun, let concurrency): self = try .concurrency(mapRunArn: mapRun, concurrency)
    case .pollNow, .watch: throw SourceRefusal("this changes nothing at the endpoint")
    }
  }

  /// The call for what somebody asked of the source of one execution.
  /// - Parameter identity: the execution.
  /// - Throws: `SourceRefusal`, a sentence, for what the service would refuse, and for actions that call nothing.
  public init(_ action: SourceAction, of identity: ExecutionIdentity) throws(SourceRefusal) {
    switch action {
    case .sendTaskSuccess(let token, let output): self = try .succeed(token: token, output: output)
    case .sendTaskFailure(let token, let error, let cause): self = try .fail(token: token, error: error, cause: cause)
    case .sendTaskHeartbeat(let token): self = try .beat(token: token)
    case .stop(let error, let cause): self = try .stop(executionArn: identity.executionArn, error: error, cause: cause)
    case .redrive: self = try .redrive(executionArn: identity.executionArn)
    case .startNew(let name, let input): self = try .start(machineArn: identity.stateMachineArn, name: name, input: input)
    case .stopTask(let task, let reason): self = try .stopTask(arn: task, reason: reason)
    default: throw SourceRefusal("this changes nothing at the endpoint")
    }
  }

  // MARK: One place for each call

  private static func start(machineArn: String, name: String?, input: String) throws(SourceRefusal) -> ServiceWrite {
    try check(arn: machineArn, "the state machine")
    if let name { try check(executionName: name) }
    try check(json: input, "input")
    return ServiceWrite(
      .stepFunctions, "StartExecution",
      [
        ("state-machine-arn", "stateMachineArn", .string(machineArn)), ("name", "name", name.map { .string($0) }),
        ("input", "input", .string(input)),
      ])
  }

  private static func stop(executionArn: String, error: String, cause: String) throws(SourceRefusal) -> ServiceWrite {
    try check(arn: executionArn, "the execution")
    try check(error: error, cause: cause)
    return ServiceWrite(
      .stepFunctions, "StopExecution",
      [("execution-arn", "executionArn", .string(executionArn)), ("error", "error", given(error)), ("cause", "cause", given(cause))])
  }

  private static func redrive(executionArn: String) throws(SourceRefusal) -> ServiceWrite {
    try check(arn: executionArn, "the execution")
    return ServiceWrite(.stepFunctions, "RedriveExecution", [("execution-arn", "executionArn", .string(executionArn))])
  }

  private static func succeed(token: String, output: String) throws(SourceRefusal) -> ServiceWrite {
    try check(token: token)
    try check(json: output, "output")
    return ServiceWrite(
      .stepFunctions, "SendTaskSuccess",
      // The CLI's own --output chooses the form of its answers.
      [("task-token", "taskToken", .string(token)), ("task-output", "output", .string(output))])
  }

  private static func fail(token: String, error: String, cause: String) throws(SourceRefusal) -> ServiceWrite {
    try check(token: token)
    try check(error: error, cause: cause)
    return ServiceWrite(
      .stepFunctions, "SendTaskFailure",
      [("task-token", "taskToken", .string(token)), ("error", "error", given(error)), ("cause", "cause", given(cause))])
  }

  private static func beat(token: String) throws(SourceRefusal) -> ServiceWrite {
    try check(token: token)
    return ServiceWrite(.stepFunctions, "SendTaskHeartbeat", [("task-token", "taskToken", .string(token))])
  }

  private static func stopTask(arn: String, reason: String) throws(SourceRefusal) -> ServiceWrite {
    guard let task = arn.firstRange(of: ":task/").map({ arn[$0.upperBound...] }), arn.hasPrefix("arn:") else {
      throw SourceRefusal("'\(arn.prefix(100))' is not the ARN of an ECS task")
    }
    guard reason.utf8.count <= Quota.reason else {
      throw SourceRefusal("the reason has \(reason.utf8.count) bytes; ECS shows at most \(Quota.reason)")
    }
    // Old ARNs do not name the cluster; ECS then takes the one called default.
    let parts = task.split(separator: "/")
    let cluster: JSONValue? = parts.count > 1 ? .string(String(parts[0])) : nil
    return ServiceWrite(
      .ecs, "StopTask", [("cluster", "cluster", cluster), ("task", "task", .string(arn)), ("reason", "reason", given(reason))])
  }

  private static func concurrency(mapRunArn: String, _ concurrency: Int) throws(SourceRefusal) -> ServiceWrite {
    try check(arn: mapRunArn, "the Map Run")
    guard concurrency >= 0 else {
      throw SourceRefusal("a Map Run runs 1 or more child executions at a time, or 0 for no limit; not \(concurrency)")
    }
    return ServiceWrite(
      .stepFunctions, "UpdateMapRun",
      [
        ("map-run-arn", "mapRunArn", .string(mapRunArn)), ("max-concurrency", "maxConcurrency", .number(JSONNumber(concurrency))),
      ])
  }

  private static func given(_ text: String) -> JSONValue? { text.isEmpty ? nil : .string(text) }
}
