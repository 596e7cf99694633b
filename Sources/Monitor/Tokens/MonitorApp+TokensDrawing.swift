import Canvas
import ECSModel
import History
import Time

extension MonitorApp {
  func drawTokens(on grid: inout CellGrid, _ layout: ScreenLayout) {
    let wide = layout.form == .wide
    let rows = tokens.count
    guard tokens.form != nil || wide else { return drawInbox(on: &grid, layout.body) }
    let inbox = min(max(4, rows + (wide ? 5 : 3)), max(3, layout.body.height / (wide ? 4 : 3)))
    let (top, rest) = layout.body.splitTop(inbox)
    drawInbox(on: &grid, top)
    if layout.body.width < ScreenLayout.split {
      drawForm(on: &grid, rest)
    } else {
      let (left, right) = rest.splitLeft(rest.width * 60 / 100)
      drawForm(on: &grid, left)
      drawWhatWaits(on: &grid, right)
    }
  }

  // MARK: The inbox

  private func drawInbox(on grid: inout CellGrid, _ area: Rect) {
    let isFocused = tokens.form == nil && overlay == nil
    grid.frame(
      area, title: StyledText("Task tokens", Style(.title, .bold)), trailing: StyledText("\(tokens.count)", Style(.muted)),
      focused: isFocused, glyphs: settings.glyphs)
    let inner = area.inset(dx: 1, dy: 1)
    guard !tokens.isEmpty else {
      for (offset, line) in TextWidth.wrap(VisibleText.sanitise(emptyInbox), columns: max(1, inner.width - 2)).enumerated() {
        grid.put(line, x: inner.x + 1, y: inner.y + offset, Style(tokens.sweep.problem == nil ? .muted : .stateFailed), clip: inner)
      }
      return
    }
    let columns = TokenColumns(width: inner.width, hasOthers: tokens.hasOthers)
    drawHeads(on: &grid, inner, columns)
    let list = inner.splitTop(1).rest
    let first = max(0, min(tokens.row - list.height + 1, tokens.count - list.height))
    for (offset, index) in (first..<min(tokens.count, first + max(0, list.height))).enumerated() {
      if let item = tokens[index] { draw(item, on: &grid, list, y: list.y + offset, columns, isSelected: index == tokens.row) }
    }
  }

  /// Why there is nothing to show.
  private var emptyInbox: String {
    if let problem = tokens.sweep.problem { return "tokens of the watched machines cannot be looked for: \(problem)" }
    let unknown = view.isPartial || view.isUnheard
    let own = isInbox ? "" : unknown ? "no task token is known yet: older events are still loading" : "no task token waits for an answer"
    guard !tokens.sweep.watched.isEmpty else {
      return isInbox ? "no machine is watched: \":watch MACHINE\" looks for the tokens that wait in its executions" : own
    }
    let found = "none waits in the \(tokens.sweep.watched.count) watched machine\(tokens.sweep.watched.count == 1 ? "" : "s")"
    if tokens.sweep.scanned < tokens.sweep.total || tokens.sweep.startedAt == nil { return "looking for tokens…" }
    return own.isEmpty ? found : "\(own) here; \(found)"
  }

  private func drawHeads(on grid: inout CellGrid, _ area: Rect, _ columns: TokenColumns) {
    var x = area.x + 1
    for (column, width) in columns.columns where width > 0 {
      grid.put(column.rawValue, x: x, y: area.y, Style(.muted, .bold), maxWidth: width, clip: area)
      x += width + 1
    }
  }

  private func draw(_ item: TokenItem, on grid: inout CellGrid, _ area: Rect, y: Int, _ columns: TokenColumns, isSelected: Bool) {
    var x = area.x + 1
    for (column, width) in columns.columns where width > 0 {
      let cell = cell(column, of: item, isSelected ? .bold : [])
      grid.put(cell.truncated(columns: width, ellipsis: settings.glyphs.ellipsis), x: x, y: y, clip: area)
      x += width + 1
    }
    if isSelected { grid.underlay(Rect(x: area.x, y: y, width: area.width, height: 1), .selection) }
  }

  private func cell(_ column: TokenColumns.Column, of item: TokenItem, _ emphasis: Emphasis) -> StyledText {
    let none = StyledText(String(settings.glyphs.none), Style(.muted))
    switch column {
    case .execution: return StyledText(Mask.text("\(item.machine) · \(item.execution)", secrets: secrets), Style(.text, emphasis))
    case .state: return StyledText(item.state, Style(.text, emphasis))
    case .waited: return StyledText(TimeText.clock(clock - item.since), Style(.text))
    case .heartbeat: return item.heartbeatSeconds.map { StyledText("every \($0) s", Style(.text, emphasis)) } ?? none
    case .timeout: return TokenWords.deadline(item.deadline, now: clock)
    case .task: return task(of: item)
    case .age: return item.asOf.map { StyledText(TimeText.rough(clock - $0), Style(.muted)) } ?? none
    }
  }

  private func task(of item: TokenItem) -> StyledText {
    guard item.token != nil else { return StyledText("token cannot be read", Style(.stateWaiting)) }
    if let task = item.task { return TokenWords.task(task, verdict: item.verdict, glyphs: settings.glyphs, style: timeStyle) }
    guard item.foundIn == nil else { return TokenWords.task(item, glyphs: settings.glyphs) }
    return StyledText(item.resource?.resourceType == "ecs" ? "unknown" : String(settings.glyphs.none), Style(.muted))
  }

  // MARK: The form

