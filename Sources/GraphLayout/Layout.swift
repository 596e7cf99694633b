/// Where everything of a graph stands, in cells: x grows to the right, y downwards, both from 0.
///
/// Routes of one net share cells; routes of different nets only cross. A cell that lines leave in all four directions is therefore always a crossing.
public struct Layout: Sendable, Equatable {
  public var width: Int
  public var height: Int
  /// Boxes, an outer scope's before those of the scopes inside it.
  public var boxes: [Box]
  /// Frames, outer ones first.
  public var frames: [Frame]
  public var routes: [Route]

  public init(width: Int = 0, height: Int = 0, boxes: [Box] = [], frames: [Frame] = [], routes: [Route] = []) {
    self.width = width
    self.height = height
    self.boxes = boxes
    self.frames = frames
    self.routes = routes
  }

  public struct Position: Sendable, Hashable {
    public var x: Int
    public var y: Int
    public init(x: Int, y: Int) {
      self.x = x
      self.y = y
    }
  }

  /// A rectangle of cells, its border included.
  public struct Area: Sendable, Hashable {
    public var x: Int
    public var y: Int
    public var width: Int
    public var height: Int
    public init(x: Int, y: Int, width: Int, height: Int) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
    /// The last column and the last row.
    public var right: Int { x + width - 1 }
    public var bottom: Int { y + height - 1 }

    public func contains(_ position: Position) -> Bool {
      position.x >= x && position.x <= right && position.y >= y && position.y <= bottom
    }
  }

  public struct Box: Sendable, Hashable {
    public var id: String
    public var area: Area
  }

  /// The border of a node that holds scopes; its title stands in the top border.
  public struct Frame: Sendable, Hashable {
    public var id: String
    public var area: Area
    /// 0 for frames of the outermost scope.
    public var depth: Int
  }

  public enum Direction: Sendable, Hashable { case up, down, left, right }

  public struct Label: Sendable, Hashable {
    public var text: String
    public var position: Position
    public var width: Int
  }

  /// One edge, from the border cell that it leaves to its arrowhead. Edges that join the same two nodes are one route.
  public struct Route: Sendable, Hashable {
    public var from: String
    public var to: String
    /// What the edges of the route stand for, each kind once.
    public var kinds: [Graph.EdgeKind]
    /// Whether it leads back to a node that the search was still in: such routes are drawn dashed.
    public var isBack: Bool
    /// Corners from the cell of the source's border to the arrowhead; consecutive ones share a row or a column.
    public var points: [Position]
    /// Where the arrowhead, the last point, points to.
    public var head: Direction
    public var label: Label?
  }
}
