/// How many columns text takes in a terminal, counted by graphemes.
public enum TextWidth {
  /// 1 or 2. Emoji (also flags, keycaps and joined sequences) and East Asian wide characters take 2, ambiguous ones 1; a mark belongs to
  /// its base. Two spacing letters in one grapheme (Thai, Devanagari) take a column each.
  public static func columns(_ character: Character) -> Int {
    if character.utf8.count == 1 { return 1 }
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 1 }
    if scalars.count == 1 { return max(1, ScalarWidth.columns(first)) }
    var sum = 0
    for scalar in scalars {
      // The emoji presentation selector and the joiner make an emoji of the grapheme.
      if scalar.value == 0xFE0F || scalar.value == 0x200D { return 2 }
      sum += ScalarWidth.columns(scalar)
      if sum >= 2 { return 2 }
    }
    return max(1, sum)
  }

  /// The sum over the graphemes of `text` (as it is: `VisibleText.sanitise` may lengthen it).
  public static func columns(_ text: String) -> Int {
    if isPlain(text) { return text.utf8.count }
    return text.reduce(0) { $0 + columns($1) }
  }

  /// The longest beginning of `text` that fits into `columns`.
  public static func prefix(_ text: String, columns limit: Int) -> String {
    guard limit > 0 else { return "" }
    if text.utf8.count <= limit && isPlain(text) { return text }
    var used = 0
    var end = text.startIndex
    while end < text.endIndex {
      used += columns(text[end])
      if used > limit { break }
      end = text.index(after: end)
    }
    return String(text[..<end])
  }

  /// The longest end of `text` that fits into `columns`.
  public static func suffix(_ text: String, columns limit: Int) -> String {
    var used = 0
    var start = text.endIndex
    while start > text.startIndex {
      let before = text.index(before: start)
      used += columns(text[before])
      if used > limit { break }
      start = before
    }
    return String(text[start...])
  }

  /// `text` when it fits; otherwise its beginning and an ellipsis, `columns` wide at most.
  public static func truncateEnd(_ text: String, columns limit: Int, ellipsis: String = "…") -> String {
    if fits(text, limit) { return text }
    let mark = prefix(ellipsis, columns: limit)
    return prefix(text, columns: limit - columns(mark)) + mark
  }

  /// `text` when it fits; otherwise its two ends around an ellipsis: of an ARN or a state's name both ends tell it from others.
  public static func truncateMiddle(_ text: String, columns limit: Int, ellipsis: String = "…") -> String {
    if fits(text, limit) { return text }
    let mark = prefix(ellipsis, columns: limit)
    let room = max(0, limit) - columns(mark)
    let head = prefix(text, columns: room - room / 2)
    return head + mark + suffix(text, columns: room - columns(head))
  }

  /// `text` cut or filled with blanks to exactly `columns`.
  public static func pad(_ text: String, columns limit: Int, ellipsis: String = "…") -> String {
    let cut = truncateEnd(text, columns: limit, ellipsis: ellipsis)
    return cut + String(repeating: " ", count: max(0, limit - columns(cut)))
  }

  /// `text` before which blanks make it exactly `columns` wide; too long a text is cut.
  public static func padLeft(_ text: String, columns limit: Int, ellipsis: String = "…") -> String {
    let cut = truncateEnd(text, columns: limit, ellipsis: ellipsis)
    return String(repeating: " ", count: max(0, limit - columns(cut))) + cut
  }

  /// Lines of at most `columns`, broken at blanks where there are any, inside a word where there are none. Never empty.
  public static func wrap(_ text: String, columns limit: Int) -> [String] {
    guard limit > 0 else { return [""] }
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      wrap(paragraph: paragraph, limit, into: &lines)
    }
    return lines.isEmpty ? [""] : lines
  }

  private static func wrap(paragraph: Substring, _ limit: Int, into lines: inout [String]) {
    var line = ""
    var used = 0
    var endsWithPiece = false
    for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
      var rest = String(word)
      var width = columns(rest)
      if used > 0 && used + 1 + width > limit {
        lines.append(line)
        (line, used) = ("", 0)
      } else if used > 0 {
        line += " "
        used += 1
      }
      while width > limit {
        var piece = prefix(rest, columns: limit - used)
        if piece.isEmpty && used == 0 { piece = String(rest.prefix(1)) }
        lines.append(line + piece)
        (line, used) = ("", 0)
        rest = String(rest.dropFirst(piece.count))
        width = columns(rest)
      }
      line += rest
      used += width
      endsWithPiece = rest.isEmpty && !word.isEmpty
    }
    if !endsWithPiece { lines.append(line) }
  }

  private static func fits(_ text: String, _ limit: Int) -> Bool {
    if text.utf8.count <= limit && isPlain(text) { return true }
    var used = 0
    for character in text {
      used += columns(character)
      if used > limit { return false }
    }
    return true
  }

  /// Printable ASCII only: one byte, one column.
  static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }
}
