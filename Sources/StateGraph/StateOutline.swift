import Canvas

/// The graph in one line a state, for narrow screens: what follows stands below, what branches off is indented. Every state has one row.
public struct StateOutline: Sendable, Equatable {
  /// One line.
  public struct Row: Sendable, Hashable {
    /// The state's name.
    public var name: String
    /// Levels of indentation.
    public var depth: Int
    /// What stands before the glyph and the name: guides, branch and the label of the edge, such as `└╌ catch `.
    public var lead: String
    /// Names of states that have their row elsewhere and that this one leads to, apart from the row below.
    public var leadsTo: [String]
    /// The row's name as it is shown: sanitised, in one line.
    public var title: String
  }

  /// In the order of the outline.
  public private(set) var rows: [Row] = []
  /// Guides of more levels than this are left out: the innermost ones are drawn.
  public static let deepest = 12

  /// Rows of `scope`; the states inside those named in `folded` have none.
  public init(_ scope: StateScope, folded: Set<String> = []) {
    var walk = OutlineWalk(scope, folded)
    rows = walk.rows()
  }

  /// The outline as text: a row a line.
  public func text(width: Int = .max) -> String {
    rows.map { TextWidth.truncateEnd($0.lead + $0.title, columns: max(width, 1)) + "\n" }.joined()
  }
}

/// Walks a scope in the order of the outline, with a stack of its own: a definition may nest branches thousands deep.
private struct OutlineWalk {
  private struct Node {
    var id: String
    var isPseudo: Bool
    var edges: [StateScope.Edge] = []
    var scope: Int
    var entries: [String] = []
    /// Edges that lead here from nodes not yet listed.
    var waitingFor = 0
    var indegree = 0
    var isListed = false
  }

  private enum Step {
    case list(id: String, depth: Int, guides: [Bool], edge: String, isCatch: Bool, branch: Branch)
    /// Lists the states that several listed ones lead to, as far as nothing else leads there.
    case joins(scope: Int, depth: Int, guides: [Bool])
    /// Lists whatever is left of a scope.
    case rest(scope: Int, depth: Int, guides: [Bool])
  }
  private enum Branch { case none, more, last }

  private var nodes: [String: Node] = [:]
  private var members: [[String]] = []
  private var waiting: [[String]] = []
  private var steps: [Step] = []
  private var result: [StateOutline.Row] = []

  init(_ scope: StateScope, _ folded: Set<String>) {
    collect(scope, folded)
    steps = [.rest(scope: 0, depth: 0, guides: []), .list(id: scope.entry, depth: 0, guides: [], edge: "", isCatch: false, branch: .none)]
  }

  private mutating func collect(_ scope: StateScope, _ folded: Set<String>) {
    let at = members.count
    members.append(scope.nodes.map(\.id))
    waiting.append([])
    for node in scope.nodes { nodes[node.id] = Node(id: node.id, isPseudo: node.isPseudo, scope: at) }
    var seen = Set<StateScope.Edge>()
    let forward = scope.forwardEdges
    for (edge, isForward) in zip(scope.edges, forward) {
      let plain = StateScope.Edge(from: edge.from, to: edge.to, kind: .next, label: "")
      nodes[edge.from]?.edges.append(edge)
      if isForward, seen.insert(plain).inserted {
        nodes[edge.to]?.indegree += 1
        nodes[edge.to]?.waitingFor += 1
      }
    }
    for node in scope.nodes where !folded.contains(node.id) {
      for group in node.groups {
        nodes[node.id]?.entries.append(group.entry)
        collect(group, folded)
      }
    }
  }

  mutating func rows() -> [StateOutline.Row] {
    while let step = steps.popLast() {
      switch step {
      case .list(let id, let depth, let guides, let edge, let isCatch, let branch):
        list(id, depth, guides, edge, isCatch, branch)
      case .joins(let scope, let depth, let guides): joins(scope, depth, guides)
      case .rest(let scope, let depth, let guides):
        guard let next = (waiting[scope] + members[scope]).first(where: { nodes[$0]?.isListed == false }) else { continue }
        steps += [step, .list(id: next, depth: depth, guides: guides, edge: "", isCatch: false, branch: .none)]
      }
    }
    return result
  }

