import JSON
import JSONPath
import StatesLanguage
import Time

/// The condition of a JSONPath Choice rule, compiled.
public indirect enum ChoiceTest: Sendable {
  case all([ChoiceTest])
  case any([ChoiceTest])
  case not(ChoiceTest)
  case compare(JSONPath, Comparison, Operand)
  case type(JSONPath, TypeTest, expected: Bool)

  /// The right side of a comparison.
  public enum Operand: Sendable {
    case value(JSONValue)
    case timestamp(Instant)
    case pattern(WildcardPattern)
    /// The operand of an operator that ends in `Path`.
    case path(JSONPath)
  }

  /// Operators that compare: a kind of value and a relation.
  public enum Comparison: Sendable, Hashable {
    case string(Relation)
    case number(Relation)
    case timestamp(Relation)
    case boolean
    case matches
  }

  /// The order that a comparison asks for.
  public enum Relation: String, Sendable, CaseIterable {
    case equals = "Equals"
    case lessThan = "LessThan"
    case greaterThan = "GreaterThan"
    case lessThanEquals = "LessThanEquals"
    case greaterThanEquals = "GreaterThanEquals"

    /// Whether the relation holds for an order that is negative, zero or positive.
    func holds(_ order: Int) -> Bool {
      switch self {
      case .equals: order == 0
      case .lessThan: order < 0
      case .greaterThan: order > 0
      case .lessThanEquals: order <= 0
      case .greaterThanEquals: order >= 0
      }
    }
  }

  /// Operators that ask what kind of value there is.
  public enum TypeTest: String, Sendable, CaseIterable {
    case isNull = "IsNull"
    case isPresent = "IsPresent"
    case isNumeric = "IsNumeric"
    case isString = "IsString"
    case isBoolean = "IsBoolean"
    case isTimestamp = "IsTimestamp"
  }
}

extension ChoiceTest {
  /// Whether the rule applies. A value of the wrong kind on either side makes a comparison false, never an error.
  /// - Throws: `DataFlowError` named `States.Runtime` when a path leads nowhere, except in IsPresent.
  public func holds(_ context: EvaluationContext) throws(DataFlowError) -> Bool {
    switch self {
    case .all(let tests):
      for test in tests where try !test.holds(context) { return false }
      return true
    case .any(let tests):
      for test in tests where try test.holds(context) { return true }
      return false
    case .not(let test): return try !test.holds(context)
    case .type(let path, .isPresent, let expected):
      if path.fault != nil { throw .invalidCondition(path) }
      return (context.find(path) != nil) == expected
    case .type(let path, let test, let expected): return test.holds(try ChoiceTest.value(of: path, context)) == expected
    case .compare(let path, let comparison, let operand):
      let left = try ChoiceTest.value(of: path, context)
      if case .path(let right) = operand { return comparison.holds(left, .value(try ChoiceTest.value(of: right, context))) }
      return comparison.holds(left, operand)
    }
  }

  private static func value(of path: JSONPath, _ context: EvaluationContext) throws(DataFlowError) -> JSONValue {
    guard let value = context.find(path) else { throw .invalidCondition(path) }
    return value
  }
}

extension ChoiceTest.TypeTest {
  func holds(_ value: JSONValue) -> Bool {
    switch (self, value) {
    case (.isPresent, _), (.isNull, .null), (.isNumeric, .number), (.isString, .string), (.isBoolean, .bool): true
    case (.isTimestamp, .string(let text)): Instant(text) != nil
    default: false
    }
  }
}

extension ChoiceTest.Comparison {
  func holds(_ left: JSONValue, _ right: ChoiceTest.Operand) -> Bool {
    switch (self, left, right) {
    case (.string(let relation), .string(let a), .value(.string(let b))): relation.holds(JavaOrder.compare(a, b))
    case (.number(let relation), .number(let a), .value(.number(let b))): relation.holds(JavaOrder.compare(a, b))
    case (.boolean, .bool(let a), .value(.bool(let b))): a == b
    case (.timestamp(let relation), .string(let a), .timestamp(let b)): Instant(a).map { relation.holds(order($0, b)) } ?? false
    case (.timestamp(let relation), .string(let a), .value(.string(let b))):
      if let a = Instant(a), let b = Instant(b) { relation.holds(order(a, b)) } else { false }
    case (.matches, .string(let text), .pattern(let pattern)): pattern.matches(text)
    default: false
    }
  }

  private func order(_ a: Instant, _ b: Instant) -> Int { a < b ? -1 : a > b ? 1 : 0 }
}
