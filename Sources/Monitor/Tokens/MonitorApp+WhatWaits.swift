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

  private func whatWaits(_ item: TokenItem, width: Int) -> [StyledText] {
    func fact(_ name: String, _ value: StyledText) -> StyledText { StyledText(TextWidth.pad(name, columns: 9), Style(.muted)) + value }
    var lines = [fact("state", StyledText(item.state, Style(.title, .bold)))]
    if let resource = item.resource { lines.append(fact("resource", StyledText(EventText.name(resource), Style(.text)))) }
    if item.foundIn != nil {
      lines.append(fact("machine", StyledText(Mask.text(item.machine, secrets: secrets), Style(.text))))
      lines.append(fact("in", StyledText(Mask.text(item.execution, secrets: secrets), Style(.text))))
    }
    if let task = item.task {
      let role: Role = task.lastStatus.isFinal ? .stateFailed : .stateRunning
      let glyph = task.lastStatus.isFinal ? settings.glyphs.aborted : settings.glyphs.running
      lines.append(
        fact("task", StyledText(TaskText.shortId(task) + " ", Style(.text)) + StyledText("\(glyph) \(task.lastStatus)", Style(role))))
    } else if let arn = item.taskArn {
      lines.append(fact("task", StyledText(String(arn.split(separator: "/").last?.prefix(10) ?? ""), Style(.text))))
    }
    let secret =
      item.token.map { StyledText("\(Mask.masked) \($0.count) characters", Style(.text)) }
      ?? StyledText("cannot be read", Style(.stateWaiting))
    lines.append(fact("token", secret))
    if let variable = item.variable { lines.append(fact("in env", StyledText(variable, Style(.provenance)))) }
    if item.token == nil {
      lines += TextWidth.wrap(VisibleText.sanitise(item.unreadable), columns: max(1, width)).map { StyledText($0, Style(.stateWaiting)) }
    }
    if let sentence = item.sentence {
      lines.append("")
      lines += TextWidth.wrap(VisibleText.sanitise(sentence), columns: max(1, width)).map {
        StyledText($0, Style(item.verdict == .stranded ? .stateFailed : .stateWaiting))
      }
    }
    return lines + lastLines(item) + tokenHistory(item)
  }

  private func lastLines(_ item: TokenItem) -> [StyledText] {
    guard let task = item.task else { return [] }
    let printed = view.snapshot.logs.suffix(400).filter { $0.taskArn == task.arn }.suffix(4)
    guard let last = printed.last else { return [] }
    return ["", StyledText("LAST LINES OF \(VisibleText.sanitise(last.container))", Style(.muted, .bold))]
      + printed.map { line in
        StyledText(TimeText.timeOfDay(line.at, offsetMinutes: settings.utcOffsetMinutes) + " ", Style(.faint))
          + StyledText(Mask.value(line.text, secrets: secrets), Style(.text))
      }
  }

  private func tokenHistory(_ item: TokenItem) -> [StyledText] {
    func line(_ word: String, _ at: Timestamp, _ more: String = "") -> StyledText {
      StyledText(word + " ", Style(.muted)) + StyledText(TimeText.timeOfDay(at, offsetMinutes: settings.utcOffsetMinutes), Style(.text))
        + StyledText(more, Style(.muted))
    }
    var lines: [StyledText] = ["", StyledText("HISTORY OF THIS TOKEN", Style(.muted, .bold)), line("scheduled", item.since)]
    let visits = view.index.visits
    if let visit = item.visit, visits.indices.contains(visit), let submitted = visits[visit].attempts.last?.submittedAt {
      lines.append(line("submitted", submitted, item.task.map { " task \(TaskText.shortId($0))" } ?? ""))
    }
    for audit in self.audit.suffix(3) where audit.text.contains("\"\(item.state)\"") {
      lines.append(line(Mask.text(audit.text, secrets: secrets), audit.at))
    }
    lines.append(StyledText("no answer yet", Style(.muted)))
    return lines
  }
}
