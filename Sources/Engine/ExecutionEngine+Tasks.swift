import DataFlow
import History
import JSON
import StatesLanguage
import Time

/// Tasks: what is sent, what comes back, and the clocks in between.
extension ExecutionEngine {
  /// Evaluates what will be sent; nothing is recorded yet.
  mutating func prepare(_ cursor: inout EngineCursor, _ step: inout EngineStep) {
    guard case .task(let task) = cursor.state.state.kind else { return }
    do throws(DataFlowError) {
      let input = try effectiveInput(&cursor)
      cursor.visit.token = task.target.pattern.hasToken ? random.token() : nil
      let state = cursor.state
      var request = try evaluate(cursor, input: input) { context throws(DataFlowError) in try state.request(&context) }
      if task.target.runsECSTask, task.target.pattern == .sync, case .object(var object) = request, object["StartedBy"] == nil {
        // Step Functions signs its own jobs; recorded for .sync only.
        object["StartedBy"] = "AWS Step Functions"
        request = .object(object)
      }
      try Payload.check(request, "The request")
      cursor.visit.request = request
      (cursor.visit.timeout, cursor.visit.heartbeat, cursor.visit.credentialsRoleArn) = try evaluate(cursor, input: input) {
        context throws(DataFlowError) in
        (try state.timeoutSeconds(context), try state.heartbeatSeconds(context), try state.credentialsRoleArn(&context))
      }
      cursor.phase = .ready
      keep(cursor, &step)
    } catch {
      breakOff(&cursor, error, &step)
    }
  }

  /// Records the scheduling and asks the world to perform the task.
  mutating func send(_ cursor: inout EngineCursor, _ step: inout EngineStep) {
    guard let request = schedule(&cursor, &step) else { return }
    cursor.phase = .scheduled
    keep(cursor, &step, ready: false)
    if status == .running { step.output.effects.append(.startTask(request)) }
  }

  /// Records the scheduling; the request is what a runner would be asked.
  private mutating func schedule(_ cursor: inout EngineCursor, _ step: inout EngineStep) -> TaskRequest? {
    guard case .task(let task) = cursor.state.state.kind, let parameters = cursor.visit.request else { return nil }
    let name = cursor.state.state.name
    let id = TaskID(nextTask)
    nextTask += 1
    let visit = cursor.visit
    let text = parameters.compact
    let target = task.target
    let type: EventType
    let details: EventDetails
    switch target.kind {
    case .service:
      type = .taskScheduled
      details = .taskScheduled(
        TaskScheduled(
          task: TaskResource(resourceType: target.resourceType, resource: target.resource), region: identity.region, parameters: text,
          timeoutInSeconds: visit.timeout, heartbeatInSeconds: visit.heartbeat, credentialsRoleArn: visit.credentialsRoleArn))
    case .lambdaFunction:
      type = .lambdaFunctionScheduled
      details = .lambdaScheduled(
        resource: target.arn, input: text, timeoutInSeconds: visit.timeout, credentialsRoleArn: visit.credentialsRoleArn)
    case .activity:
      type = .activityScheduled
      details = .activityScheduled(
        resource: target.arn, input: text, timeoutInSeconds: visit.timeout, heartbeatInSeconds: visit.heartbeat)
    }
    cursor.last = emit(type, after: cursor.last, details, &step)
    guard status == .running else { return nil }
    cursor.visit.task = id
    // A worker answers an activity's task by a token that no expression sees.
    if target.kind == .activity { cursor.visit.token = random.token() }
    tasks[id] = cursor.key
    if let token = cursor.visit.token { tokens[token] = id }
    let scheduling = schedulings[name, default: 0]
    schedulings[name] = scheduling + 1
    return TaskRequest(
      id: id, target: target, state: name, scheduling: scheduling, parameters: parameters, token: cursor.visit.token,
      region: identity.region,
      account: identity.account, executionArn: identity.executionArn, executionName: identity.executionName)
  }

  mutating func taskStarted(_ id: TaskID, worker: String?, _ step: inout EngineStep) {
    guard let key = tasks[id], var cursor = cursors.unique(key), case .scheduled = cursor.phase else { return }
    started(&cursor, worker: worker, &step)
    keep(cursor, &step, ready: false)
  }

