import JSON

extension PathParser {
  /// A step in brackets; `at` is at the `[`.
  mutating func bracket() throws(JSONPathSyntaxError) -> PathStep {
    let open = at
    guard let first = significant(from: at + 1) else { throw failure("this '[' is not closed", at: open) }
    switch first.byte {
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      at = first.at
      return try names(quote: first.byte, open: open)
    case UInt8(ascii: "*"):
      guard let close = significant(from: first.at + 1), close.byte == UInt8(ascii: "]") else {
        throw failure("']' must follow '*'", at: first.at + 1)
      }
      at = close.at + 1
      return .wildcard
    case UInt8(ascii: "?"): return try filter(questionMark: first.at)
    case UInt8(ascii: "-"), UInt8(ascii: ":"): return try numbers(open: open)
    case let byte where byte.isDigit: return try numbers(open: open)
    default: throw failure("a name in quotes, an index, '*' or '?(' must follow '['", at: first.at)
    }
  }

  /// `['a', 'b']`; `at` is at the first quote.
  private mutating func names(quote: UInt8, open: Int) throws(JSONPathSyntaxError) -> PathStep {
    var names: [String] = []
    while true {
      guard current == quote else { throw failure("a name in quotes was expected") }
      names.append(try quoted(isName: true))
      guard let next = significant(from: at) else { throw failure("this '[' is not closed", at: open) }
      at = next.at
      if next.byte == UInt8(ascii: "]") {
        at += 1
        let delimiter = Character(Unicode.Scalar(quote))
        return names.count == 1 ? .name(names[0], quote: delimiter) : .names(names, quote: delimiter)
      }
      guard next.byte == UInt8(ascii: ",") else { throw failure("',' or ']' must follow a name") }
      at = significant(from: at + 1)?.at ?? end
    }
  }

  /// A text in quotes with its escapes resolved; `at` is at the opening quote and ends behind the closing one.
  /// - Parameter isName: whether it is the name of a member. Step Functions was recorded to keep the backslash of an escape that a name does
  ///   not need, one before the other kind of quote.
  mutating func quoted(isName: Bool = false) throws(JSONPathSyntaxError) -> String {
    let open = at
    let quote = bytes[open]
    at += 1
    while let byte = current {
      if byte == quote {
        at += 1
        return try unescaped(open + 1..<at - 1, keeping: isName ? (quote == UInt8(ascii: "'") ? "\"" : "'") : nil)
      }
      at += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    throw failure("this quote is not closed", at: open)
  }

  /// Resolves escapes the way Jayway does: those of Java, and a backslash before any other character is dropped.
  private func unescaped(_ range: Range<Int>, keeping kept: Unicode.Scalar?) throws(JSONPathSyntaxError) -> String {
    guard bytes[range].contains(UInt8(ascii: "\\")) else { return text(range) }
    var units: [UInt16] = []
    var scalars = text(range).unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      guard scalar == "\\", let escaped = scalars.popFirst() else {
        units.append(contentsOf: String(scalar).utf16)
        continue
      }
      switch escaped {
      case kept: units.append(contentsOf: "\\\(escaped)".utf16)
      case "n": units.append(0x0A)
      case "r": units.append(0x0D)
      case "t": units.append(0x09)
      case "b": units.append(0x08)
      case "f": units.append(0x0C)
      case "u":
        let digits = String(String.UnicodeScalarView(scalars.prefix(4)))
        scalars = scalars.dropFirst(4)
        // Jayway drops an escape the text ends in; it reads four characters the way Java reads a number, sign included.
        guard digits.unicodeScalars.count == 4 else { continue }
        guard let unit = UInt16(digits, radix: 16) else { throw failure("\\u needs four hexadecimal digits", at: range.lowerBound) }
        units.append(unit)
      default: units.append(contentsOf: String(escaped).utf16)
      }
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// An index, a list of indexes or a slice; `open` is the place of the `[`.
  private mutating func numbers(open: Int) throws(JSONPathSyntaxError) -> PathStep {
    guard let close = bytes[open..<end].firstIndex(of: UInt8(ascii: "]")) else { throw failure("this '[' is not closed", at: open) }
    at = close + 1
    let inside = bytes[open + 1..<close]
    if inside.contains(UInt8(ascii: ":")) {
      // A step after a second colon is read over, as Jayway does.
      let parts = inside.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      let trimmed = inside.drop { $0 == .space }.reversed().drop { $0 == .space }
      guard trimmed.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }) else {
        throw failure("a slice holds numbers and ':' only", at: open + 1)
      }
      let from = try bound(parts[0])
      let to = parts.count > 1 ? try bound(parts[1]) : nil
      guard from != nil || to != nil else { throw failure("a slice needs a first or a last index, as in [1:] or [:3]", at: open + 1) }
      return .slice(from: from, to: to)
    }
    var indexes: [Int] = []
    for part in inside.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      guard let index = try bound(part) else { throw failure("an index is missing", at: part.startIndex) }
      indexes.append(index)
    }
    return indexes.count == 1 ? .index(indexes[0]) : .indexes(indexes)
  }

  /// A whole number of 32 bits; nil when there are only spaces.
  private func bound(_ part: ArraySlice<UInt8>) throws(JSONPathSyntaxError) -> Int? {
    let trimmed = String(decoding: part.filter { $0 != .space }, as: UTF8.self)
    if trimmed.isEmpty { return nil }
    let inner = part.drop { $0 == .space }.reversed().drop { $0 == .space }
    guard !inner.contains(.space), let value = Int32(trimmed), trimmed.utf8.first != UInt8(ascii: "+") else {
      throw failure("'\(String(decoding: part, as: UTF8.self))' is not an index", at: part.startIndex)
    }
    return Int(value)
  }
}
