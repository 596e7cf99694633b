import Foundation
import JSON

/// A recorded history beside a produced one. The rule is `history` in the corpus's comparator; what else the recorder or the service's
/// past
/// did to a recording is undone here, each with its reason.
struct RecordedHistory {
  /// What was recorded.
  private(set) var recorded: [JSONValue]
  private let flags: String
  private let isNewestFirst: Bool
  private let matcher: RecordingMatcher

  init(_ recorded: [JSONValue], flags: [String], name: String, matcher: RecordingMatcher) {
    self.recorded = recorded.map(RecordedHistory.asText)
    self.flags = flags.joined(separator: " ")
    self.matcher = matcher
    let ids = (recorded.first?["id"]?.integerValue, recorded.last?["id"]?.integerValue)
    isNewestFirst = name.contains("reverseOrder_True") || recorded.count > 1 && (ids.0 ?? 0) > (ids.1 ?? 0)
  }

  /// What differs; nothing when the events are as recorded.
  func differences(from produced: [JSONValue]) -> [String] {
    var expected = recorded
    var events = isNewestFirst ? Array(produced.reversed()) : produced
    let text = JSONValue.array(recorded).compact
    if !text.contains("RedriveCount") {
      // Recorded before the context object had it.
      events = events.map { $0.mappingTexts { $0.replacing(#","RedriveCount":0"#, with: "").replacing(#",\"RedriveCount\":0"#, with: "") } }
    }
    if text.contains(#""<date>""#) || text.contains(#"\"<date>\""#) {
      // A number of seconds that the recorder hid behind a text.
      events = events.map { $0.mappingTexts { $0.replacing(#/"LastModified":\d+/#, with: #""LastModified":"<date>""#) } }
    }
    if expected.last?["type"] == "ExecutionAborted" {
      // StopExecution comes from outside; what was recorded before it must match.
      expected.removeLast()
      events = Array(events.prefix(expected.count))
    }
    events = events.map(RecordedHistory.withoutWorker)
    expected = expected.map { RecordedHistory.mapRunExit($0, expected) }
    if expected.allSatisfy({ $0["id"]?.integerValue != nil }) {
      expected = RecordedHistory.timeoutsInOrder(expected)
      events = RecordedHistory.timeoutsInOrder(events)
    }
    return compare(expected, events.map(RecordedHistory.normalised))
  }

  private func compare(_ expected: [JSONValue], _ events: [JSONValue]) -> [String] {
    if flags.contains("ids zeroed") { return unordered(expected, events) }
    let given = flags.contains("stops before the end") ? Array(events.prefix(expected.count)) : events
    return matcher.differences(.array(expected), .array(given))
  }

  /// Parallel cases were sorted by the recorder, which zeroed ids and dropped ParallelStateSucceeded.
  private func unordered(_ expected: [JSONValue], _ events: [JSONValue]) -> [String] {
    func bare(_ events: [JSONValue]) -> [JSONValue] {
      events.filter { $0["type"] != "ParallelStateSucceeded" }
        .map { $0.with("id", nil).with("previousEventId", nil).with("timestamp", nil) }.sorted { $0.compact < $1.compact }
    }
    var rest = bare(events)
    var found: [String] = []
    // The last id tells how many events there were where the recorder dropped some.
    if rest.count != bare(expected).count, events.last?["id"] != expected.last?["id"] {
      found.append("$: \(rest.count) events, recorded \(bare(expected).count)")
    }
    for event in bare(expected) {
      guard let hit = rest.firstIndex(where: { matcher.differences(event, $0).isEmpty }) else {
        found.append("not produced: \(event.compact.prefix(300))")
        continue
      }
      rest.remove(at: hit)
    }
    return found
  }

  // MARK: Single events

  private static func normalised(_ event: JSONValue) -> JSONValue {
    guard var object = event.objectValue else { return event }
    object["timestamp"] = "timestamp"
    for (name, details) in object where name.hasSuffix("EventDetails") { object[name] = details.withMembersShown }
    return .object(object)
  }

  /// A local run knows no worker's name.
  private static func withoutWorker(_ event: JSONValue) -> JSONValue {
    guard let details = event["activityStartedEventDetails"] else { return event }
    return event.with("activityStartedEventDetails", details.with("workerName", nil))
  }

  /// What the recorder shows parsed is text in an event; objects are parsed on both sides when they are compared.
  private static func asText(_ event: JSONValue) -> JSONValue {
    guard var object = event.objectValue else { return event }
    for (name, value) in object where name.hasSuffix("EventDetails") {
      guard var details = value.objectValue else { continue }
      details["workerName"] = nil
      // The recorder wrote a member's own name over what differed from run to run.
      for (key, value) in details where value.stringValue == "\(name).\(key)" { details[key] = .string(RecordingMatcher.anything) }
      for (key, value) in details where value.arrayValue != nil { details[key] = .string(value.compact) }
      if let variables = details["assignedVariables"]?.objectValue {
        details["assignedVariables"] = .object(
          JSONObject(variables.map { ($0.key, $0.value.stringValue == nil ? .string($0.value.compact) : $0.value) }))
      }
      object[name] = .object(details)
    }
    return .object(object)
  }

  /// MapRunSucceeded was recorded as the cause of MapStateExited until 2024-06; since then it is MapRunStarted.
  private static func mapRunExit(_ event: JSONValue, _ events: [JSONValue]) -> JSONValue {
    guard event["type"] == "MapStateExited", let cause = event["previousEventId"]?.integerValue, cause > 1, cause <= events.count,
      events[cause - 1]["type"] == "MapRunSucceeded"
    else { return event }
    return event.with("previousEventId", events[cause - 1]["previousEventId"])
  }

  /// Outcomes of concurrent tasks that nothing else names come in any order: here in that of their causes.
  private static func timeoutsInOrder(_ events: [JSONValue]) -> [JSONValue] {
    let named = Set(events.compactMap { $0["previousEventId"]?.integerValue })
    var events = events
    var start = 0
    while start < events.count {
      var end = start
      while end < events.count, events[end]["type"] == "TaskTimedOut", !named.contains(events[end]["id"]?.integerValue ?? 0) { end += 1 }
      let causes = events[start..<end].compactMap { $0["previousEventId"]?.integerValue }.sorted()
      for (at, cause) in zip(start..<end, causes) { events[at] = events[at].with("previousEventId", .number(JSONNumber(cause))) }
      start = max(end, start + 1)
    }
    return events
  }
}