  /// Records that the service took the task up; its clocks begin here.
  private mutating func started(_ cursor: inout EngineCursor, worker: String? = nil, _ step: inout EngineStep) {
    guard case .task(let task) = cursor.state.state.kind else { return }
    switch task.target.kind {
    case .service: cursor.last = emit(.taskStarted, after: cursor.last, .task(resource(of: task)), &step)
    case .lambdaFunction: cursor.last = emit(.lambdaFunctionStarted, after: cursor.last, &step)
    case .activity: cursor.last = emit(.activityStarted, after: cursor.last, .activityStarted(workerName: worker), &step)
    }
    cursor.phase = .sent
    if let seconds = cursor.visit.timeout { setTimer(.timeout, cursor: cursor, after: .seconds(seconds), &step) }
    if let seconds = cursor.visit.heartbeat { setTimer(.heartbeat, cursor: cursor, after: .seconds(seconds), &step) }
  }

  mutating func task(_ id: TaskID, _ update: TaskUpdate, _ step: inout EngineStep) {
    guard let key = tasks[id], var cursor = cursors.unique(key) else { return }
    if case .scheduled = cursor.phase { started(&cursor, &step) }
    guard case .sent = cursor.phase else { return }
    answer(&cursor, update, &step)
  }

  /// Records what became of the task of a cursor that is `sent`.
  private mutating func answer(_ cursor: inout EngineCursor, _ update: TaskUpdate, _ step: inout EngineStep) {
    guard case .task(let task) = cursor.state.state.kind else { return }
    let resource = resource(of: task)
    switch update {
    case .submitted(let output):
      guard task.target.kind == .service, task.target.pattern.hasToken else { return }
      cursor.last = emit(.taskSubmitted, after: cursor.last, .taskOutput(resource, output: output.compact), &step)
      return keep(cursor, &step, ready: false)
    case .succeeded(let output):
      let payload = Payload(output)
      if payload.isTooLarge { return tooLarge(&cursor, task, &step) }
      switch task.target.kind {
      case .service: cursor.last = emit(.taskSucceeded, after: cursor.last, .taskOutput(resource, output: payload.text), &step)
      case .lambdaFunction: cursor.last = emit(.lambdaFunctionSucceeded, after: cursor.last, .succeeded(output: payload.text), &step)
      case .activity: cursor.last = emit(.activitySucceeded, after: cursor.last, .succeeded(output: payload.text), &step)
      }
      cursor.phase = .finished(output)
    case .failed(let error, let cause):
      switch task.target.kind {
      case .service: cursor.last = emit(.taskFailed, after: cursor.last, .taskFailed(resource, error: error, cause: cause), &step)
      case .lambdaFunction: cursor.last = emit(.lambdaFunctionFailed, after: cursor.last, .failed(error: error, cause: cause), &step)
      case .activity: cursor.last = emit(.activityFailed, after: cursor.last, .failed(error: error, cause: cause), &step)
      }
      cursor.phase = .failed(StateFailure(error: error, cause: cause))
    case .timedOut(let error, let cause):
      timedOut(&cursor, task, alias: error == "States.Timeout" ? nil : error, cause: cause, &step)
    }
    settle(&cursor)
    keep(cursor, &step)
  }

  /// Recorded as States.Timeout whichever clock ran out; `alias` is the name Retry and Catch know it by too.
  private mutating func timedOut(_ cursor: inout EngineCursor, _ task: TaskState, alias: String?, cause: String?, _ step: inout EngineStep)
  {
    let error = "States.Timeout"
    switch task.target.kind {
    case .service:
      cursor.last = emit(.taskTimedOut, after: cursor.last, .taskFailed(resource(of: task), error: error, cause: cause), &step)
    case .lambdaFunction: cursor.last = emit(.lambdaFunctionTimedOut, after: cursor.last, .failed(error: error, cause: cause), &step)
    case .activity: cursor.last = emit(.activityTimedOut, after: cursor.last, .failed(error: error, cause: cause), &step)
    }
    cursor.phase = .failed(StateFailure(error: error, cause: cause, alias: alias, isTimeout: true))
  }

