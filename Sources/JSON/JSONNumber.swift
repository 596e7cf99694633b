/// A JSON number that keeps the text it was read with: `1.0`, `1e3` and `12345678901234567890` come out as they went in.
public struct JSONNumber: Sendable {
  @usableFromInline enum Storage: Sendable {
    case integer(Int)
    case double(Double)
    case lexeme(String)
  }
  @usableFromInline let storage: Storage

  /// An integer, written in decimal without a fraction.
  @inlinable public init(_ integer: Int) { storage = .integer(integer) }

  /// A computed number; integral values below 2^53 are written without a fraction, others in the shortest form that reads back.
  /// Not a number and infinities have no JSON form: they become 0.
  public init(_ double: Double) {
    if double.isFinite, double == double.rounded(.towardZero), abs(double) < 9_007_199_254_740_992 {
      storage = .integer(Int(double))
    } else {
      storage = .double(double.isFinite ? double : 0)
    }
  }

  /// A number as written; nil when `lexeme` is not a JSON number.
  public init?(lexeme: String) {
    guard JSONNumber.isNumber(lexeme.utf8) else { return nil }
    self.init(checked: lexeme)
  }

  /// `lexeme` is known to be a JSON number (the parser has looked at every byte).
  init(checked lexeme: String) {
    if let value = Int(lexeme), lexeme.utf8.first != UInt8(ascii: "-") || value != 0 {
      storage = .integer(value)
    } else {
      storage = .lexeme(lexeme)
    }
  }

  /// The text of the number.
  public var lexeme: String {
    switch storage {
    case .integer(let value): String(value)
    case .double(let value): JSONNumber.shortest(value)
    case .lexeme(let text): text
    }
  }

  /// The nearest double; infinite for numbers beyond its range.
  public var doubleValue: Double {
    switch storage {
    case .integer(let value): Double(value)
    case .double(let value): value
    case .lexeme(let text): Double(text) ?? 0
    }
  }

  /// The value when it is integral (also of `1.0` and `1e3`) and fits 64 bits.
  public var integerValue: Int? {
    switch storage {
    case .integer(let value): value
    case .double(let value): Int(exactly: value)
    case .lexeme(let text): Double(text).flatMap { Int(exactly: $0) }
    }
  }

  /// Whether the text has neither fraction nor exponent: what Java calls an integral node.
  public var isWrittenAsInteger: Bool {
    switch storage {
    case .integer: true
    case .double: false
    case .lexeme(let text): !text.utf8.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
    }
  }

  static func shortest(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  static func isNumber(_ text: String.UTF8View) -> Bool {
    var rest = text[...]
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    func digits() -> Int {
      let count = rest.prefix { $0 >= 48 && $0 <= 57 }.count
      rest = rest.dropFirst(count)
      return count
    }
    let leadingZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !(leadingZero && whole > 1) else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if let e = rest.first, e | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}

extension JSONNumber: Equatable {
  /// Numbers are equal when their values are: `0`, `0.0` and `-0` are one number.
  public static func == (a: JSONNumber, b: JSONNumber) -> Bool {
    if case .integer(let x) = a.storage, case .integer(let y) = b.storage { return x == y }
    if case .lexeme(let x) = a.storage, case .lexeme(let y) = b.storage, x == y { return true }
    return a.doubleValue == b.doubleValue
  }
}

extension JSONNumber: Hashable {
  /// Equal numbers hash alike, however they are written.
  public func hash(into hasher: inout Hasher) { hasher.combine(doubleValue) }
}

extension JSONNumber: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  /// A whole number.
  public init(integerLiteral value: Int) { self.init(value) }
  /// A number.
  public init(floatLiteral value: Double) { self.init(value) }
}
