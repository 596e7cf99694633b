/// The geometry of one scope, scopes inside its nodes included.
struct ScopeLayout {
  /// Frames nested deeper than this are drawn as boxes.
  static let deepest = 64

  private let anchored: AnchoredScope
  private let columns: NetColumns
  private let channels: [Channel]
  private let contents: [Int: [Layout]]
  private let x: [Int]
  private var channelTops: [Int] = []
  private var layerTops: [Int] = []
  private var hasExitLabels: [Bool]
  private(set) var layout = Layout()

  private var layered: LayeredScope { anchored.layered }
  private var scope: RankedScope { anchored.scope }

  init(_ graph: Graph, depth: Int = 0) {
    let ranked = RankedScope(graph)
    var contents: [Int: [Layout]] = [:]
    if depth < ScopeLayout.deepest {
      for (at, node) in ranked.nodes.enumerated() where !node.content.isEmpty {
        contents[at] = node.content.map { ScopeLayout($0, depth: depth + 1).layout }
      }
    }
    let sizes = ranked.nodes.enumerated().map { at, node in ScopeLayout.size(node, contents[at]) }
    let start = AnchoredScope(LayeredScope(ranked), sizes: sizes)
    x = Placement(start).x
    columns = NetColumns(start, x: x)
    anchored = columns.anchored
    channels = columns.nets.map { Channel(nets: $0) }
    self.contents = contents
    hasExitLabels = Array(repeating: false, count: channels.count)
    guard !ranked.nodes.isEmpty else { return }
    stack()
    addNodes()
    addRoutes()
    addLanes()
    normalise()
  }

  // MARK: Sizes and rows

  /// A label keeps a blank at each side and a two-cell slot for a glyph; a frame has a blank column at each side of its content.
  static func size(_ node: Graph.Node, _ content: [Layout]?) -> (width: Int, height: Int) {
    guard let content else { return (node.width + 6, node.lines + 2) }
    let inner = content.reduce(0) { $0 + $1.width } + Placement.gap * max(0, content.count - 1)
    return (max(inner + 4, node.width + 8), max(content.reduce(0) { max($0, $1.height) }, 1) + 2 + node.header)
  }

  private mutating func stack() {
    for item in layered.items.indices where anchored.anchors[item].bottom.contains(where: { $0.labelWidth > 0 }) {
      hasExitLabels[layered.layerOf[item] + 1] = true
    }
    var y = 0
    for at in channels.indices {
      channelTops.append(y)
      let tracks = channels[at].trackCount
      let isInside = at > 0 && at < channels.count - 1
      y += (hasExitLabels[at] ? 1 : 0) + (isInside ? max(tracks, 1) : tracks)
      if at < channels.count - 1, isInside || tracks > 0 { y += 1 }
      guard layered.layers.indices.contains(at) else { break }
      layerTops.append(y)
      y += layered.layers[at].reduce(0) { max($0, anchored.anchors[$1].height) }
    }
    layout.height = y
  }

  private func trackRow(_ channel: Int, _ track: Int) -> Int { channelTops[channel] + (hasExitLabels[channel] ? 1 : 0) + track }

  private func area(_ node: Int) -> Layout.Area {
    let anchors = anchored.anchors[node]
    return .init(x: x[node] - anchors.center, y: layerTops[layered.layerOf[node]], width: anchors.width, height: anchors.height)
  }

  // MARK: Boxes and frames

  private mutating func addNodes() {
    for (at, node) in scope.nodes.enumerated() {
      let area = area(at)
      guard let content = contents[at] else {
        layout.boxes.append(.init(id: node.id, area: area))
        continue
      }
      layout.frames.append(.init(id: node.id, area: area, depth: 0))
      let used = content.reduce(0) { $0 + $1.width } + Placement.gap * max(0, content.count - 1)
      var column = area.x + (area.width - used) / 2
      for inner in content {
        let moved = inner.moved(x: column, y: area.y + 1 + node.header)
        layout.boxes += moved.boxes
        layout.frames += moved.frames.map { .init(id: $0.id, area: $0.area, depth: $0.depth + 1) }
        layout.routes += moved.routes
        column += inner.width + Placement.gap
      }
    }
  }

  // MARK: Routes between neighbouring layers

  private struct LinkKey: Hashable { var channel: Int, net: Int, from: Int, to: Int }

