import Canvas
import ExecutionSource
import History
import Time

/// The monitor without a screen, for pipes, CI and screen readers: one line for each change, statuses as words, and the same commands as at
/// the `:` prompt, typed by the line.
/// As pure as `MonitorApp`, which does the work.
public struct PlainPresenter: Sendable {
  var app: MonitorApp
  /// The newest event that was told.
  private var shownEvent = 0
  private var shownFacts = PlainFacts()
  /// Log lines told so far, once somebody asked for the log.
  private var shownLines: Int?
  private var shownMessages = 0
  private var shownPause: String?
  /// Which run of a watched definition was told.
  private var shownRun: Int?
  private var shownStatus: ExecutionStatus?
  private var shownTokens: Set<String> = []

  /// Begins before the first snapshot, as on a screen of 120×40; `now` is the wall clock's time.
  public init(settings: MonitorSettings = MonitorSettings(), now: Timestamp) {
    app = MonitorApp(settings: settings, size: Size(width: 120, height: 40), now: now)
    app.showsLastLines = false
  }

  /// Takes the source's newest snapshot.
  /// - Returns: the lines that tell what changed, and what is to be done in the world.
  public mutating func take(_ snapshot: ExecutionSnapshot, at now: Timestamp) -> (lines: [String], effects: [MonitorEffect]) {
    let isFirst = app.live == nil
    if shownRun != snapshot.watch?.run {
      shownRun = snapshot.watch?.run
      (shownEvent, shownPause, shownStatus, shownTokens, shownFacts) = (0, nil, nil, [], PlainFacts())
    }
    let effects = app.handle(.snapshot(snapshot), at: now)
    var lines = isFirst ? heading : []
    lines += newEvents() + newTokens() + changes() + newFacts() + newLogLines() + said()
    return (lines.map(PlainPresenter.clean), effects.filter(PlainPresenter.isDone))
  }

  /// Takes what became of an effect.
  public mutating func take(_ result: MonitorEffectResult, at now: Timestamp) -> (lines: [String], effects: [MonitorEffect]) {
    let effects = app.handle(.effectResult(result), at: now)
    return (said().map(PlainPresenter.clean), effects.filter(PlainPresenter.isDone))
  }

  /// Runs one typed line: a command as at the `:` prompt, an answer to a question, or the name of an inspector tab, which lists it.
  public mutating func run(_ line: String, at now: Timestamp) -> (lines: [String], effects: [MonitorEffect]) {
    let (name, argument) = CommandLine.split(line)
    guard !name.isEmpty else { return ([], []) }
    if case .question = app.overlay { return answer(name, at: now) }
    if let tab = InspectorTabID(rawValue: name), argument.isEmpty {
      let (lines, effects) = list(tab, at: now)
      return (lines.map(PlainPresenter.clean), effects.filter(PlainPresenter.isDone))
    }
    if name == "tokens" { return (tokenLines.map(PlainPresenter.clean), []) }
    let effects = app.handle(line: line, at: now)
    let lines = said() + overlayLines()
    return (lines.map(PlainPresenter.clean), effects.filter(PlainPresenter.isDone))
  }

  // MARK: What changed

  private var heading: [String] {
    let identity = app.view.snapshot.identity
    return ["\(identity.machineName) \(identity.executionName)", "type help for the commands, quit to leave"]
  }

  private mutating func newEvents() -> [String] {
    let log = app.view.snapshot.events
    // Lines come in the order of events: the newest wait for the older ones that are still missing.
    guard app.view.isLive, app.view.snapshot.missingEvents == 0, let newest = log.last?.id, newest > shownEvent else { return [] }
    let first = log.position(ofEvent: shownEvent).map { $0 + 1 } ?? 0
    shownEvent = newest
    return (first..<log.count).map { position in
      let line = app.events.line(log[position], at: position)
      let time = TimeText.moment(line.event.timestamp, app.timeStyle, previous: line.previous)
      return [String(line.event.id), time, line.event.type.rawValue, line.state, line.resource, line.summary].filter { !$0.isEmpty }.joined(
        separator: "  ")
    }
  }

  private mutating func newTokens() -> [String] {
    let pending = app.tokens.pending
    defer { shownTokens = Set(pending.map(\.id)) }
    return pending.filter { $0.foundIn == nil && !shownTokens.contains($0.id) }.map { item in
      "\"\(item.state)\" waits for a task token: approve JSON, fail ERROR CAUSE or heartbeat answers"
    }
  }

