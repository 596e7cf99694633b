import Store
import Synchronization

/// Parts of histories that were asked for last.
final class PartCache: Sendable {
  /// Parts of one execution in their order, not necessarily all of them.
  private let parts: Mutex<LeastRecent<String, [StoredEvents]>>

  init(bytes: Int = 64 << 20) { parts = Mutex(LeastRecent(limit: bytes)) }

  /// The part with an event.
  func part(of execution: String, holding event: Int) -> StoredEvents? {
    parts.withLock { parts in
      guard let all = parts.value(execution) else { return nil }
      var low = 0
      var high = all.count
      while low < high {
        let middle = (low + high) / 2
        if all[middle].range.upperBound <= event { low = middle + 1 } else { high = middle }
      }
      return low < all.count && all[low].range.contains(event) ? all[low] : nil
    }
  }

  /// Remembers a part, in the place of one that began with the same event.
  func insert(_ part: StoredEvents, of execution: String) {
    parts.withLock { parts in
      var all = parts.value(execution) ?? []
      let at = all.firstIndex { $0.first >= part.first } ?? all.count
      if at < all.count, all[at].first == part.first { all[at] = part } else { all.insert(part, at: at) }
      var cost = all.reduce(0) { $0 + $1.bytes.count + 4 * $1.count + 64 }
      // A very long history does not push out all others.
      if cost > 8 << 20 {
        all = [part]
        cost = part.bytes.count + 4 * part.count + 64
      }
      parts.insert(all, for: execution, cost: cost)
    }
  }

  func remove(_ execution: String) { parts.withLock { $0.remove(execution) } }
  func removeAll() { parts.withLock { $0.removeAll() } }
}
