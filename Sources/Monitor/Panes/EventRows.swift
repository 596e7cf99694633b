import Canvas
import History
import Time

/// Draws events as a table: id, time, type, state, resource, summary; columns go as the width does.
struct EventRows {
  var style: TimeStyle
  var glyphs: Glyphs
  var query: SearchQuery?
  var selectedId: Int?
  var selectedState: String?

  func draw(_ lines: [EventsPane.Line], on grid: inout CellGrid, _ area: Rect) {
    let columns = Columns(width: area.width, lines: lines, style: style)
    for (offset, line) in lines.enumerated() {
      let y = area.y + offset
      draw(line, on: &grid, area, y: y, columns)
      if line.event.id == selectedId { grid.underlay(Rect(x: area.x, y: y, width: area.width, height: 1), .selection) }
      if let query, query.matches(line.text) { mark(query, on: &grid, area, y: y) }
    }
  }

  /// Widths of the columns; 0 leaves a column out.
  struct Columns {
    var id: Int
    var time: Int
    var type: Int
    var state: Int
    var resource: Int

    init(width: Int, lines: [EventsPane.Line], style: TimeStyle) {
      id = max(4, lines.map { String($0.event.id).count + 1 }.max() ?? 0)
      let longestTime = lines.map { TimeText.moment($0.event.timestamp, style, previous: $0.previous).count + 1 }.max() ?? 0
      time = max(width >= 60 ? 11 : 9, longestTime)
      let longestType = lines.map { $0.event.type.rawValue.count }.max() ?? 0
      let longestState = lines.map { TextWidth.columns(VisibleText.sanitise($0.state)) }.max() ?? 0
      let longestResource = lines.map { TextWidth.columns($0.resource) }.max() ?? 0
      type = width >= 100 ? max(18, min(26, longestType)) : min(24, longestType)
      state = width >= 100 ? max(13, min(24, longestState)) : min(16, longestState)
      resource = width >= 110 ? max(16, min(26, longestResource)) : 0
    }
  }

  private func draw(_ line: EventsPane.Line, on grid: inout CellGrid, _ area: Rect, y: Int, _ columns: Columns) {
    let event = line.event
    let isSelected = event.id == selectedId
    let time = TimeText.moment(event.timestamp, style, previous: line.previous)
    var x = area.x
    func put(_ text: String, _ width: Int, _ style: Style, right: Bool = false) {
      guard width > 0 else { return }
      let shown = VisibleText.sanitise(text)
      let fitted =
        right ? TextWidth.padLeft(shown, columns: width) : TextWidth.truncateMiddle(shown, columns: width, ellipsis: glyphs.ellipsis)
      grid.put(fitted, x: x, y: y, style, clip: area)
      x += width
    }
    put(String(event.id), columns.id, Style(.faint), right: true)
    put(time, columns.time, Style(.muted), right: true)
    x += 2
    put(event.type.rawValue, columns.type, Style(role(event.type), isSelected ? .bold : []))
    x += 2
    put(line.state, columns.state, line.state == selectedState && !line.state.isEmpty ? Style(.text, .bold) : Style(.text))
    x += 2
    put(line.resource, columns.resource, Style(.muted))
    if columns.resource > 0 { x += 2 }
    let room = area.maxX - x - 1
    guard room > 0 else { return }
    // Without a column of its own the resource stands where there is nothing else to say.
    let words = line.summary.isEmpty && columns.resource == 0 ? line.resource : line.summary
    let summary = TextWidth.truncateEnd(VisibleText.sanitise(words), columns: room, ellipsis: glyphs.ellipsis)
    grid.put(summary, x: x, y: y, Style(event.type.isFailure ? .stateFailed : .muted), clip: area)
  }

  private func role(_ type: EventType) -> Role {
    if type.isFailure { return .stateFailed }
    if type.rawValue.hasSuffix("Aborted") { return .stateAborted }
    if type.isStateExited || type.rawValue.hasSuffix("Succeeded") { return .stateSucceeded }
    if type.isStateEntered || type == .executionStarted { return .text }
    return .stateRunning
  }

  private func mark(_ query: SearchQuery, on grid: inout CellGrid, _ area: Rect, y: Int) {
    var text = ""
    for x in area.columns where grid[x, y].width != 0 { text.append(grid[x, y].character) }
    for match in query.columns(in: text) {
      let place = Rect(x: area.x + match.lowerBound, y: y, width: match.count, height: 1).intersection(area)
      grid.restyle(place) { Style($0.role, on: $0.background, $0.emphasis.union(.reverse)) }
    }
  }
}
