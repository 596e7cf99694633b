import Canvas
import Themes

extension InteractiveScreen {
  mutating func ask(_ kind: Prompt.Kind) { overlay = .prompt(Prompt(kind: kind)) }

  // MARK: Prompts

  mutating func handle(prompt key: Key, _ command: CommandID?) {
    guard case .prompt(var prompt) = overlay else { return }
    switch command {
    case .accept:
      overlay = nil
      accept(prompt)
      return
    case .no:
      overlay = suspended.map { .list($0) }
      suspended = nil
      return
    case .complete: complete(&prompt)
    default:
      if key == .up || key == .down {
        recall(&prompt, older: key == .up)
      } else if key == .backspace, prompt.editor.text.isEmpty {
        overlay = nil
        return
      } else if prompt.editor.handle(key) {
        prompt.offers = []
        prompt.offered = nil
      }
    }
    overlay = .prompt(prompt)
  }

  private mutating func accept(_ prompt: Prompt) {
    let text = prompt.editor.text
    switch prompt.kind {
    case .command:
      guard !text.isEmpty else { return }
      remember(text)
      run(line: text)
    case .find:
      if var list = suspended {
        suspended = nil
        query = SearchQuery(text)
        if let query { _ = list.list.find(query, forward: true, height: max(1, listArea(list).height - 2)) }
        overlay = .list(list)
      } else if text.isEmpty {
        query = nil
      } else {
        accept(.find, text)
      }
    case .name: starting.open?.name = text
    case .filter, .go, .path, .evaluate: accept(prompt.kind, text)
    }
  }

  private mutating func remember(_ line: String) {
    typed.removeAll { $0 == line }
    typed.append(line)
    if typed.count > 100 { typed.removeFirst() }
  }

  private func recall(_ prompt: inout Prompt, older: Bool) {
    guard case .command = prompt.kind, !typed.isEmpty else { return }
    let place = (prompt.place ?? typed.count) + (older ? -1 : 1)
    prompt.place = min(max(0, place), typed.count)
    prompt.editor.set(typed.indices.contains(place) ? typed[max(0, place)] : place < 0 ? typed[0] : "")
  }

  /// Tab: the common beginning of what fits, then one offer after the other.
  private func complete(_ prompt: inout Prompt) {
    if prompt.offers.isEmpty { prompt.offers = offers(prompt) }
    guard !prompt.offers.isEmpty else { return }
    let next = prompt.offered.map { ($0 + 1) % prompt.offers.count } ?? 0
    prompt.offered = next
    let offers = prompt.offers
    prompt.editor.set(offers[next])
    prompt.offers = offers
  }

  func offers(_ prompt: Prompt) -> [String] {
    let text = prompt.editor.beforeCursor
    switch prompt.kind {
    case .command: return CommandLine.offers(text, self)
    default: return offers(for: prompt.kind, text)
    }
  }

  // MARK: Questions

  /// Asks before something is written: what is done, what is sent, the command that does the same, and where it goes.
  mutating func confirm(_ write: WriteRequest) {
    if let refusal = write.refusal { return say(refusal, isProblem: true) }
    overlay = .question(Question(write))
  }

  /// The maker of the commands that do the same.
  var commandMaker: EquivalentCommand { EquivalentCommand(settings: settings, secrets: secrets) }

  mutating func handle(question command: CommandID?) {
    guard case .question(let question) = overlay else { return }
    switch command {
    case .yes:
      switch question.answer {
      case .quit:
        overlay = nil
        effects.append(.quit)
      case .write(let write):
        guard question.shownAt == size else {
          // Keys typed ahead are no answer; a question that has no room cannot be answered.
          if QuestionBox(question, size: size).isWhole { return }
          let needed = QuestionBox.smallest(for: question)
          return say("the question has no room here: \(needed.width)×\(needed.height) are needed; nothing was done", isProblem: true)
        }
        overlay = nil
        effects.append(write.effect)
        sent(write)
      }
    case .no: overlay = nil
    default: break
    }
  }

