import Canvas
import Time

extension MonitorApp {
  func drawOverlay(on grid: inout CellGrid, _ layout: ScreenLayout, _ showsSecrets: Bool) {
    switch overlay {
    case .prompt(let prompt): draw(prompt, on: &grid, layout)
    case .list(let list): draw(list, on: &grid)
    case .question(let question): draw(question, on: &grid, layout)
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

  private func draw(_ question: Question, on grid: inout CellGrid, _ layout: ScreenLayout) {
    let width = min(max(40, size.width * 3 / 5), size.width - 2)
    let lines = TextWidth.wrap(VisibleText.sanitise(question.text), columns: max(1, width - 6))
    let notes = question.notes.flatMap { note in
      TextWidth.wrap(VisibleText.sanitise(note.plain), columns: max(1, width - 6)).map {
        StyledText($0, note.runs.first?.style ?? Style(.muted))
      }
    }
    let height = lines.count + notes.count + 4 + (notes.isEmpty ? 0 : 1)
    let area = Rect(size).centred(Size(width: width, height: height))
    grid.fill(area, " ", Style())
    grid.frame(area, title: nil, trailing: nil, focused: true, glyphs: settings.glyphs)
    let inner = area.inset(dx: 3, dy: 1)
    var y = inner.y
    for line in lines { grid.put(line, x: inner.x, y: y, Style(.title, .bold), clip: inner); y += 1 }
    if !notes.isEmpty { y += 1 }
    for note in notes { grid.put(note, x: inner.x, y: y, clip: inner); y += 1 }
    var keys = StyledText("y", Style(.key))
    keys.append(" yes   ", Style(.muted))
    keys.append("n", Style(.key))
    keys.append(" no", Style(.muted))
    grid.put(keys, x: inner.x, y: min(y + 1, inner.maxY - 1), clip: inner)
  }

  private func draw(_ editor: EditorOverlay, on grid: inout CellGrid, _ layout: ScreenLayout) {
    let area = layout.body.inset(dx: layout.form == .wide ? 4 : 0, dy: layout.form == .wide ? 1 : 0)
    grid.fill(area, " ", Style())
    let problem = PayloadCheck.problem(editor.area.text)
    let state =
      problem == nil
      ? StyledText("JSON \(editor.area.text.utf8.count) bytes", Style(.stateSucceeded)) : StyledText("not JSON yet", Style(.stateWaiting))
    let title = StyledText(VisibleText.sanitise(Mask.text(editor.title, secrets: view.secrets)), Style(.title, .bold))
    grid.frame(area, title: title, trailing: state, focused: true, glyphs: settings.glyphs)
    let (text, foot) = area.inset(dx: 1, dy: 1).splitBottom(problem == nil ? 0 : 1)
    TextAreaView(area: editor.area, secrets: view.secrets, glyphs: settings.glyphs).draw(on: &grid, text, showsCursor: true)
    if let problem {
      grid.put(TextWidth.truncateEnd(problem, columns: max(0, foot.width - 2)), x: foot.x + 1, y: foot.y, Style(.stateFailed), clip: foot)
    }
  }
}
