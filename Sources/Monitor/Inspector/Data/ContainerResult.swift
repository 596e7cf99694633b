import History
import JSON

/// What a Parallel or an inline Map came to: no event holds it, but what its branches and iterations ended with does.
enum ContainerResult {
  /// Iterations whose outputs are put together; the result of more is not shown.
  private static let maximumParts = 2_000

  /// Nil before all of them have ended, where the history does not hold their outputs, and of a distributed Map.
  static func value(of visit: Visit, in index: HistoryIndex) -> JSONValue? {
    guard let attempt = visit.attempts.last, attempt.outcome == .succeeded, visit.progress?.mapRunArn == nil else { return nil }
    let depth = visit.scope.count + 1
    // Of each branch or iteration the state that was left last.
    var last: [Int: Visit] = [:]
    for number in visit.index + 1..<max(visit.index + 1, index.visits.count) {
      let inner = index.visits[number]
      guard inner.parent == visit.index, inner.scope.count == depth, !inner.isSuperseded, let left = inner.exitedEvent,
        let step = inner.scope.last
      else { continue }
      let at: Int
      switch step {
      case .branch(_, let index), .iteration(_, let index): at = index
      }
      if let known = last[at]?.exitedEvent, known > left { continue }
      last[at] = inner
    }
    let count = visit.progress?.total ?? (last.keys.max() ?? -1) + 1
    guard count == last.count, count <= maximumParts else { return nil }
    var parts: [JSONValue] = []
    for at in 0..<count {
      guard let output = last[at]?.output, let value = try? JSONValue(parsing: output, limits: .document) else { return nil }
      parts.append(value)
    }
    return .array(parts)
  }
}
