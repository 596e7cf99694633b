import Canvas
import GraphLayout

extension StateGraphDrawing {
  /// A box or frame that was painted, where it stands in the grid: for the mouse and for tests.
  public struct Hit: Sendable, Hashable {
    /// The state's name.
    public var name: String
    /// The visible part of its border, in the cells of the grid.
    public var area: Rect
  }

  /// Paints the part of the drawing that lies in `area` of the grid.
  /// - Parameters:
  ///   - area: the pane, in the grid's cells.
  ///   - offset: the drawing's cell that stands at the pane's upper left corner; may be negative.
  ///   - mark: what to show of a state; nil for a drawing without any fate, whose labels then stand in the middle of their boxes.
  ///   - cells: of a Map, how its iterations stand, in at most so many cells; nil where it has none.
  ///   - taken: the role of a transition that was taken (`from`, `to`), nil for others.
  /// - Returns: the visible states, inner ones after the frames around them.
  @discardableResult
  public func paint(
    into grid: inout CellGrid, area: Rect, offset: Point = Point(x: 0, y: 0), glyphs: Glyphs = .unicode,
    mark: ((String) -> StateMark)? = nil, cells: (String, Int) -> IterationCells? = { _, _ in nil },
    taken: (String, String) -> Role? = { _, _ in nil }
  ) -> [Hit] {
    let isStatic = mark == nil
    let mark = mark ?? { _ in StateMark() }
    let pane = area.intersection(grid.bounds)
    guard !pane.isEmpty else { return [] }
    let shift = Point(x: area.x - offset.x, y: area.y - offset.y)
    let rows = (pane.y - shift.y)..<(pane.maxY - shift.y)
    var lines = LineCanvas(pane: pane, shift: shift)
    var hits: [Hit] = []
    var texts: [(name: String, area: Rect, mark: StateMark, isFrame: Bool)] = []

    let frames = shapes.frames(rows).map { ($0, layout.frames[$0].id, layout.frames[$0].area, true) }
    let boxes = shapes.boxes(rows).map { ($0, layout.boxes[$0].id, layout.boxes[$0].area, false) }
    for (_, name, shape, isFrame) in frames.sorted(by: { layout.frames[$0.0].depth < layout.frames[$1.0].depth }) + boxes {
      let place = Rect(shape).moved(dx: shift.x, dy: shift.y)
      guard !place.inset(dx: -2, dy: 0).intersection(pane).isEmpty else { continue }
      let mark = isPseudo(name) ? StateMark() : mark(name)
      lines.border(Rect(shape), StateGraphDrawing.borderStyle(mark))
      texts.append((name, place, mark, isFrame))
      if !isPseudo(name) { hits.append(Hit(name: name, area: place.intersection(pane))) }
    }
    paintRoutes(into: &lines, rows, mark, taken)
    lines.draw(into: &grid, glyphs)
    paintEnds(into: &grid, pane, shift, rows, glyphs, mark, taken)
    for text in texts {
      paintText(into: &grid, text.name, text.area, pane, text.mark, text.isFrame, isStatic, glyphs)
      let area = gridArea(text.name, in: text.area, isFrame: text.isFrame)
      if !area.isEmpty, let iterations = cells(text.name, area.width * area.height) {
        paint(iterations, into: &grid, area, border: text.area, pane, text.mark, glyphs)
      }
    }
    return hits
  }

  private static func borderStyle(_ mark: StateMark) -> Style {
    if mark.isSelected { return Style(.borderFocus, [.bold]) }
    guard let status = mark.status, status != .pending, status != .unknown else { return Style(.border) }
    return Style(status.role)
  }

  /// Routes in the order faint, of the selected state, taken: what matters is painted over what does not.
  private func style(_ route: Layout.Route, _ mark: (String) -> StateMark, _ taken: (String, String) -> Role?) -> (
    style: Style, priority: Int
  ) {
    if let role = taken(route.from, route.to) { return (Style(role), 3) }
    if !isPseudo(route.from), mark(route.from).isSelected { return (Style(.borderFocus), 2) }
    return (Style(route.kinds == [.catch] ? .faint : .border), 1)
  }

  private func paintRoutes(
    into lines: inout LineCanvas, _ rows: Range<Int>, _ mark: (String) -> StateMark, _ taken: (String, String) -> Role?
  ) {
    var looks: [Int: (style: Style, priority: Int)] = [:]
    for piece in shapes.pieces(rows) where lines.touches(piece.from, piece.to) {
      let route = layout.routes[piece.route]
      let look = looks[piece.route] ?? style(route, mark, taken)
      looks[piece.route] = look
      lines.line(piece.from, piece.to, look.style, look.priority, isDashed: route.isBack)
    }
  }

