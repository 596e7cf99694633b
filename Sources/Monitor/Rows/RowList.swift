import Canvas

/// A list of rows with its folds, selection, place and revealed row. Only rows in view cost anything when it is drawn.
public struct RowList: Sendable {
  /// A row that is shown now.
  struct Line: Sendable {
    var row: Row
    var depth: Int
    var isUnfolded: Bool
    var folds: Bool { !row.children.isNone }
  }

  /// More rows are not unfolded: a hostile document must not fill the memory.
  static let mostLines = 50_000

  private(set) var rows: [Row] = []
  private(set) var lines: [Line] = []
  private var folds: [String: Bool] = [:]
  /// The index in `lines`; nil when nothing can be selected.
  private(set) var selected: Int?
  /// The first line in view.
  private(set) var top = 0
  /// The one row whose secret is shown; moving away hides it again.
  private(set) var revealed: String?

  /// Whether a row is selected before somebody moves: menus yes, a page that is read first no.
  private let startsSelected: Bool

  init(startsSelected: Bool = true) { self.startsSelected = startsSelected }

  /// Lines below the `height` ones in view.
  func below(height: Int) -> Int { max(0, lines.count - top - height) }

  var selectedRow: Row? { selected.map { lines[$0].row } }

  /// The way to another screen, where only one row has one.
  var wayOut: RowLink? {
    let ways = rows.compactMap { row -> RowLink? in
      switch row.link {
      case .execution, .mapRun: row.link
      default: nil
      }
    }
    return ways.count == 1 ? ways[0] : nil
  }

  /// Takes new rows; folds stay, and the selection stays on its row, or at its place when the row is gone.
  mutating func set(_ rows: [Row]) {
    let id = selectedRow?.id
    self.rows = rows
    unfold()
    if let id, let index = lines.firstIndex(where: { $0.row.id == id }) {
      selected = index
    } else {
      selected = selected == nil && !startsSelected ? nil : nearestItem(selected ?? 0)
      revealed = nil
    }
    top = min(top, max(0, lines.count - 1))
  }

  mutating func select(id: String) {
    guard let index = lines.firstIndex(where: { $0.row.id == id }) else { return }
    select(index)
  }

  private mutating func select(_ index: Int?) {
    if index != selected { revealed = nil }
    selected = index
  }

  private mutating func unfold() {
    lines = []
    for row in rows { add(row, depth: 0) }
  }

  private mutating func add(_ row: Row, depth: Int) {
    guard lines.count < RowList.mostLines else { return }
    let isUnfolded = !row.children.isNone && (folds[row.id] ?? row.startsUnfolded)
    lines.append(Line(row: row, depth: depth, isUnfolded: isUnfolded))
    if isUnfolded, depth < 100 { for child in row.children.make() { add(child, depth: depth + 1) } }
  }

  private func isItem(_ index: Int) -> Bool { lines.indices.contains(index) && lines[index].row.kind == .item }

  private func nearestItem(_ index: Int) -> Int? {
    let at = min(max(0, index), lines.count - 1)
    return (0..<max(1, lines.count)).lazy.flatMap { [at + $0, at - $0] }.first { self.isItem($0) }
  }

  /// Selects `delta` items on; where there are none, the list scrolls instead so that headings and notes can be read.
  mutating func move(_ delta: Int, height: Int) {
    guard delta != 0 else { return }
    // Nothing is selected yet: the first step selects what is in view, and does not jump elsewhere.
    var index = selected ?? (delta > 0 ? top - 1 : min(lines.count, top + height))
    var left = abs(delta)
    var last = selected
    while left > 0 {
      index += delta > 0 ? 1 : -1
      guard lines.indices.contains(index) else { break }
      if isItem(index) {
        last = index
        left -= 1
      }
    }
    if last == selected || last == nil {
      top = min(max(0, top + delta), max(0, lines.count - height))
    } else {
      select(last)
      show(height: height)
      if delta < 0, !(0..<(selected ?? 0)).contains(where: { isItem($0) }) { top = max(0, min(top, (selected ?? 0) - height + 1, 0)) }
    }
  }

  mutating func moveToEnd(height: Int) {
    select(lines.indices.last { isItem($0) } ?? selected)
    top = max(0, lines.count - height)
  }

  /// Moves what is in view; nothing is selected by it.
  mutating func scroll(by delta: Int, height: Int) { top = min(max(0, top + delta), max(0, lines.count - height)) }

  /// The end comes into view; what is selected stays so unless it is out of view then.
  mutating func showEnd(height: Int) {
    if selected != nil { return moveToEnd(height: height) }
    top = max(0, lines.count - height)
  }

  mutating func moveToStart() {
    select(lines.indices.first { isItem($0) })
    top = 0
  }

  /// Scrolls so that the selected row is in view.
  mutating func show(height: Int) {
    guard let selected, height > 0 else { return }
    if selected < top { top = selected }
    if selected >= top + height { top = selected - height + 1 }
    top = min(top, max(0, lines.count - height))
  }

  /// Folds or unfolds the selected row; false when it has nothing below it.
  mutating func toggle() -> Bool { setFold(!(selected.map { lines[$0].isUnfolded } ?? false)) }

  /// Unfolds (or folds) the selected row. Folding a row that has nothing to fold goes to the row above it in the tree.
  mutating func setFold(_ unfolded: Bool) -> Bool {
    guard let selected, lines.indices.contains(selected) else { return false }
    let line = lines[selected]
    guard line.folds, line.isUnfolded != unfolded else {
      guard !unfolded, line.depth > 0 else { return false }
      select(lines[..<selected].lastIndex { $0.depth < line.depth && $0.row.kind == .item })
      return true
    }
    folds[line.row.id] = unfolded
    unfold()
    return true
  }

  /// Shows the selected row's secret, or hides it again; false when there is none.
  mutating func toggleReveal() -> Bool {
    guard let row = selectedRow, row.revealed != nil else { return false }
    revealed = revealed == row.id ? nil : row.id
    return true
  }

  /// Goes to the next (or previous) line that matches, round the end; false when none does.
  mutating func find(_ query: SearchQuery, forward: Bool, height: Int) -> Bool {
    guard !lines.isEmpty else { return false }
    let start = selected ?? 0
    for step in 1...lines.count {
      let index = (start + (forward ? step : lines.count - step)) % lines.count
      guard query.matches(lines[index].row.content.plain) else { continue }
      if isItem(index) { select(index) }
      top = min(max(0, index - height / 2), max(0, lines.count - height))
      return true
    }
    return false
  }
}
