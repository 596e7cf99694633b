/// The status of an execution, in the API's words.
public enum ExecutionStatus: String, Sendable, CaseIterable {
  case running = "RUNNING"
  case succeeded = "SUCCEEDED"
  case failed = "FAILED"
  case timedOut = "TIMED_OUT"
  case aborted = "ABORTED"
  case pendingRedrive = "PENDING_REDRIVE"

  /// Whether nothing more happens by itself.
  public var isFinal: Bool { self != .running }
}
