import Canvas
import History
import StateGraph
import StatesLanguage
import Time

/// The graph: drawn as boxes where there is room, as lines where there is not. Laid out once a definition; status never moves anything.
struct GraphPane: Sendable {
  /// A row of the one-line form; without a definition, a state that was entered.
  struct Line: Sendable {
    var name: String
    /// The branch before the glyph.
    var lead: String
    var title: String
  }

  /// Rows of each Map for its iterations.
  private static let gridRows = 2

  private var scope: StateScope?
  private var drawing: StateGraphDrawing?
  private var rows: [Line] = []
  private(set) var folded: Set<String> = []
  /// The definition the drawing was made from: its source tells it from another.
  private var source: String?
  private var enteredCount = 0
  /// The first row in view of the one-line form, and the drawing's cell at the pane's upper left corner.
  private(set) var top = 0
  private(set) var offset = Point(x: 0, y: 0)
  private var isDrawn = false
  /// The selected state that was last brought into view, and the pane's size then: scrolling by hand is not taken back.
  private var shown: (state: String?, size: Size)?

  /// Columns of the whole drawing; 0 where there is none.
  var columns: Int { drawing?.size.width ?? 0 }

  /// Half a pane sideways, at most to the drawing's edge; the selection stays.
  mutating func pan(_ direction: Int, _ size: Size) {
    guard isDrawn, let drawing else { return }
    offset = drawing.clamped(Point(x: offset.x + direction * max(1, size.width / 2), y: offset.y), in: size)
  }

  /// State names from top to bottom.
  var order: [String] { rows.map(\.name) }

  mutating func set(_ view: ExecutionView) {
    guard let machine = view.snapshot.definition else {
      guard enteredCount != view.index.stateOrder.count else { return }
      enteredCount = view.index.stateOrder.count
      rows = view.index.stateOrder.map { Line(name: $0, lead: "", title: VisibleText.sanitise($0)) }
      return
    }
    guard source != machine.source || scope == nil else { return }
    source = machine.source
    scope = StateScope(machine)
    folded = []
    layOut()
  }

  private mutating func layOut() {
    guard let scope else { return }
    drawing = StateGraphDrawing(scope, folded: folded, gridRows: GraphPane.gridRows)
    rows = StateOutline(scope, folded: folded).rows.map { Line(name: $0.name, lead: GraphPane.short($0.lead), title: $0.title) }
    shown = nil
  }

  /// Folds or unfolds a Parallel or Map.
  mutating func toggleFold(_ state: String, in machine: StateMachine?) {
    guard let machine, machine.state(state)?.groups.isEmpty == false else { return }
    if folded.remove(state) == nil { folded.insert(state) }
    layOut()
  }

  func neighbour(of state: String?, _ direction: StateGraphDrawing.Direction, steps: Int = 1) -> String? {
    guard let state, order.contains(state) else { return order.first }
    var current = state
    for _ in 0..<max(1, steps) {
      guard let next = step(from: current, direction) else { break }
      current = next
    }
    return current == state ? nil : current
  }

  private func step(from state: String, _ direction: StateGraphDrawing.Direction) -> String? {
    if isDrawn, let drawing { return drawing.neighbour(of: state, direction) }
    let order = order
    guard let at = order.firstIndex(of: state) else { return nil }
    let next = direction == .up || direction == .left ? at - 1 : at + 1
    return order.indices.contains(next) ? order[next] : nil
  }

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
    guard size.width > 0, size.height > 0 else { return }
    isDrawn = form == .wide && drawing != nil
    if isDrawn, let drawing {
      guard shown?.state != state || shown?.size != size else { return }
      shown = (state, size)
      let pane = Size(width: size.width, height: size.height)
      offset = state.map { drawing.offset(showing: $0, in: pane, from: offset) } ?? drawing.clamped(offset, in: pane)
      return
    }
    if let state, let row = rows.firstIndex(where: { $0.name == state }) {
      if row < top { top = row }
      if row >= top + size.height { top = row - size.height + 1 }
    }
    top = min(max(0, top), max(0, rows.count - size.height))
  }

  func draw(on grid: inout CellGrid, _ area: Rect, form: ScreenLayout.Form, _ scene: GraphScene) {
    if form == .wide, let drawing {
      drawing.paint(
        into: &grid, area: area, offset: offset, glyphs: scene.glyphs, mark: { scene.mark(of: $0) },
        cells: { scene.cells(of: $0, $1) },
        taken: { scene.taken(from: $0, to: $1) })
      drawing.underlaySelection(scene.selected, on: &grid, area, offset: offset)
      drawing.markEdges(on: &grid, area, offset: offset, glyphs: scene.glyphs)
    } else {
      drawLines(on: &grid, area, scene)
    }
  }

  /// A branch without the words of a rule, for which narrow panes have no room; an error path keeps its word.
  private static func short(_ lead: String) -> String {
    let lines = lead.prefix { "│├└╌ ".contains($0) }
    return lines + (lead.dropFirst(lines.count).hasPrefix("catch") ? "catch " : "")
  }

  func linesInView(height: Int) -> ArraySlice<Line> {
    let first = min(max(0, top), rows.count)
    return rows[first..<min(rows.count, first + max(0, height))]
  }

  /// The graph as a file.
  func exported(_ kind: WriteKind, _ scene: GraphScene, title: String, theme: (Style) -> Appearance) -> String? {
    switch kind {
    case .graphDOT: scope?.dot(name: title)
    case .graphMermaid: scope?.mermaid
    case .graphSVG:
      drawing?.svg(title: title, theme: theme, mark: { scene.mark(of: $0) }, taken: { scene.taken(from: $0, to: $1) })
    default: nil
    }
  }
}

extension StateGraphDrawing {
  /// In the pane's frame, on each side where the drawing goes on.
  fileprivate func markEdges(on grid: inout CellGrid, _ area: Rect, offset: Point, glyphs: Glyphs) {
    let middle = Point(x: area.x + area.width / 2, y: area.y + area.height / 2)
    func mark(_ glyph: Character, _ x: Int, _ y: Int, where goesOn: Bool) {
      if goesOn { grid.put(String(glyph), x: x, y: y, Style(.key, .bold)) }
    }
    mark(glyphs.arrowLeft, area.x - 1, middle.y, where: offset.x > 0)
    mark(glyphs.arrowRight, area.maxX, middle.y, where: offset.x + area.width < size.width)
    mark(glyphs.arrowUp, middle.x, area.y - 1, where: offset.y > 0)
    mark(glyphs.arrowDown, middle.x, area.maxY, where: offset.y + area.height < size.height)
  }

  /// The selected box lies on the selection's background, as a selected row does.
  fileprivate func underlaySelection(_ state: String?, on grid: inout CellGrid, _ area: Rect, offset: Point) {
    guard let state, let box = box(of: state), box.height <= 4 else { return }
    let place = box.moved(dx: area.x - offset.x, dy: area.y - offset.y).inset(dx: 1, dy: 1)
    grid.underlay(place.intersection(area), .selection)
  }
}
