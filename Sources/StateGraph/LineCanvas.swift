import Canvas
import GraphLayout

/// Lines on their way to the screen: which sides each cell's line leaves at, so that lines that meet become tees and crossings.
struct LineCanvas {
  private let pane: Rect
  private let shift: Point
  private var sides: [UInt8]
  private var styles: [Style]
  private var priorities: [UInt8]
  private var dashed: [Bool]

  /// `pane`: the grid's cells that may be drawn; `shift`: what is added to a place of the drawing to have one of the grid.
  init(pane: Rect, shift: Point) {
    self.pane = pane
    self.shift = shift
    let count = pane.width * pane.height
    sides = Array(repeating: 0, count: count)
    styles = Array(repeating: Style(), count: count)
    priorities = sides
    dashed = Array(repeating: false, count: count)
  }

  func touches(_ a: Layout.Position, _ b: Layout.Position) -> Bool {
    max(a.x, b.x) + shift.x >= pane.x && min(a.x, b.x) + shift.x < pane.maxX && max(a.y, b.y) + shift.y >= pane.y
      && min(a.y, b.y) + shift.y < pane.maxY
  }

  /// The border of a box; lines that leave it add their sides later but never its look.
  mutating func border(_ area: Rect, _ style: Style) {
    let right = area.maxX - 1
    let bottom = area.maxY - 1
    stretch(area.x, right, row: area.y, style, 9, false)
    stretch(area.x, right, row: bottom, style, 9, false)
    drop(area.y, bottom, column: area.x, style, 9, false)
    drop(area.y, bottom, column: right, style, 9, false)
  }

  mutating func line(_ a: Layout.Position, _ b: Layout.Position, _ style: Style, _ priority: Int, isDashed: Bool) {
    let level = UInt8(clamping: priority)
    if a.y == b.y {
      stretch(min(a.x, b.x), max(a.x, b.x), row: a.y, style, level, isDashed)
    } else {
      drop(min(a.y, b.y), max(a.y, b.y), column: a.x, style, level, isDashed)
    }
  }

  private mutating func stretch(_ left: Int, _ right: Int, row: Int, _ style: Style, _ level: UInt8, _ isDashed: Bool) {
    let y = row + shift.y
    guard y >= pane.y, y < pane.maxY else { return }
    let (low, high) = (max(left + shift.x, pane.x), min(right + shift.x, pane.maxX - 1))
    guard low <= high else { return }
    for x in low...high {
      let bits: UInt8 = (x > left + shift.x ? 4 : 0) | (x < right + shift.x ? 8 : 0)
      add(bits, x, y, style, level, isDashed)
    }
  }

  private mutating func drop(_ top: Int, _ bottom: Int, column: Int, _ style: Style, _ level: UInt8, _ isDashed: Bool) {
    let x = column + shift.x
    guard x >= pane.x, x < pane.maxX else { return }
    let (low, high) = (max(top + shift.y, pane.y), min(bottom + shift.y, pane.maxY - 1))
    guard low <= high else { return }
    for y in low...high {
      let bits: UInt8 = (y > top + shift.y ? 1 : 0) | (y < bottom + shift.y ? 2 : 0)
      add(bits, x, y, style, level, isDashed)
    }
  }

  private mutating func add(_ bits: UInt8, _ x: Int, _ y: Int, _ style: Style, _ level: UInt8, _ isDashed: Bool) {
    let at = (y - pane.y) * pane.width + x - pane.x
    sides[at] |= bits
    if level >= priorities[at] {
      styles[at] = style
      priorities[at] = level
      dashed[at] = isDashed
    }
  }

  func draw(into grid: inout CellGrid, _ glyphs: Glyphs) {
    for y in 0..<pane.height {
      for x in 0..<pane.width {
        let at = y * pane.width + x
        guard sides[at] != 0 else { continue }
        let glyph = glyphs.line(Glyphs.Sides(rawValue: sides[at]), dashed: dashed[at])
        grid.put(String(glyph), x: pane.x + x, y: pane.y + y, styles[at])
      }
    }
  }
}
