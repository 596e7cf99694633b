import Canvas
import History
import JSON
import StatesLanguage

/// Readable lines of a history as it grows: id, seconds since start, type, state, summary.
struct EventLines {
  private var index: HistoryIndex

  init(machine: StateMachine?) { index = HistoryIndex(facts: machine.map { MachineFacts(definition: $0.root.value) }) }

  /// The lines of the events from position `seen` on.
  mutating func text(of log: EventLog, from seen: Int) -> String {
    index.follow(log)
    let output = HistoryOutput(log: log, index: index)
    return (seen..<log.count).reduce(into: "") { $0 += Mask.text(output.line(log[$1])) + "\n" }
  }
}
