import Canvas
import ECSModel
import ExecutionSource
import History
import StatesLanguage
import Time

/// The execution as it is shown: everything as of one event.
struct ExecutionView: Sendable {
  /// Cut to the viewed event: later events and task documents are not in it.
  var snapshot: ExecutionSnapshot
  var index: HistoryIndex
  /// Whether it is the present.
  var isLive: Bool
  /// Task tokens and what else must not be shown, of the whole execution: also of events not viewed.
  var secrets: Set<String>
  /// Grows whenever anything here changes: what is derived from it is kept until then.
  var revision: Int
  /// Where the execution stands: found once, asked for at every key.
  let leaves: [Visit]
  private let lookup: TaskLookup
  /// The iteration that is opened: states inside its Map are shown as they stand there.
  var iteration: IterationVisits?

  /// - Parameter lookup: of the snapshot's task documents, where it is at hand.
  init(
    snapshot: ExecutionSnapshot, index: HistoryIndex, isLive: Bool, secrets: Set<String> = [], revision: Int = 0, lookup: TaskLookup? = nil
  ) {
    self.snapshot = snapshot
    self.index = index
    self.isLive = isLive
    self.secrets = secrets
    self.revision = revision
    self.lookup = lookup ?? TaskLookup(snapshot.tasks)
    leaves = index.leaves
  }

  static let empty = ExecutionView(
    snapshot: ExecutionSnapshot(
      identity: ExecutionIdentity(place: .recording(file: ""), machineName: "", executionName: "")), index: HistoryIndex(), isLive: true)

  /// `snapshot` as it was when the event at `position` (from 0) was the newest.
  static func cut(_ snapshot: ExecutionSnapshot, toEvents count: Int) -> ExecutionSnapshot {
    guard count < snapshot.events.count, count > 0 else { return snapshot }
    var cut = snapshot
    cut.events = snapshot.events.prefix(events: count)
    let at = cut.events[count - 1].timestamp
    cut.tasks.removeAll { $0.at > at }
    // Counts are of the present: none are known of a moment before.
    cut.mapRuns = []
    cut.redrive = nil
    cut.logs.removeAll { $0.at > at }
    cut.live.now = at
    cut.live.isClockRunning = false
    cut.live.cursors = []
    cut.live.timers = []
    cut.live.pause = nil
    return cut
  }

  /// The cursor that stands in a state, the selected one before others.
  func cursor(in state: String) -> CursorStatus? {
    var inside = snapshot.live.cursors.filter { $0.state == state }
    if let opened = iteration?.opened, isOpened(state) { inside.removeAll { !$0.scope.starts(with: opened.scope) } }
    return inside.first { $0.id == snapshot.live.selectedCursor } ?? inside.first
  }

  /// The cursors that can be stepped, of the present moment.
  var steppable: [CursorStatus] { ExecutionView.steppable(snapshot.live.cursors) }

  /// All but those of a Parallel or Map whose branches or iterations run: their own cursors move, its waits for them.
  static func steppable(_ cursors: [CursorStatus]) -> [CursorStatus] {
    guard cursors.count > 1 else { return cursors }
    var around: Set<Scope> = []
    for cursor in cursors { for depth in cursor.scope.indices { around.insert(Scope(cursor.scope[...depth])) } }
    guard !around.isEmpty else { return cursors }
    // A branch's or iteration's scope is that of its state and one step more, which names the state.
    let waiting = Set(
      around.compactMap { inside in
        switch inside.last {
        case .branch(let state, _)?, .iteration(let state, _)?: Waiting(scope: Scope(inside.dropLast()), state: state)
        case nil: nil
        }
      })
    return cursors.filter { !waiting.contains(Waiting(scope: $0.scope, state: $0.state)) }
  }

  private struct Waiting: Hashable {
    var scope: Scope
    var state: String
  }

  var selectedCursor: CursorStatus? {
    snapshot.live.cursors.first { $0.id == snapshot.live.selectedCursor } ?? snapshot.live.cursors.first
  }

  /// The newest visit of a state; inside an opened Map that of the opened iteration.
  func latestVisit(of state: String) -> Visit? {
    if isOpened(state) { return iteration?.latest[state].map { index.visits[$0] } }
    guard let summary = index.states[state], index.visits.indices.contains(summary.latest) else { return nil }
    return index.visits[summary.latest]
  }

  /// Events that are missing at the history's beginning.
  var missing: Int { max(snapshot.missingEvents, index.eventsBefore) }
  /// Whether the history is known from its middle on: what is not in it may have happened all the same.
  var isPartial: Bool { missing > 0 }

  /// Whether the endpoint has told nothing yet.
  var isUnheard: Bool { snapshot.isUnheard }

  /// When the execution began: as its first event tells, or its description.
  var startedAt: Timestamp? { index.startedAt ?? snapshot.startedAt }
  /// When it ended.
  var endedAt: Timestamp? { index.endedAt ?? (snapshot.status.isFinal ? snapshot.stoppedAt : nil) }

  /// Everything seen of the task of a visit's newest attempt, oldest first. Where a source does not know the event, the time decides.
  func observations(of visit: Visit) -> [TaskObservation] {
    guard let attempt = visit.attempts.last else { return [] }
    var positions = lookup.positions(ofEvent: attempt.scheduledEvent)
    let unsure = lookup.positions(ofState: visit.state).filter { snapshot.tasks[$0].at >= attempt.scheduledAt }
    if !unsure.isEmpty { positions = (positions + unsure).sorted() }
    guard let newest = positions.last.map({ snapshot.tasks[$0].task.arn }) else { return [] }
    return positions.lazy.map { snapshot.tasks[$0] }.filter { $0.task.arn == newest }
  }

  /// The newest document of the task that a visit started.
  func task(of visit: Visit) -> ECSTask? {
    for attempt in visit.attempts.reversed() {
      if let position = lookup.positions(ofEvent: attempt.scheduledEvent).last { return snapshot.tasks[position].task }
    }
    return lookup.positions(ofState: visit.state).last.map { snapshot.tasks[$0].task }
  }

  /// The Distributed Map in whose child executions a state runs, once it has begun.
  func mapAround(_ state: String) -> String? {
    var at = index.facts?.states[state]?.container
    for _ in 0..<100 {
      guard let name = at else { return nil }
      if latestVisit(of: name)?.progress?.mapRunArn != nil { return name }
      at = index.facts?.states[name]?.container
    }
    return nil
  }

  /// The Map Run of a Distributed Map's visit.
  func mapRun(of visit: Visit) -> MapRunRow? { ExecutionView.mapRun(of: visit, in: snapshot) }

  static func mapRun(of visit: Visit, in snapshot: ExecutionSnapshot) -> MapRunRow? {
    guard visit.kind == .map, !snapshot.mapRuns.isEmpty else { return nil }
    if let arn = visit.progress?.mapRunArn { return snapshot.mapRuns.last { $0.arn == arn } }
    return snapshot.mapRuns.last { $0.state == visit.state && ($0.startedAt ?? visit.enteredAt) >= visit.enteredAt + .milliseconds(-999) }
  }

  /// Whether a breakpoint stands before a state.
  func breakpoint(at state: String) -> Breakpoint? {
    snapshot.live.breakpoints.first { $0.place == .state(state) }
  }
}

extension ExecutionSnapshot {
  /// Whether the endpoint has told nothing of it yet: not even its status is known, or only that it has ended, and not how.
  var isUnheard: Bool {
    events.isEmpty && (live.poll.map { $0.asOf == nil || stoppedAt != nil && !status.isFinal && $0.denied[.history] == nil } ?? false)
  }
}
