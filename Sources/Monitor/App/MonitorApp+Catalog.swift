import Canvas
import ExecutionSource
import Time

extension MonitorApp {
  /// Takes the newest snapshot of the catalog beside the execution: tokens of others, and, on the page of tokens alone, all there is.
  mutating func take(_ snapshot: CatalogSnapshot) {
    let knew = catalog?.sweep.tokens
    catalog = snapshot
    if knew != snapshot.sweep.tokens { catalogSecrets = Set(snapshot.sweep.tokens.compactMap(\.token)) }
    tokens.set(snapshot.sweep, besides: view.snapshot.identity.executionArn)
    if isInbox { take(MonitorApp.standIn(for: snapshot)) }
  }

  /// A page of tokens without an execution: the catalog's place stands in for one.
  private static func standIn(for catalog: CatalogSnapshot) -> ExecutionSnapshot {
    var snapshot = ExecutionSnapshot(
      identity: ExecutionIdentity(
        place: catalog.place, machineName: "", executionName: "", region: catalog.region, account: catalog.account,
        isReadOnly: catalog.isReadOnly))
    snapshot.revision = catalog.revision
    snapshot.capabilities = catalog.capabilities
    snapshot.live.poll = catalog.poll
    snapshot.live.now = catalog.now
    snapshot.live.isClockRunning = true
    snapshot.audit = catalog.audit
    return snapshot
  }

  /// What must not be shown: of the execution, and the tokens found elsewhere.
  var secrets: Set<String> { catalogSecrets.isEmpty ? view.secrets : view.secrets.union(catalogSecrets) }

  var audit: [AuditLine] { isInbox ? catalog?.audit ?? [] : (live?.audit ?? []) + (catalog?.audit ?? []) }

  /// How far the search for tokens is: `scanned 38 of 112 · 12 s`; nil while no machine is watched.
  var sweepFact: StyledText? {
    let sweep = tokens.sweep
    guard !sweep.watched.isEmpty else { return nil }
    guard let began = sweep.startedAt else { return StyledText("looking for tokens", Style(.muted)) }
    let took = TimeText.rough(clock - began)
    return StyledText("scanned \(sweep.scanned) of \(sweep.total) \(settings.glyphs.separator) \(took)", Style(.muted))
  }
}
