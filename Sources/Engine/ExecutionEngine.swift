import DataFlow
import History
import JSON
import StatesLanguage
import Time

/// The interpreter of one execution, as a value: inputs with their times in, events and effects out. It knows no clock, no thread and no I/O, and does not keep the
/// events it gave; a copy is a checkpoint, and replaying the same inputs gives the same engine.
///
/// Somebody drives it: he advances the cursors that can move, performs the effects, fires the timers, and decides when. Stepping is driving slowly.
public struct ExecutionEngine: Sendable {
  let machine: CompiledMachine
  /// The names and ARNs the execution goes by.
  public let identity: EngineIdentity
  var random: EngineRandom
  /// The time of the input that is being handled.
  var now = Timestamp(milliseconds: 0)
  var cursors = CursorTable()
  /// Which cursor waits for a task.
  var tasks: [TaskID: CursorKey] = [:]
  /// The tokens that may be answered.
  var tokens: [String: TaskID] = [:]
  var timerQueue = TimerQueue()
  /// How often each state name was scheduled.
  var schedulings: [String: Int] = [:]
  var nextEvent = 1
  var nextCursor: Int
  var nextTask: Int
  var nextTimer: Int
  /// How often the execution was redriven, and when last.
  var redriveCount = 0
  var redriveTime: String?
  /// The cursors as they were when the execution ended without success: what a redrive goes on from.
  var fallen = CursorTable()
  /// Bytes of the variables of all scopes that run.
  var variableBytes = 0
  /// The start as the context object says it.
  var startTime = ""
  var input = Payload.empty
  /// The part of the context object that all states share.
  var runContext: ContextObject
  /// How long it may run, in seconds: a year, or five minutes of an Express workflow.
  public var maximumSeconds = CompiledMachine.oneYear
  /// RUNNING until a final event is given.
  public internal(set) var status = ExecutionStatus.running
  /// Whether `start` was taken; a second one is refused.
  public internal(set) var hasStarted = false

  /// The events a Standard execution may have; one more and it fails.
  public static let maximumEvents = 25_000

  /// - Throws: `EngineRefusal` when the machine uses what this engine does not run, naming the state.
  public init(machine: StateMachine, identity: EngineIdentity, seed: EngineSeed) throws(EngineRefusal) {
    self.init(machine: try CompiledMachine(machine), identity: identity, seed: seed)
  }

  /// With a machine compiled before, so that many executions share the work.
  /// - Parameter numbering: what the keys of cursors, tasks and timers are counted from, so that those of several engines can be told apart.
  public init(machine: CompiledMachine, identity: EngineIdentity, seed: EngineSeed, numbering: Int = 0) {
    self.machine = machine
    self.identity = identity
    random = EngineRandom(seed: seed)
    runContext = ContextObject(
      execution: ContextObject.Execution(id: "", input: .null, name: "", roleArn: "", startTime: ""), stateMachineID: "",
      stateMachineName: "")
    nextCursor = numbering + 1
    nextTask = numbering + 1
    nextTimer = numbering + 1
  }

  /// Takes one input that happens at `now`.
  /// - Throws: `EngineRefusal` when it does not fit; the engine is then as it was.
  public mutating func handle(_ input: EngineInput, at now: Timestamp) throws(EngineRefusal) -> EngineOutput {
    var step = EngineStep(now: now)
    self.now = now
    switch input {
    case .start(let text): try start(text, &step)
    case .advance(let key):
      var cursor = try cursor(key)
      try advance(&cursor, &step)
    case .taskStarted(let id, let worker): taskStarted(id, worker: worker, &step)
    case .task(let id, let update): task(id, update, &step)
    case .heartbeat(let id): heartbeat(id, &step)
    case .timerFired(let key): timerFired(key, &step)
    case .stop(let error, let cause): stop(error: error, cause: cause, &step)
    case .fail(let error, let cause): fail(error: error, cause: cause, &step)
    case .edit(let key, let value): try edit(try cursor(key), value, &step)
    case .result(let key, let update): try result(try cursor(key), update, &step)
    case .refuse(let key, let reason): try refuse(try cursor(key), reason, &step)
    case .mapRun(let key, let outcome): mapRunEnded(key, outcome, &step)
    case .redrive: try redrive(&step)
    }
    return step.output
  }

  /// Timers that are set, earliest first.
  public var timers: [EngineTimer] { timerQueue.ordered }

  /// The earliest timer.
  public var nextTimerDue: EngineTimer? { timerQueue.earliest }

  /// A timer that is set.
  public func timer(_ key: TimerKey) -> EngineTimer? { timerQueue[key] }

  /// The timers of one cursor.
  public func timers(of cursor: CursorKey) -> [EngineTimer] { timerQueue.timers(of: cursor) }

  /// The task that waits for an answer with this token.
  public func task(token: String) -> TaskID? { tokens[token] }

  /// Every token somebody may answer.
  public var pendingTokens: [String] { Array(tokens.keys) }

  /// A cursor to change.
  mutating func cursor(_ key: CursorKey) throws(EngineRefusal) -> EngineCursor {
    guard status == .running else { throw EngineRefusal(message: "the execution is over") }
    guard let cursor = cursors.unique(key) else { throw EngineRefusal(message: "there is no such cursor any more") }
    return cursor
  }

