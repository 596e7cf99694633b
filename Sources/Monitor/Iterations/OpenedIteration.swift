import History

/// One iteration of a Map, opened: what the states inside show is of it alone.
struct OpenedIteration: Sendable, Equatable {
  /// The Map's name.
  var map: String
  /// Its visit, by the event of entering.
  var mapEntered: Int
  /// The branches and iterations down to it, itself included.
  var scope: Scope
  /// Which iteration, from 0.
  var index: Int
}

/// What happened in one iteration: its newest visit of each state, and the transitions taken.
struct IterationVisits: Sendable {
  let opened: OpenedIteration
  private(set) var latest: [String: Int] = [:]
  private(set) var counts: [String: Int] = [:]
  private(set) var edges: Set<TakenEdge> = []
  /// The visit where it failed, or that was entered last.
  private(set) var telling: Int?

  init(_ opened: OpenedIteration, _ index: HistoryIndex) {
    self.opened = opened
    guard let map = index.visit(ofEvent: opened.mapEntered), map.enteredEvent == opened.mapEntered else { return }
    let start = map.attempts.last?.scheduledEvent ?? map.enteredEvent
    var before: [Scope: Visit] = [:]
    var failed: Int?
    for number in map.index + 1..<max(map.index + 1, index.visits.count) {
      let visit = index.visits[number]
      guard visit.scope.count >= opened.scope.count, visit.enteredEvent > start, visit.scope.starts(with: opened.scope) else { continue }
      latest[visit.state] = number
      counts[visit.state, default: 0] += 1
      if let from = before[visit.scope] {
        edges.insert(TakenEdge(from: from.state, to: visit.state, isCatch: from.status == .caught))
      }
      before[visit.scope] = visit
      if visit.scope.count == opened.scope.count { telling = number }
      if visit.status == .failed { failed = failed ?? number }
    }
    telling = failed ?? telling
  }
}

extension ExecutionView {
  /// Whether a state's look is that of the opened iteration: it is inside the opened Map.
  func isOpened(_ state: String) -> Bool {
    guard let opened = iteration?.opened else { return false }
    guard let facts = index.facts else { return iteration?.latest[state] != nil }
    var at = facts.states[state]?.container
    for _ in 0..<100 {
      guard let name = at else { return false }
      if name == opened.map { return true }
      at = facts.states[name]?.container
    }
    return false
  }

  /// How a state inside the opened iteration stands there.
  func openedLook(of state: String) -> StateLook {
    if let number = iteration?.latest[state] { return StateLook(index.visits[number].status) }
    guard let opened = iteration?.opened, let map = index.visit(ofEvent: opened.mapEntered) else { return .pending }
    return map.status.isActive && !snapshot.status.isFinal ? .pending : .skipped
  }
}
