import Canvas
import ExecutionSource
import JSON

extension MonitorApp {
  /// Stepping, breakpoints, editing, and what is asked of the execution as a whole. False when the command is none of these.
  mutating func control(_ id: CommandID, _ argument: String) -> Bool {
    switch id {
    case .step: advance(.step)
    case .stepOver: advance(.stepOver)
    case .stepOut: advance(.stepOut)
    case .resume: advance(.resume)
    case .pause: advance(.pause)
    case .stepBack: advance(.stepBack)
    case .toggleBreakpoint: setBreakpoint(argument)
    case .breakpoints: overlay = .list(ListOverlay(kind: .breakpoints, rows: breakpointRows))
    case .edit: edit(argument)
    case .result: giveResult(argument)
    case .skipWait: if let cursor = timedCursor { ask(.skipWait(cursor.id), "the wait ends now") }
    case .previousCursor: chooseCursor(-1)
    case .nextCursor: chooseCursor(1)
    case .pollNow: ask(.pollNow, "asked now")
    case .usual: askUsual()
    case .bell: setNotices(argument)
    case .taskDefinitions:
      if argument.isEmpty {
        say("which file? \":task-definitions FILE\"", isProblem: true)
      } else {
        effects.append(.loadTaskDefinitions(path: argument))
      }
    default: return false
    }
    return true
  }

  mutating func ask(_ action: SourceAction, _ label: String) { effects.append(.perform(action, label: label)) }

  /// An action that moves the execution: the selection goes along again.
  private mutating func advance(_ action: SourceAction) {
    selectionFollows = true
    events.isFollowing = true
    if action != .pause { stepsAsked += 1 }
    // The screen itself shows what became of it: words would hide the footer at every step.
    ask(action, "")
  }

  private mutating func chooseCursor(_ step: Int) {
    let cursors = view.steppable
    guard !cursors.isEmpty else { return }
    let at = cursors.firstIndex { $0.id == view.selectedCursor?.id } ?? 0
    let next = cursors[(at + step + cursors.count) % cursors.count]
    selectionFollows = true
    ask(.selectCursor(next.id), "cursor \((at + step + cursors.count) % cursors.count + 1) of \(cursors.count) · \(next.state)")
  }

  private var timedCursor: CursorStatus? {
    let timed = view.snapshot.live.timers.filter { timer in
      switch timer.kind {
      case .wait, .retry: true
      default: false
      }
    }
    let cursors = view.snapshot.live.cursors.filter { cursor in timed.contains { $0.state == cursor.state && $0.scope == cursor.scope } }
    return cursors.first { $0.state == selectedState } ?? cursors.first
  }

  // MARK: Breakpoints

  /// `NAME`, `NAME if EXPRESSION`, `on error`, or nothing for the selected state.
  private mutating func setBreakpoint(_ argument: String) {
    var breakpoints = live?.live.breakpoints ?? []
    if argument == "on error" { return toggle(Breakpoint(place: .failure), in: &breakpoints, "at any failure") }
    guard !argument.isEmpty else {
      guard let selectedState else { return say("no state is selected", isProblem: true) }
      return toggle(Breakpoint(place: .state(selectedState)), in: &breakpoints, "before \"\(selectedState)\"")
    }
    guard let (name, condition) = breakpointPlace(argument) else {
      let near = Nearest.match(argument, among: stateNames).map { "; did you mean \"\($0)\"?" } ?? ""
      return say("there is no state \"\(argument)\"\(near)", isProblem: true)
    }
    breakpoints.removeAll { $0.place == .state(name) && ($0.condition == nil) == (condition == nil) }
    breakpoints.append(Breakpoint(place: .state(name), condition: condition))
    ask(.setBreakpoints(breakpoints), "breaks before \"\(name)\"" + (condition.map { " if \($0)" } ?? ""))
  }

  private mutating func toggle(_ breakpoint: Breakpoint, in breakpoints: inout [Breakpoint], _ place: String) {
    if breakpoints.contains(where: { $0.place == breakpoint.place }) {
      breakpoints.removeAll { $0.place == breakpoint.place }
      ask(.setBreakpoints(breakpoints), "no longer breaks \(place)")
    } else {
      ask(.setBreakpoints(breakpoints + [breakpoint]), "breaks \(place)")
    }
  }

  /// The longest prefix of `text` that is a state's name wins; after it ` if EXPRESSION` (or `:EXPRESSION`, as on the command line).
  private func breakpointPlace(_ text: String) -> (String, String?)? {
    for name in stateNames.sorted(by: { $0.count > $1.count }) where text.hasPrefix(name) {
      let rest = text.dropFirst(name.count)
      if rest.isEmpty { return (name, nil) }
      for mark in [" if ", ":"] where rest.hasPrefix(mark) {
        let condition = rest.dropFirst(mark.count).drop { $0 == " " }
        return condition.isEmpty ? nil : (name, String(condition))
      }
    }
    return nil
  }

