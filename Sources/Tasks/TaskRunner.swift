import ECSModel
import Engine
import JSON
import Time

/// Performs tasks for an engine: a value, deterministic from its seed and the requests it is given; it knows no clock, thread or I/O.
///
/// A runner says in advance everything that will happen; the source that drives the engine lets it happen when its clock says so.
public protocol TaskRunner: Sendable {
  /// Takes a request and says what will become of it.
  /// - Parameter at: the execution's time; documents are stamped with it.
  /// - Throws: `TaskRunnerError` when the whole run must fail (a mock file without an answer), not when the task fails: that is planned.
  mutating func begin(_ request: TaskRequest, at: Timestamp) throws(TaskRunnerError) -> TaskPlan

  /// Why Step Functions cannot make a request of these parameters, so that nothing is scheduled and the state fails with `States.Runtime`: the cause behind the
  /// words about the state. Whoever drives an engine asks before each request; nil when all is well, and where a person or a mock file answers.
  func refusal(of request: ReadyRequest) -> String?

  /// StopTask: what happens from now on instead of what was still planned. Empty for a task that has ended or is unknown.
  /// - Parameter reason: becomes the task's stoppedReason.
  mutating func stop(_ id: TaskID, at: Timestamp, reason: String) -> [PlannedUpdate]
}

extension TaskRunner {
  /// Nothing is refused.
  public func refusal(of request: ReadyRequest) -> String? { nil }
}

/// What a runner makes of a request.
public enum TaskPlan: Sendable, Equatable {
  /// What will happen, in ascending order of time.
  case scripted([PlannedUpdate])
  /// A person gives the result.
  case byHand
  /// Nothing here performs it; a sentence that says so, and what to do.
  case unsupported(String)
}

/// One thing that will happen to a task.
public struct PlannedUpdate: Sendable, Equatable {
  /// What happens.
  public enum Content: Sendable, Equatable {
    /// The engine is told.
    case task(TaskUpdate)
    /// ECS has a new document of the task.
    case document(ECSTask)
    /// The container sends a heartbeat for the token.
    case heartbeat
    /// The container answers the token.
    case callback(TaskAnswer)
    /// A container prints a line.
    case log(taskArn: String, container: String, line: String)
  }

  /// Since the request was begun.
  public var after: Duration
  /// What happens.
  public var content: Content

  /// Made from its parts.
  public init(after: Duration, content: Content) {
    self.after = after
    self.content = content
  }
}

/// How a task token is answered: SendTaskSuccess or SendTaskFailure.
public enum TaskAnswer: Sendable, Equatable {
  case success(JSONValue)
  case failure(error: String?, cause: String?)
}

/// Why a run cannot go on: one sentence that names the file, the state and what to do.
public struct TaskRunnerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The whole sentence.
  public var message: String
  /// Made from its parts.
  public init(_ message: String) { self.message = message }
  /// The same as `message`.
  public var description: String { message }
}
