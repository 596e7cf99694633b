import Embedded
import Synchronization

/// When it is time to look at the local store again: the host says so, or, where another process writes it, the clock.
struct LocalChanges: Sendable {
  private let place: LocalPlace
  private static let next = Mutex(0)

  init(_ place: LocalPlace) { self.place = place }

  /// Ends with the task that reads it.
  func stream(pace: Duration) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    guard place.host == nil else {
      let id = LocalChanges.next.withLock { next in
        next += 1
        return next
      }
      let shared = place.shared
      shared.observe(id) { _ in continuation.yield() }
      continuation.onTermination = { _ in shared.ignore(id) }
      continuation.yield()
      return stream
    }
    let clock = place.clock
    let ticking = Task {
      while !Task.isCancelled {
        await clock.sleep(for: pace)
        continuation.yield()
      }
    }
    continuation.onTermination = { _ in ticking.cancel() }
    return stream
  }
}
