import Time

/// The timers of an engine, in the order in which they are due. The earliest is found at once; setting and cancelling one costs a binary search.
struct TimerQueue: Sendable {
  /// Latest first, so that the earliest is taken from the end.
  private var entries: [EngineTimer] = []
  private var dues: [TimerKey: Timestamp] = [:]
  private var keys: [CursorKey: [TimerKey]] = [:]

  var earliest: EngineTimer? { entries.last }

  /// Earliest first.
  var ordered: [EngineTimer] { entries.reversed() }

  subscript(key: TimerKey) -> EngineTimer? {
    guard let due = dues[key] else { return nil }
    let at = place(due, key)
    return entries.indices.contains(at) ? entries[at] : nil
  }

  /// The timers of one cursor.
  func timers(of cursor: CursorKey) -> [EngineTimer] { (keys[cursor] ?? []).compactMap { self[$0] } }

  mutating func insert(_ timer: EngineTimer) {
    entries.insert(timer, at: place(timer.due, timer.key))
    dues[timer.key] = timer.due
    if let cursor = timer.cursor { keys[cursor, default: []].append(timer.key) }
  }

  @discardableResult
  mutating func remove(_ key: TimerKey) -> EngineTimer? {
    guard let due = dues.removeValue(forKey: key) else { return nil }
    let timer = entries.remove(at: place(due, key))
    if let cursor = timer.cursor {
      keys[cursor]?.removeAll { $0 == key }
      if keys[cursor]?.isEmpty == true { keys[cursor] = nil }
    }
    return timer
  }

  mutating func removeAll(of cursor: CursorKey) { for key in keys[cursor] ?? [] { remove(key) } }

  /// Where a timer stands, or would stand: behind everything that is due later.
  private func place(_ due: Timestamp, _ key: TimerKey) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if (entries[middle].due, entries[middle].key) > (due, key) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
