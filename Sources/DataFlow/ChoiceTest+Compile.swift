import JSON
import JSONPath
import StatesLanguage
import Time

extension ChoiceTest {
  /// Compiles the condition of a JSONPath rule.
  /// - Throws: `FieldSyntaxError` for a path that does not parse, an unknown operator, an operand of the wrong kind, and for JSONata.
  public init(_ condition: ChoiceCondition) throws(FieldSyntaxError) {
    switch condition {
    case .and(let conditions): self = .all(try ChoiceTest.list(conditions))
    case .or(let conditions): self = .any(try ChoiceTest.list(conditions))
    case .not(let condition): self = .not(try ChoiceTest(condition))
    case .test(let variable, let name, let operand): self = try ChoiceTest.test(try JSONPath(variable), name, operand)
    case .jsonata(let node):
      throw FieldSyntaxError("a Condition belongs to a state whose QueryLanguage is JSONata", node.node.range, node.pointer)
    }
  }

  private static func list(_ conditions: [ChoiceCondition]) throws(FieldSyntaxError) -> [ChoiceTest] {
    var tests: [ChoiceTest] = []
    for condition in conditions { tests.append(try ChoiceTest(condition)) }
    return tests
  }

  private static func test(_ variable: JSONPath, _ name: String, _ operand: LocatedNode) throws(FieldSyntaxError) -> ChoiceTest {
    func failure(_ message: String) -> FieldSyntaxError { FieldSyntaxError(message, operand.node.range, operand.pointer) }
    if let type = TypeTest(rawValue: name) {
      guard let expected = operand.node.boolValue else { throw failure("\(name) must be true or false") }
      return .type(variable, type, expected: expected)
    }
    let takesPath = name.hasSuffix("Path")
    guard let comparison = Comparison(takesPath ? String(name.dropLast(4)) : name), !(takesPath && comparison == .matches) else {
      throw failure("'\(name)' is not an operator of a Choice rule")
    }
    if takesPath {
      guard let text = operand.node.stringValue else { throw failure("\(name) must be a path") }
      return .compare(variable, comparison, .path(try JSONPath(Located(text, operand.node.range, operand.pointer))))
    }
    guard let right = comparison.operand(operand.node) else { throw failure("\(name) must be \(comparison.wanted)") }
    return .compare(variable, comparison, right)
  }
}

extension ChoiceTest.Comparison {
  /// The comparison an operator's name without `Path` stands for.
  init?(_ name: String) {
    func relation(_ kind: String) -> ChoiceTest.Relation? {
      name.hasPrefix(kind) ? ChoiceTest.Relation(rawValue: String(name.dropFirst(kind.count))) : nil
    }
    if name == "StringMatches" {
      self = .matches
    } else if name == "BooleanEquals" {
      self = .boolean
    } else if let relation = relation("String") {
      self = .string(relation)
    } else if let relation = relation("Numeric") {
      self = .number(relation)
    } else if let relation = relation("Timestamp") {
      self = .timestamp(relation)
    } else {
      return nil
    }
  }

  /// The literal operand, nil when it is of the wrong kind.
  func operand(_ node: JSONNode) -> ChoiceTest.Operand? {
    switch (self, node.content) {
    case (.string, .string), (.number, .number), (.boolean, .bool): .value(node.value)
    case (.timestamp, .string(let text)): Instant(text).map { .timestamp($0) }
    case (.matches, .string(let text)): .pattern(WildcardPattern(text))
    default: nil
    }
  }

  /// What the operand must be, for an error text.
  var wanted: String {
    switch self {
    case .string, .matches: "a string"
    case .number: "a number"
    case .boolean: "true or false"
    case .timestamp: "a timestamp such as 2026-01-31T09:05:07Z"
    }
  }
}
