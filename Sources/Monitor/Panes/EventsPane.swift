import Canvas
import ExecutionSource
import History
import Time

/// The event stream: oldest first, the newest at the bottom, followed until somebody scrolls.
struct EventsPane: Sendable {
  /// What is shown of one event.
  struct Line: Sendable {
    var event: HistoryEvent
    var previous: Timestamp?
    var state: String
    var resource: String
    /// Masked, on one line.
    var summary: String

    /// What search and filter look at.
    var text: String { "\(event.id) \(event.type.rawValue) \(state) \(resource) \(summary)" }
  }

  private var log = EventLog()
  private var index = HistoryIndex()
  private var secrets: Set<String> = []
  /// The iteration whose events alone are shown; empty for all.
  private var scope: Scope = []
  /// Positions in the log that the filter keeps; nil without a filter.
  private var kept: [Int]?
  private var filtered = 0
  private var failures: [Int] = []
  private var scanned = 0
  private(set) var selectedId: Int?
  /// Whether the newest event stays in view.
  var isFollowing = true
  /// Events that came since follow was let go.
  private var seen = 0
  var filter: SearchQuery? {
    didSet {
      guard filter != oldValue else { return }
      kept = nil
      filtered = 0
      update()
    }
  }
  private(set) var top = 0
  /// Events that are missing before the first one here.
  private var missing = 0
  /// Rows that notes took above the events when these were last scrolled.
  private var notes = 0
  /// The lines in view.
  private(set) var lines: [Line] = []
  /// Whether lines in view are to be made again: what follows an event, or what is secret, has changed.
  private var isStale = true

  /// The place of the selected event among those shown, from 1; without a filter among all there are.
  var position: Int? { selectedId.flatMap { row(ofEvent: $0) }.map { $0 + 1 + (kept == nil ? missing : 0) } }

  /// How many events are shown.
  var count: Int { kept?.count ?? log.count }
  var total: Int { log.count + missing }
  var unseen: Int { isFollowing ? 0 : max(0, log.count - seen) }
  var hasFailures: Bool { !failures.isEmpty }
  var selectedRow: Line? { selectedId.flatMap { id in position(ofEvent: id).map { line(log[$0], at: $0) } } }

  /// Takes the events as they are viewed now.
  mutating func set(_ view: ExecutionView) {
    let front = front(of: view.snapshot.events)
    isStale = isStale || front != 0 || secrets != view.secrets || log.count != view.snapshot.events.count
    log = view.snapshot.events
    index = view.index
    secrets = view.secrets
    missing = view.missing
    let scope = view.iteration?.opened.scope ?? []
    if scope != self.scope {
      self.scope = scope
      kept = nil
      filtered = 0
    }
    if let front, front > 0 {
      takeOlder(front)
    } else if front == nil {
      kept = nil
      filtered = 0
      failures = []
      scanned = 0
    }
    update()
    if isFollowing { seen = log.count }
    if let selectedId, position(ofEvent: selectedId) == nil { self.selectedId = log.last?.id }
    // Following means that the newest is the selected one.
    if isFollowing { selectedId = log.last?.id }
  }

  /// How many events `log` has before the ones here; nil when it does not hold them all.
  private func front(of log: EventLog) -> Int? {
    guard let first = self.log.first, let last = self.log.last else { return 0 }
    guard let front = log.position(ofEvent: first.id), front + self.log.count <= log.count else { return nil }
    return log[front] == first && log[front + self.log.count - 1] == last ? front : nil
  }

  /// `count` older events stand before the ones that were here: what is in view stays there.
  private mutating func takeOlder(_ count: Int) {
    failures = (0..<count).filter { log[$0].type.isFailure }.map { log[$0].id } + failures
    scanned += count
    seen += count
    guard isFiltered else { return top += count }
    let older = (0..<count).filter(keeps)
    kept = older + (kept ?? []).map { $0 + count }
    filtered += count
    top += older.count
  }

