import AWS
import ExecutionSource
import JSON
import Time

/// Task tokens of an endpoint for a command: found in one search, or answered.
public struct RemoteTokens: Sendable {
  private let catalog: RemoteCatalog

  /// - Parameters:
  ///   - session: `findRegion` has been called.
  ///   - isReadOnly: whether nothing may be changed.
  /// - Throws: `AWSError`, a sentence, when a setting cannot be used.
  public init(_ session: AWSSession, isReadOnly: Bool) throws(AWSError) {
    catalog = try RemoteCatalog.attach(session: session, isReadOnly: isReadOnly)
  }

  /// Answers a token: `sendTaskSuccess`, `sendTaskFailure` or `sendTaskHeartbeat`.
  /// - Throws: `SourceRefusal`, a sentence.
  public func answer(_ action: CatalogAction) async throws(SourceRefusal) {
    try await catalog.perform(action)
  }

  /// Searches the machines once, whole.
  /// - Parameters:
  ///   - machines: names or ARNs; none for all of the endpoint.
  ///   - progress: is told how far the search is.
  /// - Throws: `SourceRefusal` when there is nothing to search, or the endpoint cannot be asked.
  public func list(_ machines: [String], progress: @Sendable (TokenSweep) -> Void) async throws(SourceRefusal) -> TokenSweep {
    let arns = try await arns(machines)
    try await catalog.perform(.watch(arns))
    await catalog.look(at: .tokens)
    var last = TokenSweep()
    for await snapshot in catalog.updates() {
      last = snapshot.sweep
      progress(last)
      if last.endedAt != nil || arns.isEmpty { break }
    }
    await catalog.close()
    return last
  }

  private func arns(_ machines: [String]) async throws(SourceRefusal) -> [String] {
    if !machines.isEmpty, machines.allSatisfy({ $0.hasPrefix("arn:") }) { return machines }
    await catalog.look(at: .machines)
    var list = CatalogList<MachineRow>()
    for await snapshot in catalog.updates() {
      list = snapshot.machines
      if list.problem != nil || list.asOf != nil && !list.hasMore || list.rows.count >= 10_000 { break }
    }
    if let problem = list.problem { throw SourceRefusal(problem) }
    guard !machines.isEmpty else { return list.rows.filter { $0.type != "EXPRESS" }.map(\.arn) }
    return try machines.map { machine throws(SourceRefusal) in
      if machine.hasPrefix("arn:") { return machine }
      guard let row = list.rows.first(where: { $0.name == machine }) else {
        throw SourceRefusal("no state machine is named '\(machine.prefix(100))' there; check the name, or give its ARN")
      }
      return row.arn
    }
  }
}
