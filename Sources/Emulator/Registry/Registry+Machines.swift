import Hosting
import Time

/// A machine after a change, and the version that the change made or found.
struct ChangedMachine: Sendable {
  var machine: MachineRecord
  var versionArn: String?
}

extension Registry {
  /// - Parameter publishes: the description of the version to make; nil for no version.
  /// - Returns: the machine; the one that is there, when it does the same.
  /// - Throws: StateMachineAlreadyExists.
  func create(_ machine: MachineRecord, publishes description: String??, tags: [TagRecord]) async throws(APIError) -> ChangedMachine {
    try await exclusively { () throws(APIError) -> ChangedMachine in
      if let old = self.machine(machine.arn) {
        let isSame =
          old.revision.definition == machine.revision.definition && old.isExpress == machine.isExpress
          && old.revision.logging == machine.revision.logging && old.revision.tracing == machine.revision.tracing
          && old.revision.encryption == machine.revision.encryption
        guard isSame else { throw .machineExists(machine.arn) }
        var changed = ChangedMachine(machine: old)
        if let description { try await publish(&changed, description, at: machine.creationDate) }
        return changed
      }
      var changed = ChangedMachine(machine: machine)
      let version = description.map { changed.machine.addVersion($0, at: machine.creationDate) }
      changed.versionArn = version?.arn
      var changes = [changed.machine.change]
      if let version { changes.append(version.change(of: changed.machine)) }
      if !tags.isEmpty { changes.append(tags.change(of: machine.arn)) }
      try await keep(changes)
      set(changed.machine)
      setTags(tags, of: machine.arn)
      return changed
    }
  }

  /// - Parameters:
  ///   - publishes: as in `create`.
  ///   - revisionId: of the new revision, where the change makes one.
  /// - Throws: StateMachineDoesNotExist.
  func update(
    _ arn: String, publishes description: String??, at now: Timestamp, revisionId: String, _ change: (inout MachineRevision) -> Void
  ) async throws(APIError) -> ChangedMachine {
    try await exclusively { () throws(APIError) -> ChangedMachine in
      guard let machine = self.machine(arn) else { throw .noMachine(arn) }
      var changed = ChangedMachine(machine: machine)
      change(&changed.machine.revision)
      if !changed.machine.revision.isSame(as: machine.revision) {
        changed.machine.revision.revisionId = revisionId
        changed.machine.revision.updateDate = now
        try await keep([changed.machine.change])
        set(changed.machine)
      }
      if let description { try await publish(&changed, description, at: now) }
      return changed
    }
  }

  /// - Parameter revisionId: the revision that must be the current one; nil for any.
  /// - Throws: StateMachineDoesNotExist, ConflictException.
  func publish(
    _ arn: String, revisionId: String?, description: String?, at now: Timestamp
  ) async throws(APIError) -> VersionRecord {
    try await exclusively { () throws(APIError) -> VersionRecord in
      let machine = try findMachine(arn)
      if let revisionId, revisionId != machine.revision.revisionId {
        throw .conflict(
          "Failed to publish the State Machine version for revision \(revisionId). The current State Machine revision is "
            + "\(machine.revision.revisionId ?? "INITIAL").")
      }
      var changed = ChangedMachine(machine: machine)
      try await publish(&changed, description, at: now)
      guard let version = changed.machine.versions.first(where: { $0.arn == changed.versionArn }) else {
        throw .failure("A version was not made.")
      }
      return version
    }
  }

  /// Makes a version of the current revision, unless there is one.
  private func publish(_ changed: inout ChangedMachine, _ description: String?, at now: Timestamp) async throws(APIError) {
    let current = changed.machine.revision.revisionId
    if let version = changed.machine.versions.last(where: { $0.revision.revisionId == current }) {
      changed.versionArn = version.arn
      return
    }
    let version = changed.machine.addVersion(description, at: now)
    changed.versionArn = version.arn
    try await keep([changed.machine.change, version.change(of: changed.machine)])
    set(changed.machine)
  }

  /// Does nothing where there is no such machine.
  func deleteMachine(_ arn: String) async throws(APIError) {
    try await exclusively { () throws(APIError) in
      guard let machine = self.machine(arn) else { return }
      var changes = [DocumentChange(kind: DocumentKind.machine, key: arn, document: nil)]
      changes += machine.versions.map { DocumentChange(kind: DocumentKind.version, key: $0.arn, document: nil) }
      changes += machine.aliases.map { DocumentChange(kind: DocumentKind.alias, key: $0.arn, document: nil) }
      changes.append([TagRecord]().change(of: arn))
      try await keep(changes)
      removeMachine(arn)
      setTags([], of: arn)
    }
  }

  /// Does nothing where there is no such version.
  /// - Throws: ConflictException while an alias leads to it.
  func deleteVersion(_ arn: String, of machineArn: String) async throws(APIError) {
    try await exclusively { () throws(APIError) in
      guard var machine = self.machine(machineArn), machine.versions.contains(where: { $0.arn == arn }) else { return }
      let aliases = machine.aliases.filter { $0.routes.contains { $0.versionArn == arn } }
      guard aliases.isEmpty else {
        throw .conflict(
          "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: "
            + "[\(aliases.map(\.name).joined(separator: ", "))]")
      }
      try await keep([DocumentChange(kind: DocumentKind.version, key: arn, document: nil)])
      machine.versions.removeAll { $0.arn == arn }
      set(machine)
    }
  }
}

extension MachineRecord {
  /// Adds a version of the current revision.
  mutating func addVersion(_ description: String?, at now: Timestamp) -> VersionRecord {
    let version = VersionRecord(
      arn: "\(arn):\(nextVersion)", number: nextVersion, description: description, creationDate: now, revision: revision)
    nextVersion += 1
    versions.append(version)
    return version
  }
}
