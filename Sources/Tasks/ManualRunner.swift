import Engine
import Time

/// Leaves every task to a person: `--tasks manual`.
public struct ManualRunner: TaskRunner {
  public init() {}

  public mutating func begin(_ request: TaskRequest, at: Timestamp) throws(TaskRunnerError) -> TaskPlan { .byHand }
  public mutating func stop(_ id: TaskID, at: Timestamp, reason: String) -> [PlannedUpdate] { [] }
}
