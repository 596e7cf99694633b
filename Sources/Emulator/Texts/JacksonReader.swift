import JSON

/// Finds what is wrong with a JSON text as the reader behind AWS's API finds it, in its words: clients show them, and scripts match on
/// them.
///
/// Only texts that our own parser refused come here; what it says then is about the first thing that is wrong.
struct JacksonReader {
  /// What is wrong, and where.
  struct Problem: Equatable {
    var message: String
    /// From 1.
    var line: Int
    var column: Int

    /// ` at [Source: (String)"…"; line: 1, column: 4]` without its first words.
    func place(in text: String) -> String {
      let shown = text.count > 500 ? String(text.prefix(500)) + "\"[truncated \(text.count - 500) chars]" : text + "\""
      return "[Source: (String)\"\(shown); line: \(line), column: \(column)]"
    }
  }

  private static let deepest = 1_000

  private let bytes: [UInt8]
  private let text: String
  private var at = 0
  private var depth = 0

  private init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  /// What is wrong with `text`; nil when it is JSON, nothing but white space included.
  static func problem(in text: String) -> Problem? {
    var reader = JacksonReader(text)
    do throws(Failure) {
      try reader.document()
      return nil
    } catch {
      return Problem(message: error.message, line: reader.line(error.at), column: reader.column(error.at))
    }
  }

  private struct Failure: Error {
    var message: String
    var at: Int
  }

  private static let values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

  // MARK: The grammar

  private mutating func document() throws(Failure) {
    skipSpace()
    guard at < bytes.count else { return }
    try value()
    skipSpace()
    guard at < bytes.count else { return }
    let begin = at
    try value()
    throw Failure(message: "Trailing token found after value", at: begin)
  }

  private mutating func value() throws(Failure) {
    guard at < bytes.count else { throw end() }
    switch bytes[at] {
    case UInt8(ascii: "{"): try object()
    case UInt8(ascii: "["): try array()
    case UInt8(ascii: "\""): try string(" in VALUE_STRING")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    default: try word()
    }
  }

  private mutating func object() throws(Failure) {
    let open = at
    try enter()
    if take("}") { return leave() }
    while true {
      guard at < bytes.count else { throw end(inside: "Object", open) }
      guard bytes[at] == UInt8(ascii: "\"") else { throw unexpected("was expecting double-quote to start field name") }
      try string(" in field name")
      skipSpace()
      guard at < bytes.count else { throw end(inside: "Object", open) }
      guard take(":") else { throw unexpected("was expecting a colon to separate field name and value") }
      skipSpace()
      guard at < bytes.count else { throw end(inside: "Object", open) }
      try value()
      skipSpace()
      if take("}") { return leave() }
      guard at < bytes.count else { throw end(inside: "Object", open) }
      guard take(",") else { throw unexpected("was expecting comma to separate Object entries") }
      skipSpace()
    }
  }

  private mutating func array() throws(Failure) {
    let open = at
    try enter()
    if take("]") { return leave() }
    while true {
      guard at < bytes.count else { throw end(inside: "Array", open) }
      try value()
      skipSpace()
      if take("]") { return leave() }
      guard at < bytes.count else { throw end(inside: "Array", open) }
      guard take(",") else { throw unexpected("was expecting comma to separate Array entries") }
      skipSpace()
    }
  }

  private mutating func enter() throws(Failure) {
    depth += 1
    if depth > JacksonReader.deepest {
      throw Failure(
        message: "Document nesting depth (\(depth)) exceeds the maximum allowed (\(JacksonReader.deepest), from "
          + "`StreamReadConstraints.getMaxNestingDepth()`)", at: at + 1)
    }
    at += 1
    skipSpace()
  }

  private mutating func leave() { depth -= 1 }

