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

  private mutating func entered(_ event: HistoryEvent, _ at: Int) {
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
  private func origin(of event: HistoryEvent, _ visit: Visit) -> Visit? {
    if let previous = position(of: event.previousEventId) {
      guard places[previous].type.isStateExited, let from = places[previous].visit else { return nil }
      return visitStore[from]
    }
    guard visit.index > 0 else { return nil }
    let before = visitStore[visit.index - 1]
    return before.scopeRecord == visit.scopeRecord && before.exitedEvent != nil ? before : nil
  }

  private mutating func exited(_ event: HistoryEvent, _ at: Int) {
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

  // MARK: Tasks

  private mutating func applyToTask(_ event: HistoryEvent, _ at: Int) {
    switch event.type {
    case .taskScheduled, .lambdaFunctionScheduled, .activityScheduled: scheduled(event, at)
    case .taskStarted, .lambdaFunctionStarted, .activityStarted:
      changeAttempt(of: at) {
        $0.startedEvent = event.id
        $0.startedAt = event.timestamp
      }
      if event.type == .activityStarted { setStatus(.running, of: at) }
    case .taskSubmitted:
      changeAttempt(of: at) {
        $0.submittedEvent = event.id
        $0.submittedAt = event.timestamp
      }
      if visitStore[at].attempts.last?.waitsForOthers == true { setStatus(.waiting, of: at) }
    case .taskSucceeded, .lambdaFunctionSucceeded, .activitySucceeded:
      changeAttempt(of: at) { $0.end(.succeeded, event: event) }
      visitStore[at].isFailing = false
      setStatus(.running, of: at)
    case .taskFailed, .taskStartFailed, .taskSubmitFailed, .lambdaFunctionFailed, .lambdaFunctionScheduleFailed, .lambdaFunctionStartFailed,
      .activityFailed, .activityScheduleFailed:
      attemptFailed(event, at, .failed)
    case .taskTimedOut, .lambdaFunctionTimedOut, .activityTimedOut: attemptFailed(event, at, .timedOut)
    case .evaluationFailed:
      noteFailure(event, at)
      failedOnce(event, at)
    default: break
    }
  }

  private mutating func scheduled(_ event: HistoryEvent, _ at: Int) {
    reopen(at)
    var attempt = Attempt(scheduledEvent: event.id, at: event.timestamp)
    if let before = visitStore[at].attempts.last?.endedAt { attempt.backOff = max(.zero, event.timestamp - before) }
    switch event.details {
    case .taskScheduled(let scheduled):
      attempt.task = scheduled.task
      attempt.timeoutInSeconds = scheduled.timeoutInSeconds
      attempt.heartbeatInSeconds = scheduled.heartbeatInSeconds
      attempt.isComplete = scheduled.region != nil || scheduled.parameters != nil
    case .lambdaScheduled(let resource, _, let timeout, _):
      attempt.task = TaskResource(resourceType: "lambda", resource: resource)
      attempt.timeoutInSeconds = timeout
    case .activityScheduled(let resource, _, let timeout, let heartbeat):
      attempt.task = TaskResource(resourceType: "activity", resource: resource)
      attempt.timeoutInSeconds = timeout
      attempt.heartbeatInSeconds = heartbeat
    default: break
    }
    // An endpoint that names the whole ARN tells nothing between the request and its outcome: whoever waits for a job waits from here.
    let waits = event.type == .activityScheduled || (!attempt.isComplete && attempt.waitsForOthers)
    visitStore[at].attempts.append(attempt)
    setStatus(waits ? .waiting : .running, of: at)
  }

  private mutating func attemptFailed(_ event: HistoryEvent, _ at: Int, _ outcome: Attempt.Outcome) {
    if visitStore[at].attempts.last?.outcome != .running {
      visitStore[at].attempts.append(Attempt(scheduledEvent: 0, at: event.timestamp))
    }
    changeAttempt(of: at) { $0.end(outcome, event: event) }
    noteFailure(event, at)
    failedOnce(event, at)
  }

  /// A Retry may follow; without a definition that cannot be excluded. No event tells that a back-off runs.
  private mutating func failedOnce(_ event: HistoryEvent, _ at: Int) {
    if let state = facts?.states[visitStore[at].state], state.retry(after: visitStore[at]) == nil {
      finish(at, .failed, event, keepsOpen: true)
      if !state.catches(visitStore[at]) { handUp(at, event) }
    } else {
      setStatus(.retrying, of: at)
    }
  }

  /// A failure that nothing takes fails the Parallel around it; of its Retry no event tells until the branches start again.
  private mutating func handUp(_ at: Int, _ event: HistoryEvent) {
    guard let parent = visitStore[at].parent, visitStore[parent].kind == .parallel, let state = facts?.states[visitStore[parent].state]
    else { return }
    blameContainer(parent, for: at, event)
    if state.retry(after: visitStore[parent]) != nil { setStatus(.retrying, of: parent) }
  }

  private mutating func blameContainer(_ container: Int, for inner: Int, _ event: HistoryEvent) {
    visitStore[container].error = visitStore[inner].error
    visitStore[container].cause = visitStore[inner].cause
    visitStore[container].failedAt = event.timestamp
    visitStore[container].failureOrigin = visitStore[inner].failureOrigin ?? inner
  }

  private mutating func changeAttempt(of at: Int, _ change: (inout Attempt) -> Void) {
    guard let last = visitStore[at].attempts.indices.last else { return }
    change(&visitStore[at].attempts[last])
  }

  private mutating func noteFailure(_ event: HistoryEvent, _ at: Int) {
    visitStore[at].isFailing = true
    visitStore[at].failedAt = event.timestamp
    guard let failure = event.details.failure else { return }
    visitStore[at].error = failure.error
    visitStore[at].cause = failure.cause
  }

  // MARK: Maps and Parallels

  private mutating func applyToContainer(_ event: HistoryEvent, _ at: Int) {
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
      if visitStore[at].status.isActive { finish(at, visitStore[at].endsInFailure ? .failed : .aborted, event, keepsOpen: true) }
    default: break
    }
  }

  private mutating func containerStarted(_ event: HistoryEvent, _ at: Int) {
    if !visitStore[at].attempts.isEmpty {
      closeInside(at, event, superseded: true)
      changeAttempt(of: at) { if $0.outcome == .running { $0.end(.failed, event: event) } }
    }
    reopen(at)
    var attempt = Attempt(scheduledEvent: event.id, at: event.timestamp)
    // No event tells of the wait before a retry: it lies between the failure that this event's chain names and this event.
    if !visitStore[at].attempts.isEmpty, let failure = position(of: event.previousEventId) {
      attempt.backOff = max(.zero, event.timestamp - places[failure].at)
    }
    if case .mapStarted(let length) = event.details { visitStore[at].progress = MapProgress(total: max(0, length)) }
    containers[at] = ContainerState(attempt: visitStore[at].attempts.count)
    visitStore[at].attempts.append(attempt)
    setStatus(.running, of: at)
  }

  private mutating func endIteration(_ at: Int, _ change: (inout MapProgress) -> Void) {
    guard var progress = visitStore[at].progress else { return }
    progress.running = max(0, progress.running - 1)
    change(&progress)
    visitStore[at].progress = progress
  }

  private mutating func containerFailed(_ event: HistoryEvent, _ at: Int) {
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
  private mutating func closeInside(_ container: Int, _ event: HistoryEvent, superseded: Bool) {
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

  private mutating func supersede(_ at: Int) {
    guard !visitStore[at].isSuperseded else { return }
    states[visitStore[at].state]?.add(visitStore[at].status, -1)
    visitStore[at].isSuperseded = true
  }

  // MARK: The execution

  private mutating func applyToExecution(_ event: HistoryEvent) {
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
      isRedriven = true
      for at in visitStore.indices where visitStore[at].exitedEvent == nil { supersede(at) }
    default: break
    }
  }

  private mutating func ended(_ status: ExecutionStatus, _ event: HistoryEvent) {
    self.status = status
    endedAt = event.timestamp
    if status != .succeeded {
      let visit = position(of: event.previousEventId).flatMap { places[$0].visit } ?? (status == .failed ? newestFailing : nil)
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

  private var newestFailing: Int? { open.last { visitStore[$0].endsInFailure } ?? (visitStore.count > 0 ? visitStore.count - 1 : nil) }

  /// Marks the visit an execution failed in, and those around it, as failed; a failure without an event of its own (a path that finds
  /// nothing) is only told by ExecutionFailed.
  private mutating func blame(_ visit: Int?, _ event: HistoryEvent) {
    var at = visit
    while let here = at {
      if visitStore[here].status != .failed { finish(here, .failed, event, keepsOpen: true) }
      if visitStore[here].error == nil, visitStore[here].cause == nil { noteFailure(event, here) }
      at = visitStore[here].parent
    }
  }

  // MARK: Status

  private mutating func finish(_ at: Int, _ status: VisitStatus, _ event: HistoryEvent, keepsOpen: Bool = false) {
    visitStore[at].endedAt = event.timestamp
    setStatus(status, of: at)
    if status == .aborted { changeAttempt(of: at) { if $0.outcome == .running { $0.end(.aborted, event: event) } } }
    if !keepsOpen { close(at) }
  }

  private mutating func close(_ at: Int) {
    let position = openPosition(of: at)
    if open.indices.contains(position), open[position] == at { open.remove(at: position) }
  }

  /// Where a visit stands, or would stand, among the open ones, which are in rising order.
  private func openPosition(of at: Int) -> Int {
    var low = 0
    var high = open.count
    while low < high {
      let middle = (low + high) / 2
      if open[middle] < at { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// A visit that was given up goes on: a redrive, or an endpoint that reports out of order.
  private mutating func reopen(_ at: Int) {
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

  private mutating func setStatus(_ status: VisitStatus, of at: Int) {
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