  private mutating func changes() -> [String] {
    var lines: [String] = []
    let snapshot = app.view.snapshot
    let pause = snapshot.live.pause.map { PauseText.sentence($0, cursor: app.view.selectedCursor, view: app.view, isTask: app.isTask) }
    // A stop is told once, however its clocks run on.
    let stop = pause?.replacing(#/ in \d[\d:., hmsd]*/#, with: "")
    if stop != shownPause {
      shownPause = stop
      if let pause { lines.append(pause) }
    }
    if shownStatus != snapshot.status, !snapshot.isUnheard {
      shownStatus = snapshot.status
      lines.append("execution \(snapshot.status.rawValue)" + failure)
    }
    return lines
  }

  private var failure: String {
    guard let failure = app.view.index.failure else { return "" }
    let state = failure.visit.map { " in \"\(app.view.index.visits[$0].state)\"" } ?? ""
    let words = [failure.error, failure.cause].compactMap { $0 }.map { SecretJSON.summary($0, secrets: app.view.secrets) }
    return state + (words.isEmpty ? "" : ": " + words.joined(separator: ": "))
  }

  /// What is known beside the events: how old it is, what ECS knows already, Map Runs.
  private mutating func newFacts() -> [String] {
    let facts = app.plainFacts
    defer { shownFacts = facts }
    return facts.lines(since: shownFacts)
  }

  private mutating func newLogLines() -> [String] {
    guard let shown = shownLines, app.inspector.tab == .logs else { return [] }
    let log = app.inspector.log
    shownLines = log.total
    guard log.total > shown else { return [] }
    return log.rows.filter { $0.kind == .item }.suffix(log.total - shown).map { "log  \($0.content.plain)" }
  }

  private mutating func said() -> [String] {
    let fresh = app.messages.suffix(max(0, app.saidCount - shownMessages))
    shownMessages = app.saidCount
    return fresh.map { $0.isProblem ? "refused: \($0.text)" : $0.text }
  }

  // MARK: Overlays as lines

  private mutating func answer(_ word: String, at now: Timestamp) -> (lines: [String], effects: [MonitorEffect]) {
    let isYes = ["y", "yes"].contains(word.lowercased())
    let effects = app.handle(.key(.character(isYes ? "y" : "n")), at: now)
    return (said() + (isYes ? [] : ["not done"]), effects.filter(PlainPresenter.isDone))
  }

  /// What the screen would lay over itself, as lines; only a question stays open.
  private mutating func overlayLines() -> [String] {
    switch app.overlay {
    case .question(let question):
      app.painted()
      return [question.text + " (yes or no)"] + question.notes.map(\.plain).filter { !$0.isEmpty }
    case .list(let list):
      app.overlay = nil
      return list.list.lines.map { String(repeating: "  ", count: $0.depth) + $0.row.content.plain }
    case .editor(let editor):
      app.overlay = nil
      return ["give the JSON after the command; it is now:"] + masked(editor.area.text)
    case .prompt:
      app.overlay = nil
      return ["what? give it after the command"]
    case nil:
      if let form = app.starting.open {
        app.starting.close()
        return ["give the input after the command; it begins with:"] + masked(form.text)
      }
      guard let form = app.tokens.form, app.page == .tokens else { return [] }
      app.tokens.closeForm()
      app.page = .main
      return ["give the answer after the command; what is read of it:"] + masked(form.text)
    }
  }

  private func masked(_ text: String) -> [String] {
    let shown = (try? JSONRowsText.pretty(text, secrets: app.view.secrets)) ?? Mask.text(text, secrets: app.view.secrets)
    return shown.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
  }

  private var tokenLines: [String] {
    guard !app.tokens.isEmpty else { return ["no task token waits for an answer"] }
    return app.tokens.pending.map { item in
      let verdict = item.verdict.map { $0 == .attended ? "" : "  \($0.rawValue)" } ?? ""
      let waited = TimeText.clock(app.clock - item.since)
      let limit = TokenWords.deadline(item.deadline, now: app.clock).plain
      return "\(item.state)  waited \(waited)  \(limit)\(verdict)"
    }
  }

  private mutating func list(_ tab: InspectorTabID, at now: Timestamp) -> (lines: [String], effects: [MonitorEffect]) {
    app.inspector.open(tab)
    app.inspector.wraps = false
    let effects = app.handle(.tick, at: now)
    shownLines = tab == .logs ? app.inspector.log.total : nil
    return (listed, effects)
  }

  private var listed: [String] {
    app.inspector.list.lines.map { String(repeating: "  ", count: $0.depth) + $0.row.content.plain }
  }

  /// A line is one line, and steers nothing.
  private static func clean(_ line: String) -> String { VisibleText.sanitise(line) }

  /// Effects that mean something without a screen.
  private static func isDone(_ effect: MonitorEffect) -> Bool {
    switch effect {
    case .setTitle, .bell, .notify, .useTheme, .saveTheme, .copy: false
    default: true
    }
  }
}
