import JSON
import Time

/// What was started from outside, with all that runs because of it: they share a clock, chance, and a journal.
public struct StoredTree: Sendable, Equatable {
  /// Given by who starts it; never used again.
  public var id: Int
  /// Which way of replaying its journal was written for.
  public var format: Int
  /// The ARN of the execution that was started.
  public var root: String
  /// Four words.
  public var seed: [UInt64]
  public var started: Timestamp
  /// What performs its tasks, as text.
  public var setup: String
  /// When its last execution ended; nil while one runs.
  public var stopped: Timestamp?

  /// From its parts.
  public init(id: Int, format: Int, root: String, seed: [UInt64], started: Timestamp, setup: String, stopped: Timestamp? = nil) {
    self.id = id
    self.format = format
    self.root = root
    self.seed = seed
    self.started = started
    self.setup = setup
    self.stopped = stopped
  }
}

/// One line of a tree's journal: something that happened to it from outside.
public struct StoredInput: Sendable, Equatable {
  /// Counted from 0.
  public var sequence: Int
  /// How many steps the tree had made by itself before.
  public var steps: Int
  /// The time at which it happened.
  public var at: Timestamp
  /// How many events there were: a replay that comes to another number was not the same run.
  public var events: Int
  public var input: [UInt8]

  /// From its parts.
  public init(sequence: Int, steps: Int, at: Timestamp, events: Int, input: [UInt8]) {
    self.sequence = sequence
    self.steps = steps
    self.at = at
    self.events = events
    self.input = input
  }
}

/// Events that follow one another, each as JSON, with commas between.
public struct StoredEvents: Sendable, Equatable {
  /// The first one's id.
  public var first: Int
  /// Where each event ends in `bytes`.
  public var ends: [UInt32]
  public var bytes: [UInt8]

  /// None yet.
  public init(first: Int) {
    self.first = first
    ends = []
    bytes = []
  }

  /// How many events there are.
  public var count: Int { ends.count }
}

/// A Map Run as it is kept: its document is the host's own.
public struct StoredMapRun: Sendable, Equatable {
  public var arn: String
  public var tree: Int
  /// The ARN of the execution it belongs to.
  public var execution: String
  public var document: JSONValue

  /// From its parts.
  public init(arn: String, tree: Int, execution: String, document: JSONValue) {
    self.arn = arn
    self.tree = tree
    self.execution = execution
    self.document = document
  }
}

/// Something somebody did.
public struct StoredAuditLine: Sendable, Equatable {
  public var at: Timestamp
  /// The ARN of the execution it was done to; empty where it was none.
  public var execution: String
  public var line: String

  /// From its parts.
  public init(at: Timestamp, execution: String, line: String) {
    self.at = at
    self.execution = execution
    self.line = line
  }
}
