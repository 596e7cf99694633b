import Canvas
import GraphLayout
import StatesLanguage

/// The state graph of one definition with some Parallel and Map states folded: laid out once, painted as often as needed.
public struct StateGraphDrawing: Sendable {
  /// The graph that is drawn.
  public let scope: StateScope
  /// Names of the Parallel and Map states drawn as boxes.
  public let folded: Set<String>
  /// Rows that each Map keeps free for its iterations.
  public let gridRows: Int
  /// Where everything stands, in cells of the drawing.
  public let layout: Layout
  let titles: [String: StateTitle]
  let kinds: [String: StateScope.NodeKind]
  let shapes: VisibleShapes
  private let areas: [String: Layout.Area]

  /// Lays out the graph. Nothing but the definition and `folded` has a say in where things stand.
  /// - Parameter gridRows: rows that each Map keeps free for its iterations, whatever their number.
  public init(_ machine: StateMachine, folded: Set<String> = [], gridRows: Int = 0) {
    self.init(StateScope(machine), folded: folded, gridRows: gridRows)
  }

  /// Lays out a graph made before.
  public init(_ scope: StateScope, folded: Set<String> = [], gridRows: Int = 0) {
    self.scope = scope
    self.folded = folded
    self.gridRows = gridRows
    var titles: [String: StateTitle] = [:]
    var kinds: [String: StateScope.NodeKind] = [:]
    let graph = StateGraphDrawing.graph(scope, folded, gridRows, &titles, &kinds)
    layout = Layout(of: graph)
    self.titles = titles
    self.kinds = kinds
    shapes = VisibleShapes(layout)
    var areas: [String: Layout.Area] = [:]
    for box in layout.boxes { areas[box.id] = box.area }
    for frame in layout.frames { areas[frame.id] = frame.area }
    self.areas = areas
  }

  /// The size of the whole drawing, in cells.
  public var size: Size { Size(width: layout.width, height: layout.height) }

  private static func graph(
    _ scope: StateScope, _ folded: Set<String>, _ gridRows: Int, _ titles: inout [String: StateTitle],
    _ kinds: inout [String: StateScope.NodeKind]
  ) -> Graph {
    var graph = Graph(entry: scope.entry)
    for node in scope.nodes {
      let title = StateTitle(node.title)
      titles[node.id] = title
      kinds[node.id] = node.kind
      let isOpen = !node.groups.isEmpty && !folded.contains(node.id)
      let content = isOpen ? node.groups.map { StateGraphDrawing.graph($0, folded, gridRows, &titles, &kinds) } : []
      let room = node.noteColumns > 0 ? node.noteColumns + (isOpen ? 5 : 0) : 0
      let grid = node.kind == .state(.map) ? gridRows : 0
      let width =
        isOpen
        ? TextWidth.columns(title.lines.joined(separator: " ")) + room
        : max(title.width, room, grid > 0 ? StateGraphDrawing.gridColumns : 0)
      graph.nodes.append(
        .init(id: node.id, width: width, lines: title.lines.count + (isOpen ? 0 : grid), content: content, header: isOpen ? grid : 0))
    }
    for edge in scope.edges {
      graph.edges.append(
        .init(from: edge.from, to: edge.to, kind: edge.kind.layout, label: edge.label, labelWidth: TextWidth.columns(edge.label)))
    }
    return graph
  }

  /// Columns that a folded Map has at least where it shows its iterations.
  private static let gridColumns = 18

  /// Where the cells of a Map's iterations stand in its border; empty where none are shown.
  func gridArea(_ name: String, in place: Rect, isFrame: Bool) -> Rect {
    guard gridRows > 0, kinds[name] == .state(.map) else { return .empty }
    let above = isFrame ? 1 : 1 + (titles[name]?.lines.count ?? 1)
    return Rect(x: place.x + 2, y: place.y + above, width: max(0, place.width - 4), height: gridRows)
  }

  // MARK: Places

  /// The border of a state's box or frame in the drawing; nil for a state hidden in a folded one.
  public func box(of name: String) -> Rect? { areas[name].map { Rect($0) } }

