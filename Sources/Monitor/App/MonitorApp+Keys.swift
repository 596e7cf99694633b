import Canvas
import ExecutionSource
import History

extension MonitorApp {
  /// The contexts that are asked for a key's meaning, the innermost first.
  var contexts: [KeyContext] {
    switch overlay {
    case .prompt: return [.prompt]
    case .list: return [.list]
    case .question: return [.question]
    case .editor: return [.editor]
    case nil: break
    }
    switch page {
    case .tokens: return tokens.form == nil ? [.tokens, .everywhere] : [.form]
    case .timeline: return [.timeline, .everywhere]
    case .main:
      switch focus {
      case .graph: return [.graph, .everywhere]
      case .events: return [.events, .everywhere]
      case .inspector: return inspector.tab == .logs ? [.logs, .inspector, .everywhere] : [.inspector, .everywhere]
      }
    }
  }

  mutating func handle(key: Key) {
    if key == .focusIn || key == .focusOut { isFocused = key == .focusIn }
    if key == .resize || key == .focusIn || key == .focusOut { return }
    notice = nil
    let command = settings.keymap.command(for: key, in: contexts)
    switch overlay {
    case .prompt: handle(prompt: key, command?.id)
    case .editor: handle(editor: key, command?.id)
    case .question: handle(question: command?.id)
    case .list: handle(list: command?.id)
    case nil: if let command { perform(command) }
    }
  }

  /// Does what a key or the `:` prompt asks for, or says why not.
  mutating func perform(_ command: Command, argument: String = "") {
    if let refusal = command.refusal(situation) { return say(refusal, isProblem: true) }
    if page == .tokens, let form = tokens.form, perform(command.id, in: form) { return }
    if move(command.id) || look(command.id, argument) || control(command.id, argument) || scrub(command.id, argument) { return }
    _ = answer(command.id, argument)
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
    now.canStop = can.contains(.stop) && !now.isReadOnly
    now.canPoll = can.contains(.pollNow)
    now.canStopTasks = can.contains(.stopTask) && !now.isReadOnly
    now.hasLiveTask = now.canStopTasks && stoppableTask != nil
    now.canLearn = can.contains(.learnDurations)
    now.viewedEvent = view.isLive ? nil : view.snapshot.events.last?.id
    now.finalStatus = live.status.isFinal ? live.status.rawValue : nil
    now.isPaused = live.live.pause != nil
    now.cursorCount = live.live.cursors.count
    now.hasSelection = selectedState != nil
    now.hasTokens = !tokens.pending.isEmpty
    now.awaitsResult = view.isLive && view.snapshot.live.cursors.contains { $0.awaitsResultByHand }
    now.hasFailures = events.hasFailures
    now.hasQuery = query != nil
    now.eventCount = view.snapshot.events.count
    let cursor = view.selectedCursor
    now.hasTaskInHand = cursor.map { isTask($0.state) && [.entered, .ready, .sent, .finished].contains($0.stop) } ?? false
    now.isReady = cursor?.stop == .ready
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

  private func wantsResult(_ cursor: CursorStatus) -> Bool {
    guard let attempt = cursor.enteredEventId.flatMap({ view.index.visit(ofEvent: $0) })?.attempts.last else { return false }
    return attempt.task?.resourceType != "ecs" && !attempt.waitsForToken
  }

  func isTask(_ state: String) -> Bool { live?.definition?.state(state)?.type == .task }
}
