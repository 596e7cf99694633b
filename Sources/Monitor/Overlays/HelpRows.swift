import Canvas

/// All keys, from the registry: those of the pane in focus first.
enum HelpRows {
  static func rows(_ keymap: Keymap, contexts: [KeyContext]) -> [Row] {
    let table = keymap.tableRows
    let order = contexts + KeyContext.allCases.filter { !contexts.contains($0) }
    var rows: [Row] = []
    for context in order {
      let inside = table.filter { $0.context == context && !$0.keys.isEmpty }
      guard !inside.isEmpty else { continue }
      if !rows.isEmpty { rows.append(.gap("gap.\(context.rawValue)")) }
      rows.append(Row(id: "head.\(context.rawValue)", StyledText(context.title, Style(.title, .bold)), kind: .heading))
      rows += inside.map(row)
    }
    rows.append(.gap("gap.commands"))
    rows.append(Row(id: "head.commands", StyledText("Commands without a key", Style(.title, .bold)), kind: .heading))
    return rows + table.filter(\.keys.isEmpty).map(row)
  }

  private static func row(_ entry: Keymap.TableRow) -> Row {
    var text = StyledText(TextWidth.pad(entry.keys, columns: 18), Style(.key))
    text.append(entry.summary)
    text.append("  :\(entry.command)", Style(.faint))
    if !entry.usage.isEmpty { text.append(" \(entry.usage)", Style(.faint)) }
    return Row(id: "\(entry.context.rawValue).\(entry.command)", text, value: .text(entry.command))
  }
}
