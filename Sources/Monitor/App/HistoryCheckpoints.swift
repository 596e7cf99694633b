import History

/// An execution as it was after any of its events: the nearest checkpoint and the events since. Grows with its log. Checkpoints share their
/// chunks, so that a long history keeps few of its own.
struct HistoryCheckpoints: Sendable {
  private static let distance = 512

  /// All events taken so far.
  private(set) var log: EventLog
  /// After all of them.
  private(set) var newest: HistoryIndex
  /// `checkpoints[n]` is the index after `n × distance` events.
  private var checkpoints: [HistoryIndex] = []

  /// - Parameter log: the events there are now; `take` brings later ones.
  init(log: EventLog = EventLog(), facts: MachineFacts? = nil) {
    self.log = EventLog()
    newest = HistoryIndex(facts: facts)
    take(log, facts: facts)
  }

  /// Takes the events of `log` that are new. A log that does not go on where the one before ended, or facts where there were none, make it
  /// begin again.
  mutating func take(_ log: EventLog, facts: MachineFacts? = nil) {
    let isContinued = self.log.count <= log.count && self.log.last == (self.log.isEmpty ? nil : log[self.log.count - 1])
    var position = self.log.count
    if !isContinued || (newest.facts == nil) != (facts == nil) {
      newest = HistoryIndex(facts: facts)
      checkpoints = []
      position = 0
    }
    while position < log.count {
      if position % Self.distance == 0 { checkpoints.append(newest) }
      newest.append(log[position])
      position += 1
    }
    self.log = log
  }

  /// The index of the first `count` events; at most 511 events are taken in again.
  func index(events count: Int) -> HistoryIndex {
    let count = max(0, count)
    guard count < log.count else { return newest }
    let slot = count / Self.distance
    guard checkpoints.indices.contains(slot) else { return newest }
    var index = checkpoints[slot]
    for position in slot * Self.distance..<count { index.append(log[position]) }
    return index
  }
}
