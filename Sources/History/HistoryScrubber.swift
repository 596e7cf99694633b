/// An execution as it was after any of its events: the nearest checkpoint and the events since. Checkpoints share their chunks, so that a
/// long history keeps few of its own.
public struct HistoryScrubber: Sendable {
  private static let distance = 1_024

  /// All events there are.
  public let log: EventLog
  /// `checkpoints[n]` is the index after `n × distance` events; grows as far as it was asked for.
  private var checkpoints: [HistoryIndex]

  /// - Parameter log: all events there are; what comes later needs a new scrubber.
  public init(log: EventLog, facts: MachineFacts? = nil) {
    self.log = log
    checkpoints = [HistoryIndex(facts: facts)]
  }

  /// The index of the first `count` events; at most 1,023 events are taken in again once its checkpoint is there.
  public mutating func index(events count: Int) -> HistoryIndex {
    let count = min(max(0, count), log.count)
    let checkpoint = count / Self.distance
    while checkpoints.count <= checkpoint {
      var next = checkpoints[checkpoints.count - 1]
      let start = (checkpoints.count - 1) * Self.distance
      for at in start..<start + Self.distance { next.append(log[at]) }
      checkpoints.append(next)
    }
    var index = checkpoints[checkpoint]
    for at in checkpoint * Self.distance..<count { index.append(log[at]) }
    return index
  }
}
