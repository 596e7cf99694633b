import Engine
import ExecutionSource
import History
import JSON
import StatesLanguage
import Tasks
import Time

/// The engines of the tree, by the keys that only one of them knows.
extension DriverCore {
  /// Looks into the engine of an execution; nil when it has none any more.
  func look<Value>(_ key: ExecutionKey, _ body: (ExecutionEngine) -> Value?) -> Value? {
    if key == .root { return body(engine) }
    guard children.contains(key) else { return nil }
    return children[key].child.engine.flatMap(body)
  }

  /// Whether an advance moves this cursor now.
  func canMove(_ key: CursorKey) -> Bool {
    guard asked.isEmpty || !asked.contains(key) else { return false }
    let execution = ExecutionKey(of: key)
    return execution == .root ? engine.canMove(key) : look(execution) { $0.canMove(key) } ?? false
  }

  func hasFailed(_ key: CursorKey) -> Bool {
    let execution = ExecutionKey(of: key)
    return execution == .root ? engine.hasFailed(key) : look(execution) { $0.hasFailed(key) } ?? false
  }

  /// A look at a cursor of any execution.
  func view(of key: CursorKey) -> CursorView? { look(ExecutionKey(of: key)) { $0.view(of: key) } }

  /// What an expression sees where a cursor of any execution stands.
  func expressionContext(of key: CursorKey) -> ExpressionContext? { look(ExecutionKey(of: key)) { $0.expressionContext(of: key) } }

  /// The cursor that waits for a task.
  func cursor(of task: TaskID) -> CursorKey? { look(ExecutionKey(of: task)) { $0.cursor(of: task) } }

  /// The cursors that run inside a cursor's state, in its own execution.
  func children(of key: CursorKey) -> [CursorKey] { look(ExecutionKey(of: key)) { $0.children(of: key) } ?? [] }

  /// The cursor in whose state this one runs: in its own execution, or in the one whose Map Run or Task started it.
  func parent(of key: CursorKey) -> CursorKey? { view(of: key)?.parent ?? waiting(for: ExecutionKey(of: key)) }

  /// The cursor that waits for an execution.
  private func waiting(for key: ExecutionKey) -> CursorKey? {
    switch origin(of: key) {
    case .mapRun(let at, _): mapRuns[at].run.cursor
    case .task(let id, sync: true, _): cursor(of: id)
    case .task, .root, nil: nil
    }
  }

  /// Whether a cursor is `outer` itself, or runs inside `outer`'s state, at any depth, in executions that it waits for too.
  func isCursor(_ key: CursorKey, inside outer: CursorKey) -> Bool {
    var at = key
    while true {
      let execution = ExecutionKey(of: at)
      if execution == ExecutionKey(of: outer) { return look(execution) { $0.isCursor(at, inside: outer) } ?? false }
      guard let up = waiting(for: execution) else { return false }
      at = up
    }
  }

  /// Gives an input to one engine and takes what comes of it.
  mutating func handle(_ input: EngineInput, in key: ExecutionKey) throws(EngineRefusal) {
    if key == .root {
      let output = try engine.handle(input, at: now)
      take(output, of: key)
    } else {
      guard children.contains(key), children[key].child.engine != nil else { throw EngineRefusal(message: "the execution is over") }
      guard let output = try children[changing: key].engine?.handle(input, at: now) else { return }
      noteTimer(of: key)
      take(output, of: key)
    }
  }

  /// Feeds an engine news that fit at any time: what it does not wait for it passes over.
  mutating func tell(_ input: EngineInput, in key: ExecutionKey) {
    // Updates are never refused; an execution that is over has nobody to tell.
    try? handle(input, in: key)
  }

  mutating func advance(_ key: CursorKey) throws(EngineRefusal) {
    let execution = ExecutionKey(of: key)
    if let request = look(execution, { $0.request(of: key) }) {
      if asks(key, request) { return }
      if let reason = refusal(of: request, in: execution) { return try handle(.refuse(key, reason: reason), in: execution) }
    }
    granted.remove(key)
    try handle(.advance(key), in: execution)
  }