  private mutating func update() {
    while scanned < log.count {
      if log[scanned].type.isFailure { failures.append(log[scanned].id) }
      scanned += 1
    }
    guard isFiltered else { return }
    var positions = kept ?? []
    while filtered < log.count {
      if keeps(filtered) { positions.append(filtered) }
      filtered += 1
    }
    kept = positions
  }

  private var isFiltered: Bool { filter != nil || !scope.isEmpty }

  private func keeps(_ position: Int) -> Bool {
    if !scope.isEmpty, !index.scope(ofEvent: log[position].id).starts(with: scope) { return false }
    return filter?.matches(line(log[position], at: position).text) ?? true
  }

  func line(_ event: HistoryEvent, at position: Int) -> Line {
    let resource = EventText.resource(event)
    var summary = summary(event)
    // The resource has its own column.
    if summary == resource { summary = "" }
    return Line(
      event: event, previous: position > 0 ? log[position - 1].timestamp : nil,
      state: event.details.stateName ?? index.visit(ofEvent: event.id)?.state ?? "", resource: resource,
      summary: summary)
  }

  /// In a few words, secrets masked: the summary may be JSON that was cut.
  private func summary(_ event: HistoryEvent) -> String {
    SecretJSON.summary(EventSummary(index: index, log: log).text(event), secrets: secrets)
  }

  private func position(ofEvent id: Int) -> Int? { log.position(ofEvent: id) }

  /// The place of an event in the list; the nearest one before it when the filter leaves it out.
  private func row(ofEvent id: Int) -> Int? {
    guard let position = position(ofEvent: id) else { return nil }
    guard let kept else { return position }
    var low = 0
    var high = kept.count
    while low < high {
      let middle = (low + high) / 2
      if kept[middle] <= position { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : kept.isEmpty ? nil : 0
  }

  private func position(ofRow row: Int) -> Int { kept?[row] ?? row }

  mutating func select(id: Int) {
    selectedId = id
    isFollowing = false
    seen = log.count
  }

  /// The id of the event `delta` rows away from the selected one.
  func neighbour(_ delta: Int) -> Int? {
    guard count > 0 else { return nil }
    let row = selectedId.flatMap { self.row(ofEvent: $0) } ?? count - 1
    return log[position(ofRow: min(max(0, row &+ delta), count - 1))].id
  }

  /// The next (or previous) failure after the selected event, round the end.
  func failure(forward: Bool) -> Int? {
    let from = selectedId ?? 0
    if forward { return failures.first { $0 > from } ?? failures.first }
    return failures.last { $0 < from } ?? failures.last
  }

  func find(_ query: SearchQuery, forward: Bool) -> Int? {
    guard count > 0 else { return nil }
    let start = selectedId.flatMap { row(ofEvent: $0) } ?? 0
    for step in 1...count {
      let position = position(ofRow: (start + (forward ? step : count - step)) % count)
      if query.matches(line(log[position], at: position).text) { return log[position].id }
    }
    return nil
  }

  /// The rows in view below `notes` rows; scrolls so that the selected one is among them.
  mutating func scroll(height: Int, notes: Int = 0) {
    let height = height - notes
    // A note that comes or goes moves none of the events that are looked at.
    if !isFollowing { top += notes - self.notes }
    self.notes = notes
    guard height > 0 else { return }
    if isFollowing {
      top = max(0, count - height)
    } else if let selectedId, let row = row(ofEvent: selectedId) {
      if row < top { top = row }
      if row >= top + height { top = row - height + 1 }
    }
    top = min(max(0, top), max(0, count - height))
    // Lines in view are made once: a summary may mean reading a large request.
    let known = Dictionary(lines.map { ($0.event.id, $0) }, uniquingKeysWith: { first, _ in first })
    lines = (top..<min(count, top + height)).map { row in
      let position = position(ofRow: row)
      let event = log[position]
      if !isStale, let line = known[event.id], line.event == event { return line }
      return line(event, at: position)
    }
    isStale = false
  }
}
