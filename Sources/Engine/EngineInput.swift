import JSON

/// All that can happen to an engine. Given the same inputs at the same times, an engine gives the same outputs: a list of them is its journal.
public enum EngineInput: Sendable {
  /// The execution's input as JSON text, kept as written.
  case start(input: String)
  /// Moves a cursor to its next stop.
  case advance(CursorKey)
  /// The service has taken the task up: TaskStarted, and its clocks begin.
  case taskStarted(TaskID, worker: String? = nil)
  case task(TaskID, TaskUpdate)
  /// SendTaskHeartbeat: the heartbeat clock starts anew.
  case heartbeat(TaskID)
  case timerFired(TimerKey)
  /// StopExecution.
  case stop(error: String?, cause: String?)
  /// Whoever drives can go on no further: the execution fails.
  case fail(error: String, cause: String)
  /// A new input for a cursor before its state, or a new request for one that is ready.
  case edit(CursorKey, JSONValue)
  /// A result by hand for a cursor's Task, instead of sending it or of what it would answer.
  case result(CursorKey, TaskUpdate)
  /// Step Functions cannot make a request of what a ready cursor would send: nothing is scheduled, and the state fails with States.Runtime, the reason
  /// behind AWS's words about the state.
  case refuse(CursorKey, reason: String)
  /// The Map Run of a cursor's distributed Map is over.
  case mapRun(CursorKey, MapRunOutcome)
  /// RedriveExecution: goes on from where it failed, was stopped or ran out of time.
  case redrive
}

/// What an engine calls a cursor by.
public struct CursorKey: Sendable, Hashable, Comparable {
  /// Counted from 1 in the order in which cursors came to be; never used again.
  public let rawValue: Int
  /// Takes a number as an engine gave it; any other names no cursor, and is refused.
  public init(_ rawValue: Int) { self.rawValue = rawValue }
  /// The older cursor first.
  public static func < (a: CursorKey, b: CursorKey) -> Bool { a.rawValue < b.rawValue }
}

/// What an engine calls a timer by.
public struct TimerKey: Sendable, Hashable, Comparable {
  /// Counted from 1 in the order in which timers were set; never used again.
  public let rawValue: Int
  /// Takes a number as an engine gave it; any other names no timer, and firing it does nothing.
  public init(_ rawValue: Int) { self.rawValue = rawValue }
  /// The timer that was set earlier first, whichever is due first.
  public static func < (a: TimerKey, b: TimerKey) -> Bool { a.rawValue < b.rawValue }
}
