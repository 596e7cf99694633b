/// One scope to lay out: nodes, the edges between them, and the node where it begins.
///
/// A node may hold further scopes (the branches of a Parallel state, the processor of a Map state); no edge crosses the border of a scope.
/// The order of `nodes` means nothing: drawings depend on `entry`, on ids and on the order of the edges that leave one node.
public struct Graph: Sendable, Hashable {
  /// The nodes; of two with one id the first is drawn.
  public var nodes: [Node]
  /// Edges whose ends are not nodes of this scope are left out of the drawing.
  public var edges: [Edge]
  /// The node that the drawing starts from; without one, nodes are taken in the order of their ids.
  public var entry: String?

  /// A scope of the given parts.
  public init(nodes: [Node] = [], edges: [Edge] = [], entry: String? = nil) {
    self.nodes = nodes
    self.edges = edges
    self.entry = entry
  }

  /// A box, or a frame around other scopes.
  public struct Node: Sendable, Hashable {
    /// Names the node within its scope.
    public var id: String
    /// Columns that the widest line of the label takes; the box adds a border, a blank at each side and a two-cell status slot.
    public var width: Int
    /// Lines of the label.
    public var lines: Int
    /// The scopes inside, drawn side by side in a frame; empty for a box.
    public var content: [Graph]
    /// Rows that a frame keeps free above its content.
    public var header: Int

    /// `width`, `lines` and `header` are held within 0...400, 1...8 and 0...8.
    public init(id: String, width: Int, lines: Int = 1, content: [Graph] = [], header: Int = 0) {
      self.header = min(max(header, 0), 8)
      self.id = id
      self.width = min(max(width, 0), 400)
      self.lines = min(max(lines, 1), 8)
      self.content = content
    }
  }

  /// What an edge stands for. The order of the cases is the order in which a search leaves a node.
  public enum EdgeKind: Int, Sendable, Hashable, Comparable, CaseIterable {
    case choice, `default`, normal, `catch`

    /// By the order in which a search takes edges.
    public static func < (a: EdgeKind, b: EdgeKind) -> Bool { a.rawValue < b.rawValue }
  }

  /// A way from one node to another of the scope.
  public struct Edge: Sendable, Hashable {
    /// The id of the node it leaves.
    public var from: String
    /// The id of the node it leads to.
    public var to: String
    /// What it stands for.
    public var kind: EdgeKind
    /// Shown beside the arrowhead, or where the edge leaves when it runs in a lane; empty for none.
    public var label: String
    /// Columns that the label takes.
    public var labelWidth: Int

    /// `labelWidth` is held within 0...400.
    public init(from: String, to: String, kind: EdgeKind = .normal, label: String = "", labelWidth: Int = 0) {
      self.from = from
      self.to = to
      self.kind = kind
      self.label = label
      self.labelWidth = label.isEmpty ? 0 : min(max(labelWidth, 0), 400)
    }
  }
}