  /// Lets a cursor go on until something else could come first; nil where its next step is for `nextInternal` to judge.
  mutating func runOn(_ key: CursorKey, limit: Int) throws(EngineRefusal) -> Int? {
    let execution = ExecutionKey(of: key)
    if execution == .root {
      guard engine.movesAlone(key) else { return nil }
    } else {
      guard children.contains(execution), children[execution].child.engine?.movesAlone(key) == true else { return nil }
    }
    var output = EngineOutput()
    swap(&output, &scratch)
    let count: Int
    if execution == .root {
      count = try engine.advance(key, upTo: limit, at: now, into: &output)
    } else {
      count = try children[changing: execution].engine?.advance(key, upTo: limit, at: now, into: &output) ?? 0
      noteTimer(of: execution)
    }
    take(output, of: execution)
    output.removeAll()
    if scratch.events.isEmpty { swap(&output, &scratch) }
    return count
  }

  /// Why nobody could send a request.
  private func refusal(of request: ReadyRequest, in execution: ExecutionKey) -> String? {
    if let name = runnerName(of: execution) { return runners[name]?.refusal(of: request) }
    return runner.refusal(of: request)
  }

  /// The name of the runner that an execution's tasks go to; nil for the one of all.
  func runnerName(of key: ExecutionKey) -> String? {
    guard !runners.isEmpty else { return nil }
    let name = String(facts(at: key).identity.machineName.prefix { $0 != "/" })
    return runners[name] == nil ? nil : name
  }

  // MARK: What an input led to

  mutating func take(_ output: EngineOutput, of key: ExecutionKey) {
    tally.textBytes += output.textBytes
    if !output.events.isEmpty { record(output.events, of: key) }
    // What became ready goes on at once, before the cursors that were ready already: a cursor runs until it waits. Only failures go first, in their order.
    dropStuck()
    for cursor in output.ready.reversed() where readyStack.last != cursor {
      var place = readyStack.count
      while place > 0, hasFailed(readyStack[place - 1]) { place -= 1 }
      readyStack.insert(cursor, at: place)
    }
    dropStuck()
    for effect in output.effects { perform(effect, of: key, scheduled: output.events.last { $0.type.isScheduling }) }
    if let last = output.events.last, last.type.endsExecution { ended(key, last) }
  }

  mutating func dropStuck() { while let key = readyStack.last, !canMove(key) { readyStack.removeLast() } }

  /// The child's earliest timer may be another one now.
  mutating func noteTimer(of key: ExecutionKey) {
    let due = children[key].child.engine?.nextTimerDue?.due
    if children[key].child.due != due {
      children[changing: key].due = due
      if let due { dueChildren.insert(key, at: due) }
      if dueChildren.count > 4 * runningChildren.count + 64 { rebuildDueChildren() }
    }
    while let first = dueChildren.first, children[first.execution].child.due != first.due { dueChildren.removeFirst() }
  }

  private mutating func rebuildDueChildren() {
    dueChildren = DueQueue()
    for key in runningChildren.sorted() { if let due = children[key].child.due { dueChildren.insert(key, at: due) } }
  }

  // MARK: Effects

  private mutating func perform(_ effect: EngineEffect, of key: ExecutionKey, scheduled: HistoryEvent?) {
    switch effect {
    case .startTask(let request): begin(request, of: key, scheduled: scheduled?.id ?? 0)
    case .stopTask(let id, let reason): end(id, reason: reason)
    case .startMapRun(let run): start(run, of: key)
    case .stopMapRun(let cursor): stopMapRun(cursor)
    case .redriveMapRun(let cursor): redriveMapRun(cursor)
    }
  }

  private mutating func begin(_ request: TaskRequest, of key: ExecutionKey, scheduled: Int) {
    forgetEndedTasks()
    scheduledEvents[request.id] = (request.state, scheduled)
    if let token = request.token {
      tokens[token] = request.id
      if settings.tellsNews { news.tokens.append((token, key)) }
    }
    var request = request
    if case .mapRun? = origin(of: key) {
      request.scheduling = mapSchedulings[request.state, default: 0]
      mapSchedulings[request.state] = request.scheduling + 1
    }
    let plan: TaskPlan
    do throws(TaskRunnerError) { plan = try beginAtRunner(request, of: key) } catch { plan = .unsupported(error.message) }
    switch plan {
    case .scripted(let updates): planned.insert(.started(updates), for: request.id, at: now)
    case .byHand: waitForPerson(request)
    case .unsupported(let sentence): beginUnsupported(request, sentence)
    }
  }

