import Canvas

extension GraphPane {
  /// The one-line form: gutter with breakpoint and cursor, branch, glyph, name, and how long it took at the right.
  func drawLines(on grid: inout CellGrid, _ area: Rect, _ scene: GraphScene) {
    guard area.width > 0 else { return }
    for (offset, row) in linesInView(height: area.height).enumerated() { draw(row, on: &grid, area, y: area.y + offset, scene) }
  }

  /// What is said of the time, and the columns that leaves the name: a time gives way to a name that would lose letters.
  private func split(_ row: Line, _ times: [String], columns: Int) -> (time: String, room: Int) {
    for time in times + [""] {
      let room = max(0, columns - (time.isEmpty ? 1 : TextWidth.columns(time) + 3))
      if TextWidth.columns(row.title) <= room || time.isEmpty { return (time, room) }
    }
    return ("", max(0, columns - 1))
  }

  private func draw(_ row: Line, on grid: inout CellGrid, _ area: Rect, y: Int, _ scene: GraphScene) {
    let glyphs = scene.glyphs
    let look = scene.view.look(of: row.name)
    if scene.breakpoints.contains(row.name) { grid.put(String(glyphs.breakpoint), x: area.x, y: y, Style(.breakpoint), clip: area) }
    if scene.cursors.contains(row.name) { grid.put(String(glyphs.cursor), x: area.x + 1, y: y, Style(.title, .bold), clip: area) }
    var x = area.x + 2
    x += grid.put(glyphs.isASCII ? row.lead.asciiLines : row.lead, x: x, y: y, Style(.faint), maxWidth: area.width / 2, clip: area)
    x += grid.put(String(look.glyph(glyphs)), x: x, y: y, Style(look.role), clip: area) + 1
    let (time, room) = split(row, scene.times(of: row.name), columns: area.maxX - x)
    let name = TextWidth.truncateMiddle(row.title, columns: room, ellipsis: glyphs.ellipsis)
    let isSelected = row.name == scene.selected
    let style =
      isSelected
      ? Style(.title, .bold) : Style(look == .pending || look == .skipped || look == .unknown || look == .elsewhere ? .muted : .text)
    grid.put(name, x: x, y: y, style, clip: area)
    let isActive = look == .waiting || look == .running || look == .paused || look == .retrying
    grid.put(time, x: area.maxX - 1 - TextWidth.columns(time), y: y, Style(isActive ? look.role : .muted), clip: area)
    if isSelected { grid.underlay(Rect(x: area.x, y: y, width: area.width, height: 1), .selection) }
  }
}

extension String {
  /// Branch lines in ASCII.
  fileprivate var asciiLines: String {
    // A plus would be the sign of success.
    let branches = replacing("├ ", with: "|-").replacing("└ ", with: "`-")
    let table: [Character: Character] = ["│": "|", "├": "|", "└": "`", "╌": ".", "─": "-"]
    return String(branches.map { table[$0] ?? $0 })
  }
}
