import Engine
import Time

/// Leaves every task to a person: `--tasks manual`.
public struct ManualRunner: TaskRunner {
  /// It needs nothing.
  public init() {}

  /// Always by hand.
  public mutating func begin(_ request: TaskRequest, at: Timestamp) throws(TaskRunnerError) -> TaskPlan { .byHand }
  /// Nothing is planned, so nothing is to stop.
  public mutating func stop(_ id: TaskID, at: Timestamp, reason: String) -> [PlannedUpdate] { [] }
}
