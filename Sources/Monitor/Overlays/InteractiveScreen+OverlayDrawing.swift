import Canvas
import Time

extension InteractiveScreen {
  func drawTooSmall(on grid: inout CellGrid) {
    let needed = ScreenLayout.smallest
    let wanted = "\(needed.width)×\(needed.height)"
    // Nothing is cut: of a few columns the size alone is said, of fewer that something is missing.
    let forms = ["\(wanted) needed, \(size.width)×\(size.height) here", "\(wanted) needed", "need \(wanted)", wanted, "…"]
    guard let text = forms.first(where: { TextWidth.columns($0) <= size.width }) else { return }
    grid.put(settings.glyphs.isASCII ? text.replacing("×", with: "x") : text, x: 0, y: 0, Style(.stateWaiting))
  }

  func drawFooter(on grid: inout CellGrid, _ layout: ScreenLayout) {
    var now = situation
    if case .editor(let editor) = overlay { now.isEditingDraft = editor.purpose.isDraft }
    let entries = FooterBar.entries(settings.keymap, contexts: contexts, now, of: commands, backLabel: backLabel)
    // Beside an overlay nothing is said, but why a question cannot be answered.
    let isAsking = if case .question = overlay { true } else { false }
    FooterBar.draw(entries, said: overlay == nil || isAsking ? notice : nil, on: &grid, layout.footer, glyphs: settings.glyphs)
  }

  func drawOverlay(on grid: inout CellGrid, _ layout: ScreenLayout, _ showsSecrets: Bool) {
    switch overlay {
    case .prompt(let prompt): draw(prompt, on: &grid, layout)
    case .list(let list): draw(list, on: &grid)
    case .question(let question): draw(question, on: &grid)
    case .editor(let editor): draw(editor, on: &grid, layout)
    case nil: break
    }
  }

  /// In the footer's place; above it what Tab offers.
  private func draw(_ prompt: Prompt, on grid: inout CellGrid, _ layout: ScreenLayout) {
    let area = layout.footer
    grid.fill(area, " ", Style(.text, on: .bar))
    let mark = grid.put(prompt.mark, x: area.x, y: area.y, Style(.key, on: .bar), clip: area)
    let before = VisibleText.sanitise(prompt.editor.beforeCursor)
    let room = max(1, area.width - mark - 1)
    // The line moves left so that the cursor stays in view.
    let hidden = max(0, TextWidth.columns(before) - room + 1)
    let shown = TextWidth.suffix(before, columns: TextWidth.columns(before) - hidden)
    var x = area.x + mark
    x += grid.put(shown, x: x, y: area.y, Style(.text, on: .bar), clip: area)
    let after = VisibleText.sanitise(String(prompt.editor.text.dropFirst(prompt.editor.beforeCursor.count)))
    grid.put(after.isEmpty ? " " : after, x: x, y: area.y, Style(.text, on: .bar), clip: area)
    grid.restyle(Rect(x: x, y: area.y, width: 1, height: 1)) { Style($0.role, on: $0.background, $0.emphasis.union(.reverse)) }
    drawOffers(prompt, on: &grid, layout)
  }

  private func drawOffers(_ prompt: Prompt, on grid: inout CellGrid, _ layout: ScreenLayout) {
    let all = prompt.offers.isEmpty ? (prompt.editor.text.isEmpty ? [] : offers(prompt)) : prompt.offers
    let height = min(all.count, 8, max(0, layout.body.height - 1))
    guard height > 0 else { return }
    let first = min(max(0, (prompt.offered ?? 0) - height + 1), all.count - height)
    for (offset, index) in (first..<first + height).enumerated() {
      let line = Rect(x: layout.body.x, y: layout.body.maxY - height + offset, width: layout.body.width, height: 1)
      grid.fill(line, " ", Style(.text, on: .bar))
      let isChosen = index == prompt.offered
      var text = StyledText(" \(all[index])", Style(isChosen ? .title : .text, on: .bar, isChosen ? .bold : []))
      if case .command = prompt.kind, let command = CommandLine.command(CommandLine.split(all[index]).name, in: settings.keymap) {
        if !command.usage.isEmpty, !all[index].contains(" ") { text.append(" \(command.usage)", Style(.provenance, on: .bar)) }
        text.append("  \(command.summary)", Style(.muted, on: .bar))
      }
      grid.put(text, x: line.x, y: line.y, clip: line)
      if isChosen { grid.underlay(line, .selection) }
    }
  }

  /// Menus are as large as they need; help and messages take most of the screen.
  func listArea(_ overlay: ListOverlay) -> Rect {
    let screen = Rect(size)
    let widest = overlay.list.lines.reduce(overlay.title.count + 8) { max($0, $1.row.content.width + $1.depth * 2 + 4) }
    let width = min(max(widest + 2, 36), screen.width - 2)
    return screen.centred(Size(width: width, height: min(overlay.list.lines.count + 2, max(3, screen.height - 2))))
  }

  private func draw(_ overlay: ListOverlay, on grid: inout CellGrid) {
    let area = listArea(overlay)
    grid.fill(area, " ", Style())
    let position = overlay.list.position(height: area.height - 2).map { StyledText($0, Style(.muted)) }
    grid.frame(area, title: StyledText(overlay.title, Style(.title, .bold)), trailing: position, focused: true, glyphs: settings.glyphs)
    overlay.list.draw(on: &grid, area.inset(dx: 2, dy: 1), isFocused: true, query: query, glyphs: settings.glyphs, showsSecrets: false)
  }

  private func draw(_ question: Question, on grid: inout CellGrid) {
    let box = QuestionBox(question, size: size)
    grid.fill(box.area, " ", Style())
    grid.frame(box.area, title: nil, trailing: nil, focused: true, glyphs: settings.glyphs)
    let inner = box.area.inset(dx: box.margin, dy: 1)
    for (offset, line) in box.lines.prefix(inner.height).enumerated() { grid.put(line, x: inner.x, y: inner.y + offset, clip: inner) }
    grid.put(box.keys, x: inner.x, y: inner.maxY - 1, clip: inner)
  }

  private func draw(_ editor: EditorOverlay, on grid: inout CellGrid, _ layout: ScreenLayout) {
    let area = layout.body.inset(dx: layout.form == .wide ? 4 : 0, dy: layout.form == .wide ? 1 : 0)
    grid.fill(area, " ", Style())
    let problem = PayloadCheck.problem(editor.area.text)
    let state =
      problem == nil
      ? StyledText(PayloadCheck.size(editor.area.text), Style(.stateSucceeded)) : StyledText("not JSON yet", Style(.stateWaiting))
    let title = StyledText(VisibleText.sanitise(Mask.text(editor.title, secrets: secrets)), Style(.title, .bold))
    grid.frame(area, title: title, trailing: state, focused: true, glyphs: settings.glyphs)
    let (text, foot) = area.inset(dx: 1, dy: 1).splitBottom(problem == nil ? 0 : 1)
    TextAreaView(area: editor.area, secrets: secrets, glyphs: settings.glyphs).draw(on: &grid, text, showsCursor: true)
    if let problem {
      grid.put(TextWidth.truncateEnd(problem, columns: max(0, foot.width - 2)), x: foot.x + 1, y: foot.y, Style(.stateFailed), clip: foot)
    }
  }
}
