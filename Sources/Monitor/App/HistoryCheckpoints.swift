import History

/// An execution as it was after any of its events: the nearest checkpoint and the events since. Grows with its log. Checkpoints share their
/// chunks, so that a long history keeps few of its own.
///
/// While the first events of a history are still missing its log grows at the front as well, and each such growth means deriving everything
/// anew. So it is taken only when it has at least doubled what is known, or nothing is missing any more: the work is that of twice the whole.
struct HistoryCheckpoints: Sendable {
  private static let distance = 512

  /// All events taken so far: the source's log, or its end.
  private(set) var log: EventLog
  /// Events at the beginning of the source's log that are not taken yet.
  private(set) var heldBack = 0
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
  /// - Parameter isWhole: whether no older events are still to come.
  /// - Returns: whether it began again, so that positions of events and visits are others than before.
  @discardableResult mutating func take(_ log: EventLog, isWhole: Bool = true, facts: MachineFacts? = nil) -> Bool {
    let knowsMore = (newest.facts == nil) != (facts == nil)
    if !knowsMore, let front = growth(of: log) {
      guard front > 0 else {
        heldBack = 0
        add(log, from: self.log.count)
        self.log = log
        return false
      }
      if !isWhole, front < self.log.count {
        heldBack = front
        var grown = self.log
        for position in (front + grown.count)..<log.count { grown.append(log[position]) }
        add(grown, from: self.log.count)
        self.log = grown
        return false
      }
    }
    let isFirst = self.log.isEmpty
    newest = HistoryIndex(facts: facts)
    checkpoints = []
    heldBack = 0
    add(log, from: 0)
    self.log = log
    return !isFirst
  }

  /// How many events of `log` stand before the ones that are known; nil when it is another log.
  private func growth(of log: EventLog) -> Int? {
    guard let first = self.log.first, let last = self.log.last else { return 0 }
    guard let front = log.first?.id == first.id ? 0 : log.position(ofEvent: first.id), front + self.log.count <= log.count else {
      return nil
    }
    return log[front + self.log.count - 1] == last && log[front] == first ? front : nil
  }

  private mutating func add(_ log: EventLog, from start: Int) {
    for position in start..<max(start, log.count) {
      if position % Self.distance == 0 { checkpoints.append(newest) }
      newest.append(log[position])
    }
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
