import Synchronization

/// Gives trees their numbers; none twice.
final class TreeNumbers: Sendable {
  private let last: Mutex<Int>

  init(after last: Int) { self.last = Mutex(last) }

  func next() -> Int {
    last.withLock { last in
      last += 1
      return last
    }
  }
}
