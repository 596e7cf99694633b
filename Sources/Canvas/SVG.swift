/// A grid as a picture: for the documentation, for a failed test, for `W`.
public enum SVG {
  /// An SVG document of `grid`: one `<rect>` for each run of a background, one `<text>` for each run of a style. Lines and blocks are drawn as
  /// shapes, so that they meet in every font; each wide or unusual character has its own place, so that no font can shift the rest of its row.
  ///
  /// `appearance` is a theme's answer for a style; colours it leaves to the terminal become the page's, and the page is what it says for
  /// `Style()`, or dark where that is the terminal's own.
  public static func document(_ grid: CellGrid, theme appearance: (Style) -> Appearance, title: String) -> String {
    var painter = Painter(page: appearance(Style()))
    for y in 0..<grid.height { painter.paint(row: y, of: grid, appearance) }
    let width = Metrics.text(Metrics.margin * 2 + grid.width * Metrics.cellWidth)
    let height = Metrics.text(Metrics.margin * 2 + grid.height * Metrics.cellHeight)
    let name = escape(VisibleText.sanitise(title))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" role="img">
      <title>\(name)</title>
      <rect width="100%" height="100%" rx="6" fill="\(painter.pageColor)"/>
      <g font-family="\(Metrics.fonts)" font-size="\(Metrics.text(Metrics.fontSize))" xml:space="preserve">
      \(painter.body)</g>
      </svg>

      """
  }

  /// Sizes in tenths of a pixel: whole numbers print the same everywhere.
  enum Metrics {
    static let cellWidth = 84
    static let cellHeight = 180
    static let fontSize = 140
    static let baseline = 134
    static let margin = 80
    static let fonts = "'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono', 'Noto Sans Mono CJK SC', 'Noto Emoji', monospace"

    static func x(_ column: Int) -> Int { margin + column * cellWidth }
    static func y(_ row: Int) -> Int { margin + row * cellHeight }
    static func text(_ tenths: Int) -> String { tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))" }
  }

  static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // The XML of which SVG is made has no place for these, not even escaped.
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
