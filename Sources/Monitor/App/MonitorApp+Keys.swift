import Canvas
import ExecutionSource
import History

extension MonitorApp {
  /// The contexts of the page, the innermost first.
  var pageContexts: [KeyContext] {
    // `N` finds backwards while something is searched for.
    let outer: [KeyContext] = query == nil ? [.remote, .everywhere] : [.everywhere]
    switch page {
    case .tokens: return tokens.form == nil ? [.tokens] + outer : [.form]
    case .timeline: return [.timeline] + outer
    case .main:
      switch focus {
      case .graph: return [.graph] + outer
      case .events: return [.events] + outer
      case .inspector: return (inspector.tab == .logs ? [.logs, .inspector] : [.inspector]) + outer
      }
    }
  }

  /// All but what only lists of executions and comparisons know.
  private static let known = Set(CommandID.allCases).subtracting([.mark, .compare, .openLeft, .openRight])
  /// On the page of tokens alone what an execution would be needed for means nothing.
  private static let knownInInbox: Set<CommandID> = [
    .tokens, .open, .back, .quit, .up, .down, .top, .bottom, .pageUp, .pageDown, .find, .findNext, .findPrevious, .messages, .themes,
    .theme,
    .help, .command, .copy, .write, .pollNow, .machines, .machine, .watch, .approve, .fail, .heartbeat, .stopTask, .send, .editHere,
    .editor,
    .fill, .accept, .complete, .yes, .no,
  ]
  var commands: Set<CommandID> { isInbox ? MonitorApp.knownInInbox : MonitorApp.known }
  static let elsewhere = "not on this screen"

  mutating func obey(_ id: CommandID, _ argument: String) {
    if page == .tokens, let form = tokens.form, perform(id, in: form) { return }
    if move(id) || look(id, argument) || control(id, argument) || scrub(id, argument) || manage(id, argument) { return }
    _ = answer(id, argument)
  }

  /// What commands need to know of the moment.
  var situation: Situation {
    var now = Situation()
    guard let live else { return now }
    let can = live.capabilities
    now.isReadOnly = live.identity.isReadOnly
    if case .local = live.identity.place { now.isLocal = true }
    now.canStep = can.contains(.step)
    now.canEdit = can.contains(.edit)
    now.canAnswer = can.contains(.answerTokens) && !now.isReadOnly
    manageable(&now, can)
    now.canStop = can.contains(.stop) && !now.isReadOnly
    now.canPoll = can.contains(.pollNow)
    now.canLearn = can.contains(.learnDurations)
    now.viewedEvent = view.isLive ? nil : view.snapshot.events.last?.id
    now.finalStatus = live.status.isFinal ? live.status.rawValue : nil
    now.isPaused = live.live.pause != nil
    now.isStepping = stepsAsked > 0
    now.cursorCount = ExecutionView.steppable(live.live.cursors).count
    now.hasSelection = selectedState != nil
    now.hasTokens = page == .tokens ? !tokens.isEmpty : tokens[0].map { $0.foundIn == nil } ?? false
    now.awaitsResult = view.isLive && view.snapshot.live.cursors.contains { $0.awaitsResultByHand }
    now.hasFailures = events.hasFailures
    now.hasQuery = query != nil
    now.eventCount = view.snapshot.events.count
    let cursor = view.selectedCursor
    // As the engine takes them: a result from when the request is ready until it is answered, an edit before the state or before it is sent.
    now.hasTaskInHand = cursor.map { isTask($0.state) && ($0.stop == .ready || $0.stop == .sent) } ?? false
    now.canEditHere = cursor.map { $0.stop == .before || $0.stop == .ready } ?? false
    now.isReady = cursor?.stop == .ready
    now.isGraphWide = layout.form == .wide && page == .main && graph.columns > layout.content(.graph).width
    now.hasOnePane = page == .main && layout.panes.count == 1
    now.wantsResult = cursor.map { $0.stop == .sent && wantsResult($0) } ?? false
    now.hasTimer = live.live.timers.contains { timer in
      switch timer.kind {
      case .wait, .retry: true
      default: false
      }
    }
    return now
  }

  /// What can be done with the execution as a whole, and beside it.
  private func manageable(_ now: inout Situation, _ can: Set<Capability>) {
    let beside = catalog?.capabilities ?? []
    let mayWrite = !now.isReadOnly
    if page == .tokens, tokens.selected?.foundIn != nil { now.canAnswer = beside.contains(.answerTokens) && mayWrite }
    now.hasCatalog = catalog != nil
    now.hasExecution = !isInbox
    now.hasMachine = !view.snapshot.identity.stateMachineArn.isEmpty
    now.canStart = (can.contains(.startNew) || beside.contains(.startNew)) && mayWrite
    now.canRedrive = can.contains(.redrive) && mayWrite
    now.canStopTask = (page == .tokens && tokens.selected?.foundIn != nil ? beside : can).contains(.stopTask) && mayWrite
    now.redriveRefusal = redriveRefusal
    now.hasECSTask = taskInSight?.isRunning ?? false
    now.hasMapRun = hasMapRun
    now.isStarting = starting.open != nil
  }

  private func wantsResult(_ cursor: CursorStatus) -> Bool {
    guard let attempt = cursor.enteredEventId.flatMap({ view.index.visit(ofEvent: $0) })?.attempts.last else { return false }
    return attempt.task?.resourceType != "ecs" && !attempt.waitsForToken
  }

  func isTask(_ state: String) -> Bool { live?.definition?.state(state)?.type == .task }
}