  /// The screen as it was last drawn is on the terminal.
  mutating func painted() {
    guard case .question(var question) = overlay, question.shownAt != size else { return }
    question.shownAt = layout.form != .none && QuestionBox(question, size: size).isWhole ? size : nil
    overlay = .question(question)
  }

  // MARK: Editor

  mutating func handle(editor key: Key, _ command: CommandID?) {
    guard case .editor(var editor) = overlay else { return }
    switch command {
    case .accept: takeEdited(editor.purpose, editor.area.text, nil)
    case .no:
      overlay = nil
      // The draft of a form is kept, finished or not.
      if editor.purpose.isDraft { takeEdited(editor.purpose, editor.area.text, nil) }
    case .editor:
      overlay = nil
      effects.append(.runEditor(text: editor.area.text, purpose: editor.purpose))
    default:
      _ = editor.area.handle(key)
      overlay = .editor(editor)
    }
  }

  // MARK: Lists

  mutating func handle(list command: CommandID?) {
    guard case .list(var overlay) = self.overlay, let command else { return }
    let height = max(1, listArea(overlay).height - 2)
    switch command {
    case .up: overlay.list.move(-1, height: height)
    case .down: overlay.list.move(1, height: height)
    case .pageUp: overlay.list.move(-max(1, height / 2), height: height)
    case .pageDown: overlay.list.move(max(1, height / 2), height: height)
    case .top: overlay.list.moveToStart()
    case .bottom: overlay.list.moveToEnd(height: height)
    case .fold: _ = overlay.list.toggle()
    case .back:
      if case .themes(let before) = overlay.kind { preview(before) }
      if case .evaluation(let running?) = overlay.kind {
        effects.append(.endEvaluation(running))
        say("ended the evaluation of \(TabText.clean(running.text, secrets: running.secrets))")
      }
      self.overlay = nil
      return
    case .open: return choose(overlay)
    case .toggle:
      if case .breakpoints = overlay.kind, let row = overlay.list.selectedRow { chose(row, in: .breakpoints) }
    case .findNext: if let query { _ = overlay.list.find(query, forward: true, height: height) }
    case .findPrevious: if let query { _ = overlay.list.find(query, forward: false, height: height) }
    default: break
    }
    self.overlay = .list(overlay)
    if case .themes = overlay.kind, let name = overlay.list.selectedRow?.id { preview(name) }
    if command == .find || command == .command { ask(command == .find ? .find : .command) }
    if command == .find { suspended = overlay }
  }

  private mutating func choose(_ overlay: ListOverlay) {
    guard let row = overlay.list.selectedRow else { return }
    switch overlay.kind {
    case .help, .messages: self.overlay = nil
    case .evaluation:
      // Enter unfolds: the value is there to be read.
      var overlay = overlay
      _ = overlay.list.toggle()
      self.overlay = .list(overlay)
    case .breakpoints: chose(row, in: overlay.kind)
    case .copy, .write:
      self.overlay = nil
      chose(row, in: overlay.kind)
    case .themes:
      self.overlay = nil
      preview(row.id)
      effects.append(.saveTheme(name: row.id))
      say("theme \(row.id)")
    }
  }

  // MARK: Themes

  mutating func openThemes() {
    let rows = settings.themes.map { theme in
      Row(
        id: theme.name,
        StyledText(theme.name) + StyledText(theme.warnings.isEmpty ? "" : "  \(theme.warnings.count) warnings", Style(.muted)))
    }
    var overlay = ListOverlay(kind: .themes(before: settings.theme), rows: rows)
    overlay.list.select(id: settings.theme)
    self.overlay = .list(overlay)
  }

  private mutating func preview(_ name: String) {
    guard name != settings.theme else { return }
    settings.theme = name
    effects.append(.useTheme(name: name))
  }

  mutating func useTheme(_ name: String) {
    guard settings.themes.contains(where: { $0.name == name }) else {
      let near = Nearest.match(name, among: settings.themes.map(\.name)).map { "; did you mean \"\($0)\"?" } ?? ""
      return say("there is no theme \"\(name)\"\(near)", isProblem: true)
    }
    preview(name)
    effects.append(.saveTheme(name: name))
    say("theme \(name)")
  }
}
