import Time

/// How many requests one endpoint gets from this process: for each group of operations a bucket with about a fifth of what AWS puts back into
/// its own (Step Functions and ECS share theirs with everything else in the account, `.sync` tasks included). A value on the caller's clock.
public struct RequestBudget: Sendable {
  /// Operations that share a bucket.
  public enum Group: String, Sendable, CaseIterable {
    case history, execution, executions, machines, machine, definition, mapRuns, mapRun, activities, tests, validations, tasks
    case taskDefinition, logs, logFilters, other

    /// The group of `operation`; nil for what changes something or waits by itself (GetActivityTask), which is never delayed.
    public init?(of operation: String) {
      switch operation {
      case "GetExecutionHistory": self = .history
      case "DescribeExecution": self = .execution
      case "ListExecutions": self = .executions
      case "ListStateMachines": self = .machines
      case "DescribeStateMachine": self = .machine
      case "DescribeStateMachineForExecution": self = .definition
      case "ListMapRuns": self = .mapRuns
      case "DescribeMapRun": self = .mapRun
      case "ListActivities": self = .activities
      case "TestState": self = .tests
      case "ValidateStateMachineDefinition": self = .validations
      case "DescribeTasks", "ListTasks": self = .tasks
      case "DescribeTaskDefinition": self = .taskDefinition
      case "GetLogEvents", "DescribeLogStreams", "DescribeLogGroups": self = .logs
      case "FilterLogEvents": self = .logFilters
      case "GetActivityTask": return nil
      default:
        guard ["Describe", "Get", "List"].contains(where: operation.hasPrefix) else { return nil }
        self = .other
      }
    }

    /// Tokens a second, and those of a full bucket.
    public var allowance: (perSecond: Double, burst: Double) {
      switch self {
      case .history: (4, 80)
      case .execution: (2, 50)
      case .executions: (0.4, 20)
      case .machines: (1, 20)
      case .machine: (4, 40)
      case .definition: (0.2, 40)
      case .mapRuns: (0.2, 20)
      case .mapRun: (0.2, 40)
      case .activities: (2, 20)
      case .tests: (2, 10)
      case .validations: (0.2, 20)
      case .tasks: (2, 20)
      case .taskDefinition: (4, 10)
      case .logs: (5, 5)
      case .logFilters: (1, 2)
      case .other: (1, 20)
      }
    }
  }

  /// Who asks: what somebody looks at, or what goes on behind it and leaves half of each bucket to the former. Background requests are made
  /// one after another; many at once would queue before everybody else.
  public enum Urgency: Sendable {
    case onScreen, background

    var reserve: Double { self == .background ? 0.5 : 0 }
  }

  /// One log stream's share of `logs`.
  public static let perStream = (perSecond: 1.0, burst: 1.0)
  /// Streams remembered; those that nobody reads any more are forgotten beyond it.
  static let maximumStreams = 500

  private var groups: [Group: TokenBucket] = [:]
  private var streams: [String: TokenBucket] = [:]

  /// A budget of which nothing is spent.
  public init() {}

  /// Spends a request and says how long to wait before it is sent.
  /// - Parameters:
  ///   - operation: its name in the API.
  ///   - stream: for GetLogEvents which stream is read.
  public mutating func take(
    _ operation: String, stream: String? = nil, _ urgency: Urgency = .onScreen, at now: Timestamp
  ) -> Duration {
    guard let group = Group(of: operation) else { return .zero }
    var wait = groups[group, default: RequestBudget.full(group)].take(at: now, leaving: urgency.reserve)
    // Both kinds of log reading together stay below what logs may have.
    if group == .logFilters {
      wait = max(wait, groups[.logs, default: RequestBudget.full(.logs)].take(at: now, leaving: urgency.reserve))
    }
    guard let stream else { return wait }
    if streams.count >= RequestBudget.maximumStreams { streams = streams.filter { !$0.value.isFull(at: now) } }
    return max(wait, streams[stream, default: RequestBudget.fullStream].take(at: now))
  }

  /// What `take` would say; nothing is spent.
  public func wait(_ operation: String, stream: String? = nil, _ urgency: Urgency = .onScreen, at now: Timestamp) -> Duration {
    var budget = self
    return budget.take(operation, stream: stream, urgency, at: now)
  }

  /// Gives back a request that was not sent after all.
  public mutating func giveBack(_ operation: String, stream: String? = nil) {
    guard let group = Group(of: operation) else { return }
    groups[group]?.giveBack()
    if group == .logFilters { groups[.logs]?.giveBack() }
    if let stream { streams[stream]?.giveBack() }
  }

  private static func full(_ group: Group) -> TokenBucket {
    TokenBucket(perSecond: group.allowance.perSecond, burst: group.allowance.burst)
  }

  private static var fullStream: TokenBucket { TokenBucket(perSecond: perStream.perSecond, burst: perStream.burst) }
}
