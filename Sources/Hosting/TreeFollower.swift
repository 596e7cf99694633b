import Embedded
import Engine
import ExecutionSource
import Store

/// A tree as its journal tells it, for whoever looks at it, in the process that runs it or in another: a replay that goes on as the journal grows.
struct TreeFollower: Sendable {
  /// As it was when it had taken the last entry.
  private var base: DriverCore
  private var entries = 0
  private let tree: Int
  /// As far as it goes by itself from there.
  private(set) var core: DriverCore

  /// Steps after the last entry that are shown.
  private static let maximumSteps = 65_536

  /// - Throws: `EngineRefusal` when its journal cannot be replayed, `StoreFailure` when it cannot be read.
  init(_ shared: HostShared, tree: Int) throws {
    guard let stored = try shared.store.tree(tree), let root = try shared.store.executions(ofTree: tree).first, root.number == 0,
      stored.format == HostShared.journalFormat
    else { throw EngineRefusal(message: "there is no journal that can be replayed") }
    self.tree = tree
    base = try shared.begin(stored, root, keepsEvents: true)
    core = base
    try follow(shared.store)
  }

  /// Takes the entries that are new.
  /// - Returns: whether there were any.
  @discardableResult
  mutating func follow(_ store: ExecutionStore) throws -> Bool {
    let new = try store.journal(of: tree, from: entries)
    guard !new.isEmpty || entries == 0 else { return false }
    for entry in new {
      guard entry.sequence == entries else { throw EngineRefusal(message: "an entry of its journal is missing") }
      try base.replay(entry)
      entries += 1
    }
    core = base
    _ = try core.runInternal(limit: TreeFollower.maximumSteps)
    return true
  }
}