  /// A result over the quota fails the task; recorded runs show that it can be caught.
  private mutating func tooLarge(_ cursor: inout EngineCursor, _ task: TaskState, _ step: inout EngineStep) {
    let name = task.target.kind == .service ? task.target.resourceType : task.target.arn
    let cause = "The state/task '\(name)' returned a result with a size exceeding the maximum number of bytes service limit."
    answer(&cursor, .failed(error: "States.DataLimitExceeded", cause: cause), &step)
  }

  /// The task of this attempt is over: its clocks and its token with it.
  mutating func settle(_ cursor: inout EngineCursor) {
    forget(cursor)
    cursor.visit.task = nil
  }

  /// Nobody waits for what a cursor has sent; the cursor itself stays as it is.
  mutating func forget(_ cursor: EngineCursor) {
    cancelTimers(of: cursor)
    if let id = cursor.visit.task { tasks[id] = nil }
    if let token = cursor.visit.token { tokens[token] = nil }
  }

  func resource(of task: TaskState) -> TaskResource {
    TaskResource(resourceType: task.target.resourceType, resource: task.target.resource)
  }

  mutating func heartbeat(_ id: TaskID, _ step: inout EngineStep) {
    guard let key = tasks[id], let cursor = cursors.unique(key), let seconds = cursor.visit.heartbeat, case .sent = cursor.phase else {
      return
    }
    for timer in timers(of: key) where timer.kind == .heartbeat { timerQueue.remove(timer.key) }
    setTimer(.heartbeat, cursor: cursor, after: .seconds(seconds), &step)
  }

  mutating func timerFired(_ key: TimerKey, _ step: inout EngineStep) {
    guard let timer = timerQueue.remove(key) else { return }
    guard let cursorKey = timer.cursor else {
      return end(
        .executionTimedOut, after: nextEvent - 1, .failed(error: "States.Timeout", cause: nil), reason: "the execution timed out", &step)
    }
    guard var cursor = cursors.unique(cursorKey) else { return }
    switch (timer.kind, cursor.phase) {
    case (.wait, .waiting): cursor.phase = .elapsed
    case (.retry, .backOff): cursor.phase = .again
    case (.timeout, .sent), (.heartbeat, .sent):
      guard case .task(let task) = cursor.state.state.kind else { return }
      let id = cursor.visit.task
      timedOut(&cursor, task, alias: timer.kind == .heartbeat ? "States.HeartbeatTimeout" : nil, cause: nil, &step)
      settle(&cursor)
      // A callback's ECS task is not watched, and so not stopped either.
      if let id, task.target.pattern != .callback { step.output.effects.append(.stopTask(id, reason: "the state timed out")) }
    default: return
    }
    keep(cursor, &step)
  }

  // MARK: Instead of sending

  mutating func refuse(_ cursor: EngineCursor, _ reason: String, _ step: inout EngineStep) throws(EngineRefusal) {
    guard case .ready = cursor.phase else { throw EngineRefusal(message: "'\(cursor.state.state.name)' sends nothing now") }
    var cursor = cursor
    breakOff(&cursor, DataFlowError("States.Runtime", reason), &step)
  }

  mutating func edit(_ cursor: EngineCursor, _ value: JSONValue, _ step: inout EngineStep) throws(EngineRefusal) {
    switch cursor.phase {
    case .before: cursor.input = Payload(value)
    case .ready: cursor.visit.request = value
    default: throw EngineRefusal(message: "'\(cursor.state.state.name)' is past the point where its input or request can be edited")
    }
    keep(cursor, &step, ready: false)
  }

  mutating func result(_ cursor: EngineCursor, _ update: TaskUpdate, _ step: inout EngineStep) throws(EngineRefusal) {
    var cursor = cursor
    switch cursor.phase {
    case .ready:
      // Recorded as if it had been sent: a history has no other words for it.
      guard schedule(&cursor, &step) != nil else { return }
      started(&cursor, &step)
    case .scheduled: started(&cursor, &step)
    case .sent: break
    default: throw EngineRefusal(message: "'\(cursor.state.state.name)' is not a Task that waits for its result")
    }
    let id = cursor.visit.task
    answer(&cursor, update, &step)
    if let id { step.output.effects.append(.stopTask(id, reason: "its result was given by hand")) }
  }
}
