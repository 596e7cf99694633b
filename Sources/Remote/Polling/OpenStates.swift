import History

/// Counts the states that are entered and not left, as far as the engine must know it: whether nothing runs but the tasks it watches.
///
/// It may count too many (a state that failed inside a Parallel is left without an event): then a history is asked for more often than it
/// must be, never less.
struct OpenStates: Sendable {
  /// Entered and not left: every state but Parallel and Map.
  private(set) var leaves = 0
  /// Parallel and Map states that are entered and not left.
  private(set) var containers = 0
  /// Whether a Map state is among them.
  var hasMap: Bool { maps > 0 }
  private var maps = 0

  /// Takes in the next event.
  mutating func add(_ event: HistoryEvent) {
    switch event.type {
    case .failStateEntered: break
    case .mapStateEntered, .parallelStateEntered:
      containers += 1
      if event.type == .mapStateEntered { maps += 1 }
    case .mapStateExited, .parallelStateExited, .mapStateAborted, .parallelStateAborted:
      containers = max(0, containers - 1)
      if event.type == .mapStateExited || event.type == .mapStateAborted { maps = max(0, maps - 1) }
      // At the top level one state is entered at a time.
      if containers == 0 { leaves = 0 }
    case .taskStateAborted, .waitStateAborted: leaves = max(0, leaves - 1)
    default:
      if event.type.isStateEntered { leaves += 1 } else if event.type.isStateExited { leaves = max(0, leaves - 1) }
      if event.type.endsExecution || event.type == .executionRedriven { self = OpenStates() }
    }
  }
}
