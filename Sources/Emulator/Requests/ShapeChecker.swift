import JSON

/// Holds a request against its shape. What is of the wrong kind ends the check, as it ends AWS's reading; what breaks a constraint is
/// collected.
struct ShapeChecker {
  /// More of a value is not told.
  private static let longestEcho = 16_384

  private var problems: [String] = []

  /// - Throws: SerializationException or ValidationException in AWS's words.
  static func check(_ request: JSONObject, _ shape: Shape.Structure) throws(APIError) {
    var checker = ShapeChecker()
    try checker.members(of: request, shape, at: "")
    guard !checker.problems.isEmpty else { return }
    let count = checker.problems.count
    throw APIError.validation(
      "\(count) validation error\(count == 1 ? "" : "s") detected: " + checker.problems.joined(separator: "; "))
  }

  private mutating func members(of object: JSONObject, _ shape: Shape.Structure, at path: String) throws(APIError) {
    for (name, value) in object {
      guard let member = shape.shape(of: name), !value.isNull else { continue }
      try check(value, member, at: path.isEmpty ? name : "\(path).\(name)")
    }
    for (name, _) in shape.members where shape.required.contains(name) && (object[name] ?? .null).isNull {
      problems.append(
        "Value null at '\(path.isEmpty ? name : "\(path).\(name)")' failed to satisfy constraint: Member must not be null")
    }
  }

  private mutating func check(_ value: JSONValue, _ shape: Shape, at path: String) throws(APIError) {
    switch shape {
    case .text(let min, let max, let rule):
      guard case .string(let text) = value else { throw ShapeChecker.wrongKind(value, "String") }
      checkLength(ShapeChecker.length(text, upTo: max), min, max, shown: text, at: path)
      if let rule, !rule.matches(text) { fail(text, at: path, "satisfy regular expression pattern: \(rule.pattern)") }
    case .word(let words):
      guard case .string(let text) = value else { throw ShapeChecker.wrongKind(value, "String") }
      if !words.contains(text) { fail(text, at: path, "satisfy enum value set: [\(words.joined(separator: ", "))]") }
    case .integer(let min, let max):
      guard case .number(let number) = value, let integer = number.integerValue else {
        throw ShapeChecker.wrongKind(value, "Integer")
      }
      checkRange(Double(integer), Double(min), Double(max), shown: String(integer), (String(min), String(max)), at: path)
    case .number(let min, let max):
      guard case .number(let number) = value else { throw ShapeChecker.wrongKind(value, "Float") }
      checkRange(number.doubleValue, min, max, shown: number.lexeme, (ShapeChecker.whole(min), ShapeChecker.whole(max)), at: path)
    case .flag:
      guard case .bool = value else { throw ShapeChecker.wrongKind(value, "Boolean") }
    case .list(let element, let min, let max):
      guard case .array(let elements) = value else { throw ShapeChecker.wrongKind(value, "List") }
      if elements.count < min || elements.count > max {
        checkLength(elements.count, min, max, shown: ShapeChecker.shown(value, shape), at: path)
      }
      for (at, each) in elements.enumerated() where !each.isNull { try check(each, element, at: "\(path).\(at + 1).member") }
    case .structure(let structure):
      guard case .object(let object) = value else { throw ShapeChecker.wrongKind(value, "Structure") }
      try members(of: object, structure, at: path)
    }
  }

  // MARK: Constraints

  private mutating func checkLength(_ length: Int, _ min: Int, _ max: Int, shown: String, at path: String) {
    if length < min { fail(shown, at: path, "have length greater than or equal to \(min)") }
    if length > max { fail(shown, at: path, "have length less than or equal to \(max)") }
  }

  private mutating func checkRange(
    _ value: Double, _ min: Double, _ max: Double, shown: String, _ bounds: (String, String), at path: String
  ) {
    if value < min { fail(shown, at: path, "have value greater than or equal to \(bounds.0)") }
    if value > max { fail(shown, at: path, "have value less than or equal to \(bounds.1)") }
  }

  private mutating func fail(_ shown: String, at path: String, _ must: String) {
    let shown = shown.utf8.count > ShapeChecker.longestEcho ? "\(shown.prefix(ShapeChecker.longestEcho))…" : shown
    problems.append("Value '\(shown)' at '\(path)' failed to satisfy constraint: Member must \(must)")
  }

  /// UTF-16 units, counted only where bytes do not settle it.
  private static func length(_ text: String, upTo max: Int) -> Int { text.utf8.count <= max ? text.utf8.count : text.utf16.count }

  private static func whole(_ value: Double) -> String { JSONNumber(value).lexeme }

  // MARK: Words

  private static func wrongKind(_ value: JSONValue, _ wanted: String) -> APIError {
    let found: String
    switch value {
    case .array: return .serialization(wanted == "Structure" ? "Start of list found where not expected" : "Unexpected list start")
    case .object: return .serialization("Start of structure or map found where not expected.")
    case .null: found = "NULL_VALUE"
    case .bool(let flag): found = flag ? "TRUE_VALUE" : "FALSE_VALUE"
    case .number: found = "NUMBER_VALUE"
    case .string: found = "STRING_VALUE"
    }
    if wanted == "List" || wanted == "Structure" { return .serialization("Unexpected field type") }
    return .serialization("\(found) cannot be converted to \(wanted)")
  }

  /// A value as Java's toString tells it: `[RoutingConfigurationListItem(stateMachineVersionArn=…, weight=50)]`.
  private static func shown(_ value: JSONValue, _ shape: Shape) -> String {
    switch (value, shape) {
    case (.array(let elements), .list(let element, _, _)):
      return "[" + elements.map { shown($0, element) }.joined(separator: ", ") + "]"
    case (.object(let object), .structure(let structure)):
      let members = structure.members.map { "\($0.name)=\(object[$0.name].map { shown($0, .flag) } ?? "null")" }
      return "\(structure.name)(\(members.joined(separator: ", ")))"
    case (.string(let text), _): return text
    default: return value.compact
    }
  }
}
