import GRDB

@testable import Hosting
@testable import Store

extension ExecutionHost {
  /// As if the disk were full.
  func fill() async throws { try await limitPages(extra: 2) }

  func makeRoom() async throws { try await limitPages(extra: 1_000_000) }

  /// The store's own connection: a limit is a connection's.
  private func limitPages(extra: Int) async throws {
    try await shared.store.writer?.write { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages + extra)")
    }
  }

  /// How many workers wait for a task.
  func pollers(of activity: String) -> Int { shared.board.counts(activity).pollers }
}
