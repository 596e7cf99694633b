import Hosting
import JSON
import Time

extension StepFunctionsAPI {
  func createStateMachineAlias(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let routes = AliasRecord.routes(request.list("routingConfiguration") ?? [])
    let machineArn = try AliasRouting.machine(of: routes)
    let now = now()
    let name = request.required("name")
    let alias = try await registry.create(
      AliasRecord(
        arn: "\(machineArn):\(name)", name: name, description: request.text("description"), routes: routes, creationDate: now,
        updateDate: now),
      of: machineArn)
    var answer = AnswerObject()
    answer.text("stateMachineAliasArn", alias.arn)
    answer.time("creationDate", alias.creationDate)
    return answer.finished()
  }

  func updateStateMachineAlias(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = request.required("stateMachineAliasArn")
    let routes = request.list("routingConfiguration").map { AliasRecord.routes($0) }
    guard routes != nil || request.text("description") != nil else {
      throw .validation("Either the description or the routingConfiguration must be specified", reason: "MISSING_REQUIRED_PARAMETER")
    }
    if let routes { _ = try AliasRouting.machine(of: routes) }
    let now = now()
    try await registry.update(alias: arn, description: request.text("description"), routes: routes, at: now)
    var answer = AnswerObject()
    answer.time("updateDate", now)
    return answer.finished()
  }

  func deleteStateMachineAlias(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    try await registry.delete(alias: request.required("stateMachineAliasArn"))
    return AnswerObject.empty
  }

  func describeStateMachineAlias(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let alias = try await registry.findAlias(request.required("stateMachineAliasArn")).alias
    var answer = AnswerObject()
    answer.text("stateMachineAliasArn", alias.arn)
    answer.text("name", alias.name)
    answer.text("description", alias.description)
    answer.value("routingConfiguration", alias.routing)
    answer.time("creationDate", alias.creationDate)
    answer.time("updateDate", alias.updateDate)
    return answer.finished()
  }

  /// Oldest first; of a version, those that lead to it.
  func listStateMachineAliases(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = request.required("stateMachineArn")
    let found = try await registry.find(arn)
    guard found.alias == nil else { throw .noMachine(arn) }
    let all = found.machine.aliases.filter { alias in
      found.version.map { version in alias.routes.contains { $0.versionArn == version.arn } } ?? true
    }
    let page = try ListPage(all, request, list: ["ListStateMachineAliases", arn])
    var answer = AnswerObject()
    answer.array(
      "stateMachineAliases",
      of: page.elements.map { alias in
        var row = AnswerObject()
        row.text("stateMachineAliasArn", alias.arn)
        row.time("creationDate", alias.creationDate)
        return row.finished()
      })
    answer.text("nextToken", page.nextToken)
    return answer.finished()
  }
}

/// What an alias's routes must be.
enum AliasRouting {
  private static let reason = "INVALID_ROUTING_CONFIGURATION"

  /// The ARN of the machine that all routes belong to.
  /// - Throws: ValidationException in AWS's words.
  static func machine(of routes: [AliasRecord.Route]) throws(APIError) -> String {
    let received = "[\(routes.map(\.versionArn).joined(separator: ", "))]"
    var machines: [String] = []
    for route in routes {
      guard let name = try? StatesName(route.versionArn, accepting: ["stateMachine"]),
        case .machine(let machine, nil, let qualifier?) = name.kind, StatesName.version(qualifier) != nil
      else {
        throw .validation("Routing configuration must contain state machine version ARNs. Received: \(received)", reason: reason)
      }
      machines.append("\(name.prefix)stateMachine:\(machine)")
    }
    guard Set(routes.map(\.versionArn)).count == routes.count else {
      throw .validation(
        "Routing configuration must contain distinct state machine version ARNs. Received: \(received)", reason: reason)
    }
    guard let machine = machines.first, machines.allSatisfy({ $0 == machine }) else {
      throw .validation(
        "Routing configuration must contain versions of the same state machine. Received: \(received)", reason: reason)
    }
    guard routes.reduce(0, { $0 + $1.weight }) == 100 else {
      throw .validation(
        "Sum of routing configuration weights must equal 100. Received: [\(routes.map { String($0.weight) }.joined(separator: ", "))]",
        reason: reason)
    }
    return machine
  }
}

extension Registry {
  /// - Returns: the alias; the one that is there, when it says the same.
  /// - Throws: ResourceNotFound for versions that do not exist, ConflictException for an alias that says something else.
  func create(_ alias: AliasRecord, of machineArn: String) async throws(APIError) -> AliasRecord {
    try await exclusively { () throws(APIError) -> AliasRecord in
      var machine = try routed(alias.routes, machineArn)
      if let old = machine.alias(alias.name) {
        guard old.routes == alias.routes, old.description == alias.description else {
          throw .conflict(
            "Failed to create alias because an alias with the same name and a different routing configuration already exists.")
        }
        return old
      }
      try await keep([alias.change])
      machine.aliases.append(alias)
      set(machine)
      return alias
    }
  }

  /// - Throws: InvalidArn, ResourceNotFound.
  func update(alias arn: String, description: String?, routes: [AliasRecord.Route]?, at now: Timestamp) async throws(APIError) {
    try await exclusively { () throws(APIError) in
      var (machine, alias) = try findAlias(arn)
      if let routes {
        _ = try routed(routes, machine.arn)
        alias.routes = routes
      }
      if let description { alias.description = description }
      alias.updateDate = now
      try await keep([alias.change])
      if let at = machine.aliases.firstIndex(where: { $0.arn == arn }) { machine.aliases[at] = alias }
      set(machine)
    }
  }

  /// Does nothing where there is no such alias.
  /// - Throws: InvalidArn.
  func delete(alias arn: String) async throws(APIError) {
    try await exclusively { () throws(APIError) in
      var machine: MachineRecord
      do throws(APIError) { machine = try findAlias(arn).machine } catch {
        if error == .noReferenced { return }
        throw error
      }
      try await keep([DocumentChange(kind: DocumentKind.alias, key: arn, document: nil)])
      machine.aliases.removeAll { $0.arn == arn }
      set(machine)
    }
  }

  private func routed(_ routes: [AliasRecord.Route], _ machineArn: String) throws(APIError) -> MachineRecord {
    guard let machine = machine(machineArn), routes.allSatisfy({ route in machine.versions.contains { $0.arn == route.versionArn } })
    else { throw .noReferenced }
    return machine
  }
}
