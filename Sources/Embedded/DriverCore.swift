import ECSModel
import Engine
import ExecutionSource
import History
import JSON
import Tasks
import Time

/// An execution with everything that answers it: its engine, the executions it starts with theirs, its runners, what they have planned, and what came of it so far.
/// A value without I/O: the same order and the same inputs give the same core, so a copy is a checkpoint and going back is replaying.
package struct DriverCore: Sendable {
  /// The root's engine.
  var engine: ExecutionEngine
  var root: ExecutionNode
  var children = ChildExecutions()
  var mapRuns: [RunningMap] = []
  /// The Map Run that a cursor waits for, or waited for last.
  var mapRunOfCursor: [CursorKey: Int] = [:]
  var runner: any TaskRunner
  var runners: [String: any TaskRunner] = [:]
  package internal(set) var now: Timestamp
  var logs: [ContainerLogLine] = []
  var planned = PlanQueue()
  /// Tasks that wait for a person.
  var byHand: Set<TaskID> = []
  /// Activity tasks that wait for a worker, in the order in which they were scheduled.
  var activities: [TaskID: TaskRequest] = [:]
  /// TaskScheduled of each task that runs.
  var scheduledEvents: [TaskID: (state: String, event: Int)] = [:]
  /// What no runner could perform or answer, since somebody last looked.
  var problems: [(task: TaskID, sentence: String)] = []
  /// What it needs from outside.
  package internal(set) var needs: [DriverNeed] = []
  var needTargets: [Int: NeedTarget] = [:]
  var nextNeed = 1
  /// Ready cursors that wait for a need's answer.
  var asked: Set<CursorKey> = []
  /// Ready cursors whose need was answered well.
  var granted: Set<CursorKey> = []
  /// Definitions of other machines, compiled once.
  var compiled: [String: CompiledMachine] = [:]
  /// Tasks whose token was answered before the service had: the answer is recorded after its own.
  var answeredEarly: Set<TaskID> = []
  /// Which task of the tree a token belongs to.
  var tokens: [String: TaskID] = [:]
  /// The keys of executions, by ARN.
  var keysByArn: [String: ExecutionKey] = [:]
  var dueChildren = DueQueue()
  var runningChildren: Set<ExecutionKey> = []
  /// How often each state was scheduled in children of Map Runs, which mocks count together.
  var mapSchedulings: [String: Int] = [:]
  var news = NewsMarks()
  /// What all executions have come to.
  var tally = RunTally()
  /// Executions that Tasks wait for.
  var awaited: [TaskID: ExecutionKey] = [:]
  /// With more tasks than these the ended ones are looked for.
  var taskLimit = 256
  /// Map Runs of an execution that a redrive may still run again.
  var heldMapRuns: [ExecutionKey: [Int]] = [:]
  let settings: Settings
  /// Cursors that can move, the next to move last. One that moved out of turn, or was taken away, is passed over when it comes up.
  var readyStack: [CursorKey] = []
  /// Room for what an advance leads to; empty between two inputs.
  var scratch = EngineOutput()

  /// What of an order counts all along.
  struct Settings: Sendable {
    var unsupported = DriverOrder.UnsupportedTask.wait
    var keepsEvents = true
    var checksActivities = false
    /// Lambda functions that can be asked for, by name.
    var functions: Set<String> = []
    var limits = RunLimits.standard
    /// Whether everything fails once a limit is reached; otherwise whoever drives looks at `excess`.
    var endsBeyondLimits = false
    /// Whether somebody takes news.
    var tellsNews = false
    /// Whether somebody looks at what ECS and containers said of tasks.
    var keepsObservations = true
    /// Whether it is played what becomes of ECS tasks that nobody waits for any more.
    var playsAftermath = true
  }

  /// Log lines kept; the oldest go first.
  static let maximumLogLines = 10_000

  /// A core whose execution has not started.
  init(engine: ExecutionEngine, runner: any TaskRunner, now: Timestamp, settings: Settings = Settings()) {
    self.engine = engine
    self.runner = runner
    self.now = now
    self.settings = settings
    root = ExecutionNode(
      ExecutionFacts(
        key: .root, parent: nil, identity: engine.identity, machine: engine.compiledMachine, input: "", startedAt: now))
    keysByArn[engine.identity.executionArn] = .root
  }

  /// A core whose execution has started: ExecutionStarted is recorded.
  /// - Throws: `EngineRefusal` when the input is not JSON.
  package init(_ order: DriverOrder) throws(EngineRefusal) {
    var engine = ExecutionEngine(machine: order.machine, identity: order.identity, seed: order.seed)
    if order.isExpress { engine.maximumSeconds = DriverCore.expressSeconds }
    self.init(
      engine: engine, runner: order.runner, now: order.startedAt,
      settings: Settings(
        unsupported: order.unsupported, keepsEvents: order.keepsEvents, checksActivities: order.checksActivities,
        functions: order.functions, limits: order.limits, endsBeyondLimits: true, tellsNews: true, keepsObservations: order.keepsEvents))
    runners = order.runners
    root.facts.isExpress = order.isExpress
    try apply(.engine(.start(input: order.input)))
  }

  /// Seconds an Express execution may last.
  static let expressSeconds = 300

  /// The root's history.
  var events: EventLog { root.events }
  /// What ECS said of the root's tasks.
  var observations: [TaskObservation] {
    get { root.observations }
    set { root.observations = newValue }
  }

  /// One thing that happens to the core from outside. What happens by itself is `runInternal`'s.
  package enum Input: Sendable {
    /// The debugger's own: an engine's input, sent to the execution that its key belongs to, else to the root.
    case engine(EngineInput)
    /// The debugger's own: the first planned entry.
    case deliver
    /// The clock moves on.
    case time(Timestamp)
    /// SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat, in whichever execution of the tree waits for the token.
    case answer(token: String, TokenUpdate)
    /// GetActivityTask: a worker takes the task with this token.
    case takeActivity(token: String, worker: String?)
    case stop(ExecutionKey, error: String?, cause: String?)
    /// RedriveExecution of the root.
    case redrive
    case updateMapRun(arn: String, MapRunLimits)
    /// The answer to a need.
    case provide(need: Int, DriverAnswer)
  }

  /// How a token is answered.
  package enum TokenUpdate: Sendable, Equatable {
    case success(JSONValue)
    case failure(error: String?, cause: String?)
    case heartbeat
  }

  /// Takes one input.
  /// - Throws: `EngineRefusal` when it does not fit; the core is then as it was.
  package mutating func apply(_ input: Input) throws(EngineRefusal) {
    switch input {
    case .engine(.advance(let key)): try advance(key)
    case .engine(let input): try handle(input, in: input.execution)
    case .deliver: deliver()
    case .time(let time): now = max(now, time)
    case .answer(let token, let update): try answer(token, update)
    case .takeActivity(let token, let worker): try takeActivity(token, worker)
    case .stop(let key, let error, let cause): try stop(key, error: error, cause: cause)
    case .redrive: try redrive()
    case .updateMapRun(let arn, let limits): try update(arn, limits)
    case .provide(let id, let answer): try provide(id, answer)
    }
  }

  /// Whether its executions may evaluate JSONata: what runs then may have to be interrupted, and taken back.
  package var usesJSONata: Bool { engine.compiledMachine.usesJSONata || compiled.values.contains { $0.usesJSONata } }

  // MARK: What happens by itself

  /// Does what is to be done at the clock's present time, at most `limit` steps.
  /// - Returns: how many; fewer than `limit` when nothing is left to do before `nextDue`, an input or a need's answer.
  package mutating func runInternal(limit: Int) throws(EngineRefusal) -> Int {
    var done = 0
    while done < limit {
      let count = try runNext(limit: limit - done)
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Does what happens next at the clock's present time, and where that is a cursor's advance what the cursor does then: at most `limit` steps, until something else
  /// could come first.
  /// - Returns: how many; 0 when nothing is to be done.
  mutating func runNext(limit: Int) throws(EngineRefusal) -> Int {
    if haltBeyondLimits() { return 1 }
    if let key = nextReady, limit > 1, let count = try runOn(key, limit: limit) { return count }
    guard let input = nextInternal() else { return 0 }
    try apply(input)
    return 1
  }

  /// Whether nothing is to be done at the clock's present time.
  package var isIdle: Bool { nextInternal() == nil }

  /// Whether every execution of the tree has ended.
  package var isOver: Bool { engine.status.isFinal && runningChildren.isEmpty }

  /// What happens next without time going on. Before a failure is acted on, what comes in at the same moment is recorded: as when several Map iterations time out
  /// together.
  /// - Parameter fits: which cursors may move.
  func nextInternal(where fits: ((CursorKey) -> Bool)? = nil) -> Input? {
    let key = if let fits { nextReady(where: fits) } else { nextReady }
    guard let key else { return dueInput }
    if hasFailed(key), let due = dueInput { return due }
    return .engine(.advance(key))
  }

  /// The cursor to move next.
  var nextReady: CursorKey? { readyStack.last }
  /// The first of them that fits.
  func nextReady(where fits: (CursorKey) -> Bool) -> CursorKey? { readyStack.last { canMove($0) && fits($0) } }

  /// When the next thing happens by itself: a timer of an engine, or what a runner has planned.
  package var nextDue: Timestamp? {
    [planned.first?.due, engine.nextTimerDue?.due, dueChildren.first?.due].compactMap { $0 }.min()
  }

  /// The next timer of the tree.
  var nextTimer: EngineTimer? {
    let own = engine.nextTimerDue
    guard let child = dueChildren.first, own.map({ child.due < $0.due }) ?? true else { return own }
    return children[child.execution].child.engine?.nextTimerDue
  }

  /// The next thing that is due, as an input; nil when nothing is.
  var dueInput: Input? {
    let timer = nextTimer.flatMap { $0.due <= now ? $0 : nil }
    let entry = planned.first.flatMap { $0.due <= now ? $0 : nil }
    if let entry, timer.map({ entry.due <= $0.due }) ?? true { return .deliver }
    return timer.map { .engine(.timerFired($0.key)) }
  }
}

extension EngineInput {
  /// The execution whose cursor, task or timer it names; the root where it names none.
  var execution: ExecutionKey {
    switch self {
    case .start, .stop, .fail, .redrive: .root
    case .advance(let key), .edit(let key, _), .result(let key, _), .refuse(let key, _), .mapRun(let key, _): ExecutionKey(of: key)
    case .taskStarted(let id, _), .task(let id, _), .heartbeat(let id): ExecutionKey(of: id)
    case .timerFired(let key): ExecutionKey(of: key)
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
