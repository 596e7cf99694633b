import ExecutionSource

/// Where the documents of a task stand among all that were observed: found once, asked for at every key. Grows with them.
struct TaskLookup: Sendable {
  private var byEvent: [Int: [Int]] = [:]
  /// Those of which a source knows the state alone.
  private var byState: [String: [Int]] = [:]
  private var count = 0

  init(_ tasks: [TaskObservation] = []) { take(tasks) }

  mutating func take(_ tasks: [TaskObservation]) {
    if tasks.count < count { self = TaskLookup() }
    for position in count..<max(count, tasks.count) {
      if let event = tasks[position].scheduledEventId {
        byEvent[event, default: []].append(position)
      } else if let state = tasks[position].state {
        byState[state, default: []].append(position)
      }
    }
    count = max(count, tasks.count)
  }

  /// Positions of the documents of a scheduling, oldest first.
  func positions(ofEvent id: Int) -> [Int] { byEvent[id] ?? [] }

  /// Positions of the documents of which only the state is known, oldest first.
  func positions(ofState name: String) -> [Int] { byState[name] ?? [] }
}
