extension SVG {
  /// Colours with nothing left to the terminal, `reverse` already done.
  struct Paint: Equatable {
    var foreground: String
    var background: String
    var emphasis: Emphasis
  }

  /// Writes the rows of a picture one after the other.
  struct Painter {
    private let page: Appearance
    private(set) var body = ""
    private var known: [Style: Paint] = [:]

    init(page: Appearance) { self.page = page }

    var pageColor: String { page.background?.hex ?? "#15181e" }
    private var inkColor: String { page.foreground?.hex ?? "#d5d9e0" }

    mutating func paint(row: Int, of grid: CellGrid, _ appearance: (Style) -> Appearance) {
      let paints = (0..<grid.width).map { paint(for: grid[$0, row].style, appearance) }
      var start = 0
      while start < grid.width {
        var end = start + 1
        while end < grid.width && paints[end].background == paints[start].background { end += 1 }
        if paints[start].background != pageColor { rect(start, end, row, paints[start].background) }
        start = end
      }
      paintCharacters(row, grid, paints)
    }

    private mutating func paintCharacters(_ row: Int, _ grid: CellGrid, _ paints: [Paint]) {
      var x = 0
      while x < grid.width {
        let cell = grid[x, row]
        if cell.width == 0 || (cell.isBlank && !paints[x].emphasis.contains(.underline)) {
          x += 1
        } else if let shape = Shapes.shape(of: cell.character, x: Metrics.x(x), y: Metrics.y(row), paints[x]) {
          body += shape
          x += 1
        } else if isSteady(cell) {
          var end = x
          var text = ""
          while end < grid.width, isSteady(grid[end, row]), paints[end] == paints[x] {
            text.append(grid[end, row].character)
            end += 1
          }
          while text.last == " " && !paints[x].emphasis.contains(.underline) { text.removeLast() }
          run(text, x, row, paints[x])
          x = end
        } else {
          let columns = max(1, Int(cell.width))
          single(cell.character, x, columns, row, paints[x])
          x += columns
        }
      }
    }

    /// Whether a character is as wide as its cell in every monospaced font.
    private func isSteady(_ cell: Cell) -> Bool {
      guard cell.width == 1, let byte = cell.character.asciiValue else { return false }
      return byte >= 0x20 && byte < 0x7F
    }

    private mutating func rect(_ from: Int, _ to: Int, _ row: Int, _ color: String) {
      let (x, y) = (Metrics.text(Metrics.x(from)), Metrics.text(Metrics.y(row)))
      let (w, h) = (Metrics.text((to - from) * Metrics.cellWidth), Metrics.text(Metrics.cellHeight))
      body += "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(w)\" height=\"\(h)\" fill=\"\(color)\"/>\n"
    }

    private mutating func run(_ text: String, _ column: Int, _ row: Int, _ paint: Paint) {
      let length =
        text.utf8.count > 1 ? " textLength=\"\(Metrics.text(text.utf8.count * Metrics.cellWidth))\" lengthAdjust=\"spacingAndGlyphs\"" : ""
      element(text, x: Metrics.x(column), row, paint, length)
    }

    /// A character in the middle of its cells: another font may stand in for it, with other widths.
    private mutating func single(_ character: Character, _ column: Int, _ columns: Int, _ row: Int, _ paint: Paint) {
      element(String(character), x: Metrics.x(column) + columns * Metrics.cellWidth / 2, row, paint, " text-anchor=\"middle\"")
    }

    private mutating func element(_ text: String, x: Int, _ row: Int, _ paint: Paint, _ more: String) {
      var attributes =
        "x=\"\(Metrics.text(x))\" y=\"\(Metrics.text(Metrics.y(row) + Metrics.baseline))\" fill=\"\(paint.foreground)\"" + more
      if paint.emphasis.contains(.bold) { attributes += " font-weight=\"bold\"" }
      if paint.emphasis.contains(.italic) { attributes += " font-style=\"italic\"" }
      if paint.emphasis.contains(.underline) { attributes += " text-decoration=\"underline\"" }
      if paint.emphasis.contains(.dim) { attributes += " opacity=\"0.6\"" }
      body += "<text \(attributes)>\(SVG.escape(text))</text>\n"
    }

