/// Which visit an event belongs to. The chain of `previousEventId` decides: states of concurrent branches interleave, so the last state
/// seen says nothing. Only where an endpoint gives no chain does the order decide.
extension HistoryIndex {
  mutating func place(of event: HistoryEvent) -> EventPlace {
    let previous = event.previousEventId > 0 ? position(of: event.previousEventId).map { places[$0] } : nil
    let isCut = isCut(event, after: previous)
    if let kind = VisitKind(entered: event.type) { return enter(event, kind, after: previous, isCut: isCut) }
    guard let visit = isCut ? evaluatingAtEntry(event) : owner(of: event, after: previous) ?? givenUp(event.type) else {
      let isUnknown = isCut || leadsOut(previous)
      return EventPlace(id: event.id, at: event.timestamp, type: event.type, visit: nil, scope: 0, isCut: isUnknown)
    }
    var scope = visitStore[visit].scopeRecord
    if case .mapIteration(_, let index) = event.details {
      scope = event.type == .mapIterationStarted ? beginScope(in: visit, index: index) : containers[visit]?.scopes[index] ?? scope
    }
    return EventPlace(id: event.id, at: event.timestamp, type: event.type, visit: visit, scope: scope)
  }

  // MARK: Entered

  private mutating func enter(_ event: HistoryEvent, _ kind: VisitKind, after previous: EventPlace?, isCut: Bool) -> EventPlace {
    let name = event.details.stateName ?? ""
    let scope = isCut ? cutScope(name) : scopeEntered(name, after: previous)
    let record = scopes[scope]
    let visit = Visit(
      index: visitStore.count, state: name, kind: kind, scope: record.path, scopeRecord: scope, parent: record.container, event: event)
    visitStore.append(visit)
    if kind != .fail { open.append(visit.index) }
    if kind.isContainer { containers[visit.index] = ContainerState() }
    return EventPlace(id: event.id, at: event.timestamp, type: event.type, visit: visit.index, scope: scope)
  }

  private mutating func scopeEntered(_ name: String, after previous: EventPlace?) -> Int {
    guard visitStore.count > 0 else { return 0 }
    guard let previous else { return scopeWithoutChain(name) }
    switch previous.type {
    case .mapIterationStarted: return previous.scope
    case .executionStarted: return 0
    case .executionRedriven: return scopeWithoutChain(name)
    case .parallelStateStarted, .mapStateStarted:
      guard let container = previous.visit else { return scopeWithoutChain(name) }
      return beginScope(in: container, index: facts?.states[name]?.branch)
    default: return previous.visit.map { visitStore[$0].scopeRecord } ?? scopeWithoutChain(name)
    }
  }

  /// Where a state is entered when no chain says it: inside its open container where the definition is known, else where the newest visit
  /// was left.
  private mutating func scopeWithoutChain(_ name: String) -> Int {
    if let facts, let state = facts.states[name] {
      guard let container = state.container else { return 0 }
      guard let visit = open.last(where: { visitStore[$0].state == container }) else { return 0 }
      if let branch = state.branch { return containers[visit]?.scopes[branch] ?? beginScope(in: visit, index: branch) }
      return containers[visit]?.latest ?? beginScope(in: visit, index: nil)
    }
    let newest = visitStore[visitStore.count - 1]
    guard newest.exitedEvent == nil, newest.status.isActive else { return newest.scopeRecord }
    if newest.kind.isContainer, !newest.attempts.isEmpty {
      return containers[newest.index]?.latest ?? beginScope(in: newest.index, index: nil)
    }
    if let parent = newest.parent, visitStore[parent].kind == .parallel { return beginScope(in: parent, index: nil) }
    return newest.scopeRecord
  }

  /// The scope of a branch or iteration of a container's newest attempt; a new one when it has not begun. Without an index the next number.
  private mutating func beginScope(in container: Int, index: Int?) -> Int {
    let visit = visitStore[container]
    var state = containers[container] ?? ContainerState()
    let index = index ?? state.scopes.count
    if let known = state.scopes[index] { return known }
    let step: ScopeStep = visit.kind == .map ? .iteration(state: visit.state, index: index) : .branch(state: visit.state, index: index)
    let record = scopes.count
    scopes.append(ScopeRecord(step: step, path: visit.scope + [step], container: container, attempt: state.attempt))
    state.scopes[index] = record
    state.latest = record
    containers[container] = state
    return record
  }

  // MARK: Every other event

  /// After a redrive: the newest visit that was never left and can take such an event.
  private func givenUp(_ type: EventType) -> Int? {
    guard isRedriven, type != .executionRedriven else { return nil }
    let kind: VisitKind = type.rawValue.hasPrefix("Map") ? .map : type.rawValue.hasPrefix("Parallel") ? .parallel : .task
    return type.rawValue.hasPrefix("Execution")
      ? nil : visitStore.indices.last { visitStore[$0].kind == kind && visitStore[$0].exitedEvent == nil }
  }

