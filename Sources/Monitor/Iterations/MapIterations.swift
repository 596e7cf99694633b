import ExecutionSource
import History
import StateGraph

/// How each iteration of a Map's newest attempt stands, from its MapIteration events and from what goes on inside; grows with the history.
struct MapIterations: Sendable {
  /// More are counted, but not told apart.
  static let most = 200_000

  /// The Map's visit, by its event of entering.
  private(set) var entered: Int
  /// The attempt, by the event of its beginning.
  private let started: Int
  /// How many of the visit's events were looked at.
  private var scanned: Int
  /// As the events tell.
  private var told: [StateLook]
  /// As they stand, by index.
  private(set) var looks: [StateLook]
  /// The visit that was last entered in each iteration that has begun.
  private(set) var visits: [Int: Int] = [:]
  private var scannedVisits: Int
  private let depth: Int

  /// - Returns: nil for a visit that is no Map's, has not begun its items, or runs them as executions of their own.
  init?(of visit: Visit, in view: ExecutionView) {
    guard visit.kind == .map, let progress = visit.progress, progress.mapRunArn == nil, progress.total > 0,
      let attempt = visit.attempts.last
    else { return nil }
    entered = visit.enteredEvent
    started = attempt.scheduledEvent
    depth = visit.scope.count
    told = Array(repeating: .pending, count: min(progress.total, MapIterations.most))
    looks = told
    scanned = visit.events.firstIndex { $0 >= attempt.scheduledEvent } ?? 0
    scannedVisits = visit.index
    follow(visit, view)
  }

  /// Whether it can go on with the same visit of a later view.
  func fits(_ visit: Visit, _ view: ExecutionView) -> Bool {
    visit.enteredEvent == entered && visit.attempts.last?.scheduledEvent == started && scanned <= visit.events.count
      && scannedVisits <= view.index.visits.count
  }

  /// Takes what has come since.
  mutating func follow(_ visit: Visit, _ view: ExecutionView) {
    let log = view.snapshot.events
    for id in visit.events.dropFirst(scanned) {
      guard let position = log.position(ofEvent: id), case .mapIteration(_, let index) = log[position].details, told.indices.contains(index)
      else { continue }
      switch log[position].type {
      case .mapIterationStarted: told[index] = .running
      case .mapIterationSucceeded: told[index] = .succeeded
      case .mapIterationFailed: told[index] = .failed
      case .mapIterationAborted: told[index] = .aborted
      default: break
      }
    }
    scanned = visit.events.count
    followVisits(visit, view)
    looks = told
    if visit.status.isActive { refine(visit, view) } else { end() }
  }

  private mutating func followVisits(_ visit: Visit, _ view: ExecutionView) {
    let all = view.index.visits
    for number in scannedVisits..<all.count {
      let inner = all[number]
      guard inner.scope.count > depth, inner.enteredEvent > started, case .iteration(visit.state, let index) = inner.scope[depth],
        inner.scope.prefix(depth) == visit.scope[...]
      else { continue }
      // The visit that says most of an iteration is one of its own states, not one deep inside.
      if inner.scope.count == depth + 1 { visits[index] = number }
    }
    scannedVisits = all.count
  }

  /// What runs may wait, or be tried again.
  private mutating func refine(_ visit: Visit, _ view: ExecutionView) {
    for leaf in view.leaves {
      guard let index = index(leaf.scope, visit), looks.indices.contains(index), looks[index] == .running else { continue }
      looks[index] = StateLook(leaf.status)
    }
    guard view.snapshot.live.pause != nil, let cursor = view.selectedCursor, let index = index(cursor.scope, visit),
      looks.indices.contains(index)
    else { return }
    looks[index] = .paused
  }

  private func index(_ scope: Scope, _ visit: Visit) -> Int? {
    guard scope.count > depth, case .iteration(visit.state, let index) = scope[depth], scope.prefix(depth) == visit.scope[...] else {
      return nil
    }
    return index
  }

  /// After the Map's end what ran was given up, and what had not begun never will.
  private mutating func end() {
    for at in looks.indices {
      if looks[at] == .running { looks[at] = .aborted }
      if looks[at] == .pending { looks[at] = .skipped }
    }
  }

  /// The iterations of each status, worst first.
  var byLook: [(look: StateLook, indices: [Int])] {
    var groups: [StateLook: [Int]] = [:]
    for (at, look) in looks.enumerated() { groups[look, default: []].append(at) }
    return groups.sorted { $0.key.severity < $1.key.severity }.map { ($0.key, $0.value) }
  }

  /// In at most `capacity` cells.
  func cells(_ capacity: Int) -> IterationCells { IterationCells(looks, capacity: capacity) }
}

extension IterationCells {
  /// The same share of iterations a cell; the worst status wins.
  init(_ looks: [StateLook], capacity: Int) {
    let share = max(1, (looks.count + max(1, capacity) - 1) / max(1, capacity))
    let statuses = stride(from: 0, to: looks.count, by: share).map { start -> StateMark.Status in
      let worst = looks[start..<min(looks.count, start + share)].min { $0.severity < $1.severity }
      return worst?.status ?? .pending
    }
    self.init(statuses: statuses, iterationsPerCell: share)
  }

  /// Of a Map Run, of which only counts are known: as many cells of each status as its share, at least one.
  init(_ progress: MapProgress, capacity: Int) {
    let counts: [(StateMark.Status, Int)] = [
      (.failed, progress.failed), (.aborted, progress.aborted), (.running, progress.running), (.succeeded, progress.succeeded),
      (.pending, progress.pending),
    ]
    let all = max(1, counts.reduce(0) { $0 + max(0, $1.1) })
    let cells = min(all, max(1, capacity))
    var statuses: [StateMark.Status] = []
    for (status, count) in counts where count > 0 {
      let share = all <= capacity ? count : max(1, Int((Double(count) * Double(cells) / Double(all)).rounded()))
      statuses += Array(repeating: status, count: min(share, cells))
    }
    self.init(statuses: Array(statuses.prefix(cells)), iterationsPerCell: max(1, (all + cells - 1) / cells))
  }
}

extension StateLook {
  /// Worst first: of several iterations in one cell the worst is shown.
  var severity: Int {
    switch self {
    case .failed: 0
    case .aborted: 1
    case .caught: 2
    case .retrying: 3
    case .paused: 4
    case .waiting: 5
    case .running: 6
    case .unknown, .elsewhere: 7
    case .pending, .skipped: 8
    case .succeeded: 9
    }
  }
}
