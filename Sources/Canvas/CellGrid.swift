/// A picture made of cells. Panes draw on it, tests read it, the terminal and the SVG writer show it. Nothing is ever drawn outside; every
/// size from 0×0 on works; both halves of a wide character appear and vanish together.
public struct CellGrid: Sendable, Equatable {
  /// Columns and rows, fixed from the beginning.
  public let size: Size
  var cells: [Cell]

  /// The most columns or rows a grid has: more than any screen or picture needs, less than hurts.
  public static let largestExtent = 16_384
  /// The most cells a grid has.
  public static let mostCells = 1 << 24

  /// A grid of blanks in the style `fill`. Extents are cut to `largestExtent` and, rows first, to `mostCells`.
  public init(size: Size, fill: Style = Style()) {
    let width = min(max(0, size.width), CellGrid.largestExtent)
    let height = min(max(0, size.height), CellGrid.largestExtent, width == 0 ? .max : CellGrid.mostCells / width)
    self.size = Size(width: width, height: height)
    cells = Array(repeating: Cell(style: fill), count: width * height)
  }

  /// Columns.
  public var width: Int { size.width }
  /// Rows.
  public var height: Int { size.height }
  /// All of its cells.
  public var bounds: Rect { Rect(size) }

  /// The cell there; outside the grid a blank.
  public subscript(x: Int, y: Int) -> Cell {
    guard x >= 0, y >= 0, x < size.width, y < size.height else { return Cell() }
    return cells[y * size.width + x]
  }

  /// Whether row `y` is the same in both grids; false where either has no such row or their widths differ.
  public func rowEquals(_ other: CellGrid, _ y: Int) -> Bool {
    guard size.width == other.size.width, y >= 0, y < size.height, y < other.size.height else { return false }
    let row = y * size.width..<(y + 1) * size.width
    return cells[row] == other.cells[row]
  }

  /// Draws `text` from (`x`, `y`) to the right: sanitised, cut to `maxWidth` columns, to `clip` and to the grid. A wide character that would be
  /// cut becomes a space. Returns the columns advanced, so that the next piece goes to `x` plus that.
  @discardableResult
  public mutating func put(_ text: String, x: Int, y: Int, _ style: Style = Style(), maxWidth: Int = .max, clip: Rect? = nil) -> Int {
    let area = clip.map { $0.intersection(bounds) } ?? bounds
    guard y >= area.y, y < area.maxY, x < area.maxX, maxWidth > 0 else { return 0 }
    let end = min(area.maxX, saturatingSum(x, maxWidth))
    guard end > x else { return 0 }
    if let used = putPlain(text, x: x, y: y, style, from: area.x, end: end) { return used }
    // Eight scalars a column are more than graphemes have on average; the limits keep the product in range.
    let scalars = (max(0, end) - max(x, -(.max / 32)) + 1) * 8
    return putGraphemes(VisibleText.sanitise(text, scalars: scalars), x: x, y: y, style, from: area.x, end: end)
  }

  /// Draws the runs of `line` one after the other, as `put` of a string does.
  @discardableResult
  public mutating func put(_ line: StyledText, x: Int, y: Int, maxWidth: Int = .max, clip: Rect? = nil) -> Int {
    var used = 0
    for run in line.runs {
      guard used < maxWidth else { break }
      used += put(run.text, x: saturatingSum(x, used), y: y, run.style, maxWidth: maxWidth - used, clip: clip)
    }
    return used
  }

  /// Printable ASCII, the usual case: a byte a cell. Nil, with nothing drawn that the slow way would not draw over, when another byte comes first.
  private mutating func putPlain(_ text: String, x: Int, y: Int, _ style: Style, from left: Int, end: Int) -> Int? {
    var column = x
    for byte in text.utf8 {
      guard byte >= 0x20 && byte < 0x7F else { return nil }
      if column >= end { break }
      if column >= left { set(column, y, Cell(character: CellGrid.ascii[Int(byte)], width: 1, style: style)) }
      column += 1
    }
    return column - x
  }

  private mutating func putGraphemes(_ text: String, x: Int, y: Int, _ style: Style, from left: Int, end: Int) -> Int {
    var column = x
    for character in text {
      if column >= end { break }
      let width = TextWidth.columns(character)
      if column >= left && column + width <= end {
        set(column, y, Cell(character: character, width: UInt8(width), style: style))
      } else if column + width > left {
        for half in max(left, column)..<min(end, column + width) { set(half, y, Cell(style: style)) }
      }
      column += width
    }
    return min(column, end) - x
  }

  /// Puts a cell inside the grid and keeps wide characters whole.
  mutating func set(_ x: Int, _ y: Int, _ cell: Cell) {
    let index = y * size.width + x
    if cells[index].width != 1 { parted(index, x) }
    if cell.width == 2 {
      guard x + 1 < size.width else {
        cells[index] = Cell(style: cell.style)
        return
      }
      if cells[index + 1].width == 2 { parted(index + 1, x + 1) }
      cells[index + 1] = Cell(width: 0, style: cell.style)
    }
    cells[index] = cell
  }

  /// Blanks the other half of the wide character of which the cell at `index` is about to be replaced.
  private mutating func parted(_ index: Int, _ x: Int) {
    if cells[index].width == 0, x > 0, cells[index - 1].width == 2 {
      cells[index - 1] = Cell(style: cells[index - 1].style)
    } else if cells[index].width == 2, x + 1 < size.width, cells[index + 1].width == 0 {
      cells[index + 1] = Cell(style: cells[index + 1].style)
    }
  }

  private static let ascii: [Character] = (0..<128).map { Character(Unicode.Scalar(UInt8($0))) }
}
