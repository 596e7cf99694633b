import Canvas
import History
import StatesLanguage
import Time

/// The graph: drawn as boxes where there is room, as lines where there is not.
struct GraphPane: Sendable {
  enum Direction: Sendable { case up, down, left, right }

  private(set) var outline = StateOutline(nil)
  private var made: (machine: Int, revision: Int)?
  private(set) var top = 0
  private(set) var left = 0

  /// State names from top to bottom.
  var order: [String] { outline.lines.filter { !$0.isReference }.map(\.state) }

  mutating func set(_ view: ExecutionView) {
    let count = view.snapshot.definition?.stateNames.count ?? 0
    guard made?.machine != count || (count == 0 && made?.revision != view.revision) else { return }
    made = (count, view.revision)
    outline = view.snapshot.definition.map { StateOutline($0) } ?? StateOutline(entered: view.index.stateOrder)
  }

  func neighbour(of state: String?, _ direction: Direction, steps: Int = 1) -> String? {
    let order = order
    guard !order.isEmpty else { return nil }
    guard let state, let at = order.firstIndex(of: state) else { return order.first }
    let delta = direction == .up || direction == .left ? -steps : steps
    return order[min(max(0, at + delta), order.count - 1)]
  }

  mutating func toggleFold(_ state: String) {}

  func find(_ query: SearchQuery, after state: String?, forward: Bool) -> String? {
    let order = order
    guard !order.isEmpty else { return nil }
    let start = state.flatMap { order.firstIndex(of: $0) } ?? 0
    for step in 1...order.count {
      let name = order[(start + (forward ? step : order.count - step)) % order.count]
      if query.matches(name) { return name }
    }
    return nil
  }

  /// Scrolls so that the selected state is in view.
  mutating func scroll(to state: String?, size: Size, form: ScreenLayout.Form) {
    let height = size.height
    guard let state, height > 0, let row = outline.lines.firstIndex(where: { $0.state == state && !$0.isReference }) else { return }
    if row < top { top = row }
    if row >= top + height { top = row - height + 1 }
    top = min(max(0, top), max(0, outline.lines.count - height))
  }

  func draw(on grid: inout CellGrid, _ area: Rect, form: ScreenLayout.Form, _ scene: GraphScene) {
    drawLines(on: &grid, area, scene)
  }

  /// The one-line form.
  func drawLines(on grid: inout CellGrid, _ area: Rect, _ scene: GraphScene) {
    guard area.width > 0 else { return }
    for (offset, row) in (top..<min(outline.lines.count, top + max(0, area.height))).enumerated() {
      draw(outline.lines[row], on: &grid, area, y: area.y + offset, scene)
    }
  }

  private func draw(_ line: StateOutline.Line, on grid: inout CellGrid, _ area: Rect, y: Int, _ scene: GraphScene) {
    let glyphs = scene.glyphs
    let look = scene.view.look(of: line.state)
    if scene.breakpoints.contains(line.state), !line.isReference {
      grid.put(String(glyphs.breakpoint), x: area.x, y: y, Style(.breakpoint), clip: area)
    }
    if scene.cursors.contains(line.state), !line.isReference {
      grid.put(String(glyphs.cursor), x: area.x + 1, y: y, Style(.title, .bold), clip: area)
    }
    var x = area.x + 2
    for level in line.levels.prefix(max(0, line.levels.count)) {
      grid.put(level ? String(glyphs.line([.up, .down])) : " ", x: x, y: y, Style(.faint), clip: area)
      x += 2
    }
    if line.hangs {
      grid.put(String(glyphs.line(line.isLast ? [.up, .right] : [.up, .down, .right])), x: x, y: y, Style(.faint), clip: area)
      x += 1
      if line.isCatch {
        grid.put(String(glyphs.line([.left, .right], dashed: true)), x: x, y: y, Style(.faint), clip: area)
        x += 1 + grid.put(" catch", x: x + 1, y: y, Style(.muted), clip: area)
      }
      x += 1
    }
    let style: Style = look == .pending || look == .skipped || line.isReference ? Style(.muted) : Style(.text)
    let mark = line.isReference ? glyphs.leadsTo : look.glyph(glyphs)
    x += grid.put(String(mark), x: x, y: y, Style(line.isReference ? .faint : look.role), clip: area) + 1
    let time = line.isReference ? "" : scene.time(of: line.state)
    let room = max(0, area.maxX - x - (time.isEmpty ? 0 : TextWidth.columns(time) + 2))
    let name = TextWidth.truncateMiddle(VisibleText.sanitise(line.state), columns: room, ellipsis: glyphs.ellipsis)
    grid.put(name, x: x, y: y, line.state == scene.selected && !line.isReference ? Style(.title, .bold) : style, clip: area)
    if !time.isEmpty {
      let timeStyle = look == .waiting || look == .running || look == .paused ? Style(look.role) : Style(.muted)
      grid.put(time, x: area.maxX - 1 - TextWidth.columns(time), y: y, timeStyle, clip: area)
    }
    if line.state == scene.selected, !line.isReference {
      grid.underlay(Rect(x: area.x, y: y, width: area.width, height: 1), .selection)
    }
  }
}

/// What a drawing of the graph needs of the moment.
struct GraphScene: Sendable {
  var view: ExecutionView
  var selected: String?
  var glyphs: Glyphs
  var clock: Timestamp

  var breakpoints: Set<String> {
    Set(view.snapshot.live.breakpoints.compactMap { breakpoint in
      if case .state(let name) = breakpoint.place, breakpoint.isEnabled { name } else { nil }
    })
  }

  var cursors: Set<String> {
    let own = view.snapshot.live.cursors.map(\.state)
    return Set(own.isEmpty ? view.index.leaves.map(\.state) : own)
  }

  /// How long the state's newest visit has lasted, or the stop it is held at.
  func time(of state: String) -> String {
    if view.look(of: state) == .paused, let cursor = view.cursor(in: state) { return cursor.stop.word }
    guard let visit = view.latestVisit(of: state) else { return "" }
    return TimeText.short(visit.duration(now: clock))
  }
}
