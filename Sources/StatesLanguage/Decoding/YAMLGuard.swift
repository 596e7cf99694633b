/// Looks at YAML before it is parsed, because building its tree recurses and compares whole keys: a text made for it could exhaust the
/// stack or the clock.
enum YAMLGuard {
  /// Where nesting could pass the limit: too many open brackets, or a block indicator too far to the right (each block level is at least
  /// one column further in).
  static func firstTooDeep(_ bytes: [UInt8], limit: Int) -> Int? {
    var open = 0
    var column = 0
    var isLeading = true
    for (at, byte) in bytes.enumerated() {
      switch byte {
      case 0x0A:
        column = 0
        isLeading = true
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): open = max(0, open - 1)
      default: break
      }
      if open > limit { return at }
      if isLeading {
        let isIndicator = (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "?")) && (at + 1 >= bytes.count || bytes[at + 1] <= 0x20)
        if isIndicator, column > limit { return at }
        isLeading = isIndicator || byte == 0x20 || byte == 0x09
        if !isLeading, column > limit { return at }
      }
      column += 1
    }
    return nil
  }

  /// A key that is not a scalar, in a text with enough aliases to make comparing such keys slow.
  static func firstComplexKeyAmongAliases(_ bytes: [UInt8]) -> Int? {
    var aliases = 0
    var complex: Int?
    var before: UInt8 = 0x0A
    // The last character that is not white space: a `:` after a closing bracket ends a key that is a collection.
    var last: UInt8 = 0x0A
    for (at, byte) in bytes.enumerated() {
      let opensToken = before <= 0x20 || "[{,".utf8.contains(before)
      if byte == UInt8(ascii: "*"), opensToken { aliases += 1 }
      let isQuestion = byte == UInt8(ascii: "?") && opensToken && (at + 1 >= bytes.count || bytes[at + 1] <= 0x20)
      let endsKey = byte == UInt8(ascii: ":") && (last == UInt8(ascii: "]") || last == UInt8(ascii: "}"))
      if complex == nil, isQuestion || endsKey { complex = at }
      before = byte
      if byte > 0x20 { last = byte }
    }
    return aliases > 8 ? complex : nil
  }
}
