import JSON

/// How simulated tasks behave: what `--scenario FILE` says, or the defaults of a measured Fargate run.
public struct Scenario: Sendable, Equatable {
  /// How long a task stays in each stretch of its life. What is nil takes the measured time.
  public struct Phases: Sendable, Equatable {
    /// The network interface.
    public var provisioning: Duration?
    /// Finding a host.
    public var pending: Duration?
    /// The image pull.
    public var pulling: Duration?
    /// Image there, until the containers run.
    public var activating: Duration?
    /// From the containers' start until an essential one ends.
    public var running: Duration?
    /// The essential container ended, until the task is stopped.
    public var deactivating: Duration?
    /// The last containers' end.
    public var stopping: Duration?
    /// The network interface's removal.
    public var deprovisioning: Duration?

    /// The defaults.
    public init() {}

    /// One real Fargate task that ran for a moment, measured between the times ECS gave it.
    public static let measured: Phases = {
      var phases = Phases()
      phases.provisioning = .milliseconds(3_906)
      phases.pending = .milliseconds(16_053)
      phases.pulling = .milliseconds(6_515)
      phases.activating = .milliseconds(4_110)
      phases.running = .milliseconds(78)
      phases.deactivating = .milliseconds(10_037)
      phases.stopping = .milliseconds(2_000)
      phases.deprovisioning = .milliseconds(11_335)
      return phases
    }()
  }

  /// What one container does.
  public struct Container: Sendable, Equatable {
    /// Its exit code, 0 to 255.
    public var exit: Int
    /// What ECS will say about its end, such as `OutOfMemoryError: Container killed due to memory usage`.
    public var reason: String?
    /// What it prints, spread evenly over the time it runs.
    public var log: [String]
    /// When it ends, from the moment it runs; nil: with the task.
    public var after: Duration?
    /// Whether it does not end on SIGTERM: StopTask then takes stopTimeout and ends in 137.
    public var ignoresStop: Bool

    /// Made from its parts.
    public init(exit: Int = 0, reason: String? = nil, log: [String] = [], after: Duration? = nil, ignoresStop: Bool = false) {
      self.exit = exit
      self.reason = reason
      self.log = log
      self.after = after
      self.ignoresStop = ignoresStop
    }
  }

  /// How and when the container answers its task token.
  public struct Callback: Sendable, Equatable {
    /// From the moment the containers run.
    public var after: Duration
    /// What it answers.
    public var answer: TaskAnswer

    /// Made from its parts.
    public init(after: Duration, answer: TaskAnswer) {
      self.after = after
      self.answer = answer
    }
  }

  /// ECS ends a running task by itself, such as a Spot interruption.
  public struct Interruption: Sendable, Equatable {
    /// From the moment the containers run.
    public var after: Duration
    /// The stop code ECS gives.
    public var code: String
    /// What ECS says.
    public var reason: String

    /// Made from its parts.
    public init(after: Duration, code: String, reason: String) {
      self.after = after
      self.code = code
      self.reason = reason
    }
  }

  /// RunTask itself is refused.
  public struct Refusal: Sendable, Equatable {
    /// The error's name as Step Functions shows it.
    public var error: String
    /// The error's cause.
    public var cause: String

    /// Made from its parts.
    public init(error: String, cause: String) {
      self.error = error
      self.cause = cause
    }
  }

  /// An entry of RunTask's `failures`.
  public struct Failure: Sendable, Equatable {
    /// What it is about.
    public var arn: String?
    /// What ECS says.
    public var reason: String
    /// More words.
    public var detail: String?

    /// Made from its parts.
    public init(arn: String? = nil, reason: String, detail: String? = nil) {
      self.arn = arn
      self.reason = reason
      self.detail = detail
    }
  }

  /// What one task of a family does.
  public struct Task: Sendable, Equatable {
    /// How long it stays in each.
    public var phases = Phases()
    /// By name; containers that are not named succeed.
    public var containers: [String: Container] = [:]
    /// The stoppedReason of a task that never starts: `CannotPullContainerError: …`.
    public var failToStart: String?
    /// When not empty, RunTask places nothing and lists these.
    public var failures: [Failure] = []
    /// When set, RunTask is refused with it.
    public var error: Refusal?
    /// When set, ECS ends it early.
    public var interruption: Interruption?
    /// Nil: it never calls back.
    public var callback: Callback?
    /// How often it sends a heartbeat while it runs; nil: never.
    public var heartbeats: Duration?

    /// The defaults.
    public init() {}
  }

  /// The beat of `heartbeats: true`.
  static let usualHeartbeat = Duration.seconds(10)

  /// By family; `*` stands for all others. The n-th task of a family takes the n-th entry, later ones the last.
  public var tasks: [String: [Task]]

  /// No tasks: all behave as measured, and succeed.
  public init(tasks: [String: [Task]] = [:]) { self.tasks = tasks }

  /// What the `count`-th (from 0) task of `family` does.
  func task(family: String, count: Int) -> Task {
    guard let list = tasks[family] ?? tasks["*"], let last = list.last else { return Task() }
    return list.indices.contains(count) ? list[count] : last
  }
}
