import JSON
import TestSupport

/// One execution recorded from AWS. The recorder replaced times by a word and, where branches ran in parallel, zeroed ids: both are put
/// back before the product reads them.
struct RecordedCase: Sendable {
  var path: String
  var definition: JSONValue?
  var status: String?
  /// The events as the API sends them, in the recorded order.
  var events: [JSONValue]
  /// Whether ids and previous ids are those that AWS gave.
  var hasIDs: Bool

  /// Every recorded case that has a history; the recordings without one are answers of other operations.
  static func all() throws -> [RecordedCase] {
    try Corpus.files("aws-histories").compactMap { try RecordedCase(path: $0) }
  }

  init?(path: String) throws {
    let json = try Corpus.json(path)
    guard let recorded = json["expected_history"]?.arrayValue else { return nil }
    self.init(path: path, definition: json["definition"], status: json["expected_status"]?.stringValue, recorded: recorded)
  }

  init(path: String, definition: JSONValue?, status: String?, recorded: [JSONValue]) {
    self.path = path
    self.definition = definition?.objectValue == nil ? nil : definition
    self.status = status
    hasIDs = recorded.allSatisfy { $0["id"]?.integerValue != nil && $0["previousEventId"]?.integerValue != nil }
    var last = 0
    events = recorded.map { event in
      var object = event.objectValue ?? JSONObject()
      let id = object["id"]?.integerValue ?? last + 1
      last = id
      object["id"] = .number(JSONNumber(id))
      if object["previousEventId"]?.integerValue == nil { object["previousEventId"] = 0 }
      object["timestamp"] = .number(JSONNumber(1_700_000_000 + id))
      return .object(object)
    }
  }
}

/// An event of a recording as the codec should give it back: members that hold JSON written as its text, as on the wire.
func wireForm(_ event: JSONValue) -> JSONValue {
  guard case .object(var object) = event else { return event }
  for (key, details) in object where key.hasSuffix("EventDetails") {
    guard case .object(var members) = details else { continue }
    for (name, value) in members where ["input", "output", "parameters", "cause"].contains(name) && value.stringValue == nil {
      members[name] = .string(value.compact)
    }
    if case .object(var variables)? = members["assignedVariables"] {
      for (name, value) in variables where value.stringValue == nil { variables[name] = .string(value.compact) }
      members["assignedVariables"] = .object(variables)
    }
    object[key] = .object(members)
  }
  return .object(object)
}
