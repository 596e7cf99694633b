import Canvas

extension Keymap {
  /// One line of the key table.
  public struct TableRow: Sendable, Equatable {
    /// Where the keys work; `everywhere` for a command without a key.
    public var context: KeyContext
    /// `Ctrl-D PageDown`.
    public var keys: String
    /// The command's name without its `:`.
    public var command: String
    /// What may follow the name at the `:` prompt; empty when nothing may.
    public var usage: String
    /// What the command does, in a line.
    public var summary: String
  }

  /// The keys of each context, then the commands without a key: what `stepscope keys` prints and `?` shows.
  public var tableRows: [TableRow] {
    var rows: [TableRow] = []
    for context in KeyContext.allCases {
      for command in commands {
        let keys = command.bindings.filter { $0.context == context }.map(\.key.description)
        guard !keys.isEmpty else { continue }
        rows.append(row(command, context, keys.joined(separator: " ")))
      }
    }
    return rows + commands.filter(\.bindings.isEmpty).map { row($0, .everywhere, "") }
  }

  private func row(_ command: Command, _ context: KeyContext, _ keys: String) -> TableRow {
    TableRow(context: context, keys: keys, command: command.name, usage: command.usage, summary: command.summary)
  }

  /// The table as text, for `stepscope keys`.
  public func table() -> String {
    var text = ""
    var context: KeyContext?
    for row in tableRows {
      let title = row.keys.isEmpty ? "Commands without a key" : row.context.title
      if row.keys.isEmpty ? !text.contains("\n\(title)\n") : row.context != context {
        text += (text.isEmpty ? "" : "\n") + title + "\n"
        context = row.context
      }
      let name = ":" + row.command + (row.usage.isEmpty ? "" : " " + row.usage)
      let line = "  " + TextWidth.pad(row.keys, columns: 18) + TextWidth.pad(name, columns: max(44, name.count + 2)) + row.summary
      text += line + "\n"
    }
    return text
  }
}
