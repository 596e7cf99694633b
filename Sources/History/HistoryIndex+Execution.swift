/// What the execution's own events change.
extension HistoryIndex {
  mutating func applyToExecution(_ event: HistoryEvent) {
    switch event.type {
    case .executionStarted:
      startedAt = event.timestamp
      status = .running
    case .executionSucceeded: ended(.succeeded, event)
    case .executionFailed: ended(.failed, event)
    case .executionTimedOut: ended(.timedOut, event)
    case .executionAborted: ended(.aborted, event)
    case .executionRedriven:
      status = .running
      endedAt = nil
      failure = nil
      let count = if case .executionRedriven(let count) = event.details { count } else { redrives.count + 1 }
      redrives.append(Redrive(event: event.id, at: event.timestamp, count: count))
      for at in visitStore.indices where visitStore[at].exitedEvent == nil { supersede(at) }
    default: break
    }
  }

  mutating func ended(_ status: ExecutionStatus, _ event: HistoryEvent) {
    self.status = status
    endedAt = event.timestamp
    if status != .succeeded {
      let previous = position(of: event.previousEventId).map { places[$0] }
      let isUnknown = isCut(event, after: previous)
      let visit = previous?.visit ?? (status == .failed && !isUnknown ? newestFailing : nil)
      let origin = visit.map { visitStore[$0].failureOrigin ?? $0 }
      failure = ExecutionFailure(
        event: event.id, error: event.details.failure?.error, cause: event.details.failure?.cause, visit: visit, origin: origin)
      if status == .failed { blame(origin, event) }
    }
    for at in open where visitStore[at].status.isActive {
      finish(at, status == .succeeded ? .succeeded : visitStore[at].endsInFailure ? .failed : .aborted, event, keepsOpen: true)
    }
    open.removeAll()
    containers.removeAll()
  }

  var newestFailing: Int? { open.last { visitStore[$0].endsInFailure } ?? (visitStore.count > 0 ? visitStore.count - 1 : nil) }

  /// Marks the visit an execution failed in, and those around it, as failed; a failure without an event of its own (a path that finds
  /// nothing) is only told by ExecutionFailed.
  mutating func blame(_ visit: Int?, _ event: HistoryEvent) {
    var at = visit
    while let here = at {
      if visitStore[here].status != .failed { finish(here, .failed, event, keepsOpen: true) }
      if visitStore[here].error == nil, visitStore[here].cause == nil { noteFailure(event, here) }
      at = visitStore[here].parent
    }
  }
}
