import Hosting
import JSON
import StatesLanguage
import Time

extension StepFunctionsAPI {
  func createStateMachine(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let publishes = request.flag("publish")
    try StepFunctionsAPI.checkDescription(request, publishes)
    let name = request.required("name")
    try ResourceNaming.check(name)
    try ResourceNaming.checkRole(request.required("roleArn"))
    let isExpress = request.text("type") == "EXPRESS"
    let now = now()
    let revision = MachineRevision(
      definition: request.required("definition"), roleArn: request.required("roleArn"), updateDate: now,
      logging: try Configurations.logging(request.object("loggingConfiguration")),
      tracing: Configurations.tracing(request.object("tracingConfiguration")),
      encryption: try Configurations.encryption(request.object("encryptionConfiguration")))
    let tags = try TagLimits.checked(request.list("tags") ?? [])
    _ = try CheckedDefinition.machine(revision.definition, isExpress: isExpress)
    let made = try await registry.create(
      MachineRecord(
        arn: "\(place.prefix)stateMachine:\(name)", name: name, isExpress: isExpress, creationDate: now, revision: revision,
        nextVersion: 1),
      publishes: publishes ? .some(request.text("versionDescription")) : nil, tags: tags)
    var answer = AnswerObject()
    answer.text("stateMachineArn", made.machine.arn)
    answer.time("creationDate", made.machine.creationDate)
    answer.text("stateMachineVersionArn", made.versionArn)
    return answer.finished()
  }

  func updateStateMachine(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = request.required("stateMachineArn")
    let publishes = request.flag("publish")
    let parts = ["definition", "roleArn", "loggingConfiguration", "tracingConfiguration", "encryptionConfiguration"]
    guard parts.contains(where: { request.has($0) }) else {
      throw APIError(
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified")
    }
    try StepFunctionsAPI.checkDescription(request, publishes)
    let machine = try await registry.findMachine(arn)
    if let role = request.text("roleArn") { try ResourceNaming.checkRole(role) }
    let logging = try request.object("loggingConfiguration").map { logging throws(APIError) in try Configurations.logging(logging) }
    let encryption = try request.object("encryptionConfiguration").map { given throws(APIError) in try Configurations.encryption(given) }
    if let definition = request.text("definition") { _ = try CheckedDefinition.machine(definition, isExpress: machine.isExpress) }
    let now = now()
    let revisionId = identifier()
    let updated = try await registry.update(
      machine.arn, publishes: publishes ? .some(request.text("versionDescription")) : nil, at: now, revisionId: revisionId
    ) { revision in
      if let definition = request.text("definition") { revision.definition = definition }
      if let role = request.text("roleArn") { revision.roleArn = role }
      if let logging { revision.logging = logging }
      if let tracing = request.object("tracingConfiguration") { revision.tracing = Configurations.tracing(tracing) }
      if let encryption { revision.encryption = encryption }
    }
    var answer = AnswerObject()
    answer.time("updateDate", now)
    answer.text("revisionId", updated.machine.revision.revisionId)
    answer.text("stateMachineVersionArn", updated.versionArn)
    return answer.finished()
  }

  static func checkDescription(_ request: APIRequest, _ publishes: Bool) throws(APIError) {
    guard !publishes, request.text("versionDescription") != nil else { return }
    throw .validation("Version description can only be set when publish is true")
  }

  func deleteStateMachine(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = request.required("stateMachineArn")
    let name = try StatesName(arn, accepting: ["stateMachine"])
    guard case .machine(_, nil, nil) = name.kind else {
      throw .validation("The stateMachineArn must be of a state machine, not of a version or an alias: \(arn)")
    }
    try await registry.deleteMachine(arn)
    return AnswerObject.empty
  }

  func describeStateMachine(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let found = try await registry.find(request.required("stateMachineArn"))
    guard found.alias == nil else { throw .noMachine(request.required("stateMachineArn")) }
    let machine = found.machine
    let includesData = request.text("includedData") != "METADATA_ONLY"
    var answer = AnswerObject(capacity: found.revision.definition.utf8.count + 1_024)
    answer.text("stateMachineArn", found.version?.arn ?? machine.arn)
    answer.text("name", machine.name)
    answer.text("status", "ACTIVE")
    if includesData { answer.text("definition", found.revision.definition) }
    answer.text("roleArn", found.revision.roleArn)
    answer.text("type", machine.typeName)
    answer.time("creationDate", found.version?.creationDate ?? machine.creationDate)
    StepFunctionsAPI.write(found.revision, into: &answer)
    answer.text("description", found.version?.description)
    if includesData { answer.value("variableReferences", StepFunctionsAPI.variables(found.revision.definition)) }
    return answer.finished()
  }

  /// What a description of a machine and one of an execution's machine have in common.
  static func write(_ revision: MachineRevision, into answer: inout AnswerObject) {
    answer.value("loggingConfiguration", revision.logging)
    answer.value("tracingConfiguration", revision.tracing)
    answer.text("revisionId", revision.revisionId)
    answer.value("encryptionConfiguration", revision.encryption)
  }

  static func variables(_ definition: String) -> JSONValue? {
    (try? JSONValue(parsing: definition, limits: .definition)).flatMap { VariableReferences.of($0) }
  }

  func listStateMachines(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let all = await registry.machines.values.sorted { ($0.name, $0.arn) < ($1.name, $1.arn) }
    let page = try ListPage(all, request, list: ["ListStateMachines"])
    var answer = AnswerObject()
    answer.array(
      "stateMachines",
      of: page.elements.map { machine in
        var row = AnswerObject()
        row.text("stateMachineArn", machine.arn)
        row.text("name", machine.name)
        row.text("type", machine.typeName)
        row.time("creationDate", machine.creationDate)
        return row.finished()
      })
    answer.text("nextToken", page.nextToken)
    return answer.finished()
  }

  func validateStateMachineDefinition(_ request: APIRequest) throws(APIError) -> [UInt8] {
    let checked = CheckedDefinition(request.required("definition"), isExpress: request.text("type") == "EXPRESS")
    let wantsWarnings = request.text("severity") == "WARNING"
    let problems = checked.problems.filter { wantsWarnings || $0.severity == "ERROR" }
    let limit = request.integer("maxResults").flatMap { $0 == 0 ? nil : $0 } ?? 100
    var answer = AnswerObject()
    answer.text("result", checked.machine == nil ? "FAIL" : "OK")
    answer.array(
      "diagnostics",
      of: problems.prefix(limit).map { problem in
        var row = AnswerObject()
        row.text("severity", problem.severity)
        row.text("code", problem.code)
        row.text("message", problem.message)
        row.text("location", problem.location)
        return row.finished()
      })
    answer.flag("truncated", problems.count > limit)
    return answer.finished()
  }
}
