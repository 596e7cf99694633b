/// A layered scope whose nets are formed and whose anchors are placed on every item.
///
/// Only stars share cells. Every other line has an anchor of its own, which is what makes a drawing without false merges possible.
struct AnchoredScope {
  let layered: LayeredScope
  /// One for each item; an item without a box is one column wide.
  fileprivate(set) var anchors: [Anchors]
  /// The net of each segment.
  private(set) var netOf: [NetKey]

  /// Where each item stands in its layer.
  private var positions: [Int]

  var scope: RankedScope { layered.scope }

  /// `sizes`: width and height of each node's border, wide enough for its label or its content.
  init(_ layered: LayeredScope, sizes: [(width: Int, height: Int)]) {
    self.layered = layered
    netOf = layered.segments.map { .fan(from: $0.from) }
    positions = Array(repeating: 0, count: layered.items.count)
    for layer in layered.layers { for (at, item) in layer.enumerated() { positions[item] = at } }
    anchors = layered.items.indices.map { item in
      item < sizes.count ? Anchors(width: sizes[item].width, height: sizes[item].height) : Anchors(width: 1, height: 0)
    }
    formNets()
    let exits = chooseSides()
    for item in layered.items.indices { place(item, exits: exits[item]) }
  }

  private func isNode(_ item: Int) -> Bool { item < scope.nodes.count }

  private func label(_ segment: LayeredScope.Segment) -> Int { isNode(segment.to) ? scope.edges[segment.edge].labelWidth : 0 }

  /// An unlabelled edge that is all that leaves its source joins the others of its kind at the target. The source of the whole edge
  /// counts, not the
  /// item where its chain passes: otherwise one could follow the lines back from the target to the source and on to that one's other
  /// targets.
  private mutating func formNets() {
    for (at, segment) in layered.segments.enumerated()
    where layered.leaving[scope.edges[segment.edge].from].count == 1 && label(segment) == 0 && isNode(segment.to) {
      netOf[at] = .join(to: segment.to)
    }
  }

  /// Lets the last node of a layer use its right border, and gives for each node the lanes that leave it through the bottom.
  private mutating func chooseSides() -> [[(lane: Int, label: Int)]] {
    var exits: [[(lane: Int, label: Int)]] = Array(repeating: [], count: layered.items.count)
    for (at, lane) in layered.lanes.enumerated() {
      for edge in lane.edges { exits[scope.edges[edge].from].append((at, scope.edges[edge].labelWidth)) }
    }
    for layer in layered.layers {
      guard let last = layer.last, isNode(last), !exits[last].isEmpty else { continue }
      let side = exits[last].removeFirst()
      anchors[last].sideExit = side.lane
      anchors[last].sideExitLabel = side.label
    }
    var entries: [[Int]] = Array(repeating: [], count: layered.items.count)
    for (at, lane) in layered.lanes.enumerated() { entries[lane.target].append(at) }
    for layer in layered.layers {
      guard let last = layer.last, isNode(last) else { continue }
      guard anchors[last].sideExit == nil || Anchors.hasTwoSideRows(anchors[last].height) else { continue }
      anchors[last].sideEntry = entries[last].first { layered.lanes[$0].isBack } ?? entries[last].first
    }
    for node in entries.indices {
      anchors[node].top = entries[node].filter { $0 != anchors[node].sideEntry }.map {
        .init(net: .entry(lane: $0), offset: 0, labelWidth: 0)
      }
    }
    return exits
  }

  private mutating func place(_ item: Int, exits: [(lane: Int, label: Int)]) {
    var bottom: [Anchors.Anchor] = []
    if let first = layered.leaving[item].first { bottom.append(.init(net: netOf[first], offset: 0, labelWidth: 0)) }
    bottom += exits.map { .init(net: .exit(lane: $0.lane), offset: 0, labelWidth: $0.label) }
    let top = entryOrder(item) + anchors[item].top
    guard isNode(item) else {
      anchors[item].bottom = bottom
      anchors[item].top = top
      return
    }
    let width = max(anchors[item].width, Anchors.needed(top), Anchors.needed(bottom))
    anchors[item].width = width
    Anchors.spread(&bottom, width: width, main: layered.leaving[item].isEmpty ? nil : 0)
    var spreadTop = top
    Anchors.spread(&spreadTop, width: width, main: top.count == 1 ? 0 : nil)
    anchors[item].bottom = bottom
    anchors[item].top = spreadTop
  }

  /// One anchor for each net that ends at `item`, from left to right as their sources stand.
  private func entryOrder(_ item: Int) -> [Anchors.Anchor] {
    var place: [NetKey: (sum: Int, count: Int)] = [:]
    var keys: [NetKey] = []
    var labels: [NetKey: Int] = [:]
    for at in layered.entering[item] {
      let net = netOf[at]
      if place[net] == nil { keys.append(net) }
      let position = positions[layered.segments[at].from]
      place[net] = ((place[net]?.sum ?? 0) + position, (place[net]?.count ?? 0) + 1)
      labels[net] = label(layered.segments[at])
    }
    func mean(_ key: NetKey) -> Double { place[key].map { Double($0.sum) / Double($0.count) } ?? 0 }
    let ordered = keys.enumerated().sorted { (mean($0.element), $0.offset) < (mean($1.element), $1.offset) }
    return ordered.map { .init(net: $0.element, offset: 0, labelWidth: labels[$0.element] ?? 0) }
  }
}

extension AnchoredScope {
  /// Moves an anchor of the upper border of `item`.
  mutating func moveTop(_ item: Int, _ at: Int, to offset: Int) { anchors[item].top[at].offset = offset }
}
