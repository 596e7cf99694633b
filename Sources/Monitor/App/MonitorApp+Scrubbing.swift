import ExecutionSource
import History

extension MonitorApp {
  /// Looking at the past. False when the command is none of these.
  mutating func scrub(_ id: CommandID, _ argument: String) -> Bool {
    let shown = view.snapshot.events.count
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

  /// Back to the present; the events and the selection follow again.
  mutating func goLive() {
    events.isFollowing = true
    selectionFollows = true
    if let live, !view.isLive {
      view = ExecutionView(snapshot: live, index: past.newest, isLive: true, secrets: view.secrets, revision: view.revision + 1)
    }
    events.set(view)
    followSelection()
  }

  /// Shows the execution as of its `count`-th event.
  private mutating func show(events count: Int) {
    guard let live, live.events.count > 0 else { return }
    guard count < live.events.count else { return goLive() }
    let count = max(1, count)
    view = ExecutionView(
      snapshot: ExecutionView.cut(live, toEvents: count), index: past.index(events: count), isLive: false,
      secrets: view.secrets, revision: view.revision + 1)
    view.snapshot.status = view.index.status
    selectEvent(live.events[count - 1].id)
  }

  private mutating func go(toEvent argument: String) {
    guard let live, let id = Int(argument), let position = position(ofEvent: id, in: live.events) else {
      return say("there is no event \"\(argument)\"; events are numbered 1 to \(live?.events.count ?? 0)", isProblem: true)
    }
    show(events: position + 1)
  }

  private func position(ofEvent id: Int, in log: EventLog) -> Int? {
    if log.indices.contains(id &- 1), log[id - 1].id == id { return id - 1 }
    return log.firstIndex { $0.id == id }
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
