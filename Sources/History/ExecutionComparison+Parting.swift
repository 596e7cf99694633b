import JSON

extension ExecutionComparison {
  /// Where the paths of two executions part.
  public struct Parting: Sendable, Equatable {
    /// How an execution went on.
    public enum Next: Sendable, Equatable {
      /// Into this state.
      case state(String)
      /// Not at all: the last shared state failed or was aborted, with this error where it has a name.
      case stopped(VisitStatus, error: String?)
      /// Nowhere: the last shared state was left, and the scope or the execution ended with it.
      case ended
    }

    /// The first row of `rows` that only one of them has.
    public var row: Int
    /// The last state that both entered in that scope; nil when they part with the scope's first state.
    public var after: String?
    /// The branches and iterations around it.
    public var scope: Scope
    /// How the left one went on.
    public var left: Next
    /// How the right one went on.
    public var right: Next

    /// `the paths part after "Check": A went on to "Approve", B went on to "Reject"`.
    public func sentence(left leftName: String, right rightName: String) -> String {
      let place = after.map { "after \"\($0)\"" } ?? "at the start"
      return "the paths part \(place): \(leftName) \(Parting.words(left)), \(rightName) \(Parting.words(right))"
    }

    private static func words(_ next: Next) -> String {
      switch next {
      case .state(let name): return "went on to \"\(name)\""
      case .stopped(let status, let error):
        let how = status == .aborted ? "was aborted there" : "failed there"
        return how + (error.map { " with \($0)" } ?? "")
      case .ended: return "ended there"
      }
    }
  }

  /// Where the data of two executions parts.
  public struct DataParting: Sendable, Equatable {
    /// What of a state it is.
    public enum Place: String, Sendable { case input, output }

    /// The row of `rows`.
    public var row: Int
    /// The state.
    public var state: String
    /// Whether it goes into the state or comes out of it.
    public var place: Place
    /// The first of the differences, at least one.
    public var differences: [JSONDifference]

    /// `the data parts in the output of "Check" at /price`.
    public var sentence: String {
      let pointer = differences.first.map { "\($0.pointer)" } ?? ""
      let others = differences.count > 1 ? " and \(differences.count - 1) more" : ""
      return "the data parts in the \(place.rawValue) of \"\(state)\"" + (pointer.isEmpty ? "" : " at \(pointer)\(others)")
    }

    init?(rows: [Row], left: Side, right: Side) {
      guard let row = rows.firstIndex(where: { !$0.differs.isDisjoint(with: [.input, .output]) }) else { return nil }
      guard let a = left.visit(rows[row].left), let b = right.visit(rows[row].right) else { return nil }
      let isInput = rows[row].differs.contains(.input)
      let found = ExecutionComparison.differences(isInput ? a.input : a.output, isInput ? b.input : b.output)
      guard !found.isEmpty else { return nil }
      (self.row, state, place, differences) = (row, rows[row].state, isInput ? .input : .output, found)
    }
  }
}
