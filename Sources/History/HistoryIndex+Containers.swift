import Time

/// What the events of Maps and Parallels change in theirs.
extension HistoryIndex {
  mutating func applyToContainer(_ event: HistoryEvent, _ at: Int) {
    switch event.type {
    case .mapStateStarted, .parallelStateStarted: containerStarted(event, at)
    case .mapIterationStarted: visitStore[at].progress?.running += 1
    case .mapIterationSucceeded: endIteration(at) { $0.succeeded += 1 }
    case .mapIterationFailed:
      endIteration(at) { $0.failed += 1 }
      if let inner = position(of: event.previousEventId).flatMap({ places[$0].visit }), inner != at {
        blameContainer(at, for: inner, event)
      }
      if facts?.states[visitStore[at].state]?.retriers.isEmpty != true { setStatus(.retrying, of: at) }
    case .mapIterationAborted: endIteration(at) { $0.aborted += 1 }
    case .mapRunStarted: if case .mapRunStarted(let arn) = event.details { visitStore[at].progress?.mapRunArn = arn }
    case .mapRunFailed: noteFailure(event, at)
    case .mapStateFailed, .parallelStateFailed: containerFailed(event, at)
    case .mapStateSucceeded, .parallelStateSucceeded: changeAttempt(of: at) { $0.end(.succeeded, event: event) }
    case .taskStateAborted, .waitStateAborted, .mapStateAborted, .parallelStateAborted:
      visitStore[at].abortedEvent = event.id
      if visitStore[at].status.isActive { finish(at, visitStore[at].endsInFailure ? .failed : .aborted, event) }
      close(at)
    default: break
    }
  }

  mutating func containerStarted(_ event: HistoryEvent, _ at: Int) {
    if !visitStore[at].attempts.isEmpty {
      closeInside(at, event, superseded: true)
      changeAttempt(of: at) { if $0.outcome == .running { $0.end(.failed, event: event) } }
    }
    reopen(at)
    var attempt = Attempt(scheduledEvent: event.id, at: event.timestamp)
    // No event tells of the wait before a retry: it lies between the failure that this event's chain names and this event.
    attempt.redrive = redrives.last?.count ?? 0
    if let before = visitStore[at].attempts.last, before.redrive == attempt.redrive, let failure = position(of: event.previousEventId) {
      attempt.backOff = max(.zero, event.timestamp - places[failure].at)
    }
    if case .mapStarted(let length) = event.details { visitStore[at].progress = MapProgress(total: max(0, length)) }
    containers[at] = ContainerState(attempt: visitStore[at].attempts.count)
    visitStore[at].attempts.append(attempt)
    setStatus(.running, of: at)
  }

  mutating func endIteration(_ at: Int, _ change: (inout MapProgress) -> Void) {
    guard var progress = visitStore[at].progress else { return }
    progress.running = max(0, progress.running - 1)
    change(&progress)
    visitStore[at].progress = progress
  }

  mutating func containerFailed(_ event: HistoryEvent, _ at: Int) {
    closeInside(at, event, superseded: false)
    visitStore[at].containerFailed = true
    if let inner = position(of: event.previousEventId).flatMap({ places[$0].visit }), inner != at { blameContainer(at, for: inner, event) }
    changeAttempt(of: at) { $0.end(.failed, event: event) }
    if let last = visitStore[at].attempts.indices.last {
      visitStore[at].attempts[last].error = visitStore[at].error
      visitStore[at].attempts[last].cause = visitStore[at].cause
    }
    finish(at, .failed, event, keepsOpen: true)
  }

  /// Ends what still runs inside a Map or Parallel that failed or starts again: whose newest attempt failed has failed, the others were
  /// ended by it.
  mutating func closeInside(_ container: Int, _ event: HistoryEvent, superseded: Bool) {
    let inside = open.filter { isInside($0, container: container) }
    for inner in inside where visitStore[inner].status.isActive {
      finish(inner, visitStore[inner].endsInFailure ? .failed : .aborted, event, keepsOpen: true)
    }
    if !inside.isEmpty { open = open.filter { !isInside($0, container: container) } }
    guard superseded else { return }
    let first = visitStore[container].attempts.last?.scheduledEvent ?? 0
    for inner in visitStore.indices.reversed() {
      if inner <= container || visitStore[inner].enteredEvent < first { break }
      if isInside(inner, container: container) { supersede(inner) }
    }
  }

  mutating func supersede(_ at: Int) {
    guard !visitStore[at].isSuperseded else { return }
    states[visitStore[at].state]?.add(visitStore[at].status, -1)
    visitStore[at].isSuperseded = true
  }
}
