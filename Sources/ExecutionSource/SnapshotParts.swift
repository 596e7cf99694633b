import Time

/// Where a container's output is, or why it is not there.
public struct ContainerLogStream: Sendable, Equatable {
  /// How it stands with the stream.
  public enum State: Sendable, Equatable {
    /// Not asked yet.
    case unread
    /// The stream does not exist yet: the container has written nothing.
    case empty
    /// Lines are read; `isCaughtUp` once nothing newer is there.
    case read(isCaughtUp: Bool)
    /// It cannot be had; a sentence says why and what to do: another log driver, a missing permission.
    case unavailable(String)
  }

  /// The task.
  public var taskArn: String
  /// The container's name.
  public var container: String
  /// CloudWatch's log group; empty where the container does not log there.
  public var group: String
  /// The stream in that group.
  public var stream: String
  /// How it stands with it.
  public var state: State
  /// When it was last asked.
  public var asOf: Timestamp?

  /// From its parts.
  public init(taskArn: String, container: String, group: String = "", stream: String = "", state: State = .unread, asOf: Timestamp? = nil) {
    self.taskArn = taskArn
    self.container = container
    self.group = group
    self.stream = stream
    self.state = state
    self.asOf = asOf
  }
}

/// A Map Run as DescribeMapRun tells of it.
public struct MapRunRow: Sendable, Equatable {
  /// The Map Run's ARN.
  public var arn: String
  /// The Map state it belongs to; empty where it is not known.
  public var state: String
  /// `RUNNING`, `SUCCEEDED`, `FAILED` or `ABORTED`.
  public var status: String
  /// When it began.
  public var startedAt: Timestamp?
  /// When it ended; nil while it runs.
  public var stoppedAt: Timestamp?
  /// Its items.
  public var items: Counts
  /// Its child executions.
  public var executions: Counts
  /// 0 for no limit.
  public var maxConcurrency: Int

  /// Items or child executions by what became of them.
  public struct Counts: Sendable, Equatable {
    public var pending = 0, running = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0, total = 0, resultsWritten = 0
    /// Nothing counted.
    public init() {}
  }

  /// From its parts.
  public init(
    arn: String, state: String, status: String, startedAt: Timestamp? = nil, stoppedAt: Timestamp? = nil, items: Counts = Counts(),
    executions: Counts = Counts(), maxConcurrency: Int = 0
  ) {
    self.arn = arn
    self.state = state
    self.status = status
    self.startedAt = startedAt
    self.stoppedAt = stoppedAt
    self.items = items
    self.executions = executions
    self.maxConcurrency = maxConcurrency
  }
}

/// How long a state took in past executions.
public struct UsualDuration: Sendable, Equatable {
  /// The shortest, middle and longest of the visits that succeeded.
  public var shortest: Duration, median: Duration, longest: Duration
  /// How many visits that is.
  public var visits: Int

  /// From its parts.
  public init(shortest: Duration, median: Duration, longest: Duration, visits: Int) {
    self.shortest = shortest
    self.median = median
    self.longest = longest
    self.visits = visits
  }
}

/// Whether an execution can be redriven, as DescribeExecution tells.
public struct RedriveStatus: Sendable, Equatable {
  /// How often it was redriven.
  public var count: Int
  /// `REDRIVABLE`, `NOT_REDRIVABLE` or `REDRIVABLE_BY_MAP_RUN`.
  public var status: String
  /// Why not; empty where it can be.
  public var reason: String

  /// From its parts.
  public init(count: Int, status: String, reason: String) {
    self.count = count
    self.status = status
    self.reason = reason
  }
}
