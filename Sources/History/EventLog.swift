/// The events of one execution in order. Chunked, so that a copy handed to a screen costs the writer one chunk at its next append, not the
/// whole log.
public struct EventLog: Sendable {
  private static let chunk = 256
  private var chunks: [[HistoryEvent]] = []
  /// How many events there are.
  public private(set) var count = 0

  /// A log without events.
  public init() {}

  /// The log of these events in their order.
  public init(_ events: some Sequence<HistoryEvent>) { for event in events { append(event) } }

  /// Adds the next event.
  public mutating func append(_ event: HistoryEvent) {
    if count % EventLog.chunk == 0 { startChunk() }
    chunks[chunks.count - 1].append(event)
    count += 1
  }

  /// The first chunk grows as it is filled: a Map Run's hundred thousand children have a few events each.
  private mutating func startChunk() {
    var fresh: [HistoryEvent] = []
    if !chunks.isEmpty { fresh.reserveCapacity(EventLog.chunk) }
    chunks.append(fresh)
  }

  /// Adds the next events.
  public mutating func append(contentsOf events: [HistoryEvent]) {
    var rest = events[...]
    while !rest.isEmpty {
      if count % EventLog.chunk == 0 { startChunk() }
      let part = rest.prefix(EventLog.chunk - count % EventLog.chunk)
      chunks[chunks.count - 1].append(contentsOf: part)
      count += part.count
      rest = rest.dropFirst(part.count)
    }
  }

  /// The first `count` events: the log as it was then.
  public func prefix(events count: Int) -> EventLog {
    guard count < self.count else { return self }
    var log = EventLog()
    guard count > 0 else { return log }
    let whole = count / EventLog.chunk
    log.chunks = Array(chunks.prefix(whole))
    if count % EventLog.chunk > 0 { log.chunks.append(Array(chunks[whole].prefix(count % EventLog.chunk))) }
    log.count = count
    return log
  }

  /// The events from `position` on, as a log of their own.
  public func suffix(from position: Int) -> EventLog {
    guard position > 0 else { return self }
    return EventLog(self[Swift.min(position, count)...])
  }

  /// The event with this id.
  public func event(id: Int) -> HistoryEvent? { position(ofEvent: id).map { self[$0] } }

  /// Where the event with this id stands, from 0. Ids rise one by one from the first event's, which is 1 unless older events are missing: this is a look-up, with a search where
  /// an endpoint numbers otherwise.
  public func position(ofEvent id: Int) -> Int? {
    guard let first, let last else { return nil }
    let place = id.subtractingReportingOverflow(first.id)
    if !place.overflow, indices.contains(place.partialValue), self[place.partialValue].id == id { return place.partialValue }
    // In order and without gaps, it is not there.
    guard last.id &- first.id != count - 1 else { return nil }
    return firstIndex { $0.id == id }
  }
}

extension EventLog: RandomAccessCollection {
  /// Always 0.
  public var startIndex: Int { 0 }
  /// The number of events.
  public var endIndex: Int { count }
  /// The event at a position from 0; its id is usually one more.
  public subscript(position: Int) -> HistoryEvent { chunks[position / EventLog.chunk][position % EventLog.chunk] }
}

extension EventLog: Equatable {
  /// Whether both hold the same events in the same order.
  public static func == (a: EventLog, b: EventLog) -> Bool { a.count == b.count && a.chunks == b.chunks }
}
