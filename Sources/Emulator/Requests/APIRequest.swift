import JSON

/// A request's members after they were held against their shape.
struct APIRequest: Sendable {
  private let members: JSONObject

  init(_ members: JSONObject) { self.members = members }

  /// Whether something other than null stands there.
  func has(_ name: String) -> Bool { !(members[name] ?? .null).isNull }
  func text(_ name: String) -> String? { members[name]?.stringValue }
  /// A member that the shape requires.
  func required(_ name: String) -> String { members[name]?.stringValue ?? "" }
  func integer(_ name: String) -> Int? { members[name]?.integerValue }
  func number(_ name: String) -> Double? { members[name]?.numberValue?.doubleValue }
  func flag(_ name: String) -> Bool { members[name]?.boolValue ?? false }
  func flag(_ name: String, default value: Bool) -> Bool { members[name]?.boolValue ?? value }
  func list(_ name: String) -> [JSONValue]? { members[name]?.arrayValue }
  func object(_ name: String) -> JSONObject? { members[name]?.objectValue }
  /// The whole request.
  var value: JSONValue { .object(members) }

  /// How many elements a page has: 100 where nothing, or 0, is asked for.
  var pageSize: Int {
    let wanted = integer("maxResults") ?? 0
    return wanted == 0 ? 100 : wanted
  }
}
