/// A cell's place: columns to the right, rows downwards, both from 0.
public struct Point: Sendable, Hashable {
  /// The column.
  public var x: Int
  /// The row.
  public var y: Int
  /// The cell in column `x` of row `y`.
  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}

/// Columns and rows. A negative extent counts as none.
public struct Size: Sendable, Hashable {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int
  /// An extent of `width` columns and `height` rows.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// Some cells: from (`x`, `y`), `width` columns and `height` rows. Every operation has an answer for every input; where numbers would overflow they stop at the limit.
public struct Rect: Sendable, Hashable {
  /// The leftmost column.
  public var x: Int
  /// The topmost row.
  public var y: Int
  /// How many columns.
  public var width: Int
  /// How many rows.
  public var height: Int

  /// Negative extents become none.
  public init(x: Int = 0, y: Int = 0, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// All cells of something of this size, from the upper left corner.
  public init(_ size: Size) { self.init(width: size.width, height: size.height) }

  /// No cell.
  public static let empty = Rect(width: 0, height: 0)

  /// Its extent, never negative.
  public var size: Size { Size(width: max(0, width), height: max(0, height)) }
  /// Its upper left cell.
  public var origin: Point { Point(x: x, y: y) }
  /// The first column to the right of it.
  public var maxX: Int { saturatingSum(x, max(0, width)) }
  /// The first row below it.
  public var maxY: Int { saturatingSum(y, max(0, height)) }
  /// Whether it has no cell.
  public var isEmpty: Bool { width <= 0 || height <= 0 }
  /// Its rows from top to bottom.
  public var rows: Range<Int> { y..<max(y, maxY) }
  /// Its columns from left to right.
  public var columns: Range<Int> { x..<max(x, maxX) }

  /// Whether the cell is in it.
  public func contains(_ point: Point) -> Bool { contains(x: point.x, y: point.y) }
  /// Whether the cell is in it.
  public func contains(x column: Int, y row: Int) -> Bool { column >= x && column < maxX && row >= y && row < maxY }

  /// The cells in both; empty (with no extent) where they do not meet.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rect.between(left, top, min(maxX, other.maxX), min(maxY, other.maxY))
  }

  /// `dx` columns less at each side, `dy` rows less above and below; negative numbers grow it.
  public func inset(dx: Int = 1, dy: Int = 1) -> Rect {
    Rect.between(
      saturatingSum(x, dx), saturatingSum(y, dy), saturatingSum(maxX, saturatingNegative(dx)), saturatingSum(maxY, saturatingNegative(dy)))
  }

  /// `count` on all four sides.
  public func inset(by count: Int) -> Rect { inset(dx: count, dy: count) }

  /// The same extent, `dx` columns to the right and `dy` rows down.
  public func moved(dx: Int = 0, dy: Int = 0) -> Rect {
    Rect(x: saturatingSum(x, dx), y: saturatingSum(y, dy), width: width, height: height)
  }

  /// The upper `count` rows and the rest.
  public func splitTop(_ count: Int) -> (top: Rect, rest: Rect) {
    let taken = min(max(0, count), max(0, height))
    return (
      Rect(x: x, y: y, width: width, height: taken),
      Rect(x: x, y: saturatingSum(y, taken), width: width, height: max(0, height) - taken)
    )
  }

  /// The lower `count` rows and the rest above them.
  public func splitBottom(_ count: Int) -> (rest: Rect, bottom: Rect) {
    let (rest, bottom) = splitTop(max(0, height) - min(max(0, count), max(0, height)))
    return (rest, bottom)
  }

  /// The left `count` columns and the rest.
  public func splitLeft(_ count: Int) -> (left: Rect, rest: Rect) {
    let taken = min(max(0, count), max(0, width))
    return (
      Rect(x: x, y: y, width: taken, height: height),
      Rect(x: saturatingSum(x, taken), y: y, width: max(0, width) - taken, height: height)
    )
  }

  /// The right `count` columns and the rest to their left.
  public func splitRight(_ count: Int) -> (rest: Rect, right: Rect) {
    let (rest, right) = splitLeft(max(0, width) - min(max(0, count), max(0, width)))
    return (rest, right)
  }

  /// A rectangle of `size` in the middle of this one, cut to it.
  public func centred(_ size: Size) -> Rect {
    let w = min(max(0, size.width), max(0, width))
    let h = min(max(0, size.height), max(0, height))
    return Rect(x: saturatingSum(x, (max(0, width) - w) / 2), y: saturatingSum(y, (max(0, height) - h) / 2), width: w, height: h)
  }

  private static func between(_ left: Int, _ top: Int, _ right: Int, _ bottom: Int) -> Rect {
    guard right > left, bottom > top else { return Rect(x: left, y: top, width: 0, height: 0) }
    return Rect(
      x: left, y: top, width: saturatingSum(right, saturatingNegative(left)), height: saturatingSum(bottom, saturatingNegative(top)))
  }
}

/// `a + b`, stopping at the least or greatest number.
@inline(__always)
func saturatingSum(_ a: Int, _ b: Int) -> Int {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? (b < 0 ? .min : .max) : sum
}

@inline(__always)
func saturatingNegative(_ a: Int) -> Int { a == .min ? .max : -a }
