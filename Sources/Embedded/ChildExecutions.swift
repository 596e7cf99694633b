import Engine
import ExecutionSource
import History
import Time

/// One execution of a tree beside its engine: what is told of it, and its history.
struct ExecutionNode: Sendable {
  var facts: ExecutionFacts
  var events = EventLog()
  /// Events that were taken as news and dropped before those of `events`.
  var dropped = 0
  /// Events that were taken as news.
  var taken = 0
  /// Whether it is on the list of what became new.
  var isChanged = false
  var observations: [TaskObservation] = []
  var origin = Origin.root

  /// Who waits for it.
  enum Origin: Sendable {
    case root
    /// A child of a Map Run.
    case mapRun(at: Int, index: Int)
    /// Started by a Task; `sync` waits for its end.
    case task(TaskID, sync: Bool, isParsed: Bool)
  }

  init(_ facts: ExecutionFacts, origin: Origin = .root) {
    self.facts = facts
    self.origin = origin
  }
}

/// A child execution.
struct ChildExecution: Sendable {
  var node: ExecutionNode
  /// Nil once it is over and can never be redriven: nothing happens to it any more.
  var engine: ExecutionEngine?
  /// Its earliest timer, as the queue of timers knows it.
  var due: Timestamp?
}

/// The child executions of a tree by key. Each in a box of its own, so that a copy of the tree shares all that does not change.
struct ChildExecutions: Sendable {
  private var boxes: [Box] = []

  /// Unchecked: a box is written only here, and only while it has one owner.
  final class Box: @unchecked Sendable {
    fileprivate(set) var child: ChildExecution
    fileprivate init(_ child: ChildExecution) { self.child = child }
  }

  var count: Int { boxes.count }
  /// The key of the next one.
  var nextKey: ExecutionKey { ExecutionKey(boxes.count + 1) }
  var keys: [ExecutionKey] { boxes.isEmpty ? [] : (1...boxes.count).map { ExecutionKey($0) } }

  func contains(_ key: ExecutionKey) -> Bool { key.rawValue >= 1 && key.rawValue <= boxes.count }

  mutating func append(_ child: ChildExecution) { boxes.append(Box(child)) }

  /// To look at; the key must be there.
  ///
  /// The box, and not its value by `_read`: that would lend a copy in the accessor's own memory, and Swift 6.3.1 with optimisation destroys the engine there
  /// after that memory was freed (`children[key].engine?.nextTimerDue`).
  subscript(key: ExecutionKey) -> Box { boxes[key.rawValue - 1] }

  /// To change; the key must be there.
  subscript(changing key: ExecutionKey) -> ChildExecution {
    get { boxes[key.rawValue - 1].child }
    _modify {
      if !isKnownUniquelyReferenced(&boxes[key.rawValue - 1]) { boxes[key.rawValue - 1] = Box(boxes[key.rawValue - 1].child) }
      yield &boxes[key.rawValue - 1].child
    }
  }
}

/// When the timers of child executions are due: earliest first. An entry whose execution has another earliest timer by now is passed over.
struct DueQueue: Sendable {
  private var heap: [Entry] = []

  struct Entry: Sendable {
    var due: Timestamp
    var execution: ExecutionKey
  }

  var first: Entry? { heap.first }
  var count: Int { heap.count }

  mutating func insert(_ execution: ExecutionKey, at due: Timestamp) {
    heap.append(Entry(due: due, execution: execution))
    var at = heap.count - 1
    while at > 0, isBefore(at, (at - 1) / 2) {
      heap.swapAt(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
  }

  mutating func removeFirst() {
    guard let last = heap.popLast(), !heap.isEmpty else { return }
    heap[0] = last
    var at = 0
    while true {
      var least = at
      for child in [2 * at + 1, 2 * at + 2] where child < heap.count && isBefore(child, least) { least = child }
      guard least != at else { return }
      heap.swapAt(at, least)
      at = least
    }
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool { (heap[a].due, heap[a].execution) < (heap[b].due, heap[b].execution) }
}
