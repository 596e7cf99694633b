/// Where everything of a graph stands, in cells: x grows to the right, y downwards, both from 0.
///
/// Routes of one net share cells; routes of different nets only cross. A cell that lines leave in all four directions is therefore always
/// a crossing.
public struct Layout: Sendable, Equatable {
  /// Columns of the whole drawing.
  public var width: Int
  /// Rows of the whole drawing.
  public var height: Int
  /// Boxes, an outer scope's before those of the scopes inside it.
  public var boxes: [Box]
  /// Frames, outer ones first.
  public var frames: [Frame]
  /// Lines between nodes, those inside a scope before the scope's own.
  public var routes: [Route]

  /// A layout of the given parts.
  public init(width: Int = 0, height: Int = 0, boxes: [Box] = [], frames: [Frame] = [], routes: [Route] = []) {
    self.width = width
    self.height = height
    self.boxes = boxes
    self.frames = frames
    self.routes = routes
  }

  /// A cell.
  public struct Position: Sendable, Hashable {
    /// The column.
    public var x: Int
    /// The row.
    public var y: Int
    /// The cell in column `x` and row `y`.
    public init(x: Int, y: Int) {
      self.x = x
      self.y = y
    }
  }

  /// A rectangle of cells, its border included.
  public struct Area: Sendable, Hashable {
    /// The first column.
    public var x: Int
    /// The first row.
    public var y: Int
    /// Columns, the border included.
    public var width: Int
    /// Rows, the border included.
    public var height: Int
    /// A rectangle by its first cell and its size.
    public init(x: Int, y: Int, width: Int, height: Int) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
    /// The last column.
    public var right: Int { x + width - 1 }
    /// The last row.
    public var bottom: Int { y + height - 1 }

    /// Whether the cell lies in the rectangle, its border included.
    public func contains(_ position: Position) -> Bool {
      position.x >= x && position.x <= right && position.y >= y && position.y <= bottom
    }
  }

  /// The border of a node without scopes inside.
  public struct Box: Sendable, Hashable {
    /// The node's id.
    public var id: String
    /// Where it stands.
    public var area: Area
  }

  /// The border of a node that holds scopes; its title stands in the top border.
  public struct Frame: Sendable, Hashable {
    /// The node's id.
    public var id: String
    /// Where it stands.
    public var area: Area
    /// 0 for frames of the outermost scope.
    public var depth: Int
  }

  /// Where a line leads.
  public enum Direction: Sendable, Hashable { case up, down, left, right }

  /// Text beside a line.
  public struct Label: Sendable, Hashable {
    /// The labels of the edges of the route, joined by commas.
    public var text: String
    /// Its first cell.
    public var position: Position
    /// Columns it takes.
    public var width: Int
  }

  /// One edge, from the border cell that it leaves to its arrowhead. Edges that join the same two nodes are one route.
  public struct Route: Sendable, Hashable {
    /// The id of the node it leaves.
    public var from: String
    /// The id of the node it leads to.
    public var to: String
    /// What the edges of the route stand for, each kind once.
    public var kinds: [Graph.EdgeKind]
    /// Whether it leads back to a node that the search was still in: such routes are drawn dashed.
    public var isBack: Bool
    /// Corners from the cell of the source's border to the arrowhead; consecutive ones share a row or a column.
    public var points: [Position]
    /// Where the arrowhead, the last point, points to.
    public var head: Direction
    /// Nil when no edge of the route has one.
    public var label: Label?
  }
}
