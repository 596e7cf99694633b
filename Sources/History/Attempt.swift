import Time

/// One try of a visit: a Task's scheduling with its outcome, or one start of a Map or Parallel.
public struct Attempt: Sendable, Equatable {
  /// How a try ended.
  public enum Outcome: String, Sendable {
    case running, succeeded, failed, timedOut, aborted
  }

  /// TaskScheduled, LambdaFunctionScheduled, ActivityScheduled, MapStateStarted or ParallelStateStarted; 0 where a failure came before any
  /// of them.
  public var scheduledEvent: Int
  public var scheduledAt: Timestamp
  public var startedEvent: Int?
  public var startedAt: Timestamp?
  /// TaskSubmitted: the service has taken the job.
  public var submittedEvent: Int?
  public var submittedAt: Timestamp?
  public var endedEvent: Int?
  public var endedAt: Timestamp?
  public var outcome: Outcome = .running
  public var error: String?
  public var cause: String?
  /// From the end of the attempt before to this one's start: the wait that Retry made.
  public var backOff: Duration?
  public var task: TaskResource?
  public var timeoutInSeconds: Int?
  public var heartbeatInSeconds: Int?
  /// Whether the endpoint gave TaskScheduled with all its members: only then does a missing timeout mean that there is none.
  public var isComplete: Bool

  public init(scheduledEvent: Int, at: Timestamp, isComplete: Bool = true) {
    self.scheduledEvent = scheduledEvent
    scheduledAt = at
    self.isComplete = isComplete
  }

  /// Whether it failed or timed out.
  public var hasFailed: Bool { outcome == .failed || outcome == .timedOut }

  /// Whether the integration waits for a job or for somebody with the token.
  public var waitsForOthers: Bool { waitsForJob || waitsForToken }
  /// `.sync` and `.sync:2`.
  public var waitsForJob: Bool { task.map { $0.resource.hasSuffix(".sync") || $0.resource.hasSuffix(".sync:2") } ?? false }
  public var waitsForToken: Bool { task?.resource.hasSuffix(".waitForTaskToken") ?? false }

  mutating func end(_ outcome: Outcome, event: HistoryEvent) {
    self.outcome = outcome
    endedEvent = event.id
    endedAt = event.timestamp
    if let failure = event.details.failure {
      error = failure.error
      cause = failure.cause
    }
  }
}
