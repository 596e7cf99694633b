/// The characters the screen is drawn with: one set for terminals with UTF-8, one of ASCII alone. All of them take one column.
public struct Glyphs: Sendable, Hashable {
  /// Sides at which a line leaves its cell.
  public struct Sides: OptionSet, Sendable, Hashable {
    /// One bit a side.
    public let rawValue: UInt8
    /// The sides of these bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// To the cell above.
    public static let up = Sides(rawValue: 1)
    /// To the cell below.
    public static let down = Sides(rawValue: 2)
    /// To the cell on the left.
    public static let left = Sides(rawValue: 4)
    /// To the cell on the right.
    public static let right = Sides(rawValue: 8)
  }

  /// Whether every glyph is ASCII.
  public let isASCII: Bool

  // The status glyphs, the same everywhere; a word always stands beside them.
  public let pending, running, waiting, paused, succeeded, failed, retrying, aborted, skipped, breakpoint: Character
  /// Arrowheads; never a status.
  public let arrowUp, arrowDown, arrowLeft, arrowRight: Character
  /// Between a folded thing's name and what it holds; a breadcrumb.
  public let folded, unfolded: Character
  /// The cursor's mark in a gutter.
  public let cursor: Character
  /// Between facts on one line (`·`), from one to the other (`→`), no value (`–`).
  public let separator, leadsTo, none: Character
  /// A full and an empty cell of a bar, its coarse steps, and the underline of a chosen tab.
  public let barFull, barEmpty, underline: Character
  /// What stands for what was cut: one column in either set.
  public let ellipsis: String

  /// The bar's last cell when it is filled to `eighths` of 8: 0 is empty, 8 full.
  public func bar(eighths: Int) -> Character {
    let step = min(8, max(0, eighths))
    if isASCII { return step >= 4 ? barFull : barEmpty }
    return Glyphs.eighths[step]
  }

  /// The line that leaves its cell at `sides`, corners rounded; a blank for no side. Dashed lines are those of error paths.
  public func line(_ sides: Sides, dashed: Bool = false) -> Character {
    let index = Int(sides.rawValue & 15)
    if isASCII { return (dashed ? Glyphs.asciiDashed : Glyphs.asciiLines)[index] }
    return (dashed ? Glyphs.dashedLines : Glyphs.lines)[index]
  }

  /// The sides of a line drawn by `line`, nil for any other character: so that crossing lines can be joined.
  public func sides(of character: Character) -> Sides? {
    if isASCII {
      switch character {
      case "-", ".": return [.left, .right]
      case "|", ":": return [.up, .down]
      case "+": return [.up, .down, .left, .right]
      default: return nil
      }
    }
    return Glyphs.sidesOfLine[character]
  }

  // In the order of the bits: up 1, down 2, left 4, right 8.
  static let lines = Array(" ╵╷│╴╯╮┤╶╰╭├─┴┬┼")
  static let dashedLines = Array(" ╵╷╎╴╯╮┤╶╰╭├╌┴┬┼")
  static let asciiLines = Array(" |||-+++-+++-+++")
  static let asciiDashed = Array(" :::.+++.+++.+++")
  private static let eighths = Array(" ▏▎▍▌▋▊▉█")

  static let sidesOfLine: [Character: Sides] = {
    var table: [Character: Sides] = [:]
    for set in [lines, dashedLines] {
      for (index, character) in set.enumerated() where index > 0 { table[character] = Sides(rawValue: UInt8(index)) }
    }
    for (character, index) in zip("┌┐└┘┄┆┈┊━┃", [10, 6, 9, 5, 12, 3, 12, 3, 12, 3] as [UInt8]) { table[character] = Sides(rawValue: index) }
    return table
  }()

  /// For terminals that speak UTF-8.
  public static let unicode = Glyphs(
    isASCII: false, pending: "○", running: "◆", waiting: "◷", paused: "‖", succeeded: "✔", failed: "✖", retrying: "↻", aborted: "◼",
    skipped: "⊘", breakpoint: "●", arrowUp: "▲", arrowDown: "▼", arrowLeft: "◀", arrowRight: "▶", folded: "▸", unfolded: "▾", cursor: "▸",
    separator: "·", leadsTo: "→", none: "–", barFull: "█", barEmpty: "░", underline: "━", ellipsis: "…")

  /// For all others, and for `--ascii`.
  public static let ascii = Glyphs(
    isASCII: true, pending: "o", running: "*", waiting: "~", paused: "=", succeeded: "+", failed: "x", retrying: "r", aborted: "#",
    skipped: "-", breakpoint: "@", arrowUp: "^", arrowDown: "v", arrowLeft: "<", arrowRight: ">", folded: ">", unfolded: "v", cursor: ">",
    separator: "|", leadsTo: ">", none: "-", barFull: "#", barEmpty: ".", underline: "=", ellipsis: "~")
}
