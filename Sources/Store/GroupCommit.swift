import GRDB
import Synchronization

/// Commits what many callers want kept in one transaction: while one is being written, the next collects. A caller goes on only once his changes are committed, in the
/// order in which callers came.
final class GroupCommit: Sendable {
  private struct Waiting {
    let changes: [StoreChange]
    let answer: CheckedContinuation<Result<Void, StoreFailure>, Never>
  }

  private struct State {
    var waiting: [Waiting] = []
    var isWriting = false
    var texts = TextNumbers()
    var transactions = 0
  }

  private let writer: any DatabaseWriter
  private let file: String
  private let state = Mutex(State())

  init(_ writer: any DatabaseWriter, file: String) {
    self.writer = writer
    self.file = file
  }

  /// How many transactions were committed.
  var transactions: Int { state.withLock { $0.transactions } }

  /// How many callers wait for a transaction to begin.
  var waiting: Int { state.withLock { $0.waiting.count } }

  /// Call in a write that removes texts: their numbers may be another's after it.
  func forgetTexts() { state.withLock { $0.texts.forget() } }

  /// Keeps all of the changes or, throwing, none.
  func commit(_ changes: [StoreChange]) async throws(StoreFailure) {
    guard !changes.isEmpty else { return }
    let result = await withCheckedContinuation { continuation in
      let mustWrite = state.withLock { state in
        state.waiting.append(Waiting(changes: changes, answer: continuation))
        defer { state.isWriting = true }
        return !state.isWriting
      }
      if mustWrite { writer.asyncWriteWithoutTransaction { [self] in write($0) } }
    }
    try result.get()
  }

  /// Until nobody waits.
  private func write(_ db: Database) {
    while true {
      let batch = state.withLock { state in
        defer { state.waiting = [] }
        if state.waiting.isEmpty { state.isWriting = false }
        return state.waiting
      }
      if batch.isEmpty { return }
      if case .success = write(batch.flatMap(\.changes), db) {
        for caller in batch { caller.answer.resume(returning: .success(())) }
      } else {
        // One may have spoiled it for all: each by himself.
        for caller in batch { caller.answer.resume(returning: write(caller.changes, db)) }
      }
    }
  }

  private func write(_ changes: [StoreChange], _ db: Database) -> Result<Void, StoreFailure> {
    var texts = state.withLock { $0.texts }
    do {
      try db.inTransaction(.immediate) {
        for change in changes { try change.apply(db, &texts) }
        return .commit
      }
    } catch {
      state.withLock { $0.texts.forget() }
      return .failure(StoreFailure(error, file: file, isWriting: true))
    }
    state.withLock { [texts] state in
      state.texts = texts
      state.transactions += 1
    }
    return .success(())
  }
}
