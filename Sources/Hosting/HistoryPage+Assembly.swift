import History
import JSON
import Store

extension HistoryPage {
  /// The page that a query asks for.
  /// - Parameters:
  ///   - count: how many events there are.
  ///   - part: the part with the event of an id.
  static func assemble(_ query: HistoryQuery, count: Int, part: (Int) -> StoredEvents?) -> HistoryPage {
    let limit = max(0, min(query.limit, count - query.offset))
    let first = query.isReversed ? count - query.offset - limit + 1 : query.offset + 1
    var page = HistoryPage(events: [], count: 0, hasMore: query.offset + limit < count)
    guard limit > 0, query.offset >= 0 else { return page }
    var spans: [(part: StoredEvents, ids: Range<Int>)] = []
    var next = first
    while next < first + limit, let found = part(next) {
      let ids = next..<min(first + limit, found.range.upperBound)
      spans.append((found, ids))
      next = ids.upperBound
    }
    if query.includesData, !query.isReversed {
      for (part, ids) in spans {
        if !page.events.isEmpty { page.events.append(UInt8(ascii: ",")) }
        page.events += part.bytes[part.start(of: ids.lowerBound)..<part.end(of: ids.upperBound - 1)]
      }
    } else {
      let all = spans.flatMap { span in span.ids.map { (span.part, $0) } }
      for (part, id) in query.isReversed ? all.reversed() : all {
        if !page.events.isEmpty { page.events.append(UInt8(ascii: ",")) }
        let event = part.bytes[part.start(of: id)..<part.end(of: id)]
        page.events += query.includesData ? Array(event) : withoutData(Array(event))
      }
    }
    page.count = next - first
    return page
  }

  /// The page that a query asks for, of events in memory.
  static func assemble(_ query: HistoryQuery, of log: EventLog) -> HistoryPage {
    assemble(query, count: log.count) { id in
      var part = StoredEvents(first: id)
      for event in log[(id - 1)..<min(log.count, id - 1 + max(1, query.limit))] { part.append { event.write(into: &$0) } }
      return part
    }
  }

  /// What `includeExecutionData: false` leaves out of each event's details.
  private static let data: Set = [
    "input", "inputDetails", "output", "outputDetails", "parameters", "assignedVariables", "assignedVariablesDetails",
  ]

  private static func withoutData(_ event: [UInt8]) -> [UInt8] {
    guard case .object(var object)? = try? JSONValue(parsing: event) else { return event }
    for (key, value) in object {
      guard case .object(let details) = value else { continue }
      object[key] = .object(JSONObject(details.lazy.filter { !data.contains($0.key) }.map { ($0.key, $0.value) }))
    }
    var out: [UInt8] = []
    JSONWriter.write(.object(object), into: &out)
    return out
  }
}
