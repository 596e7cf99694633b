import Canvas

/// The inspector: its tabs and the rows of the one that is open.
struct InspectorPane: Sendable {
  private(set) var tab = InspectorTabID.wait
  var list = RowList(startsSelected: false)
  /// Whether long lines of a log wrap.
  var wraps = true
  /// The container whose log is shown alone; nil for all.
  var onlyContainer: String?
  /// The lines of the task whose log is looked at.
  var log = LogLines()
  /// Whether the newest line of a log stays in view.
  var followsLog = true
  /// Lines there were when follow was let go.
  private var seenLines = 0
  /// Lists of the other tabs, with their folds and places.
  private var others: [InspectorTabID: RowList] = [:]
  /// What the rows were made from.
  private var made: Made?

  struct Made: Equatable, Sendable {
    var revision: Int
    var second: Int64
    var wallSecond: Int64
    var state: String?
    var visit: Int?
    var tab: InspectorTabID
    var width: Int
    var times: TimeStyle
    var wraps = true
    var only: String?
  }

  /// Lines that came since follow was let go.
  var unseenLines: Int { followsLog ? 0 : max(0, log.total - seenLines) }

  mutating func letLogGo() {
    guard tab == .logs, followsLog else { return }
    followsLog = false
    seenLines = log.total
  }

  /// Rows that the tab bar takes above the list.
  static func barHeight(_ form: ScreenLayout.Form) -> Int { form == .wide ? 2 : 1 }

  mutating func open(_ tab: InspectorTabID) {
    guard tab != self.tab else { return }
    others[self.tab] = list
    list = others[tab] ?? RowList(startsSelected: false)
    self.tab = tab
    made = nil
  }

  mutating func cycle(_ step: Int) {
    let tabs = InspectorTabID.allCases
    let at = tabs.firstIndex(of: tab) ?? 0
    open(tabs[(at + step + tabs.count) % tabs.count])
  }

  /// Whether the rows were made from something else.
  func isStale(_ now: Made) -> Bool { made != now }

  /// Takes the tab's rows, made anew only when something they depend on changed.
  mutating func refresh(_ now: Made, height: Int, _ rows: () -> [Row]) {
    if made != now {
      let isOther = made.map { $0.state != now.state || $0.visit != now.visit } ?? true
      if isOther, made?.tab == now.tab { list = RowList(startsSelected: false) }
      if isOther { followsLog = true }
      made = now
      list.set(rows())
    }
    if tab == .logs, followsLog, log.total > 0 { list.showEnd(height: height) } else { list.show(height: height) }
  }

  /// The titles, the open one marked; below it a bar where there is room.
  func drawBar(on grid: inout CellGrid, _ area: Rect, glyphs: Glyphs, isFocused: Bool) {
    var x = area.x
    for id in InspectorTabID.allCases {
      let isOpen = id == tab
      let style = isOpen ? Style(isFocused ? .borderFocus : .title, .bold) : Style(.muted)
      let used = grid.put(id.title, x: x, y: area.y, style, clip: area)
      if isOpen, area.height > 1 {
        grid.fill(Rect(x: x, y: area.y + 1, width: used, height: 1).intersection(area), glyphs.underline, style)
      }
      x += used + 2
    }
  }
}
