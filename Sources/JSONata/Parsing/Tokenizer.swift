/// A piece of an expression.
struct Token {
  enum Kind: Equatable { case name, variable, string, number, value, operation, pattern, end }

  var kind: Kind
  /// The text of a name, string or operator; of numbers and patterns as written.
  var text: String
  var number = 0.0
  var value: JSONataValue = .undefined
  var pattern: Pattern?
  /// Behind the token, in UTF-16 units.
  var position: Int
}

/// Cuts an expression into tokens, on demand: whether `/` divides or begins a pattern depends on what stands before it.
struct Tokenizer {
  private let source: [UInt16]
  private(set) var position = 0

  /// How tightly each operator binds what is on its left; 0 ends an expression.
  static let bindingPowers: [String: Int] = [
    ".": 75, "[": 80, "]": 0, "{": 70, "}": 0, "(": 80, ")": 0, ",": 0, "@": 80, "#": 80, ";": 0, ":": 0, "?": 20, "+": 50, "-": 50,
    "*": 60,
    "/": 60, "%": 60, "|": 0, "=": 40, "<": 40, ">": 40, "^": 40, "**": 0, "..": 0, ":=": 10, "!=": 40, "<=": 40, ">=": 40, "~>": 40,
    "and": 30, "or": 25, "in": 40, "&": 50,
  ]
  private static let pairs = ["..", ":=", "!=", ">=", "<=", "**", "~>"].map { Array($0.utf16) }
  private static let singles = Set(".[]{}(),@#;:?+-*/%|=<>^&!~".utf16)
  private static let spaces = Set(" \t\n\r\u{0B}".utf16)
  private static let escapes: [UInt16: String] = [
    34: "\"", 92: "\\", 47: "/", 98: "\u{08}", 102: "\u{0C}", 110: "\n", 114: "\r", 116: "\t",
  ]

  init(_ text: String) { source = Array(text.utf16) }

  var length: Int { source.count }

  private func unit(_ at: Int) -> UInt16? { at < source.count ? source[at] : nil }
  private func text(_ range: Range<Int>) -> String { String(decoding: source[range], as: UTF16.self) }
  private static func code(_ character: Unicode.Scalar) -> UInt16 { UInt16(truncatingIfNeeded: character.value) }

  /// The next token. `isInfix`: an operand stands before it, so that `/` divides.
  mutating func next(isInfix: Bool) throws(JSONataError) -> Token {
    try skipBlanks()
    guard let unit = unit(position) else { return Token(kind: .end, text: "(end)", position: source.count) }
    if !isInfix, unit == Tokenizer.code("/") {
      position += 1
      return try pattern()
    }
    for pair in Tokenizer.pairs where unit == pair[0] && self.unit(position + 1) == pair[1] { return operation(2) }
    if Tokenizer.singles.contains(unit) { return operation(1) }
    if unit == Tokenizer.code("\"") || unit == Tokenizer.code("'") { return try string(unit) }
    if let number = try number() { return number }
    if unit == Tokenizer.code("`") { return try quotedName() }
    return name()
  }

  private mutating func operation(_ length: Int) -> Token {
    position += length
    return Token(kind: .operation, text: text(position - length..<position), position: position)
  }

  private mutating func skipBlanks() throws(JSONataError) {
    while let unit = unit(position) {
      if Tokenizer.spaces.contains(unit) {
        position += 1
      } else if unit == Tokenizer.code("/"), self.unit(position + 1) == Tokenizer.code("*") {
        let start = position
        position += 2
        while !(self.unit(position) == Tokenizer.code("*") && self.unit(position + 1) == Tokenizer.code("/")) {
          position += 1
          if position >= source.count { throw JSONataError("S0106", at: start) }
        }
        position += 2
      } else {
        return
      }
    }
  }

