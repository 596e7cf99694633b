/// An operator with something on both sides.
/// Unchecked as every `Node` is: all of it is set by `init`.
class BinaryNode: Node, @unchecked Sendable {
  let left: Node
  let right: Node
  let sign: String

  init(_ syntax: Syntax, _ left: Node, _ right: Node) {
    self.left = left
    self.right = right
    sign = syntax.text
    super.init(syntax)
  }

  final func failure(_ code: String, _ value: JSONataValue, _ value2: JSONataValue? = nil) -> JSONataError {
    JSONataError(code, at: position, token: sign, value: ValueText.json(value), value2: value2.map(ValueText.json))
  }
}

/// `+ - * / %`.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class ArithmeticNode: BinaryNode, @unchecked Sendable {
  enum Operation { case add, subtract, multiply, divide, remainder }

  private let operation: Operation

  override init(_ syntax: Syntax, _ left: Node, _ right: Node) {
    operation =
      switch syntax.text {
      case "+": .add
      case "-": .subtract
      case "*": .multiply
      case "/": .divide
      default: .remainder
      }
    super.init(syntax, left, right)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let a = try left.evaluate(input, frame, run)
    let b = try right.evaluate(input, frame, run)
    if case .number(let x) = a, case .number(let y) = b, x.isFinite, y.isFinite { return .number(result(x, y)) }
    let x = try number(a, "T2001")
    let y = try number(b, "T2002")
    guard let x, let y else { return .undefined }
    return .number(result(x, y))
  }

  private func number(_ value: JSONataValue, _ code: String) throws(JSONataError) -> Double? {
    if value.isUndefined { return nil }
    guard let number = value.double, !number.isNaN else { throw failure(code, value) }
    guard number.isFinite else { throw JSONataError("D1001", at: position, token: sign, value: NumberText.text(of: number)) }
    return number
  }

  @inline(__always) private func result(_ x: Double, _ y: Double) -> Double {
    switch operation {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .remainder: x.truncatingRemainder(dividingBy: y)
    }
  }
}

/// `= !=`.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class EqualityNode: BinaryNode, @unchecked Sendable {
  private let wantsEqual: Bool

  override init(_ syntax: Syntax, _ left: Node, _ right: Node) {
    wantsEqual = syntax.text == "="
    super.init(syntax, left, right)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let a = try left.evaluate(input, frame, run)
    let b = try right.evaluate(input, frame, run)
    if a.isUndefined || b.isUndefined { return .bool(false) }
    return .bool(try ValueOrder.isEqual(a, b, run) == wantsEqual)
  }
}

/// `< <= > >=`.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class ComparisonNode: BinaryNode, @unchecked Sendable {
  private let wantsLess: Bool
  private let wantsEqual: Bool

  override init(_ syntax: Syntax, _ left: Node, _ right: Node) {
    wantsLess = syntax.text.hasPrefix("<")
    wantsEqual = syntax.text.hasSuffix("=")
    super.init(syntax, left, right)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let a = try left.evaluate(input, frame, run)
    let b = try right.evaluate(input, frame, run)
    if case .number(let x) = a, case .number(let y) = b { return .bool(holds(x < y, x == y, x > y)) }
    for side in [a, b] where !isComparable(side) { throw failure("T2010", side) }
    if a.isUndefined || b.isUndefined { return .undefined }
    if let x = a.double, let y = b.double { return .bool(holds(x < y, x == y, x > y)) }
    guard case .string(let x) = a, case .string(let y) = b else { throw failure("T2009", a, b) }
    try run.tick(text: x)
    try run.tick(text: y)
    let isLess = ValueOrder.precedes(x, y)
    let isMore = !isLess && ValueOrder.precedes(y, x)
    return .bool(holds(isLess, !isLess && !isMore, isMore))
  }

  @inline(__always) private func holds(_ less: Bool, _ equal: Bool, _ more: Bool) -> Bool {
    equal ? wantsEqual : wantsLess ? less : more
  }

  private func isComparable(_ value: JSONataValue) -> Bool {
    switch value {
    case .undefined, .string, .number, .written: true
    default: false
    }
  }
}

/// `and or`: the right side is looked at only where it matters.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class LogicNode: BinaryNode, @unchecked Sendable {
  private let needsBoth: Bool

  override init(_ syntax: Syntax, _ left: Node, _ right: Node) {
    needsBoth = syntax.text == "and"
    super.init(syntax, left, right)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let a = try left.evaluate(input, frame, run).isTrue
    if a != needsBoth { return .bool(a) }
    return .bool(try right.evaluate(input, frame, run).isTrue)
  }
}

/// `&`.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class ConcatenationNode: BinaryNode, @unchecked Sendable {
  /// The left side, where it is a concatenation too.
  private let chain: ConcatenationNode?

  override init(_ syntax: Syntax, _ left: Node, _ right: Node) {
    chain = left as? ConcatenationNode
    super.init(syntax, left, right)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    var text = ""
    try append(to: &text, input, frame, run)
    try run.charge(text: text)
    return .string(text)
  }

  /// Chains of `&` are put together in one text.
  private func append(to text: inout String, _ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) {
    if let chain {
      try chain.append(to: &text, input, frame, run)
    } else {
      text += try part(left.evaluate(input, frame, run), run)
    }
    text += try part(right.evaluate(input, frame, run), run)
    try run.check(items: text.utf8.count)
  }

  private func part(_ value: JSONataValue, _ run: Evaluation) throws(JSONataError) -> String {
    value.isUndefined ? "" : try ValueText.string(value, limit: run.limits.maximumItems)
  }
}

/// `in`.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class InclusionNode: BinaryNode, @unchecked Sendable {
  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let a = try left.evaluate(input, frame, run)
    let b = try right.evaluate(input, frame, run)
    if a.isUndefined || b.isUndefined { return .bool(false) }
    let items = b.asItems
    try run.tick(items.count)
    if case .string(let text) = a, text.utf8.count > 1_024 { try run.tick(items.count * (text.utf8.count >> 6)) }
    return .bool(items.contains { ValueOrder.isIdentical(a, $0) })
  }
}

/// `a..b`, inside an array.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class RangeNode: BinaryNode, @unchecked Sendable {
  /// What 2.0.6 allows; its message names another number.
  static let maximumSize = 10_000_000.0

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let a = try integer(left.evaluate(input, frame, run), "T2003")
    let b = try integer(right.evaluate(input, frame, run), "T2004")
    guard let a, let b, a <= b else { return .undefined }
    let size = b - a + 1
    guard size <= RangeNode.maximumSize else {
      throw JSONataError("D2014", at: position, token: sign, value: NumberText.text(of: size))
    }
    try run.check(items: Int(size))
    try run.charge(Int(size))
    try run.tick(Int(size))
    return .sequence((0..<Int(size)).map { .number(a + Double($0)) })
  }

  private func integer(_ value: JSONataValue, _ code: String) throws(JSONataError) -> Double? {
    if value.isUndefined { return nil }
    guard let number = value.double, number == number.rounded(.towardZero), number.isFinite else { throw failure(code, value) }
    return number
  }
}

/// `-x`.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class NegationNode: Node, @unchecked Sendable {
  private let inner: Node

  init(_ syntax: Syntax, _ inner: Node) {
    self.inner = inner
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let value = try inner.evaluate(input, frame, run)
    if value.isUndefined { return .undefined }
    guard let number = value.double, number.isFinite else {
      throw JSONataError("D1002", at: position, token: "-", value: ValueText.json(value))
    }
    return .number(-number)
  }
}
