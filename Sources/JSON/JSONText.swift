/// Questions about a text in UTF-8 that parsers and error messages ask.
public enum JSONText {
  /// Line and column of a byte.
  public static func position(of offset: Int, in bytes: [UInt8]) -> SourcePosition {
    var line = 1
    var column = 1
    for byte in bytes.prefix(offset) {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return SourcePosition(line: line, column: column, offset: offset)
  }

  /// Whether two texts are the same sequence of code points. Swift's `==` also equates texts that Unicode calls equivalent, such as
  /// `é` as one character and as two; JSON keeps them apart.
  @inlinable public static func isSame(_ a: String, _ b: String) -> Bool {
    guard a.utf8.count == b.utf8.count else { return false }
    let same = a.utf8.withContiguousStorageIfAvailable { left in
      b.utf8.withContiguousStorageIfAvailable { right in left.elementsEqual(right) }
    }
    return (same ?? nil) ?? a.utf8.elementsEqual(b.utf8)
  }

  /// The offset of the first byte that is not UTF-8, nil when all is well.
  public static func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
    var at = 0
    while at < bytes.count {
      let first = bytes[at]
      if first < 0x80 {
        at += 1
        continue
      }
      let length = first & 0xE0 == 0xC0 ? 2 : first & 0xF0 == 0xE0 ? 3 : first & 0xF8 == 0xF0 ? 4 : 0
      guard length > 0, at + length <= bytes.count, bytes[at + 1..<at + length].allSatisfy({ $0 & 0xC0 == 0x80 }) else { return at }
      var code = UInt32(first) & (0x7F >> UInt32(length))
      for byte in bytes[at + 1..<at + length] { code = code << 6 | UInt32(byte & 0x3F) }
      let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
      guard code >= least, Unicode.Scalar(code) != nil else { return at }
      at += length
    }
    return nil
  }

  /// The character at `offset` in words for a message: quoted when it can be seen, by its code otherwise.
  static func describe(_ bytes: [UInt8], _ offset: Int) -> String {
    guard offset < bytes.count else { return "the end of the text" }
    let text = String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self)
    guard let scalar = text.unicodeScalars.first else { return "nothing" }
    let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
    let visible = !isControl && scalar.properties.generalCategory != .format
    return visible ? "'\(scalar)'" : "U+\(String(scalar.value, radix: 16, uppercase: true))"
  }
}
