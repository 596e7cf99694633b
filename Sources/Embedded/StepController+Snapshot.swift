import Engine
import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

extension StepController {
  /// What the screen reads.
  func snapshot(_ setup: LocalSetup, revision: UInt64, audit: [AuditLine]) -> ExecutionSnapshot {
    let who = setup.identity
    let engine = core.engine
    var snapshot = ExecutionSnapshot(
      identity: ExecutionIdentity(
        place: .local(detail: setup.detail), machineName: who.machineName, executionName: who.executionName, executionArn: who.executionArn,
        stateMachineArn: who.stateMachineArn, region: who.region, account: who.account,
        isReadOnly: setup.isReadOnly))
    snapshot.revision = revision
    snapshot.definition = setup.machine
    snapshot.status = engine.status
    snapshot.events = core.events
    snapshot.tasks = core.observations
    snapshot.logs = core.logs
    snapshot.taskDefinitions = setup.taskDefinitions
    snapshot.audit = audit
    snapshot.mapRuns = mapRunRows(of: .root)
    snapshot.capabilities = setup.isReadOnly ? [.step] : [.step, .edit, .answerTokens, .stop]
    snapshot.live = live
    return snapshot
  }

  private var live: LiveStatus {
    let engine = core.engine
    var live = LiveStatus()
    live.now = core.now
    live.clock = clock
    live.isClockRunning = clock != .virtual && !engine.status.isFinal
    live.pause = engine.status.isFinal ? nil : pause
    live.breakpoints = breakpoints
    live.selectedCursor = current.map { CursorID($0.rawValue) }
    // A Map may have a thousand cursors; a screen shows those that can be chosen.
    var keys = Array(engine.cursorKeys.prefix(1_000))
    if let chosen = current, keys.last.map({ chosen > $0 }) ?? false { keys.append(chosen) }
    live.cursors = keys.compactMap { engine.view(of: $0) }.map { view in
      var status = CursorStatus(view)
      status.awaitsResultByHand = view.task.map { core.byHand.contains($0) } ?? false
      return status
    }
    live.timers = timers(of: engine)
    return live
  }
}

extension CursorStatus {
  init(_ view: CursorView) {
    let stop: Stop =
      switch view.place {
      case .before: .before
      case .entered, .waiting, .children: .entered
      case .ready: .ready
      case .sent: .sent
      case .finished, .failed: .finished
      }
    self.init(
      id: CursorID(view.key.rawValue), state: view.state, scope: view.scope, stop: stop, canMove: view.canMove,
      enteredEventId: view.enteredEventId, request: view.request,
      input: view.place == .before || view.place == .entered ? view.input : nil, attempt: view.retryCount)
  }
}

extension TimerStatus.Kind {
  init?(_ kind: EngineTimer.Kind) {
    switch kind {
    case .wait: self = .wait
    case .timeout: self = .timeout
    case .heartbeat: self = .heartbeat
    case .retry(let next, let of): self = .retry(next: next, of: of)
    case .executionTimeout: self = .executionTimeout
    }
  }
}
