import Canvas
import JSON

/// Draws a text area with line numbers, JSON colours and the cursor; secrets are masked except on the line that is being edited.
struct TextAreaView {
  var area: TextArea
  var secrets: Set<String>
  var glyphs: Glyphs

  func draw(on grid: inout CellGrid, _ rect: Rect, showsCursor: Bool) {
    guard rect.width > 0, rect.height > 0 else { return }
    let numbers = String(area.lines.count).count + 1
    let top = min(max(0, area.line - rect.height / 2), max(0, area.lines.count - rect.height))
    let room = max(1, rect.width - numbers - 2)
    for (offset, index) in (top..<min(area.lines.count, top + rect.height)).enumerated() {
      let y = rect.y + offset
      grid.put(TextWidth.padLeft(String(index + 1), columns: numbers), x: rect.x, y: y, Style(.faint), clip: rect)
      let isCurrent = index == area.line && showsCursor
      let x = rect.x + numbers + 1
      if isCurrent { grid.underlay(Rect(x: x, y: y, width: room, height: 1), .selection) }
      drawLine(index, on: &grid, x: x, y: y, room: room, isCurrent: isCurrent, rect)
    }
  }

  private func drawLine(_ index: Int, on grid: inout CellGrid, x: Int, y: Int, room: Int, isCurrent: Bool, _ clip: Rect) {
    let characters = area.lines[index]
    guard isCurrent else {
      let line = JSONLine.styled(masked(String(characters.prefix(1_000))))
      grid.put(line.truncated(columns: room, ellipsis: glyphs.ellipsis), x: x, y: y, clip: clip)
      return
    }
    let before = VisibleText.sanitise(String(characters[..<min(area.column, characters.count)].suffix(1_000)))
    let hidden = max(0, TextWidth.columns(before) - room + 1)
    let shown = TextWidth.suffix(before, columns: TextWidth.columns(before) - hidden)
    let after = VisibleText.sanitise(String(characters[min(area.column, characters.count)...].prefix(1_000)))
    let cursor = x + TextWidth.columns(shown)
    grid.put(JSONLine.styled(shown + after), x: x, y: y, maxWidth: room, clip: clip)
    grid.underlay(Rect(x: x, y: y, width: room, height: 1).intersection(clip), .selection)
    grid.restyle(Rect(x: cursor, y: y, width: 1, height: 1).intersection(clip)) {
      Style($0.role, on: $0.background, $0.emphasis.union(.reverse))
    }
  }

  private func masked(_ line: String) -> String {
    var text = Mask.text(line, secrets: secrets)
    // `"API_TOKEN": "…"` on a line of its own, as pretty JSON has it.
    if let colon = text.range(of: "\": "), let open = text.firstIndex(of: "\""), open < colon.lowerBound,
      Mask.isSecretName(String(text[text.index(after: open)..<colon.lowerBound])), text[colon.upperBound...].first == "\""
    {
      let ends = text.hasSuffix(",") ? "," : ""
      text = text[..<colon.upperBound] + "\"\(Mask.masked)\"" + ends
    }
    return text
  }
}

/// One line of JSON in its colours, read loosely: a line may be cut or wrong.
enum JSONLine {
  static func styled(_ line: String) -> StyledText {
    var result = StyledText()
    var rest = line[...]
    while let first = rest.first {
      if first == "\"" {
        let string = quoted(rest)
        rest = rest.dropFirst(string.count)
        let isKey = rest.drop { $0 == " " }.first == ":"
        result.append(String(string), Style(isKey ? .jsonKey : .jsonString))
      } else if first == "‹" {
        let hole = rest.prefix { $0 != "›" }
        result.append(String(rest.prefix(hole.count + 1)), Style(.stateWaiting, .bold))
        rest = rest.dropFirst(hole.count + 1)
      } else if first.isLetter {
        let word = rest.prefix { $0.isLetter }
        result.append(String(word), Style(.jsonLiteral))
        rest = rest.dropFirst(word.count)
      } else if first.isNumber || first == "-" {
        let number = rest.prefix { $0.isNumber || "-+.eE".contains($0) }
        result.append(String(number), Style(.jsonNumber))
        rest = rest.dropFirst(number.count)
      } else {
        result.append(String(first), Style(.text))
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private static func quoted(_ text: Substring) -> Substring {
    var index = text.index(after: text.startIndex)
    while index < text.endIndex, text[index] != "\"" {
      index = text.index(after: index)
      if text[text.index(before: index)] == "\\", index < text.endIndex { index = text.index(after: index) }
    }
    return text[..<(index < text.endIndex ? text.index(after: index) : index)]
  }
}
