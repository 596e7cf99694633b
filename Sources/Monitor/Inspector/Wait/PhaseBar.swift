import Canvas
import ECSModel
import Time

/// The phases of an ECS task as labels over coloured blocks over measured durations. Short phases are not to
/// scale: each is as wide as its words, and what is left of the line goes to the longest one.
struct PhaseBar {
  let phases: [TaskPhase]
  let now: Timestamp
  let width: Int
  let glyphs: Glyphs
  /// The newest phase is the last that is known, and nothing is known to go on.
  var isOver = false

  /// Nothing without phases; one flowing line of words where the bar does not fit.
  var rows: [Row] {
    guard !phases.isEmpty else { return [] }
    let cells = phases.map { max(TextWidth.columns($0.kind.label), TextWidth.columns(text($0)), 3) }
    let isOpen = phases.last?.end == nil && !isOver
    let used = cells.reduce(0, +) + cells.count - 1 + (isOpen ? 1 : 0)
    guard used <= width else { return flowing }
    var widths = cells
    // While it goes on, what grows is the phase it is in.
    let longest = phases.indices.max { phases[$0].duration(asOf: now) < phases[$1].duration(asOf: now) } ?? 0
    widths[isOpen ? phases.count - 1 : longest] += max(0, min(width, 62) - used)
    var lines = [StyledText(), StyledText(), StyledText()]
    for (at, phase) in phases.enumerated() {
      let isLast = at == phases.count - 1
      let isCurrent = phase.end == nil && !isOver
      let block = Style(PhaseBar.role(phase.kind))
      lines[0].append(cell(phase.kind.label, widths[at], isCurrent ? Style(.stateRunning) : Style(.muted)))
      lines[1].append(String(repeating: glyphs.isASCII ? String(glyphs.barFull) : "▆", count: widths[at]), block)
      if isLast, isCurrent { lines[1].append(glyphs.isASCII ? ">" : "▷", block) }
      lines[2].append(cell(text(phase), widths[at], isCurrent ? Style(.title) : Style(.muted)))
      if !isLast { for line in 0..<3 { lines[line].append(" ") } }
    }
    return lines.enumerated().map { Row(id: "phases/\($0)", $1, kind: .heading) }
  }

  private var flowing: [Row] {
    let pieces = phases.map { phase in
      StyledText(phase.kind.label + " ", Style(PhaseBar.role(phase.kind))).appending(text(phase), Style(phase.end == nil ? .title : .muted))
    }
    return TabText.flow("phases", pieces, width: width, gap: StyledText(" \(glyphs.separator) ", Style(.faint)))
  }

  /// `3.9s`, from a minute on `00:02:10`.
  private func text(_ phase: TaskPhase) -> String {
    let duration = phase.duration(asOf: now)
    return duration < .seconds(60) ? TimeText.short(duration) : TimeText.clock(duration)
  }

  private func cell(_ text: String, _ columns: Int, _ style: Style) -> StyledText { TabText.cell(text, columns, style, glyphs: glyphs) }

  static func role(_ kind: TaskPhase.Kind) -> Role {
    switch kind {
    case .eni: .statePending
    case .placing: .provenance
    case .pull: .stateWaiting
    case .start: .stateRetrying
    case .running: .stateRunning
    case .deactivating: .stateAborted
    case .stopping: .muted
    }
  }
}
