import Canvas
import History
import JSON

extension MonitorApp {
  mutating func openWrite() {
    let rows = WriteKind.allCases.map { kind in
      Row(id: kind.rawValue, StyledText(TextWidth.pad(kind.rawValue, columns: 16), Style(.key)) + StyledText(kind.summary, Style(.muted)))
    }
    overlay = .list(ListOverlay(kind: .write, rows: rows))
  }

  /// `:write WHAT [FILE]`.
  mutating func write(_ argument: String) {
    let words = argument.split(separator: " ", maxSplits: 1).map(String.init)
    guard let kind = words.first.flatMap(WriteKind.init(rawValue:)) else {
      let known = WriteKind.allCases.map(\.rawValue).joined(separator: ", ")
      return say("\"\(words.first ?? "")\" cannot be written; there are \(known)", isProblem: true)
    }
    if words.count > 1 { write(kind, to: words[1]) } else { startWriting(kind) }
  }

  /// Asks for the file, with a name made of the execution's.
  mutating func startWriting(_ kind: WriteKind) {
    let name = view.snapshot.identity.executionName.map { ($0.isLetter || $0.isNumber) && $0.isASCII ? $0 : "-" }
    let stem = name.isEmpty ? "execution" : String(name.prefix(60))
    overlay = .prompt(Prompt(kind: .path(kind), editor: LineEditor("\(stem).\(kind.suffix)")))
  }

  mutating func write(_ chosen: WriteKind, to path: String) {
    // Whoever names a picture wants one.
    let kind = chosen == .screen && path.lowercased().hasSuffix(".svg") ? .screenSVG : chosen
    overlay = nil
    notice = nil
    if kind == .history, view.isPartial {
      let missing = Count.text(view.missing)
      let why = view.snapshot.missingEvents > 0 ? "older events are still loading: \(missing)" : "\(missing) older events are not known"
      return say("a history is written whole, and \(why)", isProblem: true)
    }
    guard let text = exported(kind) else { return say("there is no definition to draw a graph from", isProblem: true) }
    effects.append(.writeFile(path: path, bytes: Array(text.utf8)))
  }

  /// The file's text; secrets are masked whatever is revealed on the screen.
  func exported(_ kind: WriteKind) -> String? {
    switch kind {
    case .history: HistoryExport.text(view.snapshot.events, secrets: view.secrets)
    case .screen: render(showsSecrets: false).text.joined(separator: "\n") + "\n"
    case .screenSVG:
      SVG.document(
        render(showsSecrets: false), theme: { theme.appearance($0, depth: settings.depth) }, title: view.snapshot.identity.executionName)
    case .graphSVG, .graphDOT, .graphMermaid:
      graph.exported(
        kind, GraphScene(view: view, selected: nil, glyphs: settings.glyphs, clock: clock), title: view.snapshot.identity.machineName,
        theme: { theme.appearance($0, depth: settings.depth) })
    }
  }
}