  private func owner(of event: HistoryEvent, after previous: EventPlace?) -> Int? {
    switch event.type {
    case .executionStarted, .executionSucceeded, .executionFailed, .executionAborted, .executionTimedOut, .executionRedriven: return nil
    case .evaluationFailed: return evaluating(event, after: previous)
    case .taskStateAborted: return aborted(.task, after: previous)
    case .waitStateAborted: return aborted(.wait, after: previous)
    case .mapStateAborted: return aborted(.map, after: previous)
    case .parallelStateAborted: return aborted(.parallel, after: previous)
    case .mapStateStarted, .mapStateSucceeded, .mapStateFailed, .mapRunStarted, .mapRunSucceeded, .mapRunFailed, .mapRunAborted,
      .mapRunRedriven:
      return enclosing(.map, previous)
    case .parallelStateStarted, .parallelStateSucceeded, .parallelStateFailed: return enclosing(.parallel, previous)
    default: break
    }
    if let name = event.details.stateName {
      if let visit = climb(from: previous?.visit, where: { $0.state == name && $0.exitedEvent == nil }) { return visit }
      if leadsOut(previous) { return nil }
      return newestOpen { $0.state == name } ?? climb(from: previous?.visit) { $0.state == name }
    }
    if let visit = previous?.visit, visitStore[visit].kind == .task { return visit }
    return taskExpecting(event.type) ?? previous?.visit
  }

  /// The nearest visit from `start` outwards that fits: the chain of a Map's or Parallel's closing events starts at the last event inside.
  private func climb(from start: Int?, where fits: (Visit) -> Bool) -> Int? {
    var at = start
    while let visit = at {
      if fits(visitStore[visit]) { return visit }
      at = visitStore[visit].parent
    }
    return nil
  }

  private func newestOpen(where fits: (Visit) -> Bool) -> Int? { open.last { fits(visitStore[$0]) } }

  /// The nearest Map or Parallel that is neither left nor failed: one that has failed inside another hands its failure on to that.
  private func enclosing(_ kind: VisitKind, _ previous: EventPlace?) -> Int? {
    let goesOn: (Visit) -> Bool = { $0.kind == kind && $0.exitedEvent == nil && !$0.containerFailed }
    if let visit = climb(from: previous?.visit, where: goesOn) { return visit }
    return leadsOut(previous) ? nil : newestOpen(where: goesOn) ?? newestOpen { $0.kind == kind }
  }

  /// EvaluationFailed at entry carries the `previousEventId` of the state's Entered event, not that event's id: the name and the shared
  /// predecessor find the visit.
  private func evaluating(_ event: HistoryEvent, after previous: EventPlace?) -> Int? {
    guard let name = event.details.stateName else { return previous?.visit }
    if let visit = previous?.visit, visitStore[visit].state == name, visitStore[visit].exitedEvent == nil { return visit }
    return evaluatingAtEntry(event) ?? newestOpen { $0.state == name } ?? climb(from: previous?.visit) { $0.state == name }
  }

  private func evaluatingAtEntry(_ event: HistoryEvent) -> Int? {
    guard event.type == .evaluationFailed, let name = event.details.stateName else { return nil }
    return newestOpen { $0.state == name && $0.enteredPrevious == event.previousEventId }
  }

  /// The `…StateAborted` events name no state, and their chain leads to the failure that ended the others. They stand behind the iteration
  /// they end; in a Parallel the failing task's own comes first, then those of the other branches in order.
  private func aborted(_ kind: VisitKind, after previous: EventPlace?) -> Int? {
    func isLeft(_ visit: Visit) -> Bool { visit.kind == kind && visit.exitedEvent == nil && visit.abortedEvent == nil }
    if places.count > 0 {
      let last = places[places.count - 1]
      if last.type == .mapIterationFailed || last.type == .mapIterationAborted,
        let visit = open.first(where: { isLeft(visitStore[$0]) && isInside($0, scope: last.scope) })
      {
        return visit
      }
    }
    if let visit = previous?.visit, isLeft(visitStore[visit]) { return visit }
    let container = previous?.visit.flatMap { visitStore[$0].parent }
    let inside = container.flatMap { container in open.first { isLeft(visitStore[$0]) && isInside($0, container: container) } }
    if inside == nil, leadsOut(previous) { return nil }
    return inside ?? open.first { isLeft(visitStore[$0]) } ?? previous?.visit
  }

  private func isInside(_ visit: Int, scope: Int) -> Bool {
    var at: Int? = visit
    while let here = at {
      if visitStore[here].scopeRecord == scope { return true }
      at = visitStore[here].parent
    }
    return false
  }

  /// Whether a visit is inside a Map or Parallel, at any depth.
  func isInside(_ visit: Int, container: Int) -> Bool {
    var at = visitStore[visit].parent
    while let here = at {
      if here == container { return true }
      at = visitStore[here].parent
    }
    return false
  }

  /// Without a chain: the open Task that has been waiting longest for this kind of event.
  private func taskExpecting(_ type: EventType) -> Int? {
    let isScheduling = type == .taskScheduled || type == .lambdaFunctionScheduled || type == .activityScheduled
    let tasks = open.filter { visitStore[$0].kind == .task }
    let expecting = tasks.first { isScheduling != (visitStore[$0].attempts.last?.outcome == .running) } ?? tasks.last
    return expecting ?? visitStore.indices.last { visitStore[$0].kind == .task }
  }
}
