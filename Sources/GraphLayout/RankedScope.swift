/// A scope with its nodes numbered in search order, edges between the same nodes merged, back edges known and every node ranked.
struct RankedScope {
  struct Edge {
    var from: Int
    var to: Int
    var kinds: [Graph.EdgeKind]
    var label: String
    var labelWidth: Int
    var isBack = false
    /// A catch that shares its route with no other transition.
    var isCatch: Bool { kinds == [.catch] }
  }

  /// Nodes in the order a depth-first search from the entry finds them, those it cannot reach after them.
  private(set) var nodes: [Graph.Node] = []
  /// Grouped by source in node order; those of one source in the order the search takes them.
  private(set) var edges: [Edge] = []
  /// The row of boxes each node stands in: the longest path over forward edges.
  private(set) var ranks: [Int] = []

  init(_ graph: Graph) {
    var seen = Set<String>()
    let unique = graph.nodes.filter { seen.insert($0.id).inserted }
    var number: [String: Int] = Dictionary(minimumCapacity: unique.count)
    for (at, node) in unique.enumerated() { number[node.id] = at }
    let given = RankedScope.merged(graph.edges, number)
    let search = Search(count: unique.count, edges: given, roots: RankedScope.roots(of: graph, unique, number))

    var place = [Int](repeating: 0, count: unique.count)
    for (at, node) in search.found.enumerated() { place[node] = at }
    nodes = search.found.map { unique[$0] }
    for node in search.found {
      for at in given.leaving[node] {
        var edge = given.edges[at]
        edge.isBack = search.isBack[at]
        edge.from = place[edge.from]
        edge.to = place[edge.to]
        edges.append(edge)
      }
    }
    rank(inOrder: search.finished.reversed().map { place[$0] })
  }

  /// The entry, then everything else by id: what an unreachable part looks like must not hang on the order of the definition.
  private static func roots(of graph: Graph, _ unique: [Graph.Node], _ number: [String: Int]) -> [Int] {
    let rest = unique.indices.sorted { unique[$0].id < unique[$1].id }
    guard let entry = graph.entry, let first = number[entry] else { return rest }
    return [first] + rest
  }

  private struct Merged {
    var edges: [Edge] = []
    var leaving: [[Int]]
  }

  private static func merged(_ edges: [Graph.Edge], _ number: [String: Int]) -> Merged {
    struct Pair: Hashable { var from: Int, to: Int }
    var result = Merged(leaving: Array(repeating: [], count: number.count))
    var byKind: [[Graph.Edge]] = Graph.EdgeKind.allCases.map { _ in [] }
    for edge in edges { byKind[edge.kind.rawValue].append(edge) }
    var known: [Pair: Int] = [:]
    for edge in byKind.joined() {
      guard let from = number[edge.from], let to = number[edge.to] else { continue }
      if let at = known[Pair(from: from, to: to)] {
        result.edges[at].join(edge)
      } else {
        known[Pair(from: from, to: to)] = result.edges.count
        result.leaving[from].append(result.edges.count)
        result.edges.append(Edge(from: from, to: to, kinds: [edge.kind], label: edge.label, labelWidth: edge.labelWidth))
      }
    }
    return result
  }

  private mutating func rank(inOrder order: [Int]) {
    ranks = Array(repeating: 0, count: nodes.count)
    var leaving: [[Int]] = Array(repeating: [], count: nodes.count)
    var isEntered = Array(repeating: false, count: nodes.count)
    for edge in edges where !edge.isBack {
      leaving[edge.from].append(edge.to)
      isEntered[edge.to] = true
    }
    for node in order {
      for next in leaving[node] { ranks[next] = max(ranks[next], ranks[node] + 1) }
    }
    // A node that nothing leads to stands right above what it leads to, not beside the entry far away.
    for node in nodes.indices.dropFirst() where !isEntered[node] {
      if let nearest = leaving[node].map({ ranks[$0] }).min() { ranks[node] = max(0, nearest - 1) }
    }
  }

  /// Depth-first search without recursion, so that long chains cannot exhaust the stack.
  private struct Search {
    var found: [Int] = []
    var finished: [Int] = []
    var isBack: [Bool]

    init(count: Int, edges: Merged, roots: [Int]) {
      isBack = Array(repeating: false, count: edges.edges.count)
      var isFound = Array(repeating: false, count: count)
      var isOpen = Array(repeating: false, count: count)
      var stack: [(node: Int, next: Int)] = []
      func isOpening(_ node: Int) -> Bool {
        guard !isFound[node] else { return false }
        isFound[node] = true
        isOpen[node] = true
        return true
      }
      for root in roots where isOpening(root) {
        found.append(root)
        stack.append((root, 0))
        while let (node, next) = stack.last {
          guard next < edges.leaving[node].count else {
            stack.removeLast()
            isOpen[node] = false
            finished.append(node)
            continue
          }
          stack[stack.count - 1].next += 1
          let edge = edges.leaving[node][next]
          let target = edges.edges[edge].to
          if isOpen[target] {
            isBack[edge] = true
          } else if isOpening(target) {
            found.append(target)
            stack.append((target, 0))
          }
        }
      }
    }
  }
}

extension RankedScope.Edge {
  /// Takes in another edge between the same nodes: labels are listed, once each kind is kept.
  fileprivate mutating func join(_ other: Graph.Edge) {
    if !kinds.contains(other.kind) { kinds.append(other.kind) }
    guard !other.label.isEmpty, label != other.label else { return }
    labelWidth = min(label.isEmpty ? other.labelWidth : labelWidth + 2 + other.labelWidth, 800)
    label = label.isEmpty ? other.label : label + ", " + other.label
  }
}
