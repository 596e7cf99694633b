import Canvas
import ExecutionSource
import History
import JSON

/// The secrets of an execution: what must not be shown in any text. A token stays one after it was answered.
struct Secrets: Sendable {
  private(set) var values: Set<String> = []
  private var scanned = 0

  init() {}

  /// The secrets of one snapshot alone.
  static func known(in snapshot: ExecutionSnapshot, index: HistoryIndex) -> Set<String> {
    var secrets = Secrets()
    secrets.take(snapshot, index: index)
    return secrets.values
  }

  /// Takes the tokens of events that are new, and those in requests that cursors are about to send.
  mutating func take(_ snapshot: ExecutionSnapshot, index: HistoryIndex) {
    if scanned > snapshot.events.count { scanned = 0 }
    while scanned < snapshot.events.count {
      if let token = token(of: snapshot.events[scanned], index) { values.insert(token) }
      scanned += 1
    }
    for cursor in snapshot.live.cursors {
      guard let request = cursor.request else { continue }
      if let token = Secrets.token(in: request, at: index.facts?.states[cursor.state]?.tokens ?? []) { values.insert(token) }
    }
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
