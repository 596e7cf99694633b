import JSON

/// One place where two JSON values part.
public struct JSONDifference: Sendable, Equatable {
  /// The place; empty for the whole value.
  public var pointer: JSONPointer
  /// What the first value has there; nil where it has nothing.
  public var left: JSONValue?
  /// What the second value has there; nil where it has nothing.
  public var right: JSONValue?

  /// From its parts.
  public init(pointer: JSONPointer, left: JSONValue?, right: JSONValue?) {
    self.pointer = pointer
    self.left = left
    self.right = right
  }

  /// The deepest places where `left` and `right` part, in the order of `left`, members that only `right` has after them. Objects are compared member by member, whatever their
  /// order, arrays element by element. At most `limit` are given: the first.
  public static func between(_ left: JSONValue, _ right: JSONValue, limit: Int = 100) -> [JSONDifference] {
    var found: [JSONDifference] = []
    collect(left, right, at: [], limit: limit, into: &found)
    return found
  }

  private static func collect(_ left: JSONValue, _ right: JSONValue, at path: [String], limit: Int, into found: inout [JSONDifference]) {
    guard found.count < limit else { return }
    switch (left, right) {
    case (.object(let a), .object(let b)):
      for (key, value) in a { compare(value, b[key], at: path + [key], limit: limit, into: &found) }
      for (key, value) in b where a[key] == nil { compare(nil, value, at: path + [key], limit: limit, into: &found) }
    case (.array(let a), .array(let b)):
      for at in 0..<max(a.count, b.count) where found.count < limit {
        compare(
          a.indices.contains(at) ? a[at] : nil, b.indices.contains(at) ? b[at] : nil, at: path + [String(at)], limit: limit, into: &found)
      }
    default: if left != right { found.append(JSONDifference(pointer: JSONPointer(path), left: left, right: right)) }
    }
  }

  private static func compare(
    _ left: JSONValue?, _ right: JSONValue?, at path: [String], limit: Int, into found: inout [JSONDifference]
  ) {
    if let left, let right { return collect(left, right, at: path, limit: limit, into: &found) }
    if found.count < limit { found.append(JSONDifference(pointer: JSONPointer(path), left: left, right: right)) }
  }
}
