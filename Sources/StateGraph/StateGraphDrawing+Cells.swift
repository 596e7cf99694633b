import Canvas

/// The iterations of a Map as cells, in their order.
public struct IterationCells: Sendable, Hashable {
  /// One cell each; of several iterations in one cell the worst status.
  public var statuses: [StateMark.Status]
  /// How many iterations a cell stands for.
  public var iterationsPerCell: Int
  /// The cell of the iteration that is opened.
  public var selected: Int?

  /// From its parts.
  public init(statuses: [StateMark.Status], iterationsPerCell: Int = 1) {
    self.statuses = statuses
    self.iterationsPerCell = iterationsPerCell
  }
}

extension StateGraphDrawing {
  /// Row by row, each cell the glyph of its status; in the lower border what a cell stands for where that is more than one iteration.
  func paint(
    _ cells: IterationCells, into grid: inout CellGrid, _ area: Rect, border: Rect, _ pane: Rect, _ mark: StateMark, _ glyphs: Glyphs
  ) {
    let background: Role? = mark.isSelected && border.height <= area.height + 4 ? .selection : nil
    for (at, status) in cells.statuses.prefix(area.width * area.height).enumerated() {
      let (x, y) = (area.x + at % area.width, area.y + at / area.width)
      let isSelected = at == cells.selected
      let style = Style(status.role, on: isSelected ? .selection : background, isSelected ? [.bold, .underline] : [])
      grid.put(String(status.glyph(glyphs)), x: x, y: y, style, clip: pane)
    }
    guard cells.iterationsPerCell > 1 else { return }
    let text = " \(cells.iterationsPerCell) a cell "
    // The middle of the border is where the way on leaves it.
    guard TextWidth.columns(text) + 4 <= border.width / 2 else { return }
    grid.put(text, x: border.maxX - 2 - TextWidth.columns(text), y: border.maxY - 1, Style(.muted), clip: pane)
  }
}
