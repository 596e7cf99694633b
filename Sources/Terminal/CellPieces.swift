import Canvas

/// A cell as ncurses can hold it: spacing characters with their marks, one after the other, as wide together as the cell.
///
/// ncurses and terminals count columns scalar by scalar, so an emoji made of several would shift the rest of the row: it keeps its first part.
enum CellPieces {
  /// A spacing scalar, and up to four marks.
  typealias Piece = [UInt32]

  /// The scalars to put from the cell's column on; `width` tells the running C library's columns of a scalar.
  static func of(_ cell: Cell, isUTF8: Bool, width: (UInt32) -> Int) -> [Piece] {
    let columns = max(1, Int(cell.width))
    let scalars = cell.character.unicodeScalars
    if !isUTF8 { return [[0x3F]] + blanks(columns - 1) }
    var pieces: [Piece] = []
    var used = 0
    for scalar in scalars {
      let value = scalar.value
      let taken = width(value)
      if taken <= 0 {
        if pieces.isEmpty {
          pieces.append(taken == 0 ? [0x20, value] : [0xFFFD])
          used = 1
        } else if taken == 0, !changesWidth(value), pieces[pieces.count - 1].count < 5 {
          pieces[pieces.count - 1].append(value)
        }
      } else if used + taken <= columns {
        pieces.append([value])
        used += taken
      } else {
        if pieces.isEmpty {
          pieces.append([0xFFFD])
          used = 1
        }
        break
      }
    }
    return pieces + blanks(columns - used)
  }

  /// Selectors and joiners make some terminals draw a wider character than the C library counts.
  private static func changesWidth(_ value: UInt32) -> Bool { value == 0xFE0F || value == 0xFE0E || value == 0x200D || value == 0x20E3 }

  private static func blanks(_ count: Int) -> [Piece] { Array(repeating: [0x20], count: max(0, count)) }
}
