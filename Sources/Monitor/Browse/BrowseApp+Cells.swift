import Canvas
import ExecutionSource
import History
import Time

/// What stands in each column.
extension BrowseApp {
  func cell(_ column: BrowseColumns.Column, _ index: Int, _ width: Int, _ clock: Timestamp, _ emphasis: Emphasis) -> StyledText {
    switch column {
    case .mark:
      guard let mark = list.marks.firstIndex(of: list.arn(index)) else { return StyledText() }
      return StyledText(String(mark + 1), Style(.provenance, .bold))
    case .name:
      let name = VisibleText.sanitise(Mask.text(String(list.name(index).prefix(400)), secrets: secrets))
      let isOver = !list.showsMachines && list.executions[index].status.isFinal && !list.executions[index].status.isBad
      let style = emphasis.isEmpty && isOver ? Style(.muted) : Style(.text, emphasis)
      return StyledText(TextWidth.truncateMiddle(name, columns: width, ellipsis: settings.glyphs.ellipsis), style)
    default:
      return list.showsMachines
        ? machineCell(column, list.machines[index], clock) : executionCell(column, list.executions[index], width, clock, emphasis)
    }
  }

  private func machineCell(_ column: BrowseColumns.Column, _ row: MachineRow, _ clock: Timestamp) -> StyledText {
    switch column {
    case .type: return StyledText(row.type, Style(.muted))
    case .created: return times == .start && layout.body.width < 102 ? age(row.createdAt, clock) : moment(row.createdAt)
    case .age: return age(row.createdAt, clock)
    case .tokens: return tokens(of: row)
    default: return StyledText()
    }
  }

  /// What the search for tokens found in a watched machine.
  private func tokens(of row: MachineRow) -> StyledText {
    guard let sweep = catalog?.sweep, sweep.watched.contains(row.arn) else { return StyledText() }
    let found = sweep.tokens.filter { $0.machineName == row.name }
    guard !found.isEmpty else { return StyledText("watched", Style(.muted)) }
    var text = StyledText("\(settings.glyphs.waiting) \(found.count) waiting", Style(.stateWaiting))
    let stranded = found.count { if case .stranded = $0.verdict { true } else { false } }
    if stranded > 0 { text.append(" \(settings.glyphs.separator) \(stranded) stranded", Style(.stateFailed, .bold)) }
    return text
  }

  private func executionCell(
    _ column: BrowseColumns.Column, _ row: ExecutionRow, _ width: Int, _ clock: Timestamp, _ emphasis: Emphasis
  ) -> StyledText {
    switch column {
    case .status:
      let look = row.status.look
      return StyledText("\(look.glyph(settings.glyphs)) \(row.status.rawValue)", Style(look.role, emphasis))
    case .started: return moment(row.startedAt)
    case .age: return age(row.startedAt, clock)
    case .duration:
      return row.duration(now: clock).map { StyledText(TimeText.short($0), Style(row.status == .running ? .stateRunning : .text)) } ?? none
    case .redrives: return (row.redriveCount ?? 0) > 0 ? StyledText("\(row.redriveCount ?? 0)", Style(.stateRetrying)) : StyledText()
    case .items: return row.itemCount.map { StyledText(Count.text($0), Style(.text)) } ?? none
    default: return StyledText()
    }
  }

  private var none: StyledText { StyledText(String(settings.glyphs.none), Style(.muted)) }

  private func age(_ moment: Timestamp?, _ clock: Timestamp) -> StyledText {
    moment.map { StyledText(TimeText.rough(clock - $0), Style(.muted)) } ?? none
  }

  /// `2023-11-14 22:13:20`, in local time or in UTC.
  private func moment(_ moment: Timestamp?) -> StyledText {
    guard let moment else { return none }
    let isUTC = times == .utc
    let here = isUTC ? moment : moment + .seconds(settings.utcOffsetMinutes * 60)
    let f = here.fields
    func two(_ value: Int) -> String { TimeText.pad(value, 2) }
    let text = "\(f.year)-\(two(f.month))-\(two(f.day)) \(two(f.hour)):\(two(f.minute)):\(two(f.second))\(isUTC ? "Z" : "")"
    return StyledText(text, Style(.muted))
  }
}
