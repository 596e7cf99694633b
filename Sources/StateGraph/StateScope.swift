import JSON
import StatesLanguage

/// A definition as a graph: one scope of states, the transitions between them, and the scopes inside Parallel and Map states.
///
/// A state's name is unique in the whole machine and therefore its identity. The outermost scope also has the pseudo nodes `Start` and
/// `End`.
public struct StateScope: Sendable {
  /// What a node is.
  public enum NodeKind: Sendable, Hashable {
    case start, end
    case state(StateType)

    /// `Start`, `End`, or the type as the definition writes it.
    public var word: String {
      switch self {
      case .start: "Start"
      case .end: "End"
      case .state(let type): type.rawValue
      }
    }
  }

  /// A state or a pseudo node.
  public struct Node: Sendable {
    /// The state's name; for the pseudo nodes a text that no state of the machine has.
    public var id: String
    /// What it is.
    public var kind: NodeKind
    /// A Parallel's branches, a Map's processor; empty for all else.
    public var groups: [StateScope]
    /// Columns kept free in its upper border for counts: those of a Distributed Map's items, whose states run elsewhere.
    public var noteColumns = 0
    /// Whether it is `Start` or `End`.
    public var isPseudo: Bool { kind == .start || kind == .end }
    /// What the node is called on the screen.
    public var title: String {
      switch kind {
      case .start, .end: kind.word
      case .state: id
      }
    }
  }

  /// What a transition stands for.
  public enum EdgeKind: String, Sendable, Hashable { case choice, `default`, next, `catch` }

  /// A transition.
  public struct Edge: Sendable, Hashable {
    /// The id of the node it leaves.
    public var from: String
    /// The id of the node it leads to.
    public var to: String
    /// What it stands for.
    public var kind: EdgeKind
    /// A short rendering of the rule, `default`, `catch`, or nothing.
    public var label: String
  }

  /// The id of the node where the scope begins.
  public var entry: String
  /// In document order, in the outermost scope between the pseudo nodes.
  public var nodes: [Node]
  /// Edges of one state stand in the order of the definition: rules, default, next, catch.
  public var edges: [Edge]

  /// The graph of a whole machine.
  public init(_ machine: StateMachine) {
    let start = StateScope.unused("Start", machine)
    let end = StateScope.unused("End", machine)
    self.init(machine.body, end: end)
    edges.insert(Edge(from: start, to: entry, kind: .next, label: ""), at: 0)
    nodes.insert(Node(id: start, kind: .start, groups: []), at: 0)
    nodes.append(Node(id: end, kind: .end, groups: []))
    entry = start
  }

  /// A pseudo node's id, with a mark before it as long as a state has that name.
  private static func unused(_ word: String, _ machine: StateMachine) -> String {
    var id = word
    while machine.state(id) != nil { id = "·" + id }
    return id
  }

  /// One group of states. Its last states lead to `end` in the outermost scope and nowhere in an inner one, where the frame's border says
  /// as much.
  private init(_ group: StateGroup, end: String?) {
    entry = group.startAt.value
    nodes = group.states.map { state in
      var node = Node(id: state.name, kind: .state(state.type), groups: state.groups.map { StateScope($0, end: nil) })
      if case .map(let map) = state.kind, map.isDistributed { node.noteColumns = 22 }
      return node
    }
    edges = group.states.flatMap { StateScope.edges(of: $0, end: end) }
  }

  private static func edges(of state: State, end: String?) -> [Edge] {
    var edges: [Edge] = []
    if case .choice(let choice) = state.kind {
      let labels = RuleLabel.labels(of: choice.rules)
      for (rule, label) in zip(choice.rules, labels) {
        edges.append(Edge(from: state.name, to: rule.next.value, kind: .choice, label: label))
      }
      if let next = choice.defaultNext { edges.append(Edge(from: state.name, to: next.value, kind: .default, label: "default")) }
    }
    switch state.transition {
    case .next(let next): edges.append(Edge(from: state.name, to: next.value, kind: .next, label: ""))
    case .end: if let end { edges.append(Edge(from: state.name, to: end, kind: .next, label: "")) }
    case .none: if let end, state.type != .choice { edges.append(Edge(from: state.name, to: end, kind: .next, label: "")) }
    }
    for catcher in state.catchers { edges.append(Edge(from: state.name, to: catcher.next.value, kind: .catch, label: "catch")) }
    return edges
  }
}
