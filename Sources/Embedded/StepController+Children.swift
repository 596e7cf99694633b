import Engine
import ExecutionSource
import History
import StatesLanguage
import Time

/// The executions that a local run has started, as a screen reads them.
extension StepController {
  /// The Map Runs of one execution, in the order in which they began.
  func mapRunRows(of key: ExecutionKey) -> [MapRunRow] {
    core.mapRunFacts(of: key).map(MapRunRow.init)
  }

  /// An execution that the run has started, as of now.
  func snapshot(ofChild key: ExecutionKey, _ setup: LocalSetup, revision: UInt64, audit: [AuditLine]) -> ExecutionSnapshot? {
    guard key != .root, let facts = core.facts(of: key) else { return nil }
    let who = facts.identity
    var snapshot = ExecutionSnapshot(
      identity: ExecutionIdentity(
        place: .local(detail: setup.detail), machineName: who.machineName, executionName: who.executionName,
        executionArn: who.executionArn, stateMachineArn: who.stateMachineArn, region: who.region, account: who.account,
        isReadOnly: setup.isReadOnly))
    snapshot.revision = revision
    snapshot.definition = facts.machine.machine
    snapshot.status = facts.status
    snapshot.events = core.events(of: key)
    snapshot.tasks = core.children[key].child.node.observations
    let tasks = Set(snapshot.tasks.map(\.task.arn))
    snapshot.logs = core.logs.filter { tasks.contains($0.taskArn) }
    snapshot.taskDefinitions = setup.taskDefinitions
    snapshot.mapRuns = mapRunRows(of: key)
    snapshot.audit = audit
    snapshot.capabilities = setup.isReadOnly ? [] : [.answerTokens, .stop]
    snapshot.live.now = core.now
    snapshot.live.clock = clock
    snapshot.live.isClockRunning = clock != .virtual && !facts.status.isFinal
    if let engine = core.children[key].child.engine { snapshot.live.timers = timers(of: engine) }
    return snapshot
  }

  func timers(of engine: ExecutionEngine) -> [TimerStatus] {
    engine.timers.prefix(1_000).compactMap { timer in
      guard let kind = TimerStatus.Kind(timer.kind) else { return nil }
      let place = engine.place(of: timer)
      return TimerStatus(kind: kind, state: place?.state ?? "", scope: place?.scope ?? [], due: timer.due)
    }
  }

  /// The children of a Map Run, newest first, as a list shows them.
  func rows(ofMapRun arn: String, status: ExecutionStatus?, limit: Int) -> CatalogList<ExecutionRow>? {
    guard let run = core.mapRuns.last(where: { $0.run.arn == arn }) else { return nil }
    let all = run.children.reversed().map { core.facts(at: $0) }.filter { status == nil || $0.status == status }
    return list(all, limit: limit)
  }

  /// Executions of a machine that the run is or has started, newest first.
  func rows(ofMachine arn: String, status: ExecutionStatus?, limit: Int) -> CatalogList<ExecutionRow> {
    let all = core.executionKeys.reversed().map { core.facts(at: $0) }
      .filter { $0.identity.stateMachineArn == arn && (status == nil || $0.status == status) }
    return list(all, limit: limit)
  }

  private func list(_ facts: [ExecutionFacts], limit: Int) -> CatalogList<ExecutionRow> {
    var list = CatalogList<ExecutionRow>()
    list.rows = facts.prefix(limit).map(ExecutionRow.init)
    list.hasMore = facts.count > limit
    list.asOf = core.now
    return list
  }

  /// The machines of the run and of what it has started, by name.
  var machineRows: [MachineRow] {
    var seen: Set<String> = []
    return core.executionKeys.map { core.facts(at: $0) }
      .filter { $0.mapRunArn == nil && seen.insert($0.identity.stateMachineArn).inserted }
      .map { MachineRow(arn: $0.identity.stateMachineArn, name: $0.identity.machineName, type: $0.isExpress ? "EXPRESS" : "STANDARD") }
      .sorted { $0.name < $1.name }
  }
}

extension ExecutionRow {
  init(_ facts: ExecutionFacts) {
    self.init(
      arn: facts.identity.executionArn, name: facts.identity.executionName, stateMachineArn: facts.identity.stateMachineArn,
      status: facts.status, startedAt: facts.startedAt, stoppedAt: facts.stoppedAt, redriveCount: facts.redriveCount,
      itemCount: facts.itemCount)
  }
}
