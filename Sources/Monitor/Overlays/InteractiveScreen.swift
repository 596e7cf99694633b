import Canvas
import ExecutionSource
import Time

/// What every screen of the program has: keys that mean commands, a line at the bottom in which it says something, lists, prompts, questions and editors laid over
/// it, and the form that starts an execution. A screen says what its commands do; how they are asked for is the same everywhere.
protocol InteractiveScreen: Sendable {
  var settings: MonitorSettings { get set }
  var size: Size { get set }
  /// The time of the newest input.
  var now: Timestamp { get set }
  var overlay: Overlay? { get set }
  /// Said in the footer until the next key; what is no problem leaves after a moment.
  var notice: Message? { get set }
  var messages: [Message] { get set }
  /// How many messages there were in all; only the newest are kept.
  var saidCount: Int { get set }
  /// Lines typed at the `:` prompt, the newest last.
  var typed: [String] { get set }
  var query: SearchQuery? { get set }
  /// A list over which a search is typed: it comes back with the result.
  var suspended: ListOverlay? { get set }
  var starting: StartForms { get set }
  var effects: [MonitorEffect] { get set }

  /// The machines and tokens around the screen; nil without a catalog.
  var catalog: CatalogSnapshot? { get }
  var layout: ScreenLayout { get }
  /// The contexts of the page itself, the innermost first.
  var pageContexts: [KeyContext] { get }
  var situation: Situation { get }
  /// The commands that mean something on this screen; others say `elsewhere`.
  var commands: Set<CommandID> { get }
  static var elsewhere: String { get }
  /// What must not be shown in any text.
  var secrets: Set<String> { get }
  /// What was done through the source or the catalog, oldest first.
  var audit: [AuditLine] { get }
  /// What Esc does, in a word.
  var backLabel: String { get }

  /// Does what a command says; it is one of `commands`, and nothing of its needs is unmet.
  mutating func obey(_ id: CommandID, _ argument: String)
  /// Takes a line that was typed at a prompt of the screen's own.
  mutating func accept(_ kind: Prompt.Kind, _ text: String)
  /// Enter in a list laid over the screen, which has been put away.
  mutating func chose(_ row: Row, in kind: ListOverlay.Kind)
  /// What Tab offers after a command's name.
  func arguments(of id: CommandID) -> [String]
  /// What Tab offers at a prompt that takes no command.
  func offers(for kind: Prompt.Kind, _ text: String) -> [String]
  /// Takes an edited text, or says why there is none.
  mutating func takeEdited(_ purpose: EditPurpose, _ text: String?, _ problem: String?)
  /// Who starts the execution of the form.
  func startAction(_ form: StartForm, name: String?, input: String) -> WriteRequest.Action
  /// Where a start goes, in words.
  var startDestination: String { get }
  /// A writing action was confirmed and is on its way.
  mutating func sent(_ write: WriteRequest)
  /// Brings what the screen derives up to date after an input.
  mutating func refresh()
}

extension InteractiveScreen {
  static var noticeTime: Duration { .seconds(2) }

  /// The contexts that are asked for a key's meaning, the innermost first.
  var contexts: [KeyContext] {
    switch overlay {
    case .prompt: [.prompt]
    case .list: [.list]
    case .question: [.question]
    case .editor: [.editor]
    case nil: starting.open == nil ? pageContexts : [.form]
    }
  }

  mutating func handle(key: Key) {
    if key == .resize || key == .focusIn || key == .focusOut { return }
    notice = nil
    let command = settings.keymap.command(for: key, in: contexts)
    switch overlay {
    case .prompt: handle(prompt: key, command?.id)
    case .editor: handle(editor: key, command?.id)
    case .question: handle(question: command?.id)
    case .list: handle(list: command?.id)
    case nil: if let command { perform(command) }
    }
  }

  /// Does what a key or the `:` prompt asks for, or says why not.
  mutating func perform(_ command: Command, argument: String = "") {
    guard commands.contains(command.id) else { return say(Self.elsewhere, isProblem: true) }
    if let refusal = command.refusal(situation) { return say(refusal, isProblem: true) }
    if starting.open != nil, form(command.id) { return }
    if lay(command.id, argument) { return }
    obey(command.id, argument)
  }

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

  /// What is laid over every screen alike. False when the command is none of these.
  private mutating func lay(_ id: CommandID, _ argument: String) -> Bool {
    switch id {
    case .messages: overlay = .list(ListOverlay(kind: .messages, rows: messageRows))
    case .themes: openThemes()
    case .theme: useTheme(argument)
    case .help: overlay = .list(ListOverlay(kind: .help, rows: HelpRows.rows(settings.keymap, contexts: contexts)))
    case .command: ask(.command)
    default: return false
    }
    return true
  }

  /// Says something in the footer's place and keeps it for `!`.
  mutating func say(_ text: String, isProblem: Bool = false) {
    let message = Message(at: now, text: Mask.text(text, secrets: secrets), isProblem: isProblem)
    notice = message
    saidCount += 1
    messages.append(message)
    if messages.count > 500 { messages.removeFirst(messages.count - 500) }
  }

  /// When a message leaves the footer by itself; nil while none does.
  var noticeLeaves: Timestamp? { notice.flatMap { $0.isProblem ? nil : $0.at + Self.noticeTime } }

  /// Time has come to `at`: it never goes back, and what was said leaves.
  mutating func pass(to at: Timestamp) {
    now = max(now, at)
    if let notice, !notice.isProblem, now - notice.at >= Self.noticeTime { self.notice = nil }
  }

  private var messageRows: [Row] {
    let done = audit.map { ($0.at, Mask.text($0.text, secrets: secrets), Role.title) }
    let said = messages.map { ($0.at, $0.text, $0.isProblem ? Role.stateFailed : .text) }
    let all = (done + said).sorted { $0.0 < $1.0 }
    guard !all.isEmpty else { return [Row(id: "none", StyledText("nothing was said yet", Style(.muted)))] }
    return all.enumerated().flatMap { index, line in
      // The whole sentence: its end says what to do.
      TextWidth.wrap(VisibleText.sanitise(line.1), columns: max(20, size.width - 18)).prefix(20).enumerated().map { part, piece in
        let time = part == 0 ? TimeText.timeOfDay(line.0, offsetMinutes: settings.utcOffsetMinutes) : "        "
        let text = StyledText(time + "  ", Style(.faint)).appending(piece, Style(line.2))
        return Row(id: "message\(index)/\(part)", text, kind: part == 0 ? .item : .heading, value: .text(line.1))
      }
    }
  }
}
