import Time

/// What a Task's events change in its visit.
extension HistoryIndex {
  mutating func applyToTask(_ event: HistoryEvent, _ at: Int) {
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

  mutating func scheduled(_ event: HistoryEvent, _ at: Int) {
    reopen(at)
    var attempt = Attempt(scheduledEvent: event.id, at: event.timestamp)
    attempt.redrive = redrives.last?.count ?? 0
    if let before = visitStore[at].attempts.last {
      // Between an execution's end and its redrive nobody waited.
      if before.redrive == attempt.redrive { attempt.backOff = before.endedAt.map { max(.zero, event.timestamp - $0) } }
    }
    switch event.details {
    case .taskScheduled(let scheduled):
      attempt.task = scheduled.task
      attempt.timeoutInSeconds = scheduled.timeoutInSeconds
      attempt.heartbeatInSeconds = scheduled.heartbeatInSeconds
      // An endpoint that names the whole ARN tells of no later step, even where its parameters were put together from elsewhere.
      attempt.isComplete = scheduled.region != nil || (scheduled.parameters != nil && !scheduled.task.resource.hasPrefix("arn:"))
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

  mutating func attemptFailed(_ event: HistoryEvent, _ at: Int, _ outcome: Attempt.Outcome) {
    if visitStore[at].attempts.last?.outcome != .running {
      var attempt = Attempt(scheduledEvent: 0, at: event.timestamp)
      attempt.redrive = redrives.last?.count ?? 0
      visitStore[at].attempts.append(attempt)
    }
    changeAttempt(of: at) { $0.end(outcome, event: event) }
    noteFailure(event, at)
    failedOnce(event, at)
  }

  /// A Retry may follow; without a definition that cannot be excluded. No event tells that a back-off runs.
  mutating func failedOnce(_ event: HistoryEvent, _ at: Int) {
    if let state = facts?.states[visitStore[at].state], state.retry(after: visitStore[at]) == nil {
      finish(at, .failed, event, keepsOpen: true)
      if !state.catches(visitStore[at]) { handUp(at, event) }
    } else {
      setStatus(.retrying, of: at)
    }
  }

  /// A failure that nothing takes fails the Parallel around it; of its Retry no event tells until the branches start again.
  mutating func handUp(_ at: Int, _ event: HistoryEvent) {
    guard let parent = visitStore[at].parent, visitStore[parent].kind == .parallel, let state = facts?.states[visitStore[parent].state]
    else { return }
    blameContainer(parent, for: at, event)
    if state.retry(after: visitStore[parent]) != nil { setStatus(.retrying, of: parent) }
  }

  mutating func blameContainer(_ container: Int, for inner: Int, _ event: HistoryEvent) {
    visitStore[container].error = visitStore[inner].error
    visitStore[container].cause = visitStore[inner].cause
    visitStore[container].failedAt = event.timestamp
    visitStore[container].failureOrigin = visitStore[inner].failureOrigin ?? inner
  }

  mutating func changeAttempt(of at: Int, _ change: (inout Attempt) -> Void) {
    guard let last = visitStore[at].attempts.indices.last else { return }
    change(&visitStore[at].attempts[last])
  }

  mutating func noteFailure(_ event: HistoryEvent, _ at: Int) {
    visitStore[at].isFailing = true
    visitStore[at].failedAt = event.timestamp
    guard let failure = event.details.failure else { return }
    visitStore[at].error = failure.error
    visitStore[at].cause = failure.cause
  }
}