  private mutating func list(_ id: String, _ depth: Int, _ guides: [Bool], _ edge: String, _ isCatch: Bool, _ branch: Branch) {
    guard let node = nodes[id], !node.isListed else { return }
    nodes[id]?.isListed = true
    let inner = branch == .none ? guides : Array((guides + [branch == .more]).suffix(StateOutline.deepest))
    var single: [StateScope.Edge] = []
    var hasOtherWay = false
    var leadsTo: [String] = []
    var seen = Set<String>()
    for edge in node.edges where seen.insert(edge.to).inserted {
      guard let target = nodes[edge.to] else { continue }
      nodes[edge.to]?.waitingFor -= 1
      if target.indegree == 1, !target.isListed {
        single.append(edge)
      } else if !target.isListed {
        waiting[target.scope].append(edge.to)
        if edge.kind != .catch { hasOtherWay = true }
      }
      if !target.isPseudo, target.indegree != 1 || target.isListed { leadsTo.append(edge.to) }
    }
    if !node.isPseudo {
      let lead = OutlineWalk.lead(guides, edge, isCatch, branch)
      result.append(.init(name: id, depth: depth, lead: lead, leadsTo: leadsTo, title: VisibleText.sanitise(id)))
    }
    // One way on is a chain; several, or one beside the way to a join, are branches, and what they join in comes below them. A shared handler is no
    // such join: a long sequence whose every state leads to it stays a sequence.
    let isChain = single.count == 1 && !hasOtherWay && single.first?.kind != .catch
    follow(node, single, isChain: isChain, depth, inner)
  }

  /// Puts on the stack, last first, what follows a row: what is inside, what branches off or goes on, what joins again.
  private mutating func follow(_ node: Node, _ edges: [StateScope.Edge], isChain: Bool, _ depth: Int, _ guides: [Bool]) {
    var next: [Step] = []
    for (at, entry) in node.entries.enumerated() {
      let isLast = at == node.entries.count - 1 && (isChain || edges.isEmpty)
      let label = node.entries.count > 1 ? "branch \(at + 1)" : "each"
      next.append(.list(id: entry, depth: depth + 1, guides: guides, edge: label, isCatch: false, branch: isLast ? .last : .more))
      if let scope = nodes[entry]?.scope {
        next.append(.rest(scope: scope, depth: depth + 1, guides: Array((guides + [!isLast]).suffix(StateOutline.deepest))))
      }
    }
    for (at, edge) in edges.enumerated() {
      let branch: Branch = isChain ? .none : at == edges.count - 1 ? .last : .more
      next.append(
        .list(
          id: edge.to, depth: isChain ? depth : depth + 1, guides: guides, edge: edge.label, isCatch: edge.kind == .catch, branch: branch))
    }
    if !isChain, !edges.isEmpty { next.append(.joins(scope: node.scope, depth: depth, guides: guides)) }
    steps += next.reversed()
  }

  private mutating func joins(_ scope: Int, _ depth: Int, _ guides: [Bool]) {
    let ready = waiting[scope].first { nodes[$0].map { !$0.isListed && $0.waitingFor <= 0 } ?? false }
    waiting[scope].removeAll { nodes[$0]?.isListed ?? true }
    guard let ready else { return }
    steps += [
      .joins(scope: scope, depth: depth, guides: guides),
      .list(id: ready, depth: depth, guides: guides, edge: "", isCatch: false, branch: .none),
    ]
  }

  private static func lead(_ guides: [Bool], _ edge: String, _ isCatch: Bool, _ branch: Branch) -> String {
    var text = guides.map { $0 ? "│ " : "  " }.joined()
    switch branch {
    case .none: break
    case .more: text += isCatch ? "├╌ " : "├ "
    case .last: text += isCatch ? "└╌ " : "└ "
    }
    return edge.isEmpty ? text : text + edge + " "
  }
}

extension StateScope {
  /// For each edge whether it leads on rather than back to a state that a depth-first search from the entry is still in.
  var forwardEdges: [Bool] {
    var leaving: [String: [Int]] = [:]
    for (at, edge) in edges.enumerated() { leaving[edge.from, default: []].append(at) }
    var forward = Array(repeating: true, count: edges.count)
    var isOpen: [String: Bool] = [:]
    var stack: [(id: String, next: Int)] = []
    for root in [entry] + nodes.map(\.id).sorted() where isOpen[root] == nil {
      isOpen[root] = true
      stack.append((root, 0))
      while let (id, next) = stack.last {
        let out = leaving[id] ?? []
        guard next < out.count else {
          isOpen[id] = false
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let target = edges[out[next]].to
        if let isAncestor = isOpen[target] {
          forward[out[next]] = !isAncestor
        } else {
          isOpen[target] = true
          stack.append((target, 0))
        }
      }
    }
    return forward
  }
}
