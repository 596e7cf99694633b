import Time

/// An execution as it is kept.
package struct StoredExecution: Sendable, Equatable {
  package var arn: String
  /// The tree it belongs to, and its place in it: 0 for the one that was started from outside.
  package var tree: Int
  package var number: Int
  package var name: String
  package var machineName: String
  package var machine: String
  package var version: String?
  package var alias: String?
  package var mapRun: String?
  package var role: String
  package var isExpress: Bool
  /// In the API's words.
  package var status: String
  package var started: Timestamp
  package var stopped: Timestamp?
  package var redrives = 0
  package var redriven: Timestamp?
  package var items: Int?
  /// How many events its kept history has; 0 while it runs.
  package var events = 0
  /// Empty in lists, as are `input` and `output`.
  package var definition: String
  package var trace: String?
  /// What the API said of the machine as it was started.
  package var details: String?
  package var error: String?
  package var cause: String?
  package var input: String
  package var output: String?

  /// An execution that has just started.
  package init(
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
package struct StoredExecutionFilter: Sendable, Equatable {
  /// Whose executions. Those of a machine are the ones started for it, not a Map Run's children.
  package enum Owner: Sendable, Equatable {
    case machine(String), version(String), alias(String), mapRun(String)
    case all
  }

  package var owner: Owner
  package var status: String?
  /// Nil lists both.
  package var isRedriven: Bool?
  /// Whether executions of Express machines are listed too.
  package var includesExpress: Bool
  package var limit: Int
  package var offset: Int

  /// From its parts.
  package init(
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