    private mutating func paint(for style: Style, _ appearance: (Style) -> Appearance) -> Paint {
      if let paint = known[style] { return paint }
      let resolved = appearance(style)
      var paint = Paint(
        foreground: resolved.foreground?.hex ?? inkColor, background: resolved.background?.hex ?? pageColor, emphasis: resolved.emphasis)
      if paint.emphasis.contains(.reverse) { (paint.foreground, paint.background) = (paint.background, paint.foreground) }
      known[style] = paint
      return paint
    }
  }

  /// Lines and blocks, drawn as shapes.
  enum Shapes {
    static func shape(of character: Character, x: Int, y: Int, _ paint: Paint) -> String? {
      let color = paint.foreground
      let opacity = paint.emphasis.contains(.dim) ? " opacity=\"0.6\"" : ""
      if let block = blocks[character] {
        let (left, top, right, bottom) = block
        let px = Metrics.text(x + left * Metrics.cellWidth / 8)
        let py = Metrics.text(y + top * Metrics.cellHeight / 8)
        let width = Metrics.text((right - left) * Metrics.cellWidth / 8)
        let height = Metrics.text((bottom - top) * Metrics.cellHeight / 8)
        return "<rect x=\"\(px)\" y=\"\(py)\" width=\"\(width)\" height=\"\(height)\" fill=\"\(color)\"\(opacity)/>\n"
      }
      guard let path = path(of: character, x, y) else { return nil }
      let heavy = character == "━" || character == "┃"
      let dashed = "╌╎┄┆┈┊".contains(character) ? " stroke-dasharray=\"3 2\"" : ""
      return "<path d=\"\(path)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(heavy ? 2.4 : 1.2)\"\(dashed)\(opacity)/>\n"
    }

    private static func path(of character: Character, _ x: Int, _ y: Int) -> String? {
      guard let sides = Glyphs.sidesOfLine[character] else { return nil }
      let t = Metrics.text
      let (cx, cy) = (x + Metrics.cellWidth / 2, y + Metrics.cellHeight / 2)
      let (right, bottom) = (x + Metrics.cellWidth, y + Metrics.cellHeight)
      let middle = "\(t(cx)) \(t(cy))"
      switch sides {
      case [.left, .right]: return "M\(t(x)) \(t(cy))H\(t(right))"
      case [.up, .down]: return "M\(t(cx)) \(t(y))V\(t(bottom))"
      case [.up, .left]: return "M\(t(cx)) \(t(y))Q\(middle) \(t(x)) \(t(cy))"
      case [.down, .left]: return "M\(t(cx)) \(t(bottom))Q\(middle) \(t(x)) \(t(cy))"
      case [.up, .right]: return "M\(t(cx)) \(t(y))Q\(middle) \(t(right)) \(t(cy))"
      case [.down, .right]: return "M\(t(cx)) \(t(bottom))Q\(middle) \(t(right)) \(t(cy))"
      default:
        var path = ""
        if sides.contains(.up) { path += "M\(middle)V\(t(y))" }
        if sides.contains(.down) { path += "M\(middle)V\(t(bottom))" }
        if sides.contains(.left) { path += "M\(middle)H\(t(x))" }
        if sides.contains(.right) { path += "M\(middle)H\(t(right))" }
        return path
      }
    }

    /// Left, top, right, bottom in eighths of the cell.
    private static let blocks: [Character: (Int, Int, Int, Int)] = [
      "█": (0, 0, 8, 8), "▏": (0, 0, 1, 8), "▎": (0, 0, 2, 8), "▍": (0, 0, 3, 8), "▌": (0, 0, 4, 8), "▋": (0, 0, 5, 8), "▊": (0, 0, 6, 8),
      "▉": (0, 0, 7, 8), "▀": (0, 0, 8, 4), "▄": (0, 4, 8, 8), "▁": (0, 7, 8, 8), "▂": (0, 6, 8, 8), "▃": (0, 5, 8, 8), "▅": (0, 3, 8, 8),
      "▆": (0, 2, 8, 8), "▇": (0, 1, 8, 8), "▐": (4, 0, 8, 8), "▔": (0, 0, 8, 1), "▕": (7, 0, 8, 8),
    ]
  }
}
