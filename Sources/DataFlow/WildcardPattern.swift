/// The operand of `StringMatches`: `*` stands for any characters, `\*` for a star and `\\` for a backslash.
public struct WildcardPattern: Sendable, Hashable {
  /// Literal texts between the stars: one more than there are stars.
  private let parts: [[UInt8]]

  /// Any text is a pattern.
  public init(_ pattern: String) {
    var parts: [[UInt8]] = [[]]
    var isEscaped = false
    for byte in pattern.utf8 {
      if !isEscaped, byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if !isEscaped, byte == UInt8(ascii: "*") {
        parts.append([])
      } else {
        parts[parts.count - 1].append(byte)
        isEscaped = false
      }
    }
    if isEscaped { parts[parts.count - 1].append(UInt8(ascii: "\\")) }
    self.parts = parts
  }

  /// Whether the whole of `text` matches.
  public func matches(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = parts.first, let last = parts.last, parts.count > 1 else { return bytes == parts[0] }
    let hasEnds = bytes.starts(with: first) && bytes.suffix(last.count).elementsEqual(last)
    guard bytes.count >= first.count + last.count, hasEnds else { return false }
    var at = first.count
    let end = bytes.count - last.count
    // The leftmost place of each inner part leaves the most room for those after it.
    for part in parts[1..<parts.count - 1] where !part.isEmpty {
      guard let found = WildcardPattern.find(part, in: bytes, from: at, to: end) else { return false }
      at = found + part.count
    }
    return true
  }

  /// Where `part` first lies wholly inside the range. Knuth, Morris and Pratt: linear whatever the texts are.
  private static func find(_ part: [UInt8], in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    var border = Array(repeating: 0, count: part.count)
    var length = 0
    for at in part.indices.dropFirst() {
      while length > 0, part[at] != part[length] { length = border[length - 1] }
      if part[at] == part[length] { length += 1 }
      border[at] = length
    }
    length = 0
    for at in start..<max(start, end) {
      while length > 0, bytes[at] != part[length] { length = border[length - 1] }
      if bytes[at] == part[length] { length += 1 }
      if length == part.count { return at - length + 1 }
    }
    return nil
  }
}
