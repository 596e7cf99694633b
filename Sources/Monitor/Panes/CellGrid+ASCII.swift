import Canvas

extension CellGrid {
  /// Replaces what no ASCII terminal shows: signs of the screen's own words by their nearest, everything else by `?`. A wide character
  /// becomes `?` and a blank.
  mutating func makeASCII() {
    for y in 0..<height {
      for x in 0..<width {
        let cell = self[x, y]
        guard cell.width != 0, !cell.character.isASCII else { continue }
        put(CellGrid.ascii[cell.character] ?? "?", x: x, y: y, cell.style)
      }
    }
  }

  private static let ascii: [Character: String] = [
    "·": "|", "…": "~", "→": ">", "▸": ">", "▾": "v", "▼": "v", "▶": ">", "–": "-", "—": "-", "×": "x", "•": "*", "‹": "<", "›": ">",
    "‖": "=",
    "━": "=", "█": "#", "░": ".", "│": "|", "─": "-", "╌": ".", "⏎": "$", "✔": "+", "✖": "x", "◆": "*", "◷": "~", "○": "o", "↻": "r",
    "◼": "#",
    "⊘": "-", "●": "@", "▷": ">", "├": "+", "└": "+", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+",
    "“": "\"", "”": "\"",
  ]
}