  private func paintEnds(
    into grid: inout CellGrid, _ pane: Rect, _ shift: Point, _ rows: Range<Int>, _ glyphs: Glyphs, _ mark: (String) -> StateMark,
    _ taken: (String, String) -> Role?
  ) {
    let ends = shapes.ends(rows).map { (route: layout.routes[$0], look: style(layout.routes[$0], mark, taken)) }
    for (route, look) in ends.sorted(by: { $0.look.priority < $1.look.priority }) {
      if let head = route.points.last {
        let arrow: Character = route.head == .left ? glyphs.arrowLeft : glyphs.arrowDown
        grid.put(String(arrow), x: head.x + shift.x, y: head.y + shift.y, look.style, clip: pane)
      }
      if let label = route.label {
        let style = look.priority > 1 ? look.style : Style(.muted)
        grid.put(label.text, x: label.position.x + shift.x, y: label.position.y + shift.y, style, clip: pane)
      }
    }
  }

  private func paintText(
    into grid: inout CellGrid, _ name: String, _ place: Rect, _ pane: Rect, _ mark: StateMark, _ isFrame: Bool, _ isStatic: Bool,
    _ glyphs: Glyphs
  ) {
    if isFrame {
      paintTitle(into: &grid, name, place, pane, mark, glyphs)
    } else {
      paintLabel(into: &grid, name, place, pane, mark, isStatic, glyphs)
    }
    let row = isFrame ? place.y : place.y + place.height / 2
    if mark.hasBreakpoint { grid.put(String(glyphs.breakpoint), x: place.x - 2, y: row, Style(.breakpoint), clip: pane) }
    if mark.hasCursor { grid.put(String(glyphs.cursor), x: place.x - 1, y: row, Style(.title, [.bold]), clip: pane) }
  }

  /// A frame's glyph, name and note in its upper border.
  private func paintTitle(into grid: inout CellGrid, _ name: String, _ place: Rect, _ pane: Rect, _ mark: StateMark, _ glyphs: Glyphs) {
    if let status = mark.status {
      grid.put(" ", x: place.x + 1, y: place.y, clip: pane)
      grid.put(String(status.glyph(glyphs)), x: place.x + 2, y: place.y, Style(status.role), clip: pane)
    }
    let title = (titles[name]?.lines ?? [name]).joined(separator: " ")
    let used = grid.put(" " + title + " ", x: place.x + 3, y: place.y, textStyle(name, mark), clip: pane)
    guard !mark.note.isEmpty, used + TextWidth.columns(mark.note) + 6 <= place.width else { return }
    grid.put(mark.note + " ", x: place.x + 3 + used, y: place.y, Style(mark.status?.role ?? .muted), clip: pane)
  }

  private func paintLabel(
    into grid: inout CellGrid, _ name: String, _ place: Rect, _ pane: Rect, _ mark: StateMark, _ isStatic: Bool, _ glyphs: Glyphs
  ) {
    let title = titles[name]?.lines ?? [name]
    let background: Role? = mark.isSelected ? .selection : nil
    if mark.isSelected { grid.fill(place.inset().intersection(pane), " ", Style(.text, on: .selection)) }
    let slot = slot(place, title)
    for (row, line) in title.enumerated() {
      // A pseudo node has no fate: its label stands in the middle, as every label does in a drawing without fates.
      let left = isStatic || isPseudo(name) ? (place.width - TextWidth.columns(line)) / 2 : slot + 2
      grid.put(line, x: place.x + left, y: place.y + 1 + row, textStyle(name, mark), clip: pane)
    }
    if let status = mark.status {
      grid.put(String(status.glyph(glyphs)), x: place.x + slot, y: place.y + 1, Style(status.role, on: background), clip: pane)
    }
    if folded.contains(name), isGroup(name) {
      grid.put(String(glyphs.folded), x: place.maxX - 2, y: place.y + 1, Style(.muted, on: background), clip: pane)
    }
    // The upper border carries no lines: arrowheads stand above it.
    let width = TextWidth.columns(mark.note)
    guard width > 0, width + 4 <= place.width else { return }
    grid.put(mark.note, x: place.maxX - 2 - width, y: place.y, Style(mark.status?.role ?? .muted), clip: pane)
  }

  /// Where the glyph stands: two columns before the label, the whole centered in the box.
  private func slot(_ place: Rect, _ title: [String]) -> Int {
    let width = title.reduce(0) { max($0, TextWidth.columns($1)) }
    return max(2, (place.width - width - 2) / 2)
  }

  private func textStyle(_ name: String, _ mark: StateMark) -> Style {
    if mark.isSelected { return Style(.title, on: .selection, [.bold]) }
    if isPseudo(name) { return Style(.muted) }
    switch mark.status {
    case .pending, .skipped, .unknown: return Style(.muted)
    default: return Style(.text)
    }
  }
}
