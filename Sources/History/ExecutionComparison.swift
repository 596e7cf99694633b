import JSON
import Time

/// Two executions side by side: which states both entered, where their paths part, where their data parts, and how long each state took.
///
/// Visits are aligned scope by scope (a branch with the same branch, an iteration with the same iteration) and within a scope by the order of states, so that a state that only one
/// execution entered stands alone. What was not recorded (inputs left out, an end not reached) is never called a difference. Values are as the histories hold them, secrets included:
/// who shows them masks them.
public struct ExecutionComparison: Sendable {
  /// One of the two executions.
  public struct Side: Sendable {
    /// What its history tells.
    public var index: HistoryIndex
    /// The definition that it ran; nil where it is not known.
    public var definition: JSONValue?
    /// The input it was started with, JSON text; nil where it was left out.
    public var input: String?
    /// Until when the clocks of what goes on have run.
    public var now: Timestamp

    /// - Parameters:
    ///   - log: the history.
    ///   - definition: the definition that it ran, if it is known.
    ///   - now: the time now, for states that are not over; the newest event's without.
    public init(_ log: EventLog, definition: JSONValue? = nil, now: Timestamp? = nil) {
      index = HistoryIndex(log, facts: definition.map { MachineFacts(definition: $0) })
      self.definition = definition
      if case .executionStarted(let input?, _)? = log.first?.details { self.input = input }
      self.now = now ?? log.last?.timestamp ?? Timestamp(milliseconds: 0)
    }

    /// How long the execution took, or has taken; nil for one without events.
    public var duration: Duration? { index.startedAt.map { max(.zero, (index.endedAt ?? now) - $0) } }

    func visit(_ at: Int?) -> Visit? { at.flatMap { index.visits.indices.contains($0) ? index.visits[$0] : nil } }
  }

  /// What may differ between two visits of one state.
  public enum Aspect: Sendable, Hashable, CaseIterable {
    case input, output
    /// How the visit stands.
    case status
    /// How often it was tried.
    case attempts
    /// The name of its newest error.
    case error
  }

  /// A state that both executions entered, or one of them.
  public struct Row: Sendable, Equatable {
    /// The state's name.
    public var state: String
    /// The state's type.
    public var kind: VisitKind
    /// The branches and iterations around it.
    public var scope: Scope
    /// The place in `left.index.visits`; nil where only the right execution entered it.
    public var left: Int?
    /// The place in `right.index.visits`; nil where only the left execution entered it.
    public var right: Int?
    /// How long it took on the left, or has taken.
    public var leftDuration: Duration?
    /// How long it took on the right, or has taken.
    public var rightDuration: Duration?
    /// In what the two visits differ; empty where one is missing.
    public var differs: Set<Aspect> = []

    /// Whether both entered it.
    public var isShared: Bool { left != nil && right != nil }
  }

  /// The execution on the left.
  public let left: Side
  /// The execution on the right.
  public let right: Side
  /// Every state entered by either, in the order of entering; the states inside a Parallel or Map follow it.
  public let rows: [Row]
  /// Where their paths part first; nil while they do not.
  public let parting: Parting?
  /// Where their data parts first; nil while it does not, as far as it is recorded.
  public let dataParting: DataParting?
  /// The differences of the inputs they were started with.
  public let inputDifferences: [JSONDifference]
  /// The differences of their definitions; nil where one of the two is not known.
  public let definitionDifferences: [JSONDifference]?

  /// Compares two executions, of one machine or of two.
  public init(left: Side, right: Side) {
    self.left = left
    self.right = right
    let alignment = VisitAlignment(left, right)
    rows = alignment.rows
    parting = alignment.parting
    dataParting = DataParting(rows: rows, left: left, right: right)
    inputDifferences = ExecutionComparison.differences(left.input, right.input)
    if let a = left.definition, let b = right.definition {
      definitionDifferences = JSONDifference.between(a, b)
    } else {
      definitionDifferences = nil
    }
  }

  /// The differences of the data of a row: what went into the state, and what came out of it.
  public func differences(at row: Int) -> (input: [JSONDifference], output: [JSONDifference]) {
    guard rows.indices.contains(row), let a = left.visit(rows[row].left), let b = right.visit(rows[row].right) else { return ([], []) }
    return (ExecutionComparison.differences(a.input, b.input), ExecutionComparison.differences(a.output, b.output))
  }

  /// The differences of two JSON texts; none where one was left out. A text that is no JSON is compared as a text.
  static func differences(_ left: String?, _ right: String?, limit: Int = 100) -> [JSONDifference] {
    guard let left, let right, !JSONText.isSame(left, right) else { return [] }
    func value(_ text: String) -> JSONValue { (try? JSONValue(parsing: text)) ?? .string(text) }
    return JSONDifference.between(value(left), value(right), limit: limit)
  }
}
