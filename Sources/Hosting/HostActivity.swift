import Synchronization

/// Counts what is being driven, so that a test waits for idle and not for time.
final class HostActivity: Sendable {
  private struct State {
    var count = 0
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  func begin() { state.withLock { $0.count += 1 } }

  func end() {
    let waiting = state.withLock { state in
      state.count -= 1
      guard state.count == 0 else { return [CheckedContinuation<Void, Never>]() }
      defer { state.waiting = [] }
      return state.waiting
    }
    for waiter in waiting { waiter.resume() }
  }

  var isIdle: Bool { state.withLock { $0.count == 0 } }

  /// Returns once nothing is driven.
  func idle() async {
    await withCheckedContinuation { continuation in
      let isIdle = state.withLock { state in
        guard state.count > 0 else { return true }
        state.waiting.append(continuation)
        return false
      }
      if isIdle { continuation.resume() }
    }
  }
}
