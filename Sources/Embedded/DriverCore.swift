import ECSModel
import Engine
import ExecutionSource
import History
import JSON
import Tasks
import Time

/// An engine with everything that answers it: its runner, what the runner has planned, and what came of it so far. A value: the same inputs give the same core, so a copy is
/// a checkpoint and going back is replaying.
struct DriverCore: Sendable {
  var engine: ExecutionEngine
  var runner: any TaskRunner
  var now: Timestamp
  var events = EventLog()
  var observations: [TaskObservation] = []
  var logs: [ContainerLogLine] = []
  var planned = PlanQueue()
  /// Tasks that wait for a person.
  var byHand: Set<TaskID> = []
  /// TaskScheduled of each task that runs.
  var scheduledEvents: [TaskID: (state: String, event: Int)] = [:]
  /// What no runner could perform or answer, since somebody last looked.
  var problems: [(task: TaskID, sentence: String)] = []
  /// Cursors that can move, the next to move last. One that moved out of turn, or was taken away, is passed over when it comes up.
  private var readyStack: [CursorKey] = []

  /// Log lines kept; the oldest go first.
  static let maximumLogLines = 10_000

  init(engine: ExecutionEngine, runner: any TaskRunner, now: Timestamp) {
    self.engine = engine
    self.runner = runner
    self.now = now
  }

  /// One thing that happens to the core.
  enum Input: Sendable {
    case engine(EngineInput)
    /// The first planned entry.
    case deliver
    /// The clock moves on.
    case time(Timestamp)
  }

  /// Takes one input.
  /// - Throws: `EngineRefusal` when it does not fit; the core is then as it was.
  mutating func apply(_ input: Input) throws(EngineRefusal) {
    switch input {
    case .engine(.advance(let key)):
      take(try engine.handle(refusal(of: key) ?? .advance(key), at: now))
    case .engine(let input): take(try engine.handle(input, at: now))
    case .deliver: try deliver()
    case .time(let time): now = max(now, time)
    }
  }

  /// What becomes of a cursor whose request nobody could send.
  private func refusal(of key: CursorKey) -> EngineInput? {
    guard let request = engine.request(of: key), let reason = runner.refusal(of: request) else { return nil }
    return .refuse(key, reason: reason)
  }

  /// The cursor to move next.
  var nextReady: CursorKey? { readyStack.last }
  /// The first of them that fits.
  func nextReady(where fits: (CursorKey) -> Bool) -> CursorKey? { readyStack.last { engine.canMove($0) && fits($0) } }

  /// When the next thing happens by itself: a timer of the engine, or what a runner has planned.
  var nextDue: Timestamp? {
    switch (planned.first?.due, engine.nextTimerDue?.due) {
    case (let a?, let b?): min(a, b)
    case (let a, let b): a ?? b
    }
  }

  /// The next thing that is due, as an input; nil when nothing is.
  var dueInput: Input? {
    let timer = engine.nextTimerDue.flatMap { $0.due <= now ? $0 : nil }
    let entry = planned.first.flatMap { $0.due <= now ? $0 : nil }
    if let entry, timer.map({ entry.due <= $0.due }) ?? true { return .deliver }
    return timer.map { .engine(.timerFired($0.key)) }
  }

  /// Whether somebody must give a result or answer a token, because nothing is planned for the task that would.
  var awaitsPerson: Bool {
    byHand.contains(where: isAwaited) || engine.pendingTokens.contains { engine.task(token: $0).map(isAwaited) ?? false }
  }

  /// Whether only a person can end this task, or its clocks.
  func isAwaited(_ task: TaskID) -> Bool { engine.cursor(of: task) != nil && !planned.has(task) }

  /// Whether virtual time may go on to what comes next while a person is awaited: not past his own deadlines, and with nothing planned not at all, for a
  /// loop of Waits would run away from him.
  var mayPassPerson: Bool {
    guard awaitsPerson else { return true }
    guard !planned.isEmpty, let timer = engine.nextTimerDue else { return !planned.isEmpty }
    if let entry = planned.first, entry.due <= timer.due { return true }
    switch timer.kind {
    case .wait, .retry: return true
    case .executionTimeout: return false
    case .timeout, .heartbeat: return !(timer.cursor.flatMap { engine.view(of: $0)?.task }.map(isAwaited) ?? false)
    }
  }

  // MARK: What an input led to

  private mutating func take(_ output: EngineOutput) {
    for event in output.events { events.append(event) }
    // What became ready goes on at once, before the cursors that were ready already: a cursor runs until it waits. Only failures go first, in their order.
    dropStuck()
    for key in output.ready.reversed() where readyStack.last != key {
      var place = readyStack.count
      while place > 0, engine.hasFailed(readyStack[place - 1]) { place -= 1 }
      readyStack.insert(key, at: place)
    }
    dropStuck()
    for effect in output.effects { perform(effect, scheduled: output.events.last { $0.type.isScheduling }) }
  }

  private mutating func dropStuck() { while let key = readyStack.last, !engine.canMove(key) { readyStack.removeLast() } }

  private mutating func perform(_ effect: EngineEffect, scheduled: HistoryEvent?) {
    switch effect {
    case .startTask(let request):
      scheduledEvents[request.id] = (request.state, scheduled?.id ?? 0)
      let plan: TaskPlan
      do throws(TaskRunnerError) { plan = try runner.begin(request, at: now) } catch { plan = .unsupported(error.message) }
      switch plan {
      case .scripted(let updates): planned.insert(.started(updates), for: request.id, at: now)
      case .unsupported(let sentence):
        problems.append((request.id, sentence))
        fallthrough
      case .byHand:
        byHand.insert(request.id)
        planned.insert(.started([]), for: request.id, at: now)
      }
    case .stopTask(let id, let reason):
      planned.removeAll(of: id)
      byHand.remove(id)
      for update in runner.stop(id, at: now, reason: reason) { planned.insert(.update(update.content), for: id, at: now + update.after) }
    }
  }

  private mutating func deliver() throws(EngineRefusal) {
    guard let entry = planned.popFirst() else { return }
    now = max(now, entry.due)
    switch entry.content {
    case .started(let updates):
      take(try engine.handle(.taskStarted(entry.task), at: now))
      for update in updates { planned.insert(.update(update.content), for: entry.task, at: now + update.after) }
    case .update(.task(let update)): take(try engine.handle(.task(entry.task, update), at: now))
    case .update(.callback(let answer)): take(try engine.handle(.task(entry.task, answer.update), at: now))
    case .update(.heartbeat): take(try engine.handle(.heartbeat(entry.task), at: now))
    case .update(.document(let task)):
      let scheduled = scheduledEvents[entry.task]
      observations.append(TaskObservation(at: now, state: scheduled?.state, scheduledEventId: scheduled?.event, task: task))
    case .update(.log(let taskArn, let container, let line)):
      if logs.count >= DriverCore.maximumLogLines { logs.removeFirst(logs.count / 4) }
      logs.append(ContainerLogLine(at: now, taskArn: taskArn, container: container, text: line))
    }
  }
}

extension TaskAnswer {
  /// The answer as the engine takes it.
  var update: TaskUpdate {
    switch self {
    case .success(let output): .succeeded(output: output)
    case .failure(let error, let cause): .failed(error: error, cause: cause)
    }
  }
}

extension EventType {
  /// TaskScheduled, LambdaFunctionScheduled, ActivityScheduled.
  var isScheduling: Bool { self == .taskScheduled || self == .lambdaFunctionScheduled || self == .activityScheduled }
}
