/// A comparison operator of JSONPath Choice rules, taken apart: `NumericLessThanPath` compares numbers with a path's value.
public struct ChoiceOperator: Sendable, Hashable {
  /// What the operator compares or tests.
  public enum Operand: Sendable, Hashable {
    case string, number, boolean, timestamp
    /// A path whose value has the type the operator compares.
    case path
    /// `StringMatches`' pattern.
    case pattern
    /// The true or false of `IsNull`, `IsPresent` and the other tests of type.
    case test
  }

  /// As the definition writes it.
  public var rawValue: String
  /// What it compares with.
  public var operand: Operand

  /// Nil for a word that is not an operator.
  public init?(rawValue: String) {
    guard let operand = ChoiceOperator.operands[rawValue] else { return nil }
    self.rawValue = rawValue
    self.operand = operand
  }

  /// All operators, in the order of the language's own list.
  public static let names: [String] = {
    let comparisons = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"]
    var names: [String] = []
    for type in ["String", "Numeric", "Timestamp"] {
      for comparison in comparisons { names += [type + comparison, type + comparison + "Path"] }
    }
    names += ["StringMatches", "BooleanEquals", "BooleanEqualsPath"]
    return names + ["IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"]
  }()

  private static let operands: [String: Operand] = Dictionary(
    names.map { name in
      let operand: Operand =
        if name.hasSuffix("Path") { .path } else if name.hasPrefix("Is") { .test } else if name == "StringMatches" {
          .pattern
        } else if name.hasPrefix("String") { .string } else if name.hasPrefix("Numeric") { .number } else if name.hasPrefix("Timestamp") {
          .timestamp
        } else { .boolean }
      return (name, operand)
    }, uniquingKeysWith: { first, _ in first })
}
