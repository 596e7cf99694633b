/// The `:` prompt: every command by its name, with what follows it as its argument.
enum CommandLine {
  /// Splits `break Run job` into the command's name and its argument.
  static func split(_ line: String) -> (name: String, argument: String) {
    let trimmed = line.drop { $0 == " " || $0 == ":" }
    let name = trimmed.prefix { $0 != " " }
    var argument = trimmed.dropFirst(name.count).drop { $0 == " " }
    while argument.last == " " { argument = argument.dropLast() }
    return (String(name), String(argument))
  }

  /// Names people are used to from debuggers and editors.
  static let aliases: [String: CommandID] = [
    "q": .quit, "c": .resume, "s": .step, "n": .stepOver, "next": .stepOver, "finish": .stepOut, "b": .toggleBreakpoint, "w": .write,
    "h": .help,
  ]

  static func command(_ name: String, in keymap: Keymap) -> Command? {
    (CommandID(rawValue: name) ?? aliases[name]).flatMap { keymap.command($0) }
  }

  /// Commands that mean something only inside a form or an editor: their keys are there, and the prompt does not know them.
  static let inner: Set<CommandID> = [.send, .editHere, .editor, .fill, .rename, .accept, .complete, .yes, .no, .toggle, .command]

  /// The lines Tab offers for what stands before the cursor.
  static func offers(_ text: String, _ screen: some InteractiveScreen) -> [String] {
    let (name, argument) = split(text)
    guard text.contains(" "), let command = command(name, in: screen.settings.keymap) else {
      let known = CommandID.allCases.filter { !inner.contains($0) && screen.commands.contains($0) }
      return matching(known.map(\.rawValue), name)
    }
    return matching(screen.arguments(of: command.id), argument).map { "\(name) \($0)" }
  }

  /// Those that begin with `text`, then those that hold it, small letters matching large ones.
  static func matching(_ candidates: [String], _ text: String) -> [String] {
    let wanted = text.lowercased()
    guard !wanted.isEmpty else { return candidates }
    let begin = candidates.filter { $0.lowercased().hasPrefix(wanted) }
    return begin + candidates.filter { !$0.lowercased().hasPrefix(wanted) && $0.lowercased().contains(wanted) }
  }
}

extension MonitorApp {
  func arguments(of id: CommandID) -> [String] {
    switch id {
    case .go: stateNames
    case .toggleBreakpoint: stateNames + ["on error"]
    case .theme: settings.themes.map(\.name)
    case .times: TimeStyle.Mode.allCases.map(\.rawValue)
    case .bell: Notices.allCases.map(\.rawValue)
    case .write: WriteKind.allCases.map(\.rawValue)
    case .copy: CopyKind.allCases.map(\.rawValue)
    case .machine, .watch: catalog?.machines.rows.map(\.name) ?? []
    default: []
    }
  }
}
