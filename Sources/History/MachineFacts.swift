import JSON
import Time

/// What a definition says about the states of a machine, as far as a history needs it: nesting, timeouts, retries, what a Wait waits for
/// and where task tokens are.
public struct MachineFacts: Sendable, Equatable {
  /// By name; names are unique in a whole machine.
  public var states: [String: StateFacts]

  /// Facts put together by hand.
  public init(states: [String: StateFacts]) { self.states = states }
}

/// What a definition says about one state.
public struct StateFacts: Sendable, Equatable {
  /// The state's type.
  public var kind: VisitKind
  /// The Parallel or Map around it; nil at the top level.
  public var container: String?
  /// The branch of that Parallel, from 0 in the definition's order; nil inside a Map.
  public var branch: Int?
  /// A Task's resource.
  public var resource: String?
  /// Literal `TimeoutSeconds` and `HeartbeatSeconds`; nil also where an expression gives them.
  public var timeoutSeconds: Int?
  /// A literal `HeartbeatSeconds`.
  public var heartbeatSeconds: Int?
  /// Whether the state declares a timeout at all.
  public var hasTimeout = false
  /// What a Wait waits for; nil for other states.
  public var wait: WaitFacts?
  /// `Retry` in the order in which its rules are tried.
  public var retriers: [RetrierFacts] = []
  /// The `ErrorEquals` of all catchers.
  public var caughtErrors: [String] = []
  /// Where a Choice goes by `Default`, when no rule leads there too.
  public var defaultNext: String?
  /// Where the state's request holds the task token.
  public var tokens: [TokenPlace] = []

  /// The facts of a state of which no more is known.
  public init(kind: VisitKind, container: String? = nil, branch: Int? = nil) {
    self.kind = kind
    self.container = container
    self.branch = branch
  }
}

/// What a Wait waits for.
public enum WaitFacts: Sendable, Equatable {
  case seconds(Int)
  case until(Timestamp)
  /// A reference path into the state's input, such as `$.delay`.
  case secondsPath(String)
  case timestampPath(String)
  /// An expression, which only an engine can answer.
  case expression
}

/// One element of `Retry`, with the defaults put in.
public struct RetrierFacts: Sendable, Equatable {
  /// `ErrorEquals`.
  public var errors: [String]
  /// `IntervalSeconds`: the first delay.
  public var intervalSeconds: Double
  /// `MaxAttempts`: how many retries, not counting the first try.
  public var maxAttempts: Int
  /// `BackoffRate`: by how much each delay is longer than the one before.
  public var backoffRate: Double
  /// `MaxDelaySeconds`: the longest delay.
  public var maxDelaySeconds: Double?
  /// `JitterStrategy` `FULL`: the delay is drawn between 0 and the computed one.
  public var hasJitter: Bool

  /// A Retry rule; the defaults are the language's.
  public init(
    errors: [String], intervalSeconds: Double = 1, maxAttempts: Int = 3, backoffRate: Double = 2, maxDelaySeconds: Double? = nil,
    hasJitter: Bool = false
  ) {
    self.errors = errors
    self.intervalSeconds = intervalSeconds
    self.maxAttempts = maxAttempts
    self.backoffRate = backoffRate
    self.maxDelaySeconds = maxDelaySeconds
    self.hasJitter = hasJitter
  }

  /// Whether it takes this error: by name, `States.TaskFailed` every error of a task but a timeout, `States.ALL` everything that can be
  /// retried.
  public func matches(_ error: String?, timedOut: Bool) -> Bool { RetrierFacts.matches(error, timedOut: timedOut, errors) }

  /// The rule that Retry and Catch share.
  static func matches(_ error: String?, timedOut: Bool, _ names: [String]) -> Bool {
    names.contains { name in
      switch name {
      case "States.ALL": error != "States.DataLimitExceeded" && error != "States.Runtime"
      case "States.TaskFailed": !timedOut && error != "States.Timeout"
      default: name == error
      }
    }
  }

  /// The delay before retry `number` (from 1), in milliseconds; the longest one where jitter draws.
  public func delay(before number: Int) -> Int64 {
    var seconds = intervalSeconds
    for _ in 1..<max(2, min(number, 200)) where number > 1 { seconds = min(seconds * backoffRate, 1e10) }
    if let maxDelaySeconds { seconds = min(seconds, maxDelaySeconds) }
    return seconds.isNaN ? 0 : Int64(max(0, min(seconds, 1e10)) * 1_000)
  }
}

/// Where a request holds a task token.
public struct TokenPlace: Sendable, Equatable {
  /// The place inside the request.
  public var pointer: JSONPointer
  /// Whether the value there is the token alone; else it is somewhere in a text or an object.
  public var isWhole: Bool

  /// A place of a token.
  public init(pointer: JSONPointer, isWhole: Bool) {
    self.pointer = pointer
    self.isWhole = isWhole
  }
}
