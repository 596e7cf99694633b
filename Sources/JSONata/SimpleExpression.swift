import JSON

/// An expression of operators on literals and members of members of variables: `$states.input.n + 1`. Most conditions and counters are such, and on plain numbers, texts
/// and truths they need no evaluation around them.
public indirect enum SimpleExpression: Sendable {
  case literal(JSONValue)
  /// A variable and the names that follow it.
  case path([String])
  case operation(Operator, SimpleExpression, SimpleExpression)

  /// The operators whose meaning on plain values needs no context.
  public enum Operator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and, or
  }

  /// The simple form of a resolved expression; nil for one that has none, and for one that is no operation.
  init?(_ root: Syntax) {
    guard root.kind == .binary, let made = SimpleExpression(part: root) else { return nil }
    self = made
  }

  private init?(part node: Syntax) {
    if let path = UseFinder.direct(node) {
      self = .path(path)
      return
    }
    guard node.predicates == nil, node.stages == nil, node.group == nil, !node.keepsArray else { return nil }
    switch node.kind {
    case .number, .string, .value:
      guard let value = node.literal.json else { return nil }
      self = .literal(value)
    case .binary:
      guard let operation = Operator(rawValue: node.text), let left = node.left.flatMap({ SimpleExpression(part: $0) }),
        let right = node.right.flatMap({ SimpleExpression(part: $0) })
      else { return nil }
      self = .operation(operation, left, right)
    default: return nil
    }
  }

  /// The value; nil where more than this is needed: something is missing, or of a kind for which the operator means more, or fails.
  public func value(_ follow: ([String]) -> JSONValue?) -> JSONValue? {
    switch self {
    case .literal(let value): return value
    case .path(let path): return follow(path)
    case .operation(let operation, let left, let right):
      guard let left = left.value(follow), let right = right.value(follow) else { return nil }
      return SimpleExpression.apply(operation, left, right)
    }
  }

  private static func apply(_ operation: Operator, _ left: JSONValue, _ right: JSONValue) -> JSONValue? {
    switch (left, right) {
    case (.number(let a), .number(let b)): return apply(operation, a.doubleValue, b.doubleValue)
    case (.bool(let a), .bool(let b)):
      switch operation {
      case .and: return .bool(a && b)
      case .or: return .bool(a || b)
      case .equal: return .bool(a == b)
      case .notEqual: return .bool(a != b)
      default: return nil
      }
    case (.string(let a), .string(let b)):
      switch operation {
      case .equal: return .bool(JSONText.isSame(a, b))
      case .notEqual: return .bool(!JSONText.isSame(a, b))
      default: return nil
      }
    default: return nil
    }
  }

  private static func apply(_ operation: Operator, _ a: Double, _ b: Double) -> JSONValue? {
    let number: Double
    switch operation {
    case .add: number = a + b
    case .subtract: number = a - b
    case .multiply: number = a * b
    case .divide: number = a / b
    case .equal: return .bool(a == b)
    case .notEqual: return .bool(a != b)
    case .less: return .bool(a < b)
    case .lessOrEqual: return .bool(a <= b)
    case .greater: return .bool(a > b)
    case .greaterOrEqual: return .bool(a >= b)
    case .and, .or: return nil
    }
    return number.isFinite ? .number(JSONNumber(number)) : nil
  }
}
