import Canvas
import History
import Time

extension ScopeStep {
  /// The iteration of a Map, from 0.
  fileprivate var iteration: Int? { if case .iteration(_, let index) = self { index } else { nil } }

  /// The branch or iteration, from 0.
  var index: Int {
    switch self {
    case .branch(_, let index), .iteration(_, let index): index
    }
  }
}

/// One row a visit in start order, bars to scale; attempts and back-off apart.
struct TimelinePane: Sendable {
  private var view = ExecutionView.empty
  private var order: [Int] = []
  private var made = -1
  /// What the order was made from: it stays until another visit begins.
  private var grouped: (visits: Int, before: Int)?
  private(set) var row = 0
  private(set) var top = 0
  var sortsByDuration = false {
    didSet {
      guard sortsByDuration != oldValue else { return }
      made = -1
      grouped = nil
    }
  }
  var selectedVisit: Int? { order.indices.contains(row) ? order[row] : nil }

  mutating func set(_ view: ExecutionView, selected: Int?) {
    guard made != view.revision else { return }
    made = view.revision
    // Numbers of visits change when older ones are found: the event of entering does not.
    let event = selectedVisit.flatMap { self.view.index.visits.indices.contains($0) ? self.view.index.visits[$0].enteredEvent : nil }
    let kept = event.flatMap { view.index.visit(ofEvent: $0)?.index } ?? selected
    self.view = view
    let basis = (visits: view.index.visits.count, before: view.index.eventsBefore)
    let isSame = grouped.map { $0 == basis } ?? false
    if isSame, !sortsByDuration { return }
    grouped = basis
    order = TimelinePane.grouped(view.index.visits)
    if sortsByDuration {
      let now = view.snapshot.live.now
      order.sort { view.index.visits[$0].duration(now: now) > view.index.visits[$1].duration(now: now) }
    }
    row = kept.flatMap { order.firstIndex(of: $0) } ?? max(0, order.count - 1)
  }

  /// Visits in start order, those inside a Map or Parallel right below it, an iteration or branch after the other. A stack instead of
  /// recursion: scopes may nest as deep as a definition does.
  private static func grouped(_ visits: VisitList) -> [Int] {
    var inside: [Int: [Int]] = [:]
    var stack: [Int] = []
    for visit in visits {
      if let parent = visit.parent, parent < visit.index, visits.indices.contains(parent) {
        inside[parent, default: []].append(visit.index)
      } else {
        stack.append(visit.index)
      }
    }
    stack.reverse()
    var order: [Int] = []
    while let next = stack.popLast() {
      order.append(next)
      guard let children = inside[next] else { continue }
      stack += children.sorted { (visits[$0].scope.last?.index ?? 0, $0) < (visits[$1].scope.last?.index ?? 0, $1) }.reversed()
    }
    return order
  }

  mutating func move(_ id: CommandID, height: Int) {
    let page = max(1, height / 2)
    let target: Int
    switch id {
    case .up: target = row - 1
    case .down: target = row + 1
    case .pageUp: target = row - page
    case .pageDown: target = row + page
    case .top: target = 0
    case .bottom: target = order.count - 1
    default: return
    }
    row = min(max(0, target), max(0, order.count - 1))
  }

  mutating func scroll(height: Int) {
    guard height > 0 else { return }
    if row < top { top = row }
    if row >= top + height { top = row - height + 1 }
    top = min(max(0, top), max(0, order.count - height))
  }

