import Canvas
import ExecutionSource
import Time

extension BrowseApp {
  /// The screen as it is now. Total for every size; draws nothing outside.
  public func render() -> CellGrid {
    var grid = CellGrid(size: size)
    let layout = layout
    guard layout.form != .none else {
      drawTooSmall(on: &grid)
      return grid
    }
    header.draw(on: &grid, layout.header, glyphs: settings.glyphs)
    if let form = starting.open { drawStart(form, on: &grid, layout.body) } else { drawList(on: &grid, layout.body) }
    drawFooter(on: &grid, layout)
    drawOverlay(on: &grid, layout, false)
    if settings.glyphs.isASCII { grid.makeASCII() }
    return grid
  }

  // MARK: The list

  /// Rows of the list that have room: below the frame and the heads, above the ARN of the selected row.
  var listHeight: Int { max(1, layout.body.height - 3 - (showsArn ? 2 : 0)) }

  private var showsArn: Bool { layout.body.height >= 14 && layout.body.width >= 60 }

  private var title: StyledText {
    let name = place == .machines ? "State machines" : mapRunChildren ? "Map Run" : "Executions"
    var title = StyledText(name, Style(.title, .bold))
    let words: [BrowseList.Sort: String] = [
      .newest: place == .machines ? "" : "newest first", .failed: "failed first", .longest: "longest first", .name: "by name",
    ]
    if let word = words[list.sort], !word.isEmpty { title.append("  \(word)", Style(.muted)) }
    if !list.filter.isEmpty { title.append("  & \(list.filter.line)", Style(.provenance)) }
    if let query { title.append("  / \(query.text)", Style(.provenance)) }
    return title
  }

  private var trailing: StyledText? {
    guard list.total > 0 else { return nil }
    let all = list.count == list.total ? Count.text(list.total) : "\(Count.text(list.count)) of \(Count.text(list.total))"
    let position = list.position.map { "\(Count.text($0 + 1)) of " } ?? ""
    return StyledText(
      list.count == list.total ? position + all + (known.hasMore ? "+" : "") : all + (known.hasMore ? "+" : ""), Style(.muted))
  }

  private func drawList(on grid: inout CellGrid, _ area: Rect) {
    grid.frame(area, title: title, trailing: trailing, focused: overlay == nil, glyphs: settings.glyphs)
    let inner = area.inset(dx: 1, dy: 1)
    let rows = Rect(x: inner.x, y: inner.y + 1, width: inner.width, height: min(listHeight, inner.height - 1))
    guard list.count > 0 else { return drawEmpty(on: &grid, inner) }
    let columns = BrowseColumns(list, place, width: inner.width - 2, times: times)
    drawHeads(on: &grid, inner, columns)
    let first = min(max(0, list.top), max(0, list.count - rows.height))
    let clock = clock
    for (offset, at) in (first..<min(list.count, first + rows.height)).enumerated() {
      draw(list.order[at], on: &grid, rows, y: rows.y + offset, columns, clock, isSelected: at == list.position)
    }
    drawFoot(on: &grid, inner, shown: min(list.count, first + rows.height))
  }

  /// The selected row's ARN; and in the frame what is below.
  private func drawFoot(on grid: inout CellGrid, _ inner: Rect, shown: Int) {
    if showsArn, let arn = list.selectedArn {
      let text = TextWidth.truncateMiddle(VisibleText.sanitise(Mask.text(arn, secrets: secrets)), columns: inner.width - 2)
      grid.put(text, x: inner.x + 1, y: inner.maxY - 1, Style(.faint), clip: inner)
    }
    let below = list.count - shown
    guard below > 0 || known.hasMore else { return }
    let more = below > 0 ? " \(settings.glyphs.arrowDown) \(Count.text(below))\(known.hasMore ? "+" : "") more " : " more at the end: G "
    grid.put(more, x: inner.maxX - TextWidth.columns(more) - 1, y: inner.maxY, Style(.key))
  }

  private func drawHeads(on grid: inout CellGrid, _ area: Rect, _ columns: BrowseColumns) {
    var x = area.x + 1
    for (column, width) in columns.columns {
      let text = column.isRight ? TextWidth.padLeft(column.rawValue, columns: width) : column.rawValue
      grid.put(text, x: x, y: area.y, Style(.muted, .bold), maxWidth: width, clip: area)
      x += width + 2
    }
  }

  private func draw(
    _ index: Int, on grid: inout CellGrid, _ area: Rect, y: Int, _ columns: BrowseColumns, _ clock: Timestamp, isSelected: Bool
  ) {
    var x = area.x + 1
    for (column, width) in columns.columns {
      let cell = cell(column, index, width, clock, isSelected ? .bold : [])
      let shown = cell.truncated(columns: width, ellipsis: settings.glyphs.ellipsis)
      grid.put(shown, x: column.isRight ? x + max(0, width - shown.width) : x, y: y, clip: area)
      if column == .name, let query { highlight(query, shown, on: &grid, x: x, y: y, area) }
      x += width + 2
    }
    if isSelected { grid.underlay(Rect(x: area.x, y: y, width: area.width, height: 1), .selection) }
  }

  private func highlight(_ query: SearchQuery, _ text: StyledText, on grid: inout CellGrid, x: Int, y: Int, _ area: Rect) {
    for match in query.columns(in: text.plain) {
      let place = Rect(x: x + match.lowerBound, y: y, width: match.count, height: 1).intersection(area)
      grid.restyle(place) { Style($0.role, on: $0.background, $0.emphasis.union(.reverse)) }
    }
  }

  // MARK: Nothing to show

  private func drawEmpty(on grid: inout CellGrid, _ area: Rect) {
    let inner = area.inset(dx: 2, dy: area.height > 6 ? 1 : 0)
    var y = inner.y
    for (text, style) in emptyWords {
      for line in TextWidth.wrap(VisibleText.sanitise(Mask.text(text, secrets: secrets)), columns: max(1, inner.width)) where y < inner.maxY
      {
        grid.put(line, x: inner.x, y: y, style, clip: inner)
        y += 1
      }
    }
  }

  /// Why there is no row, in words, and what to do.
  private var emptyWords: [(String, Style)] {
    if let problem, known.asOf == nil || known.problem != nil {
      let key = settings.keymap.keys(.pollNow, in: contexts).first?.description ?? "R"
      return [(problem, Style(.stateFailed)), ("\(key) asks again", Style(.muted))]
    }
    guard let catalog, known.asOf != nil else {
      return [("asking for \(place == .machines ? "state machines" : "executions")…", Style(.muted))]
    }
    if !list.filter.isEmpty, list.total > 0 || !list.filter.statuses.isEmpty {
      let loaded = list.total > 0 ? "none of \(Count.text(list.total))\(known.hasMore ? " loaded" : "") matches" : "nothing matches"
      return [("\(loaded) \"\(list.filter.line)\"", Style(.muted)), ("& changes the filter, Esc takes it away", Style(.muted))]
    }
    switch place {
    case .machines:
      if case .local = catalog.place { return [("the store holds no state machine yet; stepscope serve takes some", Style(.muted))] }
      return [("there are no state machines in \(catalog.region.isEmpty ? "this place" : catalog.region)", Style(.muted))]
    case .executions(_, let name): return [("\"\(name)\" has no executions yet; N starts one", Style(.muted))]
    case .mapRun: return [("the Map Run has no child executions yet", Style(.muted))]
    }
  }
}
