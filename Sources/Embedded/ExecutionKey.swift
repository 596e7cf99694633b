import Engine

/// What a core calls one execution of its tree by: the same in every replay.
package struct ExecutionKey: Sendable, Hashable, Comparable {
  /// 0 for the root, then 1, 2 … in the order in which executions were started.
  package let rawValue: Int

  package init(_ rawValue: Int) { self.rawValue = rawValue }

  package static let root = ExecutionKey(0)
  package static func < (a: ExecutionKey, b: ExecutionKey) -> Bool { a.rawValue < b.rawValue }

  /// Keys of cursors, tasks and timers carry their execution in their upper half, so that each is unique in the whole tree.
  var numbering: Int { rawValue << 32 }

  init(of key: CursorKey) { self.init(key.rawValue >> 32) }
  init(of id: TaskID) { self.init(id.rawValue >> 32) }
  init(of key: TimerKey) { self.init(key.rawValue >> 32) }
}
