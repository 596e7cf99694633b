import History
import JSON

/// A page of GetExecutionHistory as it was read: the events by rising id, and what stands in the place of others.
public struct HistoryPage: Sendable {
  /// Step Functions ends an execution at 25,000 events; an endpoint may allow more, not without end.
  static let maximumEvents = 250_000
  private static let highestId = 1_000_000_000

  /// By rising id, each once.
  let events: [HistoryEvent]
  /// The types of events that this version does not know, by id.
  let unknown: [Int: String]
  /// The types of events that came without what every event has, by id.
  let damaged: [Int: String]
  /// Whether it came oldest first, with two events at least.
  let isAscending: Bool
  /// Leads to the next page; never empty.
  let nextToken: String?

  /// Reads an answer; nil when it is no page of events.
  public init?(_ answer: JSONValue) {
    guard let elements = answer["events"]?.arrayValue else { return nil }
    var events: [HistoryEvent] = []
    var unknown: [Int: String] = [:]
    var damaged: [Int: String] = [:]
    var isAscending = elements.count > 1
    var last = 0
    events.reserveCapacity(min(elements.count, HistoryPage.maximumEvents))
    for element in elements.prefix(HistoryPage.maximumEvents) {
      let id = HistoryPage.id(of: element)
      isAscending = isAscending && id > last
      last = id
      do throws(HistoryDecodingError) {
        let event = try HistoryEvent(json: element)
        if event.id <= HistoryPage.highestId { events.append(event) }
      } catch {
        guard id > 0 else { continue }
        let type = String((element["type"]?.stringValue ?? "event without a type").prefix(60))
        if case .unknownType = error.reason { unknown[id] = type } else { damaged[id] = type }
      }
    }
    self.events = HistoryPage.inOrder(events)
    self.unknown = unknown
    self.damaged = damaged
    self.isAscending = isAscending
    nextToken = answer["nextToken"]?.stringValue.flatMap { $0.isEmpty || $0.utf8.count > 65_536 ? nil : $0 }
  }

  /// The lowest and the highest id on the page; nil on an empty one.
  var ids: ClosedRange<Int>? {
    let others = Array(unknown.keys) + Array(damaged.keys)
    let all = [events.first?.id, events.last?.id, others.min(), others.max()].compactMap { $0 }
    guard let lowest = all.min(), let highest = all.max() else { return nil }
    return lowest...highest
  }

  /// The ids on the page.
  var everyId: [Int] { events.map(\.id) + Array(unknown.keys) + Array(damaged.keys) }

  private static func id(of element: JSONValue) -> Int {
    let id = element["id"]?.integerValue ?? element["id"]?.stringValue.flatMap { Int($0) } ?? 0
    return id > 0 && id <= highestId ? id : 0
  }

  /// Newest first is how pages are asked for; whatever came is put in order, and an id that came twice counts once.
  private static func inOrder(_ events: [HistoryEvent]) -> [HistoryEvent] {
    func isRising(_ events: [HistoryEvent]) -> Bool { zip(events, events.dropFirst()).allSatisfy { $0.id < $1.id } }
    if isRising(events) { return events }
    let reversed = Array(events.reversed())
    if isRising(reversed) { return reversed }
    var seen: Set<Int> = []
    return events.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
  }
}
