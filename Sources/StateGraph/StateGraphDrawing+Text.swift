import Canvas
import GraphLayout

extension StateGraphDrawing {
  /// The whole drawing as plain text. Wider than `width` columns it gives way to the outline.
  public func text(width: Int? = nil, glyphs: Glyphs = .unicode, mark: ((String) -> StateMark)? = nil) -> String {
    guard layout.width <= min(width ?? .max, CellGrid.largestExtent) else { return outlineText(width: width, glyphs: glyphs, mark: mark) }
    var lines: [String] = []
    let rows = 512
    for top in stride(from: 0, to: layout.height, by: rows) {
      let size = Size(width: layout.width, height: min(rows, layout.height - top))
      var grid = CellGrid(size: size)
      paint(into: &grid, area: Rect(size), offset: Point(x: 0, y: top), glyphs: glyphs, mark: mark)
      lines += grid.text
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func outlineText(width: Int?, glyphs: Glyphs, mark: ((String) -> StateMark)?) -> String {
    let rows = StateOutline(scope, folded: folded).rows.map { row in
      let glyph = mark?(row.name).status.map { String($0.glyph(glyphs)) + " " } ?? ""
      return TextWidth.truncateEnd(row.lead + glyph + row.title, columns: max(width ?? .max, 1)) + "\n"
    }
    return rows.joined()
  }

  /// The whole drawing as an SVG document. A drawing beyond the largest grid is cut at its end.
  public func svg(
    title: String, glyphs: Glyphs = .unicode, theme: (Style) -> Appearance, mark: ((String) -> StateMark)? = nil,
    taken: (String, String) -> Role? = { _, _ in nil }
  ) -> String {
    let margin = 2
    let width = min(layout.width + 2 * margin, CellGrid.largestExtent)
    let height = min(layout.height, CellGrid.largestExtent, CellGrid.mostCells / max(width, 1))
    var grid = CellGrid(size: Size(width: width, height: height))
    paint(into: &grid, area: grid.bounds, offset: Point(x: -margin, y: 0), glyphs: glyphs, mark: mark, taken: taken)
    return SVG.document(grid, theme: theme, title: title)
  }
}
