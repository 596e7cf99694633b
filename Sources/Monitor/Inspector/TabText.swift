import Canvas

/// Rows of running text: what tabs say in sentences, facts and notes.
enum TabText {
  /// The most that is kept of one text of an execution: more than any row shows.
  static let longest = 4_096

  /// A text of an execution as it may be shown: secrets masked, control characters visible, bounded.
  static func clean(_ text: String, secrets: Set<String> = []) -> String {
    // Masked before it is cut: a secret that a cut goes through would not be found. The first bound only keeps the work small.
    let masked = Mask.value(String(text.prefix(longest * 16)), secrets: secrets)
    return VisibleText.sanitise(String(masked.prefix(longest)))
  }

  /// A sentence wrapped to `width`: the first line begins with `mark`, the others are indented as far.
  static func sentence(_ id: String, _ text: String, width: Int, mark: Character? = nil, style: Style = Style(), markStyle: Style? = nil)
    -> [Row]
  {
    let indent = mark == nil ? 0 : 2
    let lines = TextWidth.wrap(text, columns: max(1, width - indent)).prefix(200)
    return lines.enumerated().map { at, line in
      var content = StyledText()
      if let mark { content.append(at == 0 ? "\(mark) " : "  ", markStyle ?? style) }
      content.append(line, style)
      return Row(id: "\(id)/\(at)", content, value: .text(text))
    }
  }

  /// Pieces set one after the other with `gap` between them, on as many lines as they need; lines after the first are indented.
  static func flow(_ id: String, _ pieces: [StyledText], width: Int, gap: StyledText, indent: Int = 0) -> [Row] {
    var lines: [StyledText] = []
    var line = StyledText()
    for piece in pieces where !piece.isEmpty {
      if line.isEmpty {
        line = piece
      } else if line.width + gap.width + piece.width <= width {
        line.append(gap)
        line.append(piece)
      } else {
        lines.append(line)
        line = StyledText(String(repeating: " ", count: indent)) + piece
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.enumerated().map { Row(id: "\(id)/\($0)", $1) }
  }

  /// `text` in exactly `columns` columns, styled.
  static func cell(_ text: String, _ columns: Int, _ style: Style, glyphs: Glyphs) -> StyledText {
    StyledText(TextWidth.pad(text, columns: max(0, columns), ellipsis: glyphs.ellipsis), style)
  }
}
