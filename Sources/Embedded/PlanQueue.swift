import Engine
import Tasks
import Time

/// One thing that will happen by itself.
struct PlannedEntry: Sendable {
  var due: Timestamp
  /// Equal times keep the order in which they were planned.
  var sequence: Int
  var task: TaskID
  var content: Content

  enum Content: Sendable {
    /// The service takes the task up; the rest of its plan counts from then.
    case started([PlannedUpdate])
    case update(PlannedUpdate.Content)
  }

  fileprivate func isBefore(_ other: PlannedEntry) -> Bool { (due, sequence) < (other.due, other.sequence) }
}

/// What runners have planned, as a heap: the first is known at once, adding and taking cost a logarithm, and a whole plan is dropped without looking for it.
struct PlanQueue: Sendable {
  /// A binary heap: no entry is before its parent at `(index - 1) / 2`.
  private var heap: [PlannedEntry] = []
  private var sequence = 0
  private var counts: [TaskID: Int] = [:]
  /// Entries of a task planned before this one are dropped; they go when they come up.
  private var dropped: [TaskID: Int] = [:]
  /// How many of them are there still.
  private var outdated = 0

  /// The earliest entry.
  var first: PlannedEntry? { heap.first }

  /// Entries that are kept, those that were dropped and have not come up among them.
  var count: Int { heap.count }

  /// Whether anything is planned.
  var isEmpty: Bool { heap.isEmpty }

  /// Whether anything is planned for a task.
  func has(_ task: TaskID) -> Bool { counts[task, default: 0] > 0 }

  mutating func insert(_ content: PlannedEntry.Content, for task: TaskID, at due: Timestamp) {
    sequence += 1
    counts[task, default: 0] += 1
    heap.append(PlannedEntry(due: due, sequence: sequence, task: task, content: content))
    var at = heap.count - 1
    while at > 0, heap[at].isBefore(heap[(at - 1) / 2]) {
      heap.swapAt(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
  }

  /// Takes the earliest entry.
  mutating func popFirst() -> PlannedEntry? {
    guard let entry = takeRoot() else { return nil }
    if let count = counts[entry.task] { counts[entry.task] = count > 1 ? count - 1 : nil }
    dropOutdated()
    return entry
  }

  /// Plans an answer to a task's token for when the service's own answer, TaskSubmitted, is recorded; false when none is planned.
  mutating func insert(_ answer: TaskAnswer, afterSubmissionOf task: TaskID) -> Bool {
    guard has(task) else { return false }
    let oldest = dropped[task] ?? -1
    for at in heap.indices where heap[at].task == task && heap[at].sequence > oldest {
      switch heap[at].content {
      case .update(.task(.submitted)):
        insert(.update(.callback(answer)), for: task, at: heap[at].due)
        return true
      case .started(var updates):
        guard let place = updates.firstIndex(where: { if case .task(.submitted) = $0.content { true } else { false } }) else { continue }
        updates.insert(PlannedUpdate(after: updates[place].after, content: .callback(answer)), at: place + 1)
        heap[at].content = .started(updates)
        return true
      case .update: continue
      }
    }
    return false
  }

  /// Drops what is planned for a task.
  mutating func removeAll(of task: TaskID) {
    guard let count = counts.removeValue(forKey: task) else { return }
    dropped[task] = sequence
    outdated += count
    dropOutdated()
    if outdated > heap.count / 2, outdated > 64 { removeOutdated() }
  }

  /// Where time stands still nothing comes up: once most entries are dropped ones they go all at once.
  private mutating func removeOutdated() {
    // Sorted is a heap too.
    heap = heap.filter { $0.sequence > dropped[$0.task] ?? -1 }.sorted { $0.isBefore($1) }
    dropped = [:]
    outdated = 0
  }

  private mutating func dropOutdated() {
    while let root = heap.first, let until = dropped[root.task], root.sequence <= until {
      _ = takeRoot()
      outdated -= 1
    }
    if heap.isEmpty { dropped = [:] }
  }

  private mutating func takeRoot() -> PlannedEntry? {
    guard let root = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return root }
    heap[0] = last
    var at = 0
    while true {
      var least = at
      for child in [2 * at + 1, 2 * at + 2] where child < heap.count && heap[child].isBefore(heap[least]) { least = child }
      guard least != at else { return root }
      heap.swapAt(at, least)
      at = least
    }
  }
}