  private func drawForm(on grid: inout CellGrid, _ area: Rect) {
    guard let form = tokens.form else { return drawHint(on: &grid, area) }
    let word = form.kind == .approve ? "Approve" : "Fail"
    let open = form.holes
    let trailing: StyledText =
      open > 0
      ? StyledText("\(open) field\(open == 1 ? "" : "s") to fill", Style(.stateWaiting))
      : form.problem == nil ? StyledText("ready to send", Style(.stateSucceeded)) : StyledText("not ready", Style(.stateFailed))
    grid.frame(
      area, title: StyledText("\(word) · \(VisibleText.sanitise(form.state))", Style(.title, .bold)), trailing: trailing,
      focused: overlay == nil,
      glyphs: settings.glyphs)
    var inner = area.inset(dx: 3, dy: 1)
    if inner.height > 14 { inner = inner.splitTop(1).rest }
    inner = drawReaders(form, on: &grid, inner)
    let foot = Array(TextWidth.wrap(command(for: form), columns: max(1, inner.width)).prefix(4))
    let lines = form.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
    // The command has a third, and what the text leaves.
    let (upper, lower) = inner.splitBottom(min(max(inner.height / 3, inner.height - lines - 2), foot.count + 1))
    let (text, below) = upper.splitTop(min(lines, max(1, upper.height - 2)))
    TextAreaView(area: editing(form), secrets: secrets, glyphs: settings.glyphs).draw(on: &grid, text, showsCursor: false)
    markHole(form, on: &grid, text)
    drawPath(form, on: &grid, below)
    for (offset, line) in foot.enumerated() where lower.height > offset {
      grid.put(line, x: lower.x, y: max(lower.y, lower.maxY - foot.count) + offset, Style(.faint), clip: lower)
    }
  }

  private func editing(_ form: TokenForm) -> TextArea { TextArea(form.text) }

  /// The line of the first hole is the one that Space and `i` begin with.
  private func markHole(_ form: TokenForm, on grid: inout CellGrid, _ area: Rect) {
    for y in area.rows {
      let row = (area.columns).map { String(grid[$0, y].character) }.joined()
      if row.contains(TokenForm.hole) {
        grid.underlay(Rect(x: area.x + 3, y: y, width: max(0, area.width - 3), height: 1), .selection)
        return
      }
    }
  }

  private func drawReaders(_ form: TokenForm, on grid: inout CellGrid, _ area: Rect) -> Rect {
    guard area.height > 3 else { return area }
    guard form.kind == .approve else {
      grid.put("Error and cause that the state fails with:", x: area.x, y: area.y, Style(.muted), clip: area)
      return area.splitTop(2).rest
    }
    if form.isUnread {
      let words =
        "Output returned to the state. Its definition is not at hand: Enter in the list opens the execution, and then the fields that later states read are here."
      let lines = TextWidth.wrap(words, columns: max(1, area.width)).prefix(max(1, area.height - 4))
      for (offset, line) in lines.enumerated() { grid.put(line, x: area.x, y: area.y + offset, Style(.muted), clip: area) }
      return area.splitTop(lines.count + 1).rest
    }
    let long =
      form.fields.isEmpty
      ? "Output returned to the state. No later state reads a field of it." : "Output returned to the state. Later states read:"
    let short = form.fields.isEmpty ? "No later state reads a field of it." : "Later states read:"
    grid.put(TextWidth.columns(long) <= area.width ? long : short, x: area.x, y: area.y, Style(.muted), clip: area)
    var y = area.y + 1
    var x = area.x
    for field in form.fields.prefix(12) {
      var text = StyledText(field.name, Style(.provenance))
      if let type = field.type { text.append("  \(type) ", Style(.muted)) }
      text.append(" in \"\(TextWidth.truncateMiddle(VisibleText.sanitise(field.reader), columns: 24))\"", Style(.muted))
      if x > area.x, x + text.width > area.maxX { (x, y) = (area.x, y + 1) }
      guard y < area.maxY - 3 else { break }
      x += grid.put(text, x: x, y: y, clip: area) + 4
    }
    return area.splitTop(y - area.y + 2).rest
  }

  private func drawPath(_ form: TokenForm, on grid: inout CellGrid, _ area: Rect) {
    guard area.height > 0, form.kind == .approve, !form.isUnread, let machine = live?.definition, let state = machine.state(form.state)
    else { return }
    let (steps, isOpen) = TokenPath.steps(after: state, answer: form.holes == 0 ? form.answer : nil, in: machine)
    var line = StyledText("leads to  ", Style(.muted))
    if steps.isEmpty { line.append("the end", Style(.text)) }
    for (index, step) in steps.enumerated() {
      if index > 0 { line.append(" \(settings.glyphs.leadsTo) ", Style(.faint)) }
      line.append(VisibleText.sanitise(step.state), Style(step.isChosen ? .stateSucceeded : .text))
    }
    if isOpen { line.append(" \(settings.glyphs.leadsTo) ?", Style(.muted)) }
    grid.put(
      line.truncated(columns: area.width, ellipsis: settings.glyphs.ellipsis), x: area.x, y: min(area.y + 1, area.maxY - 1), clip: area)
  }

  private func drawHint(on grid: inout CellGrid, _ area: Rect) {
    grid.frame(area, title: StyledText("Answer", Style(.title, .bold)), trailing: nil, focused: false, glyphs: settings.glyphs)
    let inner = area.inset(dx: 3, dy: 2)
    let text =
      tokens.isEmpty
      ? "Tokens of this execution appear here while a state waits for one."
      : "a approves, x fails, H sends a heartbeat, X stops the ECS task; Enter opens."
    for (offset, line) in TextWidth.wrap(text, columns: max(1, inner.width)).enumerated() {
      grid.put(line, x: inner.x, y: inner.y + offset, Style(.muted), clip: inner)
    }
  }
}
