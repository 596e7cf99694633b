import JSON
import StatesLanguage
import Time

/// What an ARN of a machine, a version or an alias leads to.
struct MachineReference: Sendable {
  var machine: MachineRecord
  var version: VersionRecord?
  var alias: AliasRecord?

  /// What runs.
  var revision: MachineRevision { version?.revision ?? machine.revision }
}

extension Registry {
  /// - Parameter arn: of a machine, a version or an alias.
  /// - Throws: InvalidArn, StateMachineDoesNotExist.
  func find(_ arn: String) throws(APIError) -> MachineReference {
    let name = try StatesName(arn, accepting: ["stateMachine"])
    guard case .machine(let plain, nil, let qualifier) = name.kind else { throw .noMachine(arn) }
    guard let machine = machines["\(name.prefix)stateMachine:\(plain)"] else { throw .noMachine(arn) }
    guard let qualifier else { return MachineReference(machine: machine) }
    if let number = StatesName.version(qualifier) {
      guard let version = machine.version(number) else { throw .noMachine(arn) }
      return MachineReference(machine: machine, version: version)
    }
    guard let alias = machine.alias(qualifier) else { throw .noMachine(arn) }
    return MachineReference(machine: machine, alias: alias)
  }

  /// A machine by its own ARN: what changes a machine takes no version and no alias.
  /// - Throws: InvalidArn, StateMachineDoesNotExist.
  func findMachine(_ arn: String) throws(APIError) -> MachineRecord {
    let found = try find(arn)
    guard found.version == nil, found.alias == nil else { throw .noMachine(arn) }
    return found.machine
  }

  /// Where an execution that is started with `arn` runs; an alias takes one of its versions by weight.
  /// - Parameter chance: 0 to 99.
  /// - Throws: InvalidArn, StateMachineDoesNotExist, InvalidDefinition.
  func target(_ arn: String, chance: Int) throws(APIError) -> (reference: MachineReference, machine: StateMachine) {
    var reference = try find(arn)
    if let alias = reference.alias {
      var rest = chance
      let route = alias.routes.first { route in
        rest -= route.weight
        return rest < 0
      }
      guard let version = reference.machine.versions.first(where: { $0.arn == route?.versionArn }) else { throw .noMachine(arn) }
      reference.version = version
    }
    return (reference, try decode(reference.revision.definition, isExpress: reference.machine.isExpress))
  }

  /// An alias and its machine.
  /// - Throws: InvalidArn, ResourceNotFound.
  func findAlias(_ arn: String) throws(APIError) -> (machine: MachineRecord, alias: AliasRecord) {
    let name = try StatesName(arn, accepting: ["stateMachine"])
    guard case .machine(let plain, nil, let qualifier?) = name.kind, StatesName.version(qualifier) == nil else {
      throw .invalidArn("Resource type not valid in this context: stateMachine")
    }
    guard let machine = machines["\(name.prefix)stateMachine:\(plain)"], let alias = machine.alias(qualifier) else {
      throw .noReferenced
    }
    return (machine, alias)
  }

  /// Whether a resource that can have tags exists.
  func hasResource(_ arn: String) -> Bool { machines[arn] != nil || activities[arn] != nil }
}
