/// Keeps what was used last, as much as its costs allow.
struct LeastRecent<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var slots: [Key: Slot] = [:]
  private var clock: UInt64 = 0
  private var cost = 0
  private let limit: Int

  private struct Slot: Sendable {
    var value: Value
    var cost: Int
    var used: UInt64
  }

  /// - Parameter limit: what all values together may cost.
  init(limit: Int) { self.limit = limit }

  mutating func value(_ key: Key) -> Value? {
    guard let index = slots.index(forKey: key) else { return nil }
    clock += 1
    slots.values[index].used = clock
    return slots.values[index].value
  }

  mutating func insert(_ value: Value, for key: Key, cost: Int) {
    remove(key)
    guard cost <= limit / 4 else { return }
    clock += 1
    slots[key] = Slot(value: value, cost: cost, used: clock)
    self.cost += cost
    guard self.cost > limit else { return }
    // A quarter at once, so that the search is seldom.
    for (key, _) in slots.sorted(by: { $0.value.used < $1.value.used }) where self.cost > limit / 4 * 3 { remove(key) }
  }

  mutating func remove(_ key: Key) {
    if let slot = slots.removeValue(forKey: key) { cost -= slot.cost }
  }

  mutating func removeAll() { self = LeastRecent(limit: limit) }
}
