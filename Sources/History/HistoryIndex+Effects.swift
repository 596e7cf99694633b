import Time

/// What an event changes in its visit.
extension HistoryIndex {
  mutating func apply(_ event: HistoryEvent, at place: EventPlace) {
    guard let visit = place.visit else {
      applyToExecution(event)
      return
    }
    if event.type.isStateEntered {
      entered(event, visit)
    } else if event.type.isStateExited {
      exited(event, visit)
    } else if visitStore[visit].exitedEvent == nil {
      applyToTask(event, visit)
      applyToContainer(event, visit)
    }
  }

  // MARK: Entering and leaving

  mutating func entered(_ event: HistoryEvent, _ at: Int) {
    let visit = visitStore[at]
    if states[visit.state] == nil {
      states[visit.state] = StateSummary(state: visit.state, kind: visit.kind, latest: at, latestStatus: visit.status)
      stateOrder.append(visit.state)
    }
    states[visit.state]?.visits += 1
    states[visit.state]?.latest = at
    states[visit.state]?.latestStatus = visit.status
    states[visit.state]?.add(visit.status, 1)
    if visit.kind == .fail { handUp(at, event) }
    if let from = origin(of: event, visit) {
      edges[TakenEdge(from: from.state, to: visit.state, isCatch: from.status == .caught), default: 0] += 1
    }
  }

  /// The visit whose Exited event led to this Entered; where there is no chain, the newest visit left in the same scope.
  func origin(of event: HistoryEvent, _ visit: Visit) -> Visit? {
    if let previous = position(of: event.previousEventId) {
      guard places[previous].type.isStateExited, let from = places[previous].visit else { return nil }
      return visitStore[from]
    }
    guard visit.index > 0 else { return nil }
    let before = visitStore[visit.index - 1]
    return before.scopeRecord == visit.scopeRecord && before.exitedEvent != nil ? before : nil
  }

  mutating func exited(_ event: HistoryEvent, _ at: Int) {
    guard case .stateExited(_, let output, let variables) = event.details else { return }
    visitStore[at].output = output
    visitStore[at].assignedVariables = variables
    visitStore[at].exitedEvent = event.id
    finish(at, visitStore[at].endsInFailure ? .caught : .succeeded, event)
    if let last = visitStore[at].attempts.indices.last, visitStore[at].attempts[last].outcome == .running {
      visitStore[at].attempts[last].end(.succeeded, event: event)
    }
    containers[at] = nil
  }

  // MARK: Status

  mutating func finish(_ at: Int, _ status: VisitStatus, _ event: HistoryEvent, keepsOpen: Bool = false) {
    visitStore[at].endedAt = event.timestamp
    setStatus(status, of: at)
    if status == .aborted { changeAttempt(of: at) { if $0.outcome == .running { $0.end(.aborted, event: event) } } }
    if !keepsOpen { close(at) }
  }

  mutating func close(_ at: Int) {
    let position = openPosition(of: at)
    if open.indices.contains(position), open[position] == at { open.remove(at: position) }
  }

  /// Where a visit stands, or would stand, among the open ones, which are in rising order.
  func openPosition(of at: Int) -> Int {
    var low = 0
    var high = open.count
    while low < high {
      let middle = (low + high) / 2
      if open[middle] < at { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// A visit that was given up goes on: a redrive, or an endpoint that reports out of order.
  mutating func reopen(_ at: Int) {
    visitStore[at].endedAt = nil
    visitStore[at].containerFailed = false
    visitStore[at].isFailing = false
    if visitStore[at].isSuperseded, isRedriven {
      visitStore[at].isSuperseded = false
      states[visitStore[at].state]?.add(visitStore[at].status, 1)
    }
    let position = openPosition(of: at)
    if !open.indices.contains(position) || open[position] != at { open.insert(at, at: position) }
  }

  mutating func setStatus(_ status: VisitStatus, of at: Int) {
    let old = visitStore[at].status
    guard old != status else { return }
    visitStore[at].status = status
    guard !visitStore[at].isSuperseded else { return }
    let name = visitStore[at].state
    states[name]?.add(old, -1)
    states[name]?.add(status, 1)
    if states[name]?.latest == at { states[name]?.latestStatus = status }
  }
}
