import History
import JSON
import Store

/// The events of a running execution as they are kept: parts that are full are let go of, the last one still grows.
struct GrowingHistory: Sendable {
  /// How many events there are.
  private(set) var count = 0
  /// The last part, which still grows.
  private(set) var tail = StoredEvents(first: 1)
  /// Parts to be kept, the tail not among them.
  private var full: [StoredEvents] = []
  /// Whether the tail has events that are not kept.
  private var isTailNew = false

  /// A part is full with so many events or bytes: where parts begin depends on the events alone, so that a replay comes to the same.
  private static let fullCount = 128
  private static let fullBytes = 32_768

  init() {}

  /// The history that ends with this part, all of it kept.
  init(tail: StoredEvents) {
    self.tail = tail
    count = tail.first + tail.count - 1
  }

  /// Adds the next event.
  mutating func append(_ event: HistoryEvent) {
    if tail.count >= GrowingHistory.fullCount || tail.bytes.count >= GrowingHistory.fullBytes {
      if isTailNew { full.append(tail) }
      tail = StoredEvents(first: count + 1)
    }
    tail.append { event.write(into: &$0) }
    count += 1
    isTailNew = true
  }

  /// What has to be kept since the last time.
  /// - Parameter known: how many events are kept already: parts of those alone are left out.
  mutating func takeNew(known: Int = 0) -> [StoredEvents] {
    var parts = full
    if isTailNew { parts.append(tail) }
    full = []
    isTailNew = false
    return parts.filter { $0.first + $0.count - 1 > known }
  }

  /// Parts that could not be kept are new again.
  mutating func putBack(_ parts: [StoredEvents]) {
    full += parts.filter { $0.first < tail.first }
    full.sort { $0.first < $1.first }
    if parts.contains(where: { $0.first == tail.first }) { isTailNew = true }
  }
}

extension StoredEvents {
  /// Adds an event as JSON.
  mutating func append(_ write: (inout [UInt8]) -> Void) {
    if !ends.isEmpty { bytes.append(UInt8(ascii: ",")) }
    write(&bytes)
    ends.append(UInt32(clamping: bytes.count))
  }

  /// The ids of its events.
  var range: Range<Int> { first..<(first + count) }

  /// Where the event of an id begins.
  func start(of id: Int) -> Int { id == first ? 0 : Int(ends[id - first - 1]) + 1 }
  /// Where it ends.
  func end(of id: Int) -> Int { Int(ends[id - first]) }
}

extension HistoryEvent {
  /// Appends the event in the API's form.
  func write(into out: inout [UInt8]) { JSONWriter.write(json, into: &out) }
}