  // MARK: Start and end

  private mutating func start(_ text: String, _ step: inout EngineStep) throws(EngineRefusal) {
    guard !hasStarted else { throw EngineRefusal(message: "the execution has started already") }
    let value: JSONValue
    do { value = try JSONValue(parsing: text, limits: .payload) } catch { throw EngineRefusal(message: "the input is not JSON: \(error)") }
    hasStarted = true
    startTime = step.now.iso8601
    input = Payload(value: value, text: text)
    runContext = makeRunContext()
    emit(.executionStarted, after: 0, .executionStarted(input: text, roleArn: identity.roleArn), &step)
    setTimer(.executionTimeout, cursor: nil, after: .seconds(min(machine.timeoutSeconds, maximumSeconds)), &step)
    addCursor(parent: nil, slot: .top, group: machine.body, input: input, last: 0, &step)
  }

  private mutating func stop(error: String?, cause: String?, _ step: inout EngineStep) {
    guard status == .running, hasStarted else { return }
    end(.executionAborted, after: 0, .failed(error: error, cause: cause), reason: "the execution was stopped", &step)
  }

  private mutating func fail(error: String, cause: String, _ step: inout EngineStep) {
    guard status == .running, hasStarted else { return }
    end(.executionFailed, after: 0, .failed(error: error, cause: cause), reason: "the execution failed", &step)
  }

  mutating func end(_ type: EventType, after last: Int, _ details: EventDetails, reason: String, _ step: inout EngineStep) {
    emit(type, after: last, details, force: true, &step)
    switch type {
    case .executionSucceeded: status = .succeeded
    case .executionAborted: status = .aborted
    case .executionTimedOut: status = .timedOut
    default: status = .failed
    }
    for id in tasks.keys.sorted() { step.output.effects.append(.stopTask(id, reason: reason)) }
    for key in runningMapRuns { step.output.effects.append(.stopMapRun(key)) }
    fallen = status == .succeeded ? CursorTable() : cursors
    cursors = CursorTable()
    tasks = [:]
    tokens = [:]
    timerQueue = TimerQueue()
    step.output.ready = []
  }

  // MARK: Events, timers and cursors

  /// Records an event and gives its id; over the quota of 25,000 the execution fails instead, as at AWS.
  @discardableResult
  mutating func emit(
    _ type: EventType, after previous: Int, _ details: EventDetails, force: Bool = false, _ step: inout EngineStep
  ) -> Int {
    guard status == .running else { return 0 }
    if !force, nextEvent >= ExecutionEngine.maximumEvents {
      end(
        .executionFailed, after: nextEvent - 1,
        .failed(
          error: "States.Runtime", cause: "The execution reached the maximum number of history events (\(ExecutionEngine.maximumEvents))."),
        reason: "the execution failed", &step)
      return 0
    }
    let id = nextEvent
    nextEvent += 1
    step.output.textBytes += details.newTextBytes
    step.output.events.append(HistoryEvent(id: id, previousEventId: previous, timestamp: step.now, type: type, details: details))
    return id
  }

  /// Records an event that has no details.
  @discardableResult
  mutating func emit(_ type: EventType, after previous: Int, _ step: inout EngineStep) -> Int { emit(type, after: previous, .none, &step) }

  mutating func setTimer(_ kind: EngineTimer.Kind, cursor: EngineCursor?, after delay: Duration, _ step: inout EngineStep) {
    setTimer(kind, cursor: cursor, at: step.now + delay)
  }

  mutating func setTimer(_ kind: EngineTimer.Kind, cursor: EngineCursor?, at due: Timestamp) {
    guard status == .running else { return }
    cursor?.hasTimers = true
    timerQueue.insert(EngineTimer(key: TimerKey(nextTimer), kind: kind, cursor: cursor?.key, due: due))
    nextTimer += 1
  }

  mutating func cancelTimers(of cursor: EngineCursor) { if cursor.hasTimers { timerQueue.removeAll(of: cursor.key) } }

  @discardableResult
  mutating func addCursor(
    parent: CursorKey?, slot: EngineCursor.Slot, group: CompiledGroup, input: Payload, last: Int, _ step: inout EngineStep
  ) -> CursorKey {
    let key = CursorKey(nextCursor)
    // The event that made room for it may have been the one too many.
    guard status == .running else { return key }
    nextCursor += 1
    cursors.insert(EngineCursor(key: key, parent: parent, slot: slot, group: group, state: group.start, input: input, last: last))
    step.output.ready.append(key)
    return key
  }

  /// A cursor was changed; `ready` says that it can move now.
  func keep(_ cursor: EngineCursor, _ step: inout EngineStep, ready: Bool = true) {
    if ready, status == .running { step.output.ready.append(cursor.key) }
  }
}

/// One input being handled: its time and what it has led to so far.
struct EngineStep {
  let now: Timestamp
  var output: EngineOutput

  init(now: Timestamp, output: EngineOutput = EngineOutput()) {
    self.now = now
    self.output = output
  }
}
