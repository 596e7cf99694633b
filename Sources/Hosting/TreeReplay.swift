import Embedded
import Engine
import Store

/// A tree that is being brought back.
enum TreeRevival {
  /// There is nothing to replay.
  case over(Revival)
  case replaying(TreeReplay)
}

/// Makes the steps and takes the inputs of a journal, slice by slice, and then the steps that the tree made by itself.
struct TreeReplay {
  private let tree: RunningTree
  private let journal: [StoredInput]
  private let rows: [StoredExecution]
  private var next = 0
  /// Steps before the next entry that were made already.
  private var made = 0
  private let kept: Int

  /// Steps after the last entry of a journal that a replay makes: more than a run makes before its next entry.
  private static let maximumSteps = 65_536
  /// Steps between two looks at the clock.
  private static let chunk = 256

  init(tree: RunningTree, journal: [StoredInput], rows: [StoredExecution]) {
    self.tree = tree
    self.journal = journal
    self.rows = rows
    kept = rows.reduce(0) { $0 + $1.events }
  }

  /// Replays until `end` or to the journal's end.
  /// - Returns: what came of it; nil while there is more.
  mutating func go(until end: ContinuousClock.Instant) -> Revival? {
    do throws(EngineRefusal) {
      repeat {
        guard try step() else { continue }
        return .tree(finished())
      } while ContinuousClock.now < end
      return nil
    } catch {
      return .broken(error.message)
    }
  }

  /// Some steps, or an entry.
  /// - Returns: whether all was replayed.
  private mutating func step() throws(EngineRefusal) -> Bool {
    guard next < journal.count else { return try stepAfterTheJournal() }
    let entry = journal[next]
    guard entry.sequence == next else { throw EngineRefusal(message: "entry \(next) of its journal is missing") }
    guard made == entry.steps else {
      let wanted = min(TreeReplay.chunk, entry.steps - made)
      guard try tree.core.runInternal(limit: wanted) == wanted else {
        throw EngineRefusal(message: "its journal has more steps before entry \(next) than it makes")
      }
      made += wanted
      tree.collect { _, _ in nil }
      return false
    }
    guard entry.events < 0 || entry.events == tree.events else {
      throw EngineRefusal(
        message: "its journal leads to \(tree.events) events before entry \(next), where there were \(entry.events)")
    }
    try tree.core.replayInput(entry)
    tree.collect { _, _ in nil }
    tree.sequence += 1
    next += 1
    made = 0
    return false
  }

  /// The steps after the last entry were made at its time, which no event may show: as far as it went by itself.
  private mutating func stepAfterTheJournal() throws(EngineRefusal) -> Bool {
    let made = try tree.core.runInternal(limit: TreeReplay.chunk)
    tree.steps += made
    tree.collect { _, _ in nil }
    tree.hasMore = made == TreeReplay.chunk
    if tree.hasMore, tree.events < kept || tree.steps < TreeReplay.maximumSteps { return false }
    guard tree.events >= kept else {
      throw EngineRefusal(message: "its journal leads to \(tree.events) events, where there were \(kept)")
    }
    return true
  }

  private func finished() -> RunningTree {
    for row in rows {
      let key = ExecutionKey(row.number)
      tree.live[key]?.known = row.events
      tree.live[key]?.knownStatus = row.status
    }
    // What was taken or answered since is not offered again.
    let waiting = Set(tree.core.waitingActivities.map(\.token))
    tree.news.activities.removeAll { !waiting.contains($0.token) }
    tree.news.tokens.removeAll { !tree.core.isPending(token: $0) }
    return tree
  }
}
