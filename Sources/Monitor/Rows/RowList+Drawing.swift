import Canvas

extension RowList {
  /// Draws the lines in view into `area`.
  /// - Parameter showsSecrets: False for exports: what was revealed on the screen is masked there all the same.
  func draw(on grid: inout CellGrid, _ area: Rect, isFocused: Bool, query: SearchQuery?, glyphs: Glyphs, showsSecrets: Bool) {
    guard !area.isEmpty else { return }
    let first = firstShown(height: area.height)
    for (offset, index) in (first..<min(lines.count, first + area.height)).enumerated() {
      let y = area.y + offset
      draw(lines[index], on: &grid, x: area.x, y: y, area, query, glyphs, showsSecrets)
      if index == selected && isFocused {
        grid.underlay(Rect(x: area.x, y: y, width: area.width, height: 1), .selection)
      }
    }
  }

  /// `top`, unless the list has become shorter than that.
  private func firstShown(height: Int) -> Int { min(max(0, top), max(0, lines.count - height)) }

  private func draw(
    _ line: Line, on grid: inout CellGrid, x: Int, y: Int, _ area: Rect, _ query: SearchQuery?, _ glyphs: Glyphs, _ showsSecrets: Bool
  ) {
    // Where anything folds, top-level rows too have a column for the mark, so that texts line up.
    var start = x + line.depth * 2
    if line.folds {
      grid.put(String(line.isUnfolded ? glyphs.unfolded : glyphs.folded), x: start, y: y, Style(.muted), clip: area)
    }
    if line.folds || line.depth > 0 { start += 2 }
    let shows = showsSecrets && revealed == line.row.id
    let content = shows ? line.row.revealed ?? line.row.content : line.row.content
    let room = area.maxX - start
    guard room > 0 else { return }
    grid.put(content.truncated(columns: room, ellipsis: glyphs.ellipsis), x: start, y: y, clip: area)
    guard let query else { return }
    for match in query.columns(in: VisibleText.sanitise(content.plain)) {
      let place = Rect(x: start + match.lowerBound, y: y, width: match.count, height: 1).intersection(area)
      grid.restyle(place) { Style($0.role, on: $0.background, $0.emphasis.union(.reverse)) }
    }
  }

  /// What has scrolled out of view, for a frame's corner: `3–20 of 41`; nil when everything is in view.
  func position(height: Int) -> String? {
    guard lines.count > height, height > 0 else { return nil }
    let first = firstShown(height: height)
    return "\(first + 1)–\(min(lines.count, first + height)) of \(lines.count)"
  }
}
