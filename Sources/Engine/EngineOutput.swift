import History
import Time

/// What an input led to.
public struct EngineOutput: Sendable {
  /// New events, in order.
  public var events: [HistoryEvent] = []
  /// Bytes of the longer texts in these events; what one event carries on from the one before counts once.
  public var textBytes = 0
  /// What is to be done in the world, in order.
  public var effects: [EngineEffect] = []
  /// The cursors that can move after this input and could not, or were not there, before: whoever drives goes on with them, in this order.
  public var ready: [CursorKey] = []

  /// Nothing yet.
  public init() {}

  /// Forgets everything but the room it took.
  public mutating func removeAll() {
    events.removeAll(keepingCapacity: true)
    textBytes = 0
    effects.removeAll(keepingCapacity: true)
    ready.removeAll(keepingCapacity: true)
  }
}

/// What an engine asks of the world. Timers are not among them: `ExecutionEngine.timers` says what to fire and when.
public enum EngineEffect: Sendable {
  /// Perform a task; answer with `taskStarted`, then `task`.
  case startTask(TaskRequest)
  /// Nobody waits for this task any more; best effort.
  case stopTask(TaskID, reason: String)
  /// Run the child executions of a distributed Map; answer with `mapRun`.
  case startMapRun(MapRun)
  /// Nobody waits for the Map Run of this cursor any more: its children are stopped.
  case stopMapRun(CursorKey)
  /// The Map Run of this cursor goes on: its failed children are redriven, pending ones run.
  case redriveMapRun(CursorKey)
}

/// A timer an engine has set; who drives fires it with `timerFired` at `due` or later.
public struct EngineTimer: Sendable {
  /// What a timer measures.
  public enum Kind: Sendable, Equatable {
    /// A Wait state.
    case wait
    /// A Task's TimeoutSeconds.
    case timeout
    /// A Task's HeartbeatSeconds.
    case heartbeat
    /// Before attempt `next` of at most `of`.
    case retry(next: Int, of: Int)
    /// The machine's TimeoutSeconds.
    case executionTimeout
  }

  /// What `timerFired` calls it by.
  public var key: TimerKey
  /// What happens when it fires depends on this.
  public var kind: Kind
  /// Nil for the execution's own.
  public var cursor: CursorKey?
  /// Execution time from which on it may be fired.
  public var due: Timestamp
}

/// Why an input was refused: it names nothing that is there, or comes at the wrong moment.
public struct EngineRefusal: Error, Sendable, Equatable {
  /// What does not fit, and in which state where there is one; as a person reads it, mostly a clause for a larger sentence.
  public var message: String

  /// Takes the words as they will be shown.
  public init(message: String) { self.message = message }
}
