/// A limit that a run has reached, and where.
public struct RunExcess: Sendable, Equatable {
  /// Which limit it is.
  public enum Kind: String, Sendable, CaseIterable {
    case executions, events
    /// `textBytes`.
    case bytes
  }

  /// Which limit it is.
  public var kind: Kind
  /// How much was allowed.
  public var limit: Int
  /// The state that started the last execution, or recorded the last event; nil where there is none.
  public var state: String?
  /// The machine whose state it is.
  public var machine: String

  /// For who may allow more: a clause for a larger sentence, as refusals are.
  public var message: String {
    "the run \(reached), the most that one run may\(place): \(advice), or allow more with --limit \(kind.rawValue)=\(2 * limit)"
  }

  /// For a history.
  public var cause: String { "The run \(reached), the most that one run may\(place): \(advice)." }

  private var reached: String {
    switch kind {
    case .executions: "has started more than \(limit) executions"
    case .events: "has recorded more than \(limit) events"
    case .bytes: "has recorded more than \(limit) bytes of inputs, outputs and causes"
    }
  }

  private var place: String {
    let name = state.map { "state '\($0)' of '\(machine)'" } ?? "'\(machine)'"
    return kind == .executions ? "; the last was started by \(name)" : "; the last came from \(name)"
  }

  private var advice: String { "look whether a Next, Retry or Catch leads there again without end" }
}
