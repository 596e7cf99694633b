import JSON
import StatesLanguage

/// One scheduling of one Task state: what an engine calls the task by.
public struct TaskID: Sendable, Hashable, Comparable {
  public let rawValue: Int
  public init(_ rawValue: Int) { self.rawValue = rawValue }
  public static func < (a: TaskID, b: TaskID) -> Bool { a.rawValue < b.rawValue }
}

/// What a cursor that is ready would send.
public struct ReadyRequest: Sendable {
  public var state: String
  public var target: TaskTarget
  /// As TaskScheduled would record it, edits included.
  public var parameters: JSONValue

  public init(state: String, target: TaskTarget, parameters: JSONValue) {
    self.state = state
    self.target = target
    self.parameters = parameters
  }
}

/// What a runner is asked to do.
public struct TaskRequest: Sendable {
  public var id: TaskID
  public var target: TaskTarget
  public var state: String
  /// 0 for the first scheduling of this state name in the whole execution, then 1, 2 …: mocks count by it.
  public var scheduling: Int
  /// As TaskScheduled records it; for a function by ARN or an activity the payload.
  public var parameters: JSONValue
  /// `$$.Task.Token`, for patterns that have one.
  public var token: String?
  public var region: String
  public var account: String
  public var executionArn: String
  public var executionName: String

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
