import Canvas
import ECSModel
import History
import Time

extension MonitorApp {
  /// Beside the form: the state, its task, the last lines it printed, and what happened to this token so far.
  func drawWhatWaits(on grid: inout CellGrid, _ area: Rect) {
    grid.frame(area, title: StyledText("What waits", Style(.title, .bold)), trailing: nil, focused: false, glyphs: settings.glyphs)
    guard let item = tokens.selected else { return }
    let inner = area.inset(dx: 3, dy: 1)
    var y = inner.y + (inner.height > 12 ? 1 : 0)
    for line in whatWaits(item, width: inner.width) {
      guard y < inner.maxY else { break }
      grid.put(line.truncated(columns: inner.width, ellipsis: settings.glyphs.ellipsis), x: inner.x, y: y, clip: inner)
      y += 1
    }
  }

  private func whatWaits(_ item: TokensPage.Item, width: Int) -> [StyledText] {
    func fact(_ name: String, _ value: StyledText) -> StyledText { StyledText(TextWidth.pad(name, columns: 9), Style(.muted)) + value }
    let pending = item.pending
    var lines = [
      fact("state", StyledText(item.state, Style(.title, .bold))), fact("resource", StyledText(EventText.name(pending.task), Style(.text))),
    ]
    if let task = item.task {
      let role: Role = task.lastStatus.isFinal ? .stateFailed : .stateRunning
      let glyph = task.lastStatus.isFinal ? settings.glyphs.aborted : settings.glyphs.running
      lines.append(
        fact("task", StyledText(TaskText.shortId(task) + " ", Style(.text)) + StyledText("\(glyph) \(task.lastStatus)", Style(role))))
    }
    let secret =
      pending.token.map { StyledText("\(Mask.masked) \($0.count) characters", Style(.text)) }
      ?? StyledText("cannot be read", Style(.stateWaiting))
    lines.append(fact("token", secret))
    if let variable = item.variable { lines.append(fact("in env", StyledText(variable, Style(.provenance)))) }
    if let sentence = item.verdict?.sentence {
      lines.append("")
      lines += TextWidth.wrap(sentence, columns: max(1, width)).map {
        StyledText($0, Style(item.verdict == .stranded ? .stateFailed : .stateWaiting))
      }
    }
    return lines + lastLines(item) + tokenHistory(item)
  }

  private func lastLines(_ item: TokensPage.Item) -> [StyledText] {
    guard let task = item.task else { return [] }
    let printed = view.snapshot.logs.suffix(400).filter { $0.taskArn == task.arn }.suffix(4)
    guard let last = printed.last else { return [] }
    return ["", StyledText("LAST LINES OF \(VisibleText.sanitise(last.container))", Style(.muted, .bold))]
      + printed.map { line in
        StyledText(TimeText.timeOfDay(line.at, offsetMinutes: settings.utcOffsetMinutes) + " ", Style(.faint))
          + StyledText(Mask.text(line.text, secrets: view.secrets), Style(.text))
      }
  }

  private func tokenHistory(_ item: TokensPage.Item) -> [StyledText] {
    func line(_ word: String, _ at: Timestamp, _ more: String = "") -> StyledText {
      StyledText(word + " ", Style(.muted)) + StyledText(TimeText.timeOfDay(at, offsetMinutes: settings.utcOffsetMinutes), Style(.text))
        + StyledText(more, Style(.muted))
    }
    var lines: [StyledText] = ["", StyledText("HISTORY OF THIS TOKEN", Style(.muted, .bold)), line("scheduled", item.pending.since)]
    let visits = view.index.visits
    if visits.indices.contains(item.pending.visit), let submitted = visits[item.pending.visit].attempts.last?.submittedAt {
      lines.append(line("submitted", submitted, item.task.map { " task \(TaskText.shortId($0))" } ?? ""))
    }
    for audit in view.snapshot.audit.suffix(3) where audit.text.contains("\"\(item.state)\"") {
      lines.append(line(Mask.text(audit.text, secrets: view.secrets), audit.at))
    }
    lines.append(StyledText("no answer yet", Style(.muted)))
    return lines
  }
}