  /// The innermost state at a place of the drawing.
  public func state(at point: Point) -> String? {
    let at = Layout.Position(x: point.x, y: point.y)
    let box = layout.boxes.first { $0.area.contains(at) && !isPseudo($0.id) }
    return box?.id ?? layout.frames.filter { $0.area.contains(at) }.max { $0.depth < $1.depth }?.id
  }

  func isPseudo(_ id: String) -> Bool { kinds[id] == .start || kinds[id] == .end }

  /// Whether a node holds states of its own.
  func isGroup(_ id: String) -> Bool { kinds[id] == .state(.parallel) || kinds[id] == .state(.map) }

  /// An arrow key.
  public enum Direction: Sendable, Hashable { case up, down, left, right }

  /// The state that an arrow key leads to: the nearest one that way, sideways distance counting double; nil at the edge of the drawing.
  public func neighbour(of name: String, _ direction: Direction) -> String? {
    guard let from = areas[name] else { return nil }
    var best: (cost: Int, id: String)?
    for (id, area) in layout.boxes.map({ ($0.id, $0.area) }) + layout.frames.map({ ($0.id, $0.area) }) where id != name && !isPseudo(id) {
      guard let cost = StateGraphDrawing.cost(from, area, direction) else { continue }
      if let now = best, (now.cost, now.id) <= (cost, id) { continue }
      best = (cost, id)
    }
    return best?.id
  }

  /// Distances are taken from the upper border, so that one can walk into a frame and out of it; rows count double as cells are high.
  private static func cost(_ from: Layout.Area, _ to: Layout.Area, _ direction: Direction) -> Int? {
    let rows = to.y - from.y
    let columns = (to.x + to.width / 2) - (from.x + from.width / 2)
    let overlap = max(0, max(to.x - from.right, from.x - to.right))
    switch direction {
    case .down: return rows > 0 ? rows * 2 + overlap * 2 + abs(columns) / 8 : nil
    case .up: return rows < 0 ? -rows * 2 + overlap * 2 + abs(columns) / 8 : nil
    case .right: return columns > 0 && abs(rows) <= max(from.height, 4) ? columns + abs(rows) * 4 : nil
    case .left: return columns < 0 && abs(rows) <= max(from.height, 4) ? -columns + abs(rows) * 4 : nil
    }
  }

  /// The offset (the drawing's cell shown at the pane's upper left) that shows `name` with its gutter in a pane of `pane` cells: the row
  /// nearest to `offset`, the column with the state in the middle.
  public func offset(showing name: String, in pane: Size, from offset: Point) -> Point {
    guard let area = areas[name] else { return clamped(offset, in: pane) }
    func axis(_ now: Int, _ low: Int, _ high: Int, _ room: Int) -> Int {
      if high - low + 1 > room { return low }
      return min(max(now, high - room + 1), low)
    }
    let tall = min(area.height, 5)
    // Sideways the state comes into the middle, so that what branches off it is seen on both sides.
    let x = area.width + 3 > pane.width ? area.x - 2 : area.x + (area.width - pane.width) / 2
    return clamped(Point(x: x, y: axis(offset.y, area.y - 1, area.y + tall, pane.height)), in: pane)
  }

  /// Keeps an offset where the pane shows as much of the drawing as it can; a drawing smaller than the pane stands in its middle.
  public func clamped(_ offset: Point, in pane: Size) -> Point {
    func axis(_ now: Int, _ length: Int, _ room: Int, _ margin: Int) -> Int {
      if length + 2 * margin <= room { return -(room - length) / 2 }
      // All of it fits when its margins give way; what is left goes to the gutter before it.
      if length <= room { return -min(margin, room - length) }
      return min(max(now, -margin), length + margin - room)
    }
    return Point(x: axis(offset.x, layout.width, pane.width, 2), y: axis(offset.y, layout.height, pane.height, 0))
  }
}

extension StateScope.EdgeKind {
  var layout: Graph.EdgeKind {
    switch self {
    case .choice: .choice
    case .default: .default
    case .next: .normal
    case .catch: .catch
    }
  }
}

extension Rect {
  init(_ area: Layout.Area) { self.init(x: area.x, y: area.y, width: area.width, height: area.height) }
}