  private mutating func string(_ quote: UInt16) throws(JSONataError) -> Token {
    position += 1
    var units: [UInt16] = []
    while var unit = unit(position) {
      if unit == Tokenizer.code("\\") {
        position += 1
        unit = self.unit(position) ?? 0
        if let escaped = Tokenizer.escapes[unit] {
          units += Array(escaped.utf16)
        } else if unit == Tokenizer.code("u") {
          let digits = text(position + 1..<min(position + 5, source.count))
          guard digits.utf16.count == 4, let value = UInt16(digits, radix: 16), digits.utf8.first != UInt8(ascii: "+") else {
            throw JSONataError("S0104", at: position)
          }
          units.append(value)
          position += 4
        } else {
          throw JSONataError("S0103", at: position, token: position < source.count ? text(position..<position + 1) : "")
        }
      } else if unit == quote {
        position += 1
        return Token(kind: .string, text: String(decoding: units, as: UTF16.self), position: position)
      } else {
        units.append(unit)
      }
      position += 1
    }
    throw JSONataError("S0101", at: position)
  }

  private mutating func number() throws(JSONataError) -> Token? {
    func isDigit(_ at: Int) -> Bool { unit(at).map { $0 >= 48 && $0 <= 57 } ?? false }
    guard isDigit(position) else { return nil }
    var end = position + 1
    if unit(position) != 48 { while isDigit(end) { end += 1 } }
    if unit(end) == Tokenizer.code("."), isDigit(end + 1) {
      end += 1
      while isDigit(end) { end += 1 }
    }
    if let e = unit(end), e | 0x20 == Tokenizer.code("e") {
      var at = end + 1
      if let sign = unit(at), sign == Tokenizer.code("+") || sign == Tokenizer.code("-") { at += 1 }
      if isDigit(at) {
        while isDigit(at) { at += 1 }
        end = at
      }
    }
    let written = text(position..<end)
    guard let value = Double(written), value.isFinite else { throw JSONataError("S0102", at: position, token: written) }
    position = end
    return Token(kind: .number, text: written, number: value, position: position)
  }

  private mutating func quotedName() throws(JSONataError) -> Token {
    position += 1
    guard let end = source[position...].firstIndex(of: Tokenizer.code("`")) else {
      position = source.count
      throw JSONataError("S0105", at: position)
    }
    let name = text(position..<end)
    position = end + 1
    return Token(kind: .name, text: name, position: position)
  }

  private mutating func name() -> Token {
    let start = position
    while let unit = unit(position), !Tokenizer.spaces.contains(unit), !Tokenizer.singles.contains(unit) { position += 1 }
    if source[start] == Tokenizer.code("$") { return Token(kind: .variable, text: text(start + 1..<position), position: position) }
    let name = text(start..<position)
    switch name {
    case "or", "in", "and": return Token(kind: .operation, text: name, position: position)
    case "true": return Token(kind: .value, text: name, value: .bool(true), position: position)
    case "false": return Token(kind: .value, text: name, value: .bool(false), position: position)
    case "null": return Token(kind: .value, text: name, value: .null, position: position)
    default: return Token(kind: .name, text: name, position: position)
    }
  }

  /// What stands between slashes; a slash inside brackets does not end it.
  private mutating func pattern() throws(JSONataError) -> Token {
    let start = position
    var depth = 0
    while let unit = unit(position) {
      var escapes = 0
      while position - escapes - 1 >= start, source[position - escapes - 1] == Tokenizer.code("\\") { escapes += 1 }
      let isEscaped = position > start && source[position - 1] == Tokenizer.code("\\")
      if unit == Tokenizer.code("/"), depth == 0, escapes % 2 == 0 {
        let body = text(start..<position)
        if body.isEmpty { throw JSONataError("S0301", at: position) }
        position += 1
        let flagStart = position
        while let flag = self.unit(position), flag == Tokenizer.code("i") || flag == Tokenizer.code("m") { position += 1 }
        let pattern = try Pattern(body, flags: text(flagStart..<position), at: position)
        return Token(kind: .pattern, text: body, pattern: pattern, position: position)
      }
      if unit == Tokenizer.code("(") || unit == Tokenizer.code("[") || unit == Tokenizer.code("{"), !isEscaped { depth += 1 }
      if unit == Tokenizer.code(")") || unit == Tokenizer.code("]") || unit == Tokenizer.code("}"), !isEscaped { depth -= 1 }
      position += 1
    }
    throw JSONataError("S0302", at: position)
  }
}
