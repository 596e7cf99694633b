import Synchronization

/// Tasks that wait for a worker, and workers that wait for a task.
final class ActivityBoard: Sendable {
  /// A task nobody has taken.
  struct Waiting: Sendable, Equatable {
    var token: String
    var input: String
    var tree: Int
  }

  private struct Poller {
    let id: Int
    let found: CheckedContinuation<Waiting?, Never>
  }

  private struct Activity {
    /// Oldest first; those before `head` are taken.
    var tasks: [Waiting] = []
    var head = 0
    var pollers: [Poller] = []

    var isEmpty: Bool { head == tasks.count && pollers.isEmpty }

    mutating func pop() -> Waiting? {
      guard head < tasks.count else { return nil }
      defer {
        head += 1
        if head == tasks.count || head > 256 {
          tasks.removeFirst(head)
          head = 0
        }
      }
      return tasks[head]
    }
  }

  private struct State {
    var activities: [String: Activity] = [:]
    var nextPoller = 0
    /// Pollers that were given up before they were on the list.
    var given: Set<Int> = []
  }

  private let state = Mutex(State())

  /// A task waits from now on.
  func offer(_ task: Waiting, of activity: String) {
    let poller = state.withLock { state -> Poller? in
      if let poller = state.activities[activity]?.pollers.first {
        state.activities[activity]?.pollers.removeFirst()
        return poller
      }
      state.activities[activity, default: Activity()].tasks.append(task)
      return nil
    }
    poller?.found.resume(returning: task)
  }

  /// Puts back a task that was found but not taken: it is the oldest.
  func putBack(_ task: Waiting, of activity: String) {
    let poller = state.withLock { state -> Poller? in
      if let poller = state.activities[activity]?.pollers.first {
        state.activities[activity]?.pollers.removeFirst()
        return poller
      }
      var entry = state.activities[activity] ?? Activity()
      entry.tasks.insert(task, at: entry.head)
      state.activities[activity] = entry
      return nil
    }
    poller?.found.resume(returning: task)
  }

  /// The oldest task that waits now.
  func pop(_ activity: String) -> Waiting? {
    state.withLock { state in
      defer { if state.activities[activity]?.isEmpty ?? false { state.activities[activity] = nil } }
      return state.activities[activity]?.pop()
    }
  }

  /// The number of a poller that is going to wait.
  func newPoller() -> Int {
    state.withLock { state in
      state.nextPoller += 1
      return state.nextPoller
    }
  }

  /// Waits for a task; nil once the poller is given up.
  func wait(_ activity: String, poller id: Int) async -> Waiting? {
    await withCheckedContinuation { continuation in
      enum Found { case task(Waiting), givenUp, nothing }
      let found = state.withLock { state -> Found in
        if state.given.remove(id) != nil { return .givenUp }
        if let task = state.activities[activity]?.pop() { return .task(task) }
        state.activities[activity, default: Activity()].pollers.append(Poller(id: id, found: continuation))
        return .nothing
      }
      switch found {
      case .task(let task): continuation.resume(returning: task)
      case .givenUp: continuation.resume(returning: nil)
      case .nothing: break
      }
    }
  }

  /// A poller waits no longer: his time is over, or he has gone.
  func giveUp(_ id: Int, _ activity: String) {
    let poller = state.withLock { state -> Poller? in
      guard let at = state.activities[activity]?.pollers.firstIndex(where: { $0.id == id }) else {
        state.given.insert(id)
        return nil
      }
      let poller = state.activities[activity]?.pollers.remove(at: at)
      if state.activities[activity]?.isEmpty ?? false { state.activities[activity] = nil }
      return poller
    }
    poller?.found.resume(returning: nil)
  }

  /// A poller has come back: nobody gives it up any more.
  func forget(poller id: Int) { _ = state.withLock { $0.given.remove(id) } }

  /// How many tasks wait for a worker of each activity, and how many workers for a task.
  func counts(_ activity: String) -> (tasks: Int, pollers: Int) {
    state.withLock { state in state.activities[activity].map { ($0.tasks.count - $0.head, $0.pollers.count) } ?? (0, 0) }
  }
}