  private mutating func addRoutes() {
    var paths: [LinkKey: [(track: Int, column: Int)]] = [:]
    for (channel, value) in channels.enumerated() {
      for (net, star) in value.nets.enumerated() {
        for link in star.links { paths[LinkKey(channel: channel, net: net, from: link.from, to: link.to)] = link.path }
      }
    }
    var pieces: [[Int]] = Array(repeating: [], count: scope.edges.count)
    for (at, segment) in layered.segments.enumerated() { pieces[segment.edge].append(at) }
    for (at, edge) in scope.edges.enumerated() where !pieces[at].isEmpty {
      var points: [Layout.Position] = []
      for piece in pieces[at] {
        let segment = layered.segments[piece]
        let key = anchored.netOf[piece]
        let channel = layered.layerOf[segment.to]
        let from = anchorColumn(segment.from, anchored.anchors[segment.from].bottom, key)
        let to = anchorColumn(segment.to, anchored.anchors[segment.to].top, key)
        let net = columns.places[channel][key] ?? 0
        if points.isEmpty { points.append(.init(x: from, y: area(segment.from).bottom)) }
        var column = from
        for step in paths[LinkKey(channel: channel, net: net, from: from, to: to)] ?? [] {
          points.append(.init(x: column, y: trackRow(channel, step.track)))
          points.append(.init(x: step.column, y: trackRow(channel, step.track)))
          column = step.column
        }
        points.append(.init(x: to, y: layerTops[channel] - 1))
      }
      let head = points[points.count - 1]
      let label =
        edge.label.isEmpty ? nil : Layout.Label(text: edge.label, position: .init(x: head.x + 1, y: head.y), width: edge.labelWidth)
      layout.routes.append(route(edge, points, .down, label))
    }
  }

  private func anchorColumn(_ item: Int, _ list: [Anchors.Anchor], _ net: NetKey) -> Int {
    columns.column(item, list.first { $0.net == net }?.offset ?? anchored.anchors[item].center)
  }

  private func route(_ edge: RankedScope.Edge, _ points: [Layout.Position], _ head: Layout.Direction, _ label: Layout.Label?)
    -> Layout.Route
  {
    .init(
      from: scope.nodes[edge.from].id, to: scope.nodes[edge.to].id, kinds: edge.kinds, isBack: edge.isBack,
      points: ScopeLayout.corners(points), head: head, label: label)
  }

  /// The ends and the corners of a line.
  static func corners(_ points: [Layout.Position]) -> [Layout.Position] {
    var result: [Layout.Position] = []
    for point in points where result.last != point {
      if result.count > 1 {
        let (a, b) = (result[result.count - 2], result[result.count - 1])
        if (a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y) { result.removeLast() }
      }
      result.append(point)
    }
    return result
  }

  // MARK: Lanes

  /// Where an edge leaves its node for a lane: its line up to the lane's row.
  private func exit(_ edge: RankedScope.Edge, _ lane: Int) -> (points: [Layout.Position], label: Layout.Position) {
    let anchors = anchored.anchors[edge.from]
    let area = area(edge.from)
    if anchors.sideExit == lane {
      let row = area.y + anchors.sideExitRow
      return ([.init(x: area.right, y: row)], .init(x: area.right + 1, y: row - 1))
    }
    let channel = layered.layerOf[edge.from] + 1
    let column = anchorColumn(edge.from, anchors.bottom, .exit(lane: lane))
    return (
      [.init(x: column, y: area.bottom), .init(x: column, y: laneRow(channel, .exit(lane: lane)))],
      .init(x: column + 1, y: channelTops[channel])
    )
  }

  private func laneRow(_ channel: Int, _ key: NetKey) -> Int {
    guard let place = columns.places[channel][key] else { return channelTops[channel] }
    return trackRow(channel, channels[channel].nets[place].laneTrack)
  }

  /// Where a lane enters its node: its line from the lane's row on.
  private func entry(_ lane: Int) -> (points: [Layout.Position], head: Layout.Direction) {
    let node = layered.lanes[lane].target
    let anchors = anchored.anchors[node]
    let area = area(node)
    if anchors.sideEntry == lane { return ([.init(x: area.right + 1, y: area.y + anchors.sideEntryRow)], .left) }
    let channel = layered.layerOf[node]
    let column = anchorColumn(node, anchors.top, .entry(lane: lane))
    return ([.init(x: column, y: laneRow(channel, .entry(lane: lane))), .init(x: column, y: layerTops[channel] - 1)], .down)
  }

