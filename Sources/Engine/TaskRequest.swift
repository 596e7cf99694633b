import JSON
import StatesLanguage

/// One scheduling of one Task state: what an engine calls the task by.
public struct TaskID: Sendable, Hashable, Comparable {
  /// Counted from 1 over the whole execution; never used again.
  public let rawValue: Int
  /// Takes a number as an engine gave it; updates for any other are ignored.
  public init(_ rawValue: Int) { self.rawValue = rawValue }
  /// The earlier scheduling first.
  public static func < (a: TaskID, b: TaskID) -> Bool { a.rawValue < b.rawValue }
}

/// What a cursor that is ready would send.
public struct ReadyRequest: Sendable {
  /// The Task state's name.
  public var state: String
  /// The state's `Resource`, taken apart.
  public var target: TaskTarget
  /// As TaskScheduled would record it, edits included.
  public var parameters: JSONValue

  /// Nothing is checked or evaluated here: the parameters are kept as given.
  public init(state: String, target: TaskTarget, parameters: JSONValue) {
    self.state = state
    self.target = target
    self.parameters = parameters
  }
}

/// What a runner is asked to do.
public struct TaskRequest: Sendable {
  /// What updates about this task are addressed to.
  public var id: TaskID
  /// The state's `Resource`, taken apart: which service, which action, which pattern.
  public var target: TaskTarget
  /// The Task state's name.
  public var state: String
  /// 0 for the first scheduling of this state name in the whole execution, then 1, 2 …: mocks count by it.
  public var scheduling: Int
  /// As TaskScheduled records it; for a function by ARN or an activity the payload.
  public var parameters: JSONValue
  /// `$$.Task.Token`, for patterns that have one.
  public var token: String?
  /// The execution's region, in which a runner's made-up resources lie.
  public var region: String
  /// The execution's account, twelve digits.
  public var account: String
  /// The ARN of the execution that asks.
  public var executionArn: String
  /// The name of the execution that asks.
  public var executionName: String

  /// Nothing is checked here; a nil `token` says that the pattern has none.
  public init(
    id: TaskID, target: TaskTarget, state: String, scheduling: Int, parameters: JSONValue, token: String?, region: String, account: String,
    executionArn: String, executionName: String
  ) {
    self.id = id
    self.target = target
    self.state = state
    self.scheduling = scheduling
    self.parameters = parameters
    self.token = token
    self.region = region
    self.account = account
    self.executionArn = executionArn
    self.executionName = executionName
  }
}

/// What became of a task: what a runner tells an engine, which writes the events.
public enum TaskUpdate: Sendable, Equatable {
  /// The service's own answer: TaskSubmitted in the `.sync` and callback patterns.
  case submitted(output: JSONValue)
  case succeeded(output: JSONValue)
  case failed(error: String?, cause: String?)
  /// Recorded as the timed-out event; `error` is `States.Timeout` or `States.HeartbeatTimeout`.
  case timedOut(error: String, cause: String?)
}
