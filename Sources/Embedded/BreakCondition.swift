import JSON
import JSONPath

/// A breakpoint's condition: a JSONPath, or what a JSONPath filter may hold between `?(` and `)`.
enum BreakCondition {
  /// Whether the condition holds for a state's input. A path holds when it finds anything but `false` and `null`; nil always holds.
  static func holds(_ condition: String?, for input: JSONValue) -> Bool {
    guard let condition else { return true }
    guard let path = try? parse(condition) else { return false }
    guard let found = try? path.evaluate(input) else { return false }
    switch found {
    case .null, .bool(false): return false
    case .array(let all): return !all.isEmpty
    default: return true
    }
  }

  /// - Throws: `JSONPathSyntaxError` when the text is neither a path nor a filter.
  static func parse(_ condition: String) throws(JSONPathSyntaxError) -> JSONPath {
    do { return try JSONPath(parsing: condition) } catch {}
    return try JSONPath(parsing: "$[?(\(condition))]")
  }
}
