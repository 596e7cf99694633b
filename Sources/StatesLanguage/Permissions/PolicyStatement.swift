/// One thing a role must be allowed to do so that a machine works, and why.
public struct PolicyStatement: Sendable, Equatable {
  /// Whose policy the statement belongs to.
  public enum Holder: Sendable, Equatable, Hashable {
    /// The role the state machine runs with.
    case machine
    /// The role of the ECS task (or of whatever else holds a task token): not the machine's.
    case worker
    /// The role that a state's `Credentials` name; its ARN, or `*` when it is chosen at run time.
    case assumed(String)
  }

  /// A condition of the statement, such as StringEquals `iam:PassedToService` `ecs-tasks.amazonaws.com`.
  public struct Condition: Sendable, Equatable {
    /// `StringEquals` …
    public var `operator`: String
    /// The condition key.
    public var key: String
    /// What the key must be.
    public var value: String

    /// A condition on one key.
    public init(_ operator: String, _ key: String, _ value: String) {
      self.operator = `operator`
      self.key = key
      self.value = value
    }
  }

  /// Whose policy it belongs into.
  public var holder: Holder
  /// Letters and digits, unique in a policy.
  public var sid: String
  /// IAM actions, such as `ecs:RunTask`.
  public var actions: [String]
  /// ARNs or patterns of ARNs.
  public var resources: [String]
  /// What limits it; nil for nothing.
  public var condition: Condition?
  /// A sentence: which states need it, and what for.
  public var reason: String

  /// From its parts.
  public init(
    holder: Holder = .machine, sid: String, actions: [String], resources: [String], condition: Condition? = nil, reason: String
  ) {
    self.holder = holder
    self.sid = sid
    self.actions = actions
    self.resources = resources
    self.condition = condition
    self.reason = reason
  }
}
