import Canvas
import ExecutionSource
import History
import Time

/// The rows of a list of machines or executions, in the order and as far as they are shown. Only rows in view cost anything when it is drawn; the order is made
/// anew only when the rows, the filter or the order asked for change.
struct BrowseList: Sendable {
  enum Sort: String, Sendable, CaseIterable {
    case newest, failed, longest, name
  }

  private(set) var machines: [MachineRow] = []
  private(set) var executions: [ExecutionRow] = []
  let showsMachines: Bool
  /// Indices of the rows that are shown, in their order.
  private(set) var order: [Int] = []
  private(set) var filter = BrowseFilter()
  private(set) var sort = Sort.newest
  /// The place of the selected row in `order`; nil where there is none.
  private(set) var position: Int?
  /// The first row in view.
  private(set) var top = 0
  /// ARNs marked to be compared, two at most, the older first.
  private(set) var marks: [String] = []
  /// Columns of the longest name of all rows, as far as a column may be wide.
  private(set) var nameColumns = 0
  /// Executions by status.
  private(set) var counts: [ExecutionStatus: Int] = [:]
  private(set) var hasRedrives = false
  /// Whether somebody moved: until then the first row stays selected, whatever comes before it.
  private var isMoved = false

  init(showsMachines: Bool) { self.showsMachines = showsMachines }

  /// Rows in all, filtered or not.
  var total: Int { showsMachines ? machines.count : executions.count }
  var count: Int { order.count }

  func arn(_ index: Int) -> String { showsMachines ? machines[index].arn : executions[index].arn }
  func name(_ index: Int) -> String { showsMachines ? machines[index].name : executions[index].name }

  private var selectedIndex: Int? { position.flatMap { order.indices.contains($0) ? order[$0] : nil } }
  var selectedMachine: MachineRow? { showsMachines ? selectedIndex.map { machines[$0] } : nil }
  var selectedExecution: ExecutionRow? { showsMachines ? nil : selectedIndex.map { executions[$0] } }
  var selectedArn: String? { selectedIndex.map(arn) }

  // MARK: Rows

  mutating func set(_ rows: [MachineRow], now: Timestamp) {
    guard rows != machines else { return }
    let kept = keptArn
    machines = rows
    measure(rows.lazy.map(\.name))
    arrange(now, keeping: kept)
  }

  mutating func set(_ rows: [ExecutionRow], now: Timestamp) {
    guard rows != executions else { return }
    let kept = keptArn
    executions = rows
    measure(rows.lazy.map(\.name))
    counts = [:]
    hasRedrives = false
    for row in rows {
      counts[row.status, default: 0] += 1
      if (row.redriveCount ?? 0) > 0 { hasRedrives = true }
    }
    arrange(now, keeping: kept)
  }

  mutating func set(_ filter: BrowseFilter, now: Timestamp) {
    self.filter = filter
    arrange(now, keeping: keptArn)
  }

  mutating func set(_ sort: Sort, now: Timestamp) {
    self.sort = sort
    isMoved = false
    arrange(now, keeping: nil)
    position = order.isEmpty ? nil : 0
    top = 0
  }

  private mutating func measure(_ names: some Sequence<String>) {
    nameColumns = names.reduce(0) {
      $1.utf8.count <= $0 ? $0 : max($0, min(80, TextWidth.columns(VisibleText.sanitise(String($1.prefix(80))))))
    }
  }

  /// The row that stays selected whatever comes; nil until somebody moved.
  private var keptArn: String? { isMoved ? selectedArn : nil }

  private mutating func arrange(_ now: Timestamp, keeping kept: String?) {
    let all = 0..<total
    order = filter.isEmpty ? Array(all) : all.filter { filter.keeps(name: name($0), status: showsMachines ? nil : executions[$0].status) }
    arrangeOrder(now)
    let found = kept.flatMap { kept in order.firstIndex { arn($0) == kept } }
    position = order.isEmpty ? nil : found ?? min(isMoved ? position ?? 0 : 0, order.count - 1)
    top = min(top, max(0, order.count - 1))
  }

  /// Rows of the same rank keep the order they came in.
  private mutating func arrangeOrder(_ now: Timestamp) {
    let ranks: [Int64]
    switch sort {
    case .newest: return
    case .failed: ranks = order.map { showsMachines ? 0 : executions[$0].status.isBad ? 0 : executions[$0].status == .succeeded ? 2 : 1 }
    case .longest: ranks = order.map { showsMachines ? 0 : -(executions[$0].duration(now: now)?.milliseconds ?? -1) }
    case .name:
      let names = order.map { name($0).lowercased() }
      order = order.indices.sorted { (names[$0], $0) < (names[$1], $1) }.map { order[$0] }
      return
    }
    order = order.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }.map { order[$0] }
  }

  // MARK: Moving

  mutating func move(_ delta: Int, height: Int) {
    guard let position else { return }
    isMoved = true
    self.position = min(max(0, position + delta), order.count - 1)
    scroll(height: height)
  }

  mutating func moveToStart() {
    isMoved = false
    position = order.isEmpty ? nil : 0
    top = 0
  }

  mutating func moveToEnd(height: Int) { move(order.count, height: height) }

  /// Scrolls so that the selected row is in view, and no room is left below that rows could fill.
  mutating func scroll(height: Int) {
    guard height > 0, let position else { return }
    if position < top { top = position }
    if position >= top + height { top = position - height + 1 }
    top = min(top, max(0, order.count - height))
  }

  /// Selects the next (or previous) row for which `matches` holds, round the end; false when there is none.
  mutating func find(forward: Bool, height: Int, where matches: (Int) -> Bool) -> Bool {
    guard let position, !order.isEmpty else { return false }
    for step in 1...order.count {
      let at = (position + (forward ? step : order.count - step)) % order.count
      guard matches(order[at]) else { continue }
      isMoved = true
      self.position = at
      scroll(height: height)
      return true
    }
    return false
  }

  // MARK: Marks

  /// Marks the selected row, or takes its mark away. A third mark takes the oldest one's place.
  mutating func toggleMark() {
    guard let arn = selectedArn else { return }
    if marks.contains(arn) {
      marks.removeAll { $0 == arn }
    } else {
      marks.append(arn)
      if marks.count > 2 { marks.removeFirst() }
    }
  }
}

extension ExecutionRow {
  /// How long it took, or has been running; nil where its start, or the end of one that has ended, is not known.
  func duration(now: Timestamp) -> Duration? {
    guard let startedAt else { return nil }
    if let stoppedAt { return stoppedAt - startedAt }
    return status == .running ? now - startedAt : nil
  }
}
