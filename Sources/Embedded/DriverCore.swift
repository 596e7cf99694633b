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
  /// Cursors that can move, the next to move first.
  var ready: [CursorKey] = []
  /// What runners have planned, earliest first.
  var planned: [PlannedEntry] = []
  /// Tasks that wait for a person.
  var byHand: Set<TaskID> = []
  /// TaskScheduled of each task that runs.
  var scheduledEvents: [TaskID: (state: String, event: Int)] = [:]
  /// Why nobody can go on: a runner that cannot perform or answer a task.
  var problem: String?
  private var sequence = 0

  /// Log lines kept; the oldest go first.
  static let maximumLogLines = 10_000

  init(engine: ExecutionEngine, runner: any TaskRunner, now: Timestamp) {
    self.engine = engine
    self.runner = runner
    self.now = now
  }

  /// One thing that will happen by itself.
  struct PlannedEntry: Sendable {
    var due: Timestamp
    var sequence: Int
    var task: TaskID
    var content: Content

    enum Content: Sendable {
      /// The service takes the task up; the rest of its plan counts from then.
      case started([PlannedUpdate])
      case update(PlannedUpdate.Content)
    }
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
    case .engine(let input): take(try engine.handle(input, at: now))
    case .deliver: try deliver()
    case .time(let time): now = max(now, time)
    }
  }

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

  private mutating func take(_ output: EngineOutput) {
    for event in output.events { events.append(event) }
    // What became ready goes on at once, before the cursors that were ready already: a cursor runs until it waits.
    ready.insert(contentsOf: output.ready.filter { key in !ready.contains(key) }, at: 0)
    if engine.status.isFinal { ready = [] }
    ready.removeAll { !engine.canMove($0) }
    for effect in output.effects { perform(effect, scheduled: output.events.last { $0.type.isScheduling }) }
  }

  private mutating func perform(_ effect: EngineEffect, scheduled: HistoryEvent?) {
    switch effect {
    case .startTask(let request):
      scheduledEvents[request.id] = (request.state, scheduled?.id ?? 0)
      let plan: TaskPlan
      do throws(TaskRunnerError) { plan = try runner.begin(request, at: now) } catch {
        problem = error.message
        return
      }
      switch plan {
      case .scripted(let updates): add(now, request.id, .started(updates))
      case .byHand:
        byHand.insert(request.id)
        add(now, request.id, .started([]))
      case .unsupported(let sentence):
        problem = sentence
        byHand.insert(request.id)
        add(now, request.id, .started([]))
      }
    case .stopTask(let id, let reason):
      planned.removeAll { $0.task == id }
      byHand.remove(id)
      for update in runner.stop(id, at: now, reason: reason) { add(now + update.after, id, .update(update.content)) }
    }
  }

  private mutating func add(_ due: Timestamp, _ task: TaskID, _ content: PlannedEntry.Content) {
    sequence += 1
    let entry = PlannedEntry(due: due, sequence: sequence, task: task, content: content)
    // Binary search for the place after everything due no later: equal times keep their order.
    var low = 0
    var high = planned.count
    while low < high {
      let middle = (low + high) / 2
      if planned[middle].due <= due { low = middle + 1 } else { high = middle }
    }
    planned.insert(entry, at: low)
  }

  private mutating func deliver() throws(EngineRefusal) {
    guard !planned.isEmpty else { return }
    let entry = planned.removeFirst()
    now = max(now, entry.due)
    switch entry.content {
    case .started(let updates):
      take(try engine.handle(.taskStarted(entry.task), at: now))
      for update in updates { add(now + update.after, entry.task, .update(update.content)) }
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
