import ExecutionSource
import History

extension MonitorApp {
  /// Looking at the past. False when the command is none of these.
  mutating func scrub(_ id: CommandID, _ argument: String) -> Bool {
    let shown = shownEvents
    switch id {
    case .previousEvent: show(events: shown - 1)
    case .nextEvent: show(events: shown + 1)
    case .previousVisit: show(events: visitStart(before: shown))
    case .nextVisit: show(events: visitStart(after: shown))
    case .event: go(toEvent: argument)
    default: return false
    }
    return true
  }

  /// How many of the live events are shown.
  private var shownEvents: Int {
    guard !view.isLive, let live, let last = view.snapshot.events.last?.id else { return view.snapshot.events.count }
    return live.events.position(ofEvent: last).map { $0 + 1 } ?? live.events.count
  }

  /// The same event is viewed, over a log that has got other positions.
  mutating func viewAgain() {
    guard let live, !view.isLive, live.events.count > 0 else { return }
    look(at: max(1, min(shownEvents, live.events.count)), of: live)
  }

  /// Back to the present; the events and the selection follow again.
  mutating func goLive() {
    events.isFollowing = true
    selectionFollows = true
    if let live, !view.isLive {
      view = ExecutionView(
        snapshot: live, index: past.newest, isLive: true, secrets: view.secrets, revision: view.revision + 1, lookup: lookup)
    }
    events.set(view)
    followSelection()
  }

  /// Shows the execution as of its `count`-th event.
  private mutating func show(events count: Int) {
    guard let live, live.events.count > 0 else { return }
    guard count < live.events.count else { return goLive() }
    let count = max(1, count)
    look(at: count, of: live)
    selectEvent(live.events[count - 1].id)
  }

  private mutating func look(at count: Int, of live: ExecutionSnapshot) {
    view = ExecutionView(
      snapshot: ExecutionView.cut(live, toEvents: count), index: past.index(events: count), isLive: false,
      secrets: view.secrets, revision: view.revision + 1)
    view.snapshot.status = view.index.status
  }

  private mutating func go(toEvent argument: String) {
    guard let live, let id = Int(argument), let position = live.events.position(ofEvent: id) else {
      let (first, last) = (live?.events.first?.id ?? 0, live?.events.last?.id ?? 0)
      let isMissing = Int(argument).map { $0 > 0 && $0 < first } ?? false
      let problem =
        isMissing && (live?.missingEvents ?? 0) > 0
        ? "event \(argument) is still loading" : "there is no event \"\(argument)\"; events are numbered \(first) to \(last)"
      return say(problem, isProblem: true)
    }
    show(events: position + 1)
  }

  /// The number of events shown when the newest of them entered a state, going back from `count`.
  private func visitStart(before count: Int) -> Int {
    guard let live else { return count }
    var at = min(count, live.events.count) - 1
    while at > 0, !live.events[at - 1].type.isStateEntered { at -= 1 }
    return at
  }

  private func visitStart(after count: Int) -> Int {
    guard let live else { return count }
    var at = count
    while at < live.events.count, !live.events[at].type.isStateEntered { at += 1 }
    return at + 1
  }
}
