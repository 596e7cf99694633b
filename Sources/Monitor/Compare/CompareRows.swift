import Canvas
import ExecutionSource
import History
import JSON
import Time

/// The states of two executions as rows: how each stood, how long it took there, and what differs; the differences themselves unfold below.
struct CompareRows {
  private(set) var rows: [Row] = []
  /// Ids of rows with a difference.
  private(set) var differing: [String] = []

  private let comparison: ExecutionComparison
  private let names: [String]
  /// The time now of each of the two.
  private let clocks: [Timestamp]
  private let settings: MonitorSettings
  private let secrets: Set<String>
  private let columns: Columns

  /// More states are not listed: what parts, parts before.
  static let mostRows = 10_000

  /// Widths: state, the two durations, their difference, what differs.
  struct Columns {
    var state: Int
    var time: Int
    var delta: Int
    var words: Int

    init(width: Int) {
      let isWide = width >= 90
      time = isWide ? 12 : 9
      delta = width >= 60 ? (isWide ? 12 : 9) : 0
      words = width >= 70 ? (isWide ? 30 : 18) : 0
      state = max(8, min(60, width - 2 * (time + 2) - (delta > 0 ? delta + 2 : 0) - (words > 0 ? words + 2 : 0)))
    }
  }

  init(_ comparison: ExecutionComparison, names: [String], clocks: [Timestamp], width: Int, settings: MonitorSettings, secrets: Set<String>)
  {
    self.comparison = comparison
    self.names = names
    self.clocks = clocks
    self.settings = settings
    self.secrets = secrets
    columns = Columns(width: width - 2)
    for (index, row) in comparison.rows.prefix(CompareRows.mostRows).enumerated() {
      if index == comparison.parting?.row { rows.append(partingRow) }
      let id = "row\(index)"
      let children = children(index, row)
      // A row that unfolds has its mark in the first two columns.
      rows.append(Row(id: id, children.isNone ? StyledText("  ") + line(row) : line(row), children: children, value: .text(row.state)))
      if !row.isShared || !row.differs.isEmpty { differing.append(id) }
    }
    let left = comparison.rows.count - CompareRows.mostRows
    if left > 0 {
      rows.append(Row(id: "more", StyledText("\(Count.text(left)) more states are not listed", Style(.muted)), kind: .heading))
    }
  }

  static func heads(_ columns: Columns) -> StyledText {
    var text = StyledText("      ", Style(.muted, .bold))
    text.append(TextWidth.pad("STATE", columns: columns.state), Style(.muted, .bold))
    text.append(
      "  " + TextWidth.padLeft("1", columns: columns.time) + "  " + TextWidth.padLeft("2", columns: columns.time), Style(.muted, .bold))
    if columns.delta > 0 { text.append("  " + TextWidth.padLeft("CHANGE", columns: columns.delta), Style(.muted, .bold)) }
    if columns.words > 0 { text.append("  DIFFERS IN", Style(.muted, .bold)) }
    return text
  }

  private var partingRow: Row {
    Row(id: "parting", StyledText("  the paths part here", Style(.stateWaiting, .bold)), kind: .heading)
  }

  // MARK: One state

  private func line(_ row: ExecutionComparison.Row) -> StyledText {
    var text = StyledText()
    text.append(glyph(comparison.left, row.left))
    text.append(" ")
    text.append(glyph(comparison.right, row.right))
    text.append(" ")
    let indent = String(repeating: "  ", count: min(8, row.scope.count))
    let name = VisibleText.sanitise(Mask.text(String(row.state.prefix(200)), secrets: secrets))
    let style = row.isShared ? Style(.text) : Style(row.left != nil ? .diffRemoved : .diffAdded)
    text.append(
      TextWidth.pad(indent + TextWidth.truncateMiddle(name, columns: columns.state - indent.count), columns: columns.state), style)
    text.append("  ")
    let (left, right) = (taken(row.left, row.leftDuration, side: 0), taken(row.right, row.rightDuration, side: 1))
    text.append(time(left, isThere: row.left != nil))
    text.append("  ")
    text.append(time(right, isThere: row.right != nil))
    if columns.delta > 0 { text.append("  "); text.append(delta(left, right)) }
    if columns.words > 0 { text.append("  "); text.append(words(row)) }
    return text
  }

  private func glyph(_ side: ExecutionComparison.Side, _ at: Int?) -> StyledText {
    guard let at, side.index.visits.indices.contains(at) else { return StyledText(String(settings.glyphs.none), Style(.faint)) }
    let look = StateLook(side.index.visits[at].status)
    return StyledText(String(look.glyph(settings.glyphs)), Style(look.role))
  }

  /// How long a state took; of one that goes on, until now.
  private func taken(_ visit: Int?, _ known: Duration?, side: Int) -> Duration? {
    let visits = (side == 0 ? comparison.left : comparison.right).index.visits
    guard let visit, visits.indices.contains(visit), visits[visit].status.isActive, known != nil else { return known }
    return visits[visit].duration(now: clocks[side])
  }

  private func time(_ duration: Duration?, isThere: Bool) -> StyledText {
    let text = isThere ? duration.map { TimeText.short($0) } ?? "?" : String(settings.glyphs.none)
    return StyledText(TextWidth.padLeft(text, columns: columns.time), Style(isThere ? .text : .faint))
  }

  /// How much longer the right one took; a difference of a tenth of a second or of a tenth of the time is none worth a colour.
  private func delta(_ left: Duration?, _ right: Duration?) -> StyledText {
    guard let left, let right else { return StyledText(String(repeating: " ", count: columns.delta)) }
    let difference = (right - left).milliseconds
    let isNotable = difference.magnitude >= 100 && Double(difference.magnitude) >= 0.1 * Double(max(1, left.milliseconds))
    guard isNotable else { return StyledText(TextWidth.padLeft("same", columns: columns.delta), Style(.faint)) }
    let text = (difference < 0 ? "-" : "+") + TimeText.short(.milliseconds(Int64(difference.magnitude)))
    return StyledText(TextWidth.padLeft(text, columns: columns.delta), Style(.diffChanged))
  }

  private func words(_ row: ExecutionComparison.Row) -> StyledText {
    if row.left == nil { return StyledText("only in 2", Style(.diffAdded)) }
    if row.right == nil { return StyledText("only in 1", Style(.diffRemoved)) }
    let names: [(ExecutionComparison.Aspect, String)] = [
      (.status, "status"), (.error, "error"), (.attempts, "attempts"), (.input, "input"), (.output, "output"),
    ]
    let found = names.filter { row.differs.contains($0.0) }.map(\.1)
    return StyledText(found.joined(separator: ", "), Style(.diffChanged))
  }

  // MARK: What differs

  private func children(_ index: Int, _ row: ExecutionComparison.Row) -> Row.Children {
    guard row.isShared, !row.differs.isEmpty else { return .none }
    let (comparison, secrets, names) = (comparison, secrets, names)
    return .lazy { CompareDetail(comparison, index, row, names: names, secrets: secrets).rows }
  }
}
