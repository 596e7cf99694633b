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

  /// Whether the tokens of other executions are on the screen.
  var looksAtTokens: Bool { page == .tokens && (isInbox || catalog?.sweep.watched.isEmpty == false) }

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

  /// How far the search for tokens is: `scanned 38 of 112 · 12 s`; nothing while no machine is watched.
  var sweepFacts: [HeaderBar.Fact] {
    let sweep = tokens.sweep
    guard !sweep.watched.isEmpty else { return [] }
    guard let began = sweep.startedAt else { return [HeaderBar.Fact(forms: [StyledText("looking for tokens", Style(.muted))], costs: [])] }
    let count = "scanned \(Count.text(sweep.scanned)) of \(Count.text(sweep.total))"
    let long = count + " \(settings.glyphs.separator) \(TimeText.rough(clock - began))"
    var fact = HeaderBar.Fact(forms: [long, count].map { StyledText($0, Style(.muted)) } + [StyledText()], costs: [5, 20])
    if let problem = sweep.problem {
      let text = VisibleText.sanitise(Mask.text(problem, secrets: secrets))
      fact = HeaderBar.Fact(
        forms: [60, 40, 24].map { StyledText(TextWidth.truncateEnd(text, columns: $0), Style(.stateFailed)) }, costs: [2, 4])
    }
    return [fact]
  }
}
