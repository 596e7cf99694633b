import Foundation
import GRDB
import JSON
import Time

extension ExecutionStore {
  func read<T>(_ work: (Database) throws -> T) throws(StoreFailure) -> T {
    do { return try reader.read(work) } catch { throw StoreFailure(error, file: folder.database, isWriting: false) }
  }

  /// Documents of a kind, oldest first.
  package func documents(_ kind: String) throws(StoreFailure) -> [(key: String, document: JSONValue)] {
    let rows = try read { db in
      try Row.fetchAll(db, sql: "SELECT key, document FROM documents WHERE kind = ? ORDER BY id", arguments: [kind])
        .map { (key: $0[0] as String, text: $0[1] as String) }
    }
    var documents: [(key: String, document: JSONValue)] = []
    for row in rows { documents.append((row.key, try json(row.text))) }
    return documents
  }

  /// Documents of all kinds, oldest first.
  package func documents() throws(StoreFailure) -> [(kind: String, key: String, document: JSONValue)] {
    let rows = try read { db in
      try Row.fetchAll(db, sql: "SELECT kind, key, document FROM documents ORDER BY id")
        .map { (kind: $0[0] as String, key: $0[1] as String, text: $0[2] as String) }
    }
    var documents: [(kind: String, key: String, document: JSONValue)] = []
    for row in rows { documents.append((row.kind, row.key, try json(row.text))) }
    return documents
  }

  func json(_ text: String) throws(StoreFailure) -> JSONValue {
    do { return try JSONValue(parsing: text) } catch {
      throw StoreFailure("The store \(folder.database) holds a document that cannot be read: \(error).")
    }
  }

  // MARK: Trees

  /// The highest number of a tree.
  package func lastTree() throws(StoreFailure) -> Int { try read { try Int.fetchOne($0, sql: "SELECT MAX(id) FROM trees") ?? 0 } }

  /// The trees of which something still runs, oldest first.
  package func runningTrees() throws(StoreFailure) -> [StoredTree] { try trees("stopped IS NULL ORDER BY trees.id", []) }

  /// One tree.
  package func tree(_ id: Int) throws(StoreFailure) -> StoredTree? { try trees("trees.id = ?", [id]).first }

  private func trees(_ condition: String, _ arguments: StatementArguments) throws(StoreFailure) -> [StoredTree] {
    try read { db in
      let sql = "SELECT trees.id, format, root, seed, started, text, stopped FROM trees JOIN texts ON texts.id = setup WHERE "
      return try Row.fetchAll(db, sql: sql + condition, arguments: arguments).map { row in
        StoredTree(
          id: row[0], format: row[1], root: row[2], seed: Packed.words(row[3]), started: Timestamp(milliseconds: row[4]), setup: row[5],
          stopped: (row[6] as Int64?).map { Timestamp(milliseconds: $0) })
      }
    }
  }

  /// A tree's journal from an entry on.
  package func journal(of tree: Int, from sequence: Int = 0) throws(StoreFailure) -> [StoredInput] {
    try read { db in
      let sql = "SELECT sequence, steps, at, events, input FROM journals WHERE tree = ? AND sequence >= ? ORDER BY sequence"
      return try Row.fetchAll(db, sql: sql, arguments: [tree, sequence]).map { row in
        StoredInput(
          sequence: row[0], steps: row[1], at: Timestamp(milliseconds: row[2]), events: row[3], input: [UInt8](row[4] as Data))
      }
    }
  }

  /// Whether a token was ever given out.
  package func knows(token: String) throws(StoreFailure) -> Bool {
    try read { db in
      let statement = try db.cachedStatement(sql: "SELECT 1 FROM tokens WHERE token = ?")
      return try Int.fetchOne(statement, arguments: [token]) != nil
    }
  }

  // MARK: Histories

  /// The part of an execution's history with the event of this number (from 1); nil when there is none.
  package func events(of execution: String, holding event: Int) throws(StoreFailure) -> StoredEvents? {
    try read { db in
      let sql = """
        SELECT first, ends, histories.events FROM histories JOIN executions ON executions.id = execution \
        WHERE arn = ? AND first <= ? ORDER BY first DESC LIMIT 1
        """
      guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [execution, event]) else { return nil }
      var events = StoredEvents(first: row[0])
      events.ends = Packed.numbers(row[1])
      guard event < events.first + events.count else { return nil }
      events.bytes = [UInt8](row[2] as Data)
      return events
    }
  }

  // MARK: Map Runs and audit

  /// The Map Runs of an execution, oldest first.
  package func mapRuns(of execution: String) throws(StoreFailure) -> [StoredMapRun] {
    try mapRuns("execution = ? ORDER BY id", [execution])
  }

  /// One Map Run.
  package func mapRun(_ arn: String) throws(StoreFailure) -> StoredMapRun? { try mapRuns("arn = ?", [arn]).first }

  private func mapRuns(_ condition: String, _ arguments: StatementArguments) throws(StoreFailure) -> [StoredMapRun] {
    let rows = try read { db in
      try Row.fetchAll(db, sql: "SELECT arn, tree, execution, document FROM mapRuns WHERE \(condition)", arguments: arguments)
        .map { (arn: $0[0] as String, tree: $0[1] as Int, execution: $0[2] as String, text: $0[3] as String) }
    }
    var runs: [StoredMapRun] = []
    for row in rows { runs.append(StoredMapRun(arn: row.arn, tree: row.tree, execution: row.execution, document: try json(row.text))) }
    return runs
  }

  /// What was done to an execution, oldest first.
  package func audit(of execution: String, limit: Int = 1_000) throws(StoreFailure) -> [StoredAuditLine] {
    try read { db in
      let sql = "SELECT at, execution, line FROM audit WHERE execution = ? ORDER BY id DESC LIMIT ?"
      return try Row.fetchAll(db, sql: sql, arguments: [execution, limit]).reversed()
        .map { StoredAuditLine(at: Timestamp(milliseconds: $0[0]), execution: $0[1], line: $0[2]) }
    }
  }
}
