import AWS
import Foundation
import HTTP
import Synchronization
import Time

/// The monitor's time in tests with real connections: it stands while anything is under way, and goes on to what somebody waits for as soon as all
/// wait. However slow the machine is, no virtual minute passes because of it.
final class IdleWorld: Sendable {
  private struct State {
    var now: Timestamp
    var sleepers: [Int: (until: Timestamp, continuation: CheckedContinuation<Void, any Error>)] = [:]
    var next = 0
    var flights = 0
    /// Counts whatever happens, so that the pacer sees that nothing did.
    var changes: UInt64 = 0
    var random: SplitMix64
    var isOver = false
    /// Called once when nothing is under way and nobody waits for a time: nothing will happen any more.
    var whenStuck: (@Sendable () -> Void)?
  }

  private let state: Mutex<State>
  /// Looks, a millisecond apart: however busy the machine is, a thread that has something to do gets to it in this time.
  private static let patience = 600_000

  init(at now: Timestamp = TimedExecution.start, seed: UInt64 = 1) {
    state = Mutex(State(now: now, random: SplitMix64(seed: seed)))
    Thread.detachNewThread { [weak self] in
      var seen: (changes: UInt64, times: Int) = (0, 0)
      while let self, !self.state.withLock({ $0.isOver }) {
        seen = self.pace(seen)
        // The pace of the looks at whether all wait: real connections have no idle to wait for.
        Thread.sleep(forTimeInterval: 0.001)
      }
    }
  }

  var now: Timestamp { state.withLock { $0.now } }

  /// Has `body` called when nothing is under way and nobody waits for a time, and that for long.
  func whenStuck(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.whenStuck = body } }

  /// Ends the pacer's thread.
  func end() { state.withLock { $0.isOver = true } }

  var runtime: ClientRuntime {
    ClientRuntime(
      now: { self.now }, sleep: { (duration: Duration) async throws(CancellationError) -> Void in try await self.sleep(duration) },
      random: { self.state.withLock { Double.random(in: 0..<1, using: &$0.random) } })
  }

  /// A transport whose requests hold the time.
  func holding(_ inner: any HTTPTransport, timeout: @escaping @Sendable () -> Duration) -> any HTTPTransport {
    HoldingTransport(world: self, inner: inner, timeout: timeout)
  }

  fileprivate func fly(_ change: Int) {
    state.withLock { state in
      state.flights += change
      state.changes += 1
    }
  }

  private func sleep(_ duration: Duration) async throws(CancellationError) {
    let id = state.withLock { state in
      state.next += 1
      state.changes += 1
      return state.next
    }
    do {
      try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
          let isCancelled = Task.isCancelled
          state.withLock { state in
            if !isCancelled { state.sleepers[id] = (state.now + duration, continuation) }
          }
          if isCancelled { continuation.resume(throwing: CancellationError()) }
        }
      } onCancel: {
        wake(id)
      }
    } catch { throw CancellationError() }
  }

  private func wake(_ id: Int) {
    let sleeper = state.withLock { state in
      state.changes += 1
      return state.sleepers.removeValue(forKey: id)
    }
    sleeper?.continuation.resume(throwing: CancellationError())
  }

  /// Moves the time on when for three looks in a row nothing was under way and nothing changed.
  private func pace(_ seen: (changes: UInt64, times: Int)) -> (changes: UInt64, times: Int) {
    let (changes, due, stuck) = state.withLock { state -> (UInt64, [CheckedContinuation<Void, any Error>], (@Sendable () -> Void)?) in
      if state.flights == 0, state.sleepers.isEmpty, state.changes == seen.changes, seen.times > IdleWorld.patience {
        defer { state.whenStuck = nil }
        return (state.changes, [], state.whenStuck)
      }
      let isIdle = state.flights == 0 && !state.sleepers.isEmpty && state.changes == seen.changes
      guard isIdle, seen.times >= 3, let until = state.sleepers.values.map(\.until).min() else { return (state.changes, [], nil) }
      state.now = max(state.now, until)
      state.changes += 1
      let due = state.sleepers.filter { $0.value.until <= until }
      for id in due.keys { state.sleepers[id] = nil }
      return (state.changes, due.values.map(\.continuation), nil)
    }
    for continuation in due { continuation.resume() }
    stuck?()
    return (changes, changes == seen.changes ? seen.times + 1 : 0)
  }
}

/// Counts what is under way, and gives up sooner than the monitor would: nobody waits ten seconds in a test.
private struct HoldingTransport: HTTPTransport {
  var world: IdleWorld
  var inner: any HTTPTransport
  var timeout: @Sendable () -> Duration

  func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    var request = request
    request.timeout = min(request.timeout, timeout())
    world.fly(1)
    defer { world.fly(-1) }
    return try await inner.send(request)
  }
}