  func draw(on grid: inout CellGrid, _ area: Rect, clock: Timestamp, glyphs: Glyphs) {
    let visits = view.index.visits
    guard let start = view.startedAt ?? view.index.visits.first?.enteredAt, !order.isEmpty else {
      let text = view.isPartial ? "nothing is known yet: older events are still loading" : "nothing was entered yet"
      grid.put(text, x: area.x + 1, y: area.y, Style(.muted), clip: area)
      return
    }
    let end = max(clock, view.index.lastEventAt ?? clock)
    let span = max(1, (end - start).milliseconds)
    let names = min(max(16, area.width / 4), 36)
    let bars = Rect(x: area.x + names + 13, y: area.y, width: max(0, area.width - names - 14), height: area.height)
    for (offset, at) in (top..<min(order.count, top + area.height)).enumerated() {
      let visit = visits[order[at]]
      let y = area.y + offset
      let look = StateLook(visit.status)
      var x = area.x + 1 + min(visit.scope.count, 6) * 2
      x += grid.put(String(look.glyph(glyphs)), x: x, y: y, Style(look.role), clip: area) + 1
      let place = visit.scope.last?.iteration.map { " #\($0)" } ?? ""
      let room = max(0, area.x + names - x - place.count)
      let name = TextWidth.truncateMiddle(VisibleText.sanitise(visit.state), columns: room, ellipsis: glyphs.ellipsis)
      x += grid.put(name, x: x, y: y, Style(.text), clip: area)
      grid.put(place, x: x, y: y, Style(.muted), clip: area)
      let length = TimeText.short(visit.duration(now: clock))
      grid.put(TextWidth.padLeft(length, columns: 10), x: area.x + names + 1, y: y, Style(.muted), clip: area)
      drawRedrives(on: &grid, bars, y: y, start, span, glyphs)
      drawBar(visit, look, on: &grid, bars, y: y, start, span, clock, glyphs)
      if let run = view.mapRun(of: visit), run.items.total > 0 {
        let strip = " \(MapText.strip(MapProgress(run.items), glyphs: glyphs)) "
        let x = min(bars.x + 1, max(bars.x, bars.maxX - TextWidth.columns(strip)))
        grid.put(strip, x: x, y: y, Style(.title), clip: bars)
      }
      if at == row { grid.underlay(Rect(x: area.x, y: y, width: area.width, height: 1), .selection) }
    }
  }

  /// A line down all rows where the execution was sent on.
  private func drawRedrives(on grid: inout CellGrid, _ area: Rect, y: Int, _ start: Timestamp, _ span: Int64, _ glyphs: Glyphs) {
    for redrive in view.index.redrives.suffix(100) {
      let passed = min(1, Double(max(0, (redrive.at - start).milliseconds)) / Double(span))
      let x = area.x + Int((passed * Double(max(0, area.width - 1))).rounded(.down))
      grid.put(String(glyphs.line([.up, .down], dashed: true)), x: x, y: y, Style(.stateRetrying), clip: area)
    }
  }

  private func drawBar(
    _ visit: Visit, _ look: StateLook, on grid: inout CellGrid, _ area: Rect, y: Int, _ start: Timestamp, _ span: Int64, _ clock: Timestamp,
    _ glyphs: Glyphs
  ) {
    func column(_ at: Timestamp) -> Int {
      let passed = Double(max(0, (at - start).milliseconds)) / Double(span)
      return area.x + Int((min(1, passed) * Double(max(0, area.width - 1))).rounded(.down))
    }
    func bar(_ from: Timestamp, _ to: Timestamp, _ character: Character, _ role: Role) {
      let left = column(from)
      let right = max(left + 1, column(to) + (to >= clock ? 1 : 0))
      grid.fill(Rect(x: left, y: y, width: right - left, height: 1).intersection(area), character, Style(role))
    }
    let end = visit.endedAt ?? clock
    bar(visit.enteredAt, end, visit.attempts.isEmpty ? glyphs.barFull : glyphs.barEmpty, visit.attempts.isEmpty ? look.role : .faint)
    for attempt in visit.attempts {
      let role: Role =
        attempt.hasFailed
        ? .stateFailed : attempt.outcome == .running ? look.role : attempt.outcome == .aborted ? .stateAborted : .stateSucceeded
      bar(attempt.scheduledAt, attempt.endedAt ?? end, glyphs.barFull, role)
    }
  }
}
