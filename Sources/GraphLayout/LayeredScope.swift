/// A ranked scope cut into layers: every node is an item, an edge over a few ranks is a chain of items without a box, and every other
/// edge is left to a lane.
///
/// Long edges must not become chains: one handler that hundreds of states lead to would need more chain items than there are nodes.
struct LayeredScope {
  /// What stands in a layer: a node, or the place where the chain of an edge passes.
  enum Item {
    case node(Int)
    case pass(edge: Int)
  }

  /// A piece of an edge between an item and one of the next layer.
  struct Segment {
    var from: Int
    var to: Int
    var edge: Int
  }

  /// Edges that run beside the boxes to one node, in one line.
  struct Lane {
    var target: Int
    var isBack: Bool
    var edges: [Int]
  }

  /// Chains pass at most this many ranks less one.
  static let longestChain = 6

  let scope: RankedScope
  /// Items `0..<scope.nodes.count` are the nodes.
  private(set) var items: [Item]
  private(set) var layerOf: [Int]
  /// Items of each layer from left to right.
  private(set) var layers: [[Int]]
  private(set) var segments: [Segment] = []
  private(set) var lanes: [Lane] = []
  /// Segments that end at, and that leave, each item.
  private(set) var entering: [[Int]]
  private(set) var leaving: [[Int]]

  init(_ scope: RankedScope) {
    self.scope = scope
    items = scope.nodes.indices.map { .node($0) }
    layerOf = scope.ranks
    layers = Array(repeating: [], count: (scope.ranks.max() ?? -1) + 1)
    entering = Array(repeating: [], count: items.count)
    leaving = entering
    cut()
    arrange()
  }

  private mutating func cut() {
    struct Key: Hashable { var target: Int, isBack: Bool, isCatch: Bool }
    var laneOf: [Key: Int] = [:]
    for (at, edge) in scope.edges.enumerated() {
      let gap = scope.ranks[edge.to] - scope.ranks[edge.from]
      if !edge.isBack, gap == 1 || (gap > 1 && gap <= LayeredScope.longestChain && !edge.isCatch) {
        chain(at, edge)
      } else {
        let key = Key(target: edge.to, isBack: edge.isBack || gap < 1, isCatch: edge.isCatch)
        if let lane = laneOf[key] {
          lanes[lane].edges.append(at)
        } else {
          laneOf[key] = lanes.count
          lanes.append(Lane(target: edge.to, isBack: key.isBack, edges: [at]))
        }
      }
    }
  }

  private mutating func chain(_ at: Int, _ edge: RankedScope.Edge) {
    var last = edge.from
    for layer in (scope.ranks[edge.from] + 1)..<scope.ranks[edge.to] {
      let pass = items.count
      items.append(.pass(edge: at))
      layerOf.append(layer)
      entering.append([])
      leaving.append([])
      join(last, pass, at)
      last = pass
    }
    join(last, edge.to, at)
  }

  private mutating func join(_ from: Int, _ to: Int, _ edge: Int) {
    leaving[from].append(segments.count)
    entering[to].append(segments.count)
    segments.append(Segment(from: from, to: to, edge: edge))
  }

  // MARK: Order within layers

  /// Barycenter sweeps from the order of the definition; ties keep it, and the best order seen is kept.
  private mutating func arrange() {
    var key = items.indices.map { $0 }
    for item in items.indices { key[item] = entering[item].first ?? -1 }
    for item in items.indices.sorted(by: { (key[$0], $0) < (key[$1], $1) }) { layers[layerOf[item]].append(item) }
    var place = Array(repeating: 0, count: items.count)
    for layer in layers { for (at, item) in layer.enumerated() { place[item] = at } }
    var best = layers
    var fewest = crossings(place)
    var round = 0
    while fewest > 0, round < 8 {
      sweep(down: round % 2 == 0, &place)
      let count = crossings(place)
      if count < fewest {
        fewest = count
        best = layers
      }
      round += 1
    }
    layers = best
  }

  private mutating func sweep(down: Bool, _ place: inout [Int]) {
    var center = Array(repeating: 0.0, count: items.count)
    for at in down ? Array(layers.indices) : layers.indices.reversed() {
      for item in layers[at] {
        let ends = down ? entering[item].map { segments[$0].from } : leaving[item].map { segments[$0].to }
        center[item] = ends.isEmpty ? Double(place[item]) : Double(ends.reduce(0) { $0 + place[$1] }) / Double(ends.count)
      }
      layers[at].sort { (center[$0], place[$0]) < (center[$1], place[$1]) }
      for (index, item) in layers[at].enumerated() { place[item] = index }
    }
  }

  /// Pairs of segments that cross, counted with a Fenwick tree in O(E log V).
  private func crossings(_ place: [Int]) -> Int {
    var total = 0
    for (upper, layer) in layers.enumerated().dropLast() {
      var tree = Array(repeating: 0, count: layers[upper + 1].count + 1)
      var added = 0
      for item in layer {
        let ends = leaving[item].map { place[segments[$0].to] }.sorted()
        for end in ends {
          var at = end + 1
          var notRight = 0
          while at > 0 {
            notRight += tree[at]
            at -= at & -at
          }
          total += added - notRight
        }
        for end in ends {
          var at = end + 1
          while at < tree.count {
            tree[at] += 1
            at += at & -at
          }
        }
        added += ends.count
      }
    }
    return total
  }
}