  /// Gives each lane, shortest first, the nearest column that nothing in its rows reaches.
  private mutating func addLanes() {
    guard !layered.lanes.isEmpty else { return }
    var extents = RowExtents(rowEnds())
    var spans: [(rows: ClosedRange<Int>, lane: Int)] = []
    for (at, lane) in layered.lanes.enumerated() {
      let rows = lane.edges.compactMap { exit(scope.edges[$0], at).points.last?.y } + entry(at).points.prefix(1).map(\.y)
      spans.append(((rows.min() ?? 0)...(rows.max() ?? 0), at))
    }
    spans.sort { ($0.rows.count, $0.rows.lowerBound, $0.lane) < ($1.rows.count, $1.rows.lowerBound, $1.lane) }
    for (rows, at) in spans {
      let column = extents.maximum(rows) + 2
      extents.raise(rows, to: column)
      let end = entry(at)
      for index in layered.lanes[at].edges {
        let edge = scope.edges[index]
        let start = exit(edge, at)
        let turn = [start.points[start.points.count - 1].y, end.points[0].y].map { Layout.Position(x: column, y: $0) }
        let label = edge.label.isEmpty ? nil : Layout.Label(text: edge.label, position: start.label, width: edge.labelWidth)
        layout.routes.append(route(edge, start.points + turn + end.points, end.head, label))
      }
    }
  }

  /// The last column taken in each row by what is not a lane.
  private func rowEnds() -> [Int] {
    var ends = Array(repeating: -1, count: max(layout.height, 1))
    func take(_ column: Int, _ rows: ClosedRange<Int>) {
      for row in rows where ends.indices.contains(row) { ends[row] = max(ends[row], column) }
    }
    for node in scope.nodes.indices { take(area(node).right, area(node).y...area(node).bottom) }
    for route in layout.routes {
      for (a, b) in zip(route.points, route.points.dropFirst()) { take(max(a.x, b.x), min(a.y, b.y)...max(a.y, b.y)) }
      if let label = route.label { take(label.position.x + label.width - 1, label.position.y...label.position.y) }
    }
    for (at, lane) in layered.lanes.enumerated() {
      for index in lane.edges {
        let start = exit(scope.edges[index], at)
        for point in start.points { take(point.x, min(point.y, area(scope.edges[index].from).bottom)...point.y) }
        if !scope.edges[index].label.isEmpty { take(start.label.x + scope.edges[index].labelWidth - 1, start.label.y...start.label.y) }
      }
      for point in entry(at).points { take(point.x, point.y...point.y) }
    }
    return ends
  }

  // MARK: The whole

  /// Moves everything so that the leftmost column is 0, and measures the width.
  private mutating func normalise() {
    var low = Int.max
    var high = Int.min
    func take(_ left: Int, _ right: Int) {
      low = min(low, left)
      high = max(high, right)
    }
    for box in layout.boxes { take(box.area.x, box.area.right) }
    for frame in layout.frames { take(frame.area.x, frame.area.right) }
    for route in layout.routes {
      for point in route.points { take(point.x, point.x) }
      if let label = route.label { take(label.position.x, label.position.x + label.width - 1) }
    }
    guard low <= high else { return }
    layout = layout.moved(x: -low, y: 0)
    layout.width = high - low + 1
  }
}

extension Layout {
  /// The same drawing elsewhere.
  func moved(x: Int, y: Int) -> Layout {
    func position(_ at: Position) -> Position { .init(x: at.x + x, y: at.y + y) }
    func area(_ at: Area) -> Area { .init(x: at.x + x, y: at.y + y, width: at.width, height: at.height) }
    var result = self
    for at in result.boxes.indices { result.boxes[at].area = area(result.boxes[at].area) }
    for at in result.frames.indices { result.frames[at].area = area(result.frames[at].area) }
    for at in result.routes.indices {
      for point in result.routes[at].points.indices { result.routes[at].points[point] = position(result.routes[at].points[point]) }
      if let label = result.routes[at].label { result.routes[at].label?.position = position(label.position) }
    }
    return result
  }

  /// Lays out `graph`. Takes every graph; the time grows nearly in proportion to its nodes and edges.
  public init(of graph: Graph) { self = ScopeLayout(graph).layout }
}
