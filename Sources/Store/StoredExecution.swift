import Time

/// An execution as it is kept.
public struct StoredExecution: Sendable, Equatable {
  public var arn: String
  /// The tree it belongs to, and its place in it: 0 for the one that was started from outside.
  public var tree: Int
  public var number: Int
  public var name: String
  public var machineName: String
  public var machine: String
  public var version: String?
  public var alias: String?
  public var mapRun: String?
  public var role: String
  public var isExpress: Bool
  /// In the API's words.
  public var status: String
  public var started: Timestamp
  public var stopped: Timestamp?
  public var redrives = 0
  public var redriven: Timestamp?
  public var items: Int?
  /// How many events its kept history has; 0 while it runs.
  public var events = 0
  /// Empty in lists, as are `input` and `output`.
  public var definition: String
  public var trace: String?
  /// What the API said of the machine as it was started.
  public var details: String?
  public var error: String?
  public var cause: String?
  public var input: String
  public var output: String?

  /// An execution that has just started.
  public init(
    arn: String, tree: Int, number: Int, name: String, machineName: String, machine: String, version: String? = nil, alias: String? = nil,
    mapRun: String? = nil, role: String, isExpress: Bool, status: String, started: Timestamp, items: Int? = nil, definition: String,
    trace: String? = nil, input: String
  ) {
    self.arn = arn
    self.tree = tree
    self.number = number
    self.name = name
    self.machineName = machineName
    self.machine = machine
    self.version = version
    self.alias = alias
    self.mapRun = mapRun
    self.role = role
    self.isExpress = isExpress
    self.status = status
    self.started = started
    self.items = items
    self.definition = definition
    self.trace = trace
    self.input = input
  }
}

/// Which executions are listed, newest first.
public struct StoredExecutionFilter: Sendable, Equatable {
  /// Whose executions. Those of a machine are the ones started for it, not a Map Run's children.
  public enum Owner: Sendable, Equatable {
    case machine(String), version(String), alias(String), mapRun(String)
    case all
  }

  public var owner: Owner
  public var status: String?
  /// Nil lists both.
  public var isRedriven: Bool?
  /// Whether executions of Express machines are listed too.
  public var includesExpress: Bool
  public var limit: Int
  public var offset: Int

  /// From its parts.
  public init(
    owner: Owner, status: String? = nil, isRedriven: Bool? = nil, includesExpress: Bool = true, limit: Int, offset: Int = 0
  ) {
    self.owner = owner
    self.status = status
    self.isRedriven = isRedriven
    self.includesExpress = includesExpress
    self.limit = limit
    self.offset = offset
  }
}
