import Time

/// When trees have to be driven: the earliest is known at once.
struct DueTrees: Sendable {
  private var heap: [(due: Timestamp, tree: Int)] = []
  /// What counts; other entries of the heap are passed over.
  private var dues: [Int: Timestamp] = [:]

  /// The earliest.
  var first: Timestamp? { heap.first?.due }

  mutating func set(_ tree: Int, _ due: Timestamp) {
    dues[tree] = due
    heap.append((due, tree))
    var at = heap.count - 1
    while at > 0, heap[at].due < heap[(at - 1) / 2].due {
      heap.swapAt(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
    dropOutdated()
  }

  mutating func remove(_ tree: Int) {
    dues[tree] = nil
    dropOutdated()
  }

  /// A tree that is due at a time.
  mutating func popFirst(until now: Timestamp) -> Int? {
    guard let first = heap.first, first.due <= now else { return nil }
    takeRoot()
    dues[first.tree] = nil
    dropOutdated()
    return first.tree
  }

  private mutating func dropOutdated() {
    while let first = heap.first, dues[first.tree] != first.due { takeRoot() }
  }

  private mutating func takeRoot() {
    guard let last = heap.popLast(), !heap.isEmpty else { return }
    heap[0] = last
    var at = 0
    while true {
      var least = at
      for child in [2 * at + 1, 2 * at + 2] where child < heap.count && heap[child].due < heap[least].due { least = child }
      guard least != at else { return }
      heap.swapAt(at, least)
      at = least
    }
  }
}
