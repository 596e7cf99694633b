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
  static let inner: Set<CommandID> = [.send, .editHere, .editor, .fill, .accept, .complete, .yes, .no, .toggle, .command]

  /// The lines Tab offers for what stands before the cursor.
  static func offers(_ text: String, _ app: MonitorApp) -> [String] {
    let (name, argument) = split(text)
    guard text.contains(" "), let command = command(name, in: app.settings.keymap) else {
      return matching(CommandID.allCases.filter { !inner.contains($0) }.map(\.rawValue), name)
    }
    return matching(arguments(of: command.id, app), argument).map { "\(name) \($0)" }
  }

  private static func arguments(of id: CommandID, _ app: MonitorApp) -> [String] {
    switch id {
    case .go: app.stateNames
    case .toggleBreakpoint: app.stateNames + ["on error"]
    case .theme: app.settings.themes.map(\.name)
    case .times: TimeStyle.Mode.allCases.map(\.rawValue)
    case .bell: Notices.allCases.map(\.rawValue)
    case .write: WriteKind.allCases.map(\.rawValue)
    case .copy: CopyKind.allCases.map(\.rawValue)
    default: []
    }
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
  /// Runs one line of the `:` prompt (or of a script).
  mutating func run(line: String) {
    let (name, argument) = CommandLine.split(line)
    guard !name.isEmpty else { return }
    guard let command = CommandLine.command(name, in: settings.keymap), !CommandLine.inner.contains(command.id) else {
      let names = CommandID.allCases.filter { !CommandLine.inner.contains($0) }.map(\.rawValue)
      let near = Nearest.match(name, among: names).map { "; did you mean \":\($0)\"?" } ?? "; Tab lists the commands"
      return say("there is no command \":\(name)\"\(near)", isProblem: true)
    }
    perform(command, argument: argument)
  }
}