  private mutating func string(_ place: String) throws(Failure) {
    at += 1
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        at += 1
        return
      case UInt8(ascii: "\\"):
        at += 1
        guard at < bytes.count else { throw end(" in character escape sequence") }
        switch bytes[at] {
        case UInt8(ascii: "u"):
          for _ in 0..<4 {
            at += 1
            guard at < bytes.count else { throw end(" in character escape sequence") }
            guard Character(Unicode.Scalar(bytes[at])).isHexDigit else {
              throw unexpected("expected a hex-digit for character escape sequence")
            }
          }
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
          UInt8(ascii: "r"), UInt8(ascii: "t"):
          break
        default:
          let (shown, code) = scalar()
          throw Failure(message: "Unrecognized character escape '\(shown)' (code \(code))", at: at + 1)
        }
        at += 1
      case 0..<0x20:
        throw Failure(
          message: "Illegal unquoted character ((CTRL-CHAR, code \(bytes[at]))): has to be escaped using backslash to be included in "
            + (place == " in field name" ? "name" : "string value"), at: at + 1)
      default: at += 1
      }
    }
    throw end(place)
  }

  private mutating func number() throws(Failure) {
    if take("-"), at >= bytes.count { throw end(" within/between Number") }
    guard at < bytes.count, isDigit(bytes[at]) else {
      throw unexpected("in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value", plain: true)
    }
    if bytes[at] == UInt8(ascii: "0"), at + 1 < bytes.count, isDigit(bytes[at + 1]) {
      throw Failure(message: "Invalid numeric value: Leading zeroes not allowed", at: at + 1)
    }
    digits()
    if take(".") {
      guard at < bytes.count, isDigit(bytes[at]) else {
        throw unexpected("in numeric value: Decimal point not followed by a digit", plain: true)
      }
      digits()
    }
    if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if !take("+") { _ = take("-") }
      guard at < bytes.count, isDigit(bytes[at]) else {
        throw unexpected("in numeric value: Exponent indicator not followed by a digit", plain: true)
      }
      digits()
    }
    // A number at the top needs white space behind it.
    if depth == 0, at < bytes.count, !isSpace(bytes[at]) {
      throw unexpected("Expected space separating root-level values")
    }
  }

  private mutating func digits() { while at < bytes.count, isDigit(bytes[at]) { at += 1 } }

  private mutating func word() throws(Failure) {
    let begin = at
    for known in ["true", "false", "null"] where bytes[at...].starts(with: known.utf8) {
      let after = at + known.utf8.count
      if after >= bytes.count || !isWordPart(after) {
        at = after
        return
      }
    }
    var end = at
    while end < bytes.count, isWordPart(end) { end += 1 }
    guard end > begin else { throw unexpected("expected a valid value \(JacksonReader.values)") }
    let token = String(decoding: bytes[begin..<min(end, begin + 256)], as: UTF8.self) + (end > begin + 256 ? "..." : "")
    throw Failure(message: "Unrecognized token '\(token)': was expecting \(JacksonReader.values)", at: end)
  }

  // MARK: Letters

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  /// What Java takes for a part of an identifier; beyond ASCII, letters.
  private func isWordPart(_ at: Int) -> Bool {
    switch bytes[at] {
    case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "$"): true
    default: bytes[at] >= 0x80
    }
  }

  private mutating func skipSpace() { while at < bytes.count, isSpace(bytes[at]) { at += 1 } }

  private mutating func take(_ letter: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: letter) else { return false }
    at += 1
    return true
  }

  private func scalar() -> (shown: String, code: UInt32) {
    let rest = String(decoding: bytes[at..<min(at + 4, bytes.count)], as: UTF8.self)
    let scalar = rest.unicodeScalars.first ?? "\u{FFFD}"
    return (String(scalar), scalar.value)
  }

  private func unexpected(_ why: String, plain: Bool = false) -> Failure {
    guard at < bytes.count else { return end() }
    let (shown, code) = scalar()
    let what = code < 0x20 ? "(CTRL-CHAR, code \(code))" : "'\(shown)' (code \(code))"
    return Failure(message: "Unexpected character (\(what))" + (plain ? " " : ": ") + why, at: at + 1)
  }

  private func end(_ place: String = "") -> Failure { Failure(message: "Unexpected end-of-input\(place)", at: bytes.count) }

  private func end(inside kind: String, _ open: Int) -> Failure {
    let start = Problem(message: "", line: line(open), column: column(open))
    return Failure(
      message: "Unexpected end-of-input: expected close marker for \(kind) (start marker at \(start.place(in: text)))", at: bytes.count)
  }

  // MARK: Places

  private func line(_ at: Int) -> Int { 1 + bytes[..<min(at, bytes.count)].count { $0 == 0x0A } }

  /// Java counts UTF-16 units from the last line's beginning; `at` points behind what was read.
  private func column(_ at: Int) -> Int {
    let before = bytes[..<min(at, bytes.count)]
    let begin = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return String(decoding: before[begin...], as: UTF8.self).utf16.count + 1
  }
}
