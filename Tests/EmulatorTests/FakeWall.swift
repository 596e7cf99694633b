import Embedded
import Synchronization
import Time

/// A wall clock that a test moves: sleepers wake when their time has come, or when their task is cancelled.
final class FakeWall: WallClock {
  private struct State {
    var now: Timestamp
    var next = 0
    var sleepers: [Int: (due: Timestamp, continuation: CheckedContinuation<Void, Never>)] = [:]
    var cancelled: Set<Int> = []
  }

  private let state: Mutex<State>

  init(_ now: Timestamp = Timestamp(milliseconds: 1_700_000_000_000)) { state = Mutex(State(now: now)) }

  var now: Timestamp { state.withLock { $0.now } }

  func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.now = state.now + duration
      let due = state.sleepers.filter { $0.value.due <= state.now }
      for id in due.keys { state.sleepers[id] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in due { continuation.resume() }
  }

  func sleep(for duration: Duration) async {
    let id = state.withLock { state in
      state.next += 1
      return state.next
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          let due = state.now + duration
          if state.cancelled.contains(id) || duration <= .zero { return true }
          state.sleepers[id] = (due, continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        state.cancelled.insert(id)
        return state.sleepers.removeValue(forKey: id)
      }
      sleeper?.continuation.resume()
    }
  }
}
