import JSON
import Time

/// What was started from outside, with all that runs because of it: they share a clock, chance, and a journal.
package struct StoredTree: Sendable, Equatable {
  /// Given by who starts it; never used again.
  package var id: Int
  /// Which way of replaying its journal was written for.
  package var format: Int
  /// The ARN of the execution that was started.
  package var root: String
  /// Four words.
  package var seed: [UInt64]
  package var started: Timestamp
  /// What performs its tasks, as text.
  package var setup: String
  /// When its last execution ended; nil while one runs.
  package var stopped: Timestamp?

  /// From its parts.
  package init(id: Int, format: Int, root: String, seed: [UInt64], started: Timestamp, setup: String, stopped: Timestamp? = nil) {
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
package struct StoredInput: Sendable, Equatable {
  /// Counted from 0.
  package var sequence: Int
  /// How many steps the tree had made by itself before.
  package var steps: Int
  /// The time at which it happened.
  package var at: Timestamp
  /// How many events there were: a replay that comes to another number was not the same run.
  package var events: Int
  package var input: [UInt8]

  /// From its parts.
  package init(sequence: Int, steps: Int, at: Timestamp, events: Int, input: [UInt8]) {
    self.sequence = sequence
    self.steps = steps
    self.at = at
    self.events = events
    self.input = input
  }
}

/// Events that follow one another, each as JSON, with commas between.
package struct StoredEvents: Sendable, Equatable {
  /// The first one's id.
  package var first: Int
  /// Where each event ends in `bytes`.
  package var ends: [UInt32]
  package var bytes: [UInt8]

  /// None yet.
  package init(first: Int) {
    self.first = first
    ends = []
    bytes = []
  }

  /// How many events there are.
  package var count: Int { ends.count }
}

/// A Map Run as it is kept: its document is the host's own.
package struct StoredMapRun: Sendable, Equatable {
  package var arn: String
  package var tree: Int
  /// The ARN of the execution it belongs to.
  package var execution: String
  package var document: JSONValue

  /// From its parts.
  package init(arn: String, tree: Int, execution: String, document: JSONValue) {
    self.arn = arn
    self.tree = tree
    self.execution = execution
    self.document = document
  }
}

/// Something somebody did.
package struct StoredAuditLine: Sendable, Equatable {
  package var at: Timestamp
  /// The ARN of the execution it was done to; empty where it was none.
  package var execution: String
  package var line: String

  /// From its parts.
  package init(at: Timestamp, execution: String, line: String) {
    self.at = at
    self.execution = execution
    self.line = line
  }
}
