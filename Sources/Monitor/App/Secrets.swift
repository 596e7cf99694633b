import Canvas
import ExecutionSource
import History
import JSON

/// The secrets of an execution: what must not be shown in any text. A token stays one after it was answered.
struct Secrets: Sendable {
  private(set) var values: Set<String> = []
  /// The first and the newest event looked at.
  private var scanned: (first: HistoryEvent, last: HistoryEvent)?

  init() {}

  /// The secrets of one snapshot alone.
  static func known(in snapshot: ExecutionSnapshot, index: HistoryIndex) -> Set<String> {
    var secrets = Secrets()
    secrets.take(snapshot, index: index)
    return secrets.values
  }

  /// Takes the tokens of events that are new, and those in requests that cursors are about to send.
  mutating func take(_ snapshot: ExecutionSnapshot, index: HistoryIndex) {
    let log = snapshot.events
    if let first = log.first, let last = log.last {
      // A log may grow at both ends: what was looked at stays so.
      let (before, after) = known(in: log) ?? (log.count, log.count)
      for position in 0..<before { take(log[position], index) }
      for position in after..<log.count { take(log[position], index) }
      scanned = (first, last)
    }
    for cursor in snapshot.live.cursors {
      guard let request = cursor.request else { continue }
      if let token = Secrets.token(in: request, at: index.facts?.states[cursor.state]?.tokens ?? []) { values.insert(token) }
    }
  }

  /// How many events stand before those that were looked at, and where the later ones begin; nil when it is another log.
  private func known(in log: EventLog) -> (Int, Int)? {
    guard let scanned, let first = log.position(ofEvent: scanned.first.id), let last = log.position(ofEvent: scanned.last.id),
      first <= last,
      log[first] == scanned.first, log[last] == scanned.last
    else { return nil }
    return (first, last + 1)
  }

  private mutating func take(_ event: HistoryEvent, _ index: HistoryIndex) {
    if let token = token(of: event, index) { values.insert(token) }
  }

  private func token(of event: HistoryEvent, _ index: HistoryIndex) -> String? {
    guard case .taskScheduled(let task) = event.details, let parameters = task.parameters else { return nil }
    let state = index.visit(ofEvent: event.id)?.state
    let places = state.flatMap { index.facts?.states[$0]?.tokens } ?? []
    // Reading a request costs: only those that may hold a token are read.
    guard !places.isEmpty || task.task.resource.hasSuffix(".waitForTaskToken") else { return nil }
    return TokenFinder.token(in: parameters, at: places)
  }

  private static func token(in request: JSONValue, at places: [TokenPlace]) -> String? {
    guard !places.isEmpty else { return nil }
    return TokenFinder.token(in: request.compact, at: places)
  }
}