  var breakpointRows: [Row] {
    let breakpoints = live?.live.breakpoints ?? []
    guard !breakpoints.isEmpty else {
      return [
        Row(
          id: "none", StyledText("no breakpoints; b sets one before the selected state, \":break on error\" at any failure", Style(.muted)))
      ]
    }
    let glyphs = settings.glyphs
    return breakpoints.enumerated().map { index, breakpoint in
      var text = StyledText(
        String(breakpoint.isEnabled ? glyphs.breakpoint : glyphs.pending) + " ", Style(breakpoint.isEnabled ? .breakpoint : .faint))
      switch breakpoint.place {
      case .state(let name): text.append(name, Style(.text, .bold))
      case .failure: text.append("on error", Style(.text, .bold))
      }
      if let condition = breakpoint.condition { text.append(" if ", Style(.muted)); text.append(condition, Style(.provenance)) }
      if !breakpoint.isEnabled { text.append("  off", Style(.muted)) }
      return Row(id: "breakpoint\(index)", text)
    }
  }

  /// Switches a breakpoint of the list on or off.
  mutating func toggleBreakpoint(at index: Int) {
    guard var breakpoints = live?.live.breakpoints, breakpoints.indices.contains(index) else { return }
    breakpoints[index].isEnabled.toggle()
    ask(.setBreakpoints(breakpoints), breakpoints[index].isEnabled ? "breakpoint on" : "breakpoint off")
  }

  // MARK: Editing

  private var editable: (cursor: CursorStatus, value: JSONValue, what: String)? {
    guard let cursor = view.cursor(in: selectedState ?? "") ?? view.selectedCursor else { return nil }
    switch cursor.stop {
    case .ready: return cursor.request.map { (cursor, $0, "what will be sent") }
    case .before, .entered: return cursor.input.map { (cursor, $0, "input") }
    default: return nil
    }
  }

  private mutating func edit(_ argument: String) {
    guard let (cursor, value, what) = editable else {
      return say("an input is edited before its state runs, a request before it is sent; neither is so here", isProblem: true)
    }
    if argument.isEmpty {
      overlay = .editor(
        EditorOverlay(title: "\(cursor.state) \(settings.glyphs.separator) \(what)", text: value.pretty, purpose: .cursor(cursor.id)))
    } else {
      takeEdited(.cursor(cursor.id), argument, nil)
    }
  }

  private mutating func giveResult(_ argument: String) {
    guard let cursor = view.selectedCursor else { return }
    let words = argument.split(separator: " ", maxSplits: 2).map(String.init)
    if words.first == "error" {
      guard words.count > 1 else { return say("which error? \":result error NAME CAUSE\"", isProblem: true) }
      return ask(.failByHand(cursor.id, error: words[1], cause: words.count > 2 ? words[2] : ""), "failed by hand with \(words[1])")
    }
    if argument.isEmpty {
      overlay = .editor(
        EditorOverlay(
          title: "\(cursor.state) \(settings.glyphs.separator) result by hand, or \":result error NAME CAUSE\"", text: "{\n  \n}",
          purpose: .result(cursor.id), line: 1,
          column: 2))
    } else {
      takeEdited(.result(cursor.id), argument, nil)
    }
  }

  /// Takes an edited text when it is JSON that may be sent; otherwise the editor opens again with the reason.
  mutating func takeEdited(_ purpose: EditPurpose, _ text: String?, _ problem: String?) {
    if purpose == .startInput { return takeStartInput(text, problem) }
    guard let text else { return say(problem ?? "the editor gave nothing back", isProblem: true) }
    if case .answer(let token) = purpose {
      overlay = nil
      tokens.takeEdited(text, token: token)
      // A draft may be unfinished: what it lacks is said, and checked again before it is sent.
      if let problem = tokens.form?.problem { say(problem, isProblem: true) }
      return
    }
    if let problem = PayloadCheck.problem(text) {
      if overlay == nil {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let title = "\(state(of: purpose).map { $0 + " \(settings.glyphs.separator) " } ?? "")not JSON yet"
        overlay = .editor(
          EditorOverlay(title: title, text: text, purpose: purpose, line: max(0, lines.count - 1), column: lines.last?.count ?? 0))
      }
      return say(problem, isProblem: true)
    }
    overlay = nil
    switch purpose {
    case .cursor(let id): ask(.edit(id, json: text), "edited")
    case .result(let id): ask(.succeedByHand(id, json: text), "result given by hand")
    case .answer, .startInput: break
    }
  }

  private func state(of purpose: EditPurpose) -> String? {
    switch purpose {
    case .cursor(let id), .result(let id): live?.live.cursors.first { $0.id == id }?.state
    case .answer, .startInput: nil
    }
  }
}

/// What Step Functions accepts as a payload.
enum PayloadCheck {
  static let limit = JSONLimits.payload.maximumBytes

  /// `JSON 68 of 262,144 bytes`.
  static func size(_ text: String) -> String { "JSON \(Count.text(text.utf8.count)) of \(Count.text(limit)) bytes" }

  /// Why `text` cannot be sent, as a sentence with the place; nil when it can.
  static func problem(_ text: String) -> String? {
    if text.utf8.count > limit { return "\(text.utf8.count) bytes are too many; at most \(limit) are accepted" }
    do throws(JSONSyntaxError) {
      _ = try JSONValue(parsing: text, limits: .payload)
      return nil
    } catch {
      return "not JSON: \(error)"
    }
  }
}
