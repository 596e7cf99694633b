import JSON

/// The condition of a filter step, with Jayway's ideas of equality and order.
indirect enum PathFilter: Sendable {
  case any([PathFilter])
  case all([PathFilter])
  case not(PathFilter)
  case exists(InnerPath)
  case compare(Operand, Comparator, Operand)

  /// One side of a comparison.
  enum Operand: Sendable {
    case path(InnerPath)
    case literal(JSONValue)
    case pattern(TextPattern)
  }

  enum Comparator: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case same = "==="
    case notSame = "!=="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case matches = "=~"
    case isIn = "IN"
    case notIn = "NIN"
    case contains = "CONTAINS"
    case all = "ALL"
    case size = "SIZE"
    case empty = "EMPTY"
    case subsetOf = "SUBSETOF"
    case anyOf = "ANYOF"
    case noneOf = "NONEOF"
  }
}

/// A path inside a filter or a function: from the document (`$`) or from the value at hand (`@`).
struct InnerPath: Sendable {
  let fromRoot: Bool
  let steps: [PathStep]
  let isDefinite: Bool

  init(fromRoot: Bool, steps: [PathStep]) {
    self.fromRoot = fromRoot
    self.steps = steps
    isDefinite = PathStep.areDefinite(steps)
  }
}

extension PathFilter.Comparator {
  /// What the comparison says of two values; nil stands for a path that leads nowhere.
  func holds(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
    switch self {
    case .equal: Self.areEqual(left, right)
    case .notEqual: !Self.areEqual(left, right)
    case .same: Self.areSame(left, right)
    case .notSame: !Self.areSame(left, right)
    case .less: Self.order(left, right).map { $0 < 0 } ?? false
    case .lessOrEqual: Self.order(left, right).map { $0 <= 0 } ?? false
    case .greater: Self.order(left, right).map { $0 > 0 } ?? false
    case .greaterOrEqual: Self.order(left, right).map { $0 >= 0 } ?? false
    case .matches: false
    case .isIn: Self.list(right, holds: left)
    case .notIn: !Self.list(right, holds: left)
    case .contains: Self.contains(left, right)
    case .all: Self.lists(left, right) { left, right in right.allSatisfy { Self.list(.array(left), holds: $0) } }
    case .size: Self.hasSize(left, right?.numberValue)
    case .empty: Self.isEmpty(left, right?.boolValue)
    case .subsetOf: Self.lists(left, right) { left, right in left.allSatisfy { Self.list(.array(right), holds: $0) } }
    case .anyOf: Self.lists(left, right) { left, right in left.contains { Self.list(.array(right), holds: $0) } }
    case .noneOf: Self.lists(left, right) { left, right in !left.contains { Self.list(.array(right), holds: $0) } }
    }
  }

  /// Jayway reads a text as a number when the left side is a number, and a number as its text when the left side is a text.
  private static func areEqual(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
    guard let left, let right else { return false }
    return switch (left, right) {
    case (.number(let number), .string(let text)): JSONNumber(lexeme: text).map { $0 == number } ?? false
    case (.string(let text), .number(let number)): JSONText.isSame(text, number.lexeme)
    default: left == right
    }
  }

  private static func areSame(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
    guard let left, let right, left.typeName == right.typeName else { return false }
    return areEqual(left, right)
  }

  /// Numbers by value, texts by UTF-16 code units; other pairs have no order.
  private static func order(_ left: JSONValue?, _ right: JSONValue?) -> Int? {
    switch (left, right) {
    case (.number(let a), .number(let b)): JavaOrder.compare(a, b)
    case (.string(let a), .string(let b)): JavaOrder.compare(a, b)
    default: nil
    }
  }

  private static func list(_ list: JSONValue?, holds value: JSONValue?) -> Bool {
    list?.arrayValue?.contains { areEqual($0, value) } ?? false
  }

  private static func lists(_ left: JSONValue?, _ right: JSONValue?, _ test: ([JSONValue], [JSONValue]) -> Bool) -> Bool {
    guard case .array(let left) = left, case .array(let right) = right else { return false }
    return test(left, right)
  }

  private static func contains(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
    if case .string(let text) = left, case .string(let part) = right { return text.holds(part) }
    return list(left, holds: right)
  }

  private static func hasSize(_ value: JSONValue?, _ wanted: JSONNumber?) -> Bool {
    guard let size = size(of: value), let wanted else { return false }
    return Double(size) == wanted.doubleValue.rounded(.towardZero)
  }

  private static func isEmpty(_ value: JSONValue?, _ wanted: Bool?) -> Bool {
    guard let size = size(of: value), let wanted else { return false }
    return (size == 0) == wanted
  }

  private static func size(of value: JSONValue?) -> Int? {
    switch value {
    case .string(let text): text.utf16.count
    case .array(let elements): elements.count
    case .object(let object): object.count
    default: nil
    }
  }
}