  private mutating func beginAtRunner(_ request: TaskRequest, of key: ExecutionKey) throws(TaskRunnerError) -> TaskPlan {
    if let name = runnerName(of: key), var own = runners[name] {
      defer { runners[name] = own }
      return try own.begin(request, at: now)
    }
    return try runner.begin(request, at: now)
  }

  /// What no runner performs the tree may: it starts executions, and keeps activity tasks for their workers.
  private mutating func beginUnsupported(_ request: TaskRequest, _ sentence: String) {
    if request.target.startsExecution {
      planned.insert(.started([]), for: request.id, at: now)
      return needMachine(request)
    }
    if let function = request.lambdaFunction, settings.functions.contains(function) {
      planned.insert(.started([]), for: request.id, at: now)
      let payload = request.target.kind == .service ? request.parameters["Payload"] ?? [:] : request.parameters
      return need(.invoke(function: function, payload: payload.compact), of: ExecutionKey(of: request.id), for: .function(request))
    }
    if request.target.kind == .activity, settings.unsupported == .fail {
      activities[request.id] = request
      if settings.tellsNews { news.activities.append(request) }
      return
    }
    // Whoever holds the token may answer.
    if request.target.pattern == .callback { return waitForPerson(request) }
    problems.append((request.id, sentence))
    guard settings.unsupported == .fail else { return waitForPerson(request) }
    let failure = TaskUpdate.failed(error: "States.TaskFailed", cause: sentence)
    planned.insert(.started([PlannedUpdate(after: .zero, content: .task(failure))]), for: request.id, at: now)
  }

  /// Lets go of what is known of tasks that nobody waits for and for which nothing is planned; now and then, so that it costs a constant each.
  private mutating func forgetEndedTasks() {
    guard scheduledEvents.count > taskLimit else { return }
    scheduledEvents = scheduledEvents.filter { cursor(of: $0.key) != nil || planned.has($0.key) }
    tokens = tokens.filter { scheduledEvents[$0.value] != nil }
    taskLimit = max(256, 2 * scheduledEvents.count)
  }

  private mutating func waitForPerson(_ request: TaskRequest) {
    byHand.insert(request.id)
    planned.insert(.started([]), for: request.id, at: now)
  }

  private mutating func end(_ id: TaskID, reason: String) {
    planned.removeAll(of: id)
    answeredEarly.remove(id)
    byHand.remove(id)
    activities[id] = nil
    stopExecutions(startedBy: id)
    let updates: [PlannedUpdate]
    if let name = runnerName(of: ExecutionKey(of: id)), var own = runners[name] {
      updates = own.stop(id, at: now, reason: reason)
      runners[name] = own
    } else {
      updates = runner.stop(id, at: now, reason: reason)
    }
    guard settings.playsAftermath else { return }
    for update in updates { planned.insert(.update(update.content), for: id, at: now + update.after) }
  }

  /// Tells what is planned next. Its task may be over: a function can answer, and its execution end, in the moment for which its start is planned.
  mutating func deliver() {
    guard let entry = planned.popFirst() else { return }
    now = max(now, entry.due)
    let key = ExecutionKey(of: entry.task)
    switch entry.content {
    case .started(let updates):
      tell(.taskStarted(entry.task), in: key)
      for update in updates { planned.insert(.update(update.content), for: entry.task, at: now + update.after) }
    case .update(.task(let update)): tell(.task(entry.task, update), in: key)
    case .update(.callback(let answer)):
      answeredEarly.remove(entry.task)
      tell(.task(entry.task, answer.update), in: key)
    case .update(.heartbeat): tell(.heartbeat(entry.task), in: key)
    case .update(.document(let task)):
      guard settings.keepsObservations else { break }
      let scheduled = scheduledEvents[entry.task]
      let observation = TaskObservation(at: now, state: scheduled?.state, scheduledEventId: scheduled?.event, task: task)
      if key == .root { root.observations.append(observation) } else { children[changing: key].node.observations.append(observation) }
    case .update(.log(let taskArn, let container, let line)):
      if logs.count >= DriverCore.maximumLogLines { logs.removeFirst(logs.count / 4) }
      logs.append(ContainerLogLine(at: now, taskArn: taskArn, container: container, text: line))
    }
  }
}
