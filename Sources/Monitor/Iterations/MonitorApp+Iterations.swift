import Canvas
import ExecutionSource
import History

extension MonitorApp {
  /// Opens one iteration of a Map: the states inside, the events and the selection are of it alone until Esc.
  mutating func open(iteration index: Int, ofMap entered: Int) {
    guard let map = view.index.visit(ofEvent: entered), map.kind == .map else { return }
    let opening = OpenedIteration(
      map: map.state, mapEntered: entered, scope: map.scope + [.iteration(state: map.state, index: index)], index: index)
    let visits = IterationVisits(opening, view.index)
    guard let telling = visits.telling else { return say("no iteration \(index) of \"\(map.state)\" has begun", isProblem: true) }
    opened = opening
    view.iteration = visits
    view.revision += 1
    selectionFollows = false
    select(visit: telling)
  }

  /// Back to the whole Map.
  mutating func closeIteration() {
    guard let opened else { return }
    self.opened = nil
    view.iteration = nil
    view.revision += 1
    if let map = view.index.visit(ofEvent: opened.mapEntered) {
      select(visit: map.index)
      selectionFollows = false
    }
    inspector.open(.wait)
    wantedRow = "iteration/\(opened.index)"
  }

  /// The opened iteration as of the view; where the selection has been led elsewhere by the execution, the iteration goes along or closes.
  mutating func refreshIteration() {
    guard let opened else { return }
    if selectionFollows, let scope = followedScope, !scope.starts(with: opened.scope) {
      self.opened = iteration(around: scope)
    }
    view.iteration = self.opened.map { IterationVisits($0, view.index) }
  }

  private var followedScope: Scope? {
    if let cursor = view.selectedCursor, view.isLive { return cursor.scope }
    return visit?.scope
  }

  /// The innermost iteration of a scope.
  private func iteration(around scope: Scope) -> OpenedIteration? {
    for depth in scope.indices.reversed() {
      guard case .iteration(let map, let index) = scope[depth] else { continue }
      let outer = Array(scope[..<depth])
      guard let visit = view.index.visits.last(where: { $0.state == map && $0.scope == outer }) else { continue }
      return OpenedIteration(map: map, mapEntered: visit.enteredEvent, scope: Array(scope[...depth]), index: index)
    }
    return nil
  }

  /// `:iteration 417`, of the selected Map, or of the Map around the selected state.
  mutating func go(toIteration argument: String) {
    guard let wanted = Int(argument), let selectedState else {
      return say("an iteration is a number, counted from 0: \":iteration 417\"", isProblem: true)
    }
    var at: Visit? = visit
    while let here = at, here.kind != .map { at = here.parent.map { view.index.visits[$0] } }
    guard let map = at ?? opened.flatMap({ view.index.visit(ofEvent: $0.mapEntered) }) else {
      return say("\"\(selectedState)\" is no Map and inside none", isProblem: true)
    }
    if map.progress?.mapRunArn != nil {
      return say("the iterations of \"\(map.state)\" are executions of their own; Enter lists them", isProblem: true)
    }
    open(iteration: wanted, ofMap: map.enteredEvent)
  }

  /// Iterations of the Maps that have been entered, by the event of entering: kept from one view to the next.
  mutating func refreshIterations() {
    var kept: [Int: MapIterations] = [:]
    for name in view.index.stateOrder {
      guard view.index.states[name]?.kind == .map, let visit = view.latestVisit(of: name) else { continue }
      take(visit, into: &kept)
    }
    if let visit, visit.kind == .map { take(visit, into: &kept) }
    iterations = kept
  }

  private mutating func take(_ visit: Visit, into kept: inout [Int: MapIterations]) {
    guard kept[visit.enteredEvent] == nil else { return }
    if var known = iterations.removeValue(forKey: visit.enteredEvent), known.fits(visit, view) {
      known.follow(visit, view)
      kept[visit.enteredEvent] = known
    } else {
      kept[visit.enteredEvent] = MapIterations(of: visit, in: view)
    }
  }
}
