import History
import JSON
import Time

/// What no event tells: where an embedded engine stands, which timers run, how old remote data is.
public struct LiveStatus: Sendable {
  /// The execution's own clock as of this snapshot.
  public var now = Timestamp(milliseconds: 0)
  /// How time passes.
  public var clock: ClockMode = .real
  /// Whether `now` goes on by itself (false while paused on a virtual clock, at the end, and in recordings).
  public var isClockRunning = false
  /// Where the engine stands; empty for sources without one.
  public var cursors: [CursorStatus] = []
  /// The cursor that `step` moves.
  public var selectedCursor: CursorID?
  /// Nil while nothing is held.
  public var pause: PauseReason?
  /// The timers that run; empty where the source does not tell.
  public var timers: [TimerStatus] = []
  /// In the order in which they were set.
  public var breakpoints: [Breakpoint] = []
  /// Nil for sources that do not poll.
  public var poll: PollStatus?

  /// Nothing known.
  public init() {}
}

/// How an embedded run's time passes.
public enum ClockMode: Sendable, Equatable {
  case real
  /// So many times as fast as the wall clock.
  case scaled(Double)
  /// Jumps to the next timer as soon as nothing else can happen.
  case virtual
}

/// Names a cursor for as long as it exists.
public struct CursorID: Sendable, Hashable, Comparable {
  /// The number the engine gave it.
  public let rawValue: Int
  /// The cursor of that number.
  public init(_ rawValue: Int) { self.rawValue = rawValue }
  /// By the order of making.
  public static func < (a: CursorID, b: CursorID) -> Bool { a.rawValue < b.rawValue }
}

/// A place where the engine stands.
public struct CursorStatus: Sendable {
  /// The stops a cursor makes inside a state; a state that is not a Task has only `entered` and `exited`.
  public enum Stop: Sendable, Equatable {
    /// About to be entered: nothing of the state is recorded yet.
    case before
    case entered
    /// Parameters are evaluated, nothing is sent.
    case ready
    case sent
    /// The result is in hand, not yet processed.
    case finished
    case exited
  }

  /// Names it.
  public var id: CursorID
  /// Where it stands.
  public var state: String
  /// The branches and iterations around the state.
  public var scope: Scope
  /// How far inside the state it is.
  public var stop: Stop
  /// Whether a step moves it now; false while it waits for a task, a timer, a token or its branches.
  public var canMove: Bool
  /// The event with which the state was entered; nil before.
  public var enteredEventId: Int?
  /// What a step would send (`ready`), as it will be recorded in TaskScheduled; edits included.
  public var request: JSONValue?
  /// The state's input (`before` and `entered`).
  public var input: JSONValue?
  /// 0 for the first attempt.
  public var attempt: Int
  /// Whether its Task waits for a result that only a person gives.
  public var awaitsResultByHand = false

  /// From its parts.
  public init(
    id: CursorID, state: String, scope: Scope, stop: Stop, canMove: Bool, enteredEventId: Int? = nil, request: JSONValue? = nil,
    input: JSONValue? = nil, attempt: Int = 0
  ) {
    self.id = id
    self.state = state
    self.scope = scope
    self.stop = stop
    self.canMove = canMove
    self.enteredEventId = enteredEventId
    self.request = request
    self.input = input
    self.attempt = attempt
  }
}

/// Why an embedded run stands still.
public enum PauseReason: Sendable, Equatable {
  case start
  case step
  /// `p`.
  case request
  case breakpoint(String)
  case failure(state: String)
}

/// A timer that runs.
public struct TimerStatus: Sendable, Equatable {
  /// What a timer is for.
  public enum Kind: Sendable, Equatable {
    case wait
    case timeout
    case heartbeat
    /// A back-off before attempt `next` of at most `of`.
    case retry(next: Int, of: Int)
    case executionTimeout
  }

  /// What it is for.
  public var kind: Kind
  /// Empty for the execution's own timeout.
  public var state: String
  /// The branches and iterations around the state.
  public var scope: Scope
  /// When it fires.
  public var due: Timestamp

  /// From its parts.
  public init(kind: Kind, state: String, scope: Scope, due: Timestamp) {
    self.kind = kind
    self.state = state
    self.scope = scope
    self.due = due
  }
}

/// Where an embedded run shall stop.
public struct Breakpoint: Sendable, Equatable {
  /// Where it stops.
  public enum Place: Sendable, Equatable {
    case state(String)
    /// Any failure, before a Retry or Catch looks at it.
    case failure
  }

  /// Where it stops.
  public var place: Place
  /// An expression in the machine's query language that must hold for the state's input; nil stops always.
  public var condition: String?
  /// Whether it stops at all.
  public var isEnabled: Bool

  /// From its parts.
  public init(place: Place, condition: String? = nil, isEnabled: Bool = true) {
    self.place = place
    self.condition = condition
    self.isEnabled = isEnabled
  }
}

/// How a polled source stands with its endpoint.
public struct PollStatus: Sendable, Equatable {
  /// When the newest data was received.
  public var asOf: Timestamp?
  /// When the endpoint is asked again; nil when it is not.
  public var next: Timestamp?
  /// What is wrong, in a sentence; nil while all is well.
  public var problem: String?
  /// Whether the endpoint asked for fewer calls.
  public var isThrottled: Bool
  /// When ECS was last heard of; nil before, or where it is not asked.
  public var tasksAsOf: Timestamp?
  /// When the log was last heard of; nil before, or where it is not asked.
  public var logsAsOf: Timestamp?
  /// Parts that cannot be had, or not all of them, each with its sentence: a call was denied or fails, an event is of an unknown type. The others go on.
  public var denied: [Part: String] = [:]
  /// How far this machine's clock is behind the endpoint's, where it is off by more than latency explains; `live.now` is corrected by it, the times here are not.
  public var clockOffset = Duration.zero

  /// A part of the screen that has calls of its own.
  public enum Part: Sendable, Hashable, CaseIterable { case execution, history, definition, tasks, logs, mapRuns }

  /// From its parts.
  public init(asOf: Timestamp? = nil, next: Timestamp? = nil, problem: String? = nil, isThrottled: Bool = false) {
    self.asOf = asOf
    self.next = next
    self.problem = problem
    self.isThrottled = isThrottled
  }
}
