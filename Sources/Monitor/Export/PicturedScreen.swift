import Canvas

/// A screen of which `W` writes what is seen, and nothing else.
protocol PicturedScreen: InteractiveScreen {
  /// The screen as it is now.
  func render() -> CellGrid
  /// What its files are called.
  var stem: String { get }
}

extension PicturedScreen {
  static var written: [WriteKind] { [.screen, .screenSVG] }

  /// The menu of `W`, or `:write WHAT [FILE]`.
  mutating func write(_ argument: String) {
    guard !argument.isEmpty else {
      let rows = Self.written.map { kind in
        Row(id: kind.rawValue, StyledText(TextWidth.pad(kind.rawValue, columns: 16), Style(.key)) + StyledText(kind.summary, Style(.muted)))
      }
      return overlay = .list(ListOverlay(kind: .write, rows: rows))
    }
    let words = argument.split(separator: " ", maxSplits: 1).map(String.init)
    guard let kind = words.first.flatMap(WriteKind.init(rawValue:)), Self.written.contains(kind) else {
      let known = Self.written.map(\.rawValue).joined(separator: ", ")
      return say("\"\(words.first ?? "")\" cannot be written here; there are \(known)", isProblem: true)
    }
    if words.count > 1 { write(kind, to: words[1]) } else { askFile(for: kind) }
  }

  mutating func askFile(for kind: WriteKind) {
    overlay = .prompt(Prompt(kind: .path(kind), editor: LineEditor("\(stem).\(kind.suffix)")))
  }

  mutating func write(_ kind: WriteKind, to path: String) {
    overlay = nil
    notice = nil
    let grid = render()
    let theme = settings.themeInUse
    let text =
      kind == .screen
      ? grid.text.joined(separator: "\n") + "\n"
      : SVG.document(grid, theme: { theme.appearance($0, depth: settings.depth) }, title: "stepscope")
    effects.append(.writeFile(path: path, bytes: Array(text.utf8)))
  }
}
