import JSON

/// Finds a character of a string in the text that the string was read from: through JSON's and YAML's escapes, folded lines and indentation.
struct ScalarPlace {
  private let bytes: [UInt8]
  private let end: Int
  private var at: Int
  private let style: UInt8

  /// The byte where a character of `string` is written.
  /// - Parameters:
  ///   - index: the character, in UTF-16 units from the string's first.
  ///   - range: the string in the text, with its quotes.
  /// - Returns: nil when the text does not say the same as the string, as where a placeholder was replaced.
  static func offset(of index: Int, in string: String, at range: SourceRange, of bytes: [UInt8]) -> Int? {
    guard range.start.offset < bytes.count else { return nil }
    var place = ScalarPlace(bytes, range)
    var passed = 0
    for scalar in string.unicodeScalars {
      guard place.findNext(scalar) else { return nil }
      if passed >= index { return place.at }
      place.pass()
      passed += scalar.value > 0xFFFF ? 2 : 1
    }
    return passed >= index ? place.at : nil
  }

  private init(_ bytes: [UInt8], _ range: SourceRange) {
    self.bytes = bytes
    at = range.start.offset
    // Where a scalar of YAML ends is not known for certain; what is found is compared anyway.
    end = bytes.count
    style = bytes[range.start.offset]
    switch style {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): at += 1
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      while at < end, bytes[at] != 0x0A { at += 1 }
      at += at < end ? 1 : 0
    default: break
    }
  }

  private var isBlank: Bool { at < end && [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) }

  /// Goes to where `scalar` is written, over white space that the string does not have.
  private mutating func findNext(_ scalar: Unicode.Scalar) -> Bool {
    while at < end {
      if let (found, _) = current, found == scalar { return true }
      // A folded line's end became a space, or nothing.
      if isBlank {
        if scalar == " " || scalar == "\n" { return true }
        at += 1
        continue
      }
      if style == UInt8(ascii: "\""), bytes[at] == UInt8(ascii: "\\"), at + 1 < end, bytes[at + 1] == 0x0A {
        at += 2
        continue
      }
      return false
    }
    return false
  }

  private mutating func pass() { at += current?.length ?? 1 }

  /// What is written here, and in how many bytes.
  private var current: (scalar: Unicode.Scalar, length: Int)? {
    guard at < end else { return nil }
    let byte = bytes[at]
    if style == UInt8(ascii: "\""), byte == UInt8(ascii: "\\") { return escape }
    if style == UInt8(ascii: "'"), byte == style { return at + 1 < end && bytes[at + 1] == style ? ("'", 2) : nil }
    let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    guard at + length <= end, let scalar = String(decoding: bytes[at..<at + length], as: UTF8.self).unicodeScalars.first else { return nil }
    return (scalar, length)
  }

  private var escape: (scalar: Unicode.Scalar, length: Int)? {
    guard at + 1 < end else { return nil }
    switch bytes[at + 1] {
    case UInt8(ascii: "u"):
      guard let first = number(at + 2, 4) else { return nil }
      guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first).map { ($0, 6) } }
      guard let second = number(at + 8, 4), (0xDC00..<0xE000).contains(second) else { return nil }
      return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)).map { ($0, 12) }
    case UInt8(ascii: "x"): return number(at + 2, 2).flatMap(Unicode.Scalar.init).map { ($0, 4) }
    case UInt8(ascii: "U"): return number(at + 2, 8).flatMap(Unicode.Scalar.init).map { ($0, 10) }
    case let letter:
      let known: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "n"): "\n", UInt8(ascii: "t"): "\t", UInt8(ascii: "r"): "\r", UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}",
        UInt8(ascii: "0"): "\0", UInt8(ascii: "e"): "\u{1B}",
      ]
      return (known[letter] ?? Unicode.Scalar(letter), 2)
    }
  }

  private func number(_ start: Int, _ count: Int) -> UInt32? {
    guard start + count <= end else { return nil }
    return UInt32(String(decoding: bytes[start..<start + count], as: UTF8.self), radix: 16)
  }
}
