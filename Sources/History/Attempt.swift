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
  /// When it was scheduled or begun.
  public var scheduledAt: Timestamp
  /// TaskStarted and its like: somebody has begun to work; nil before, and where an endpoint leaves it out.
  public var startedEvent: Int?
  /// When somebody began to work.
  public var startedAt: Timestamp?
  /// TaskSubmitted: the service has taken the job.
  public var submittedEvent: Int?
  /// When the service took the job.
  public var submittedAt: Timestamp?
  /// The event of its outcome.
  public var endedEvent: Int?
  /// When it ended; nil while it runs.
  public var endedAt: Timestamp?
  /// How it ended, if it did.
  public var outcome: Outcome = .running
  /// The error it failed with; a failure may have none.
  public var error: String?
  /// The cause it failed with, often JSON: see `DecodedCause`.
  public var cause: String?
  /// From the end of the attempt before to this one's start: the wait that Retry made.
  public var backOff: Duration?
  /// The redrive it belongs to; 0 before the first.
  public var redrive = 0
  /// The integration; nil for Map and Parallel.
  public var task: TaskResource?
  /// The timeout as the event told it.
  public var timeoutInSeconds: Int?
  /// The longest pause between two beats, as the event told it.
  public var heartbeatInSeconds: Int?
  /// Whether the endpoint gave TaskScheduled with all its members: only then does a missing timeout mean that there is none.
  public var isComplete: Bool

  /// A try that has just been scheduled.
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
  /// `.waitForTaskToken`.
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
