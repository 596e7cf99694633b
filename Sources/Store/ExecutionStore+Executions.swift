import GRDB
import Time

extension ExecutionStore {
  /// One execution, whole.
  package func execution(_ arn: String) throws(StoreFailure) -> StoredExecution? {
    try read { db in
      let sql = "SELECT \(StoredExecution.short), \(StoredExecution.long) WHERE arn = ?"
      return try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [arn]).map { StoredExecution($0, isWhole: true) }
    }
  }

  /// Executions, newest first, without their long texts; and whether there are more.
  package func executions(_ filter: StoredExecutionFilter) throws(StoreFailure) -> (executions: [StoredExecution], hasMore: Bool) {
    var conditions: [String] = []
    var arguments: StatementArguments = []
    switch filter.owner {
    case .machine(let arn): (conditions, arguments) = (["machine = ?", "mapRun IS NULL"], [arn])
    case .version(let arn): (conditions, arguments) = (["version = ?"], [arn])
    case .alias(let arn): (conditions, arguments) = (["alias = ?"], [arn])
    case .mapRun(let arn): (conditions, arguments) = (["mapRun = ?"], [arn])
    case .all: break
    }
    if let status = filter.status {
      conditions.append("status = ?")
      arguments += [status]
    }
    if let isRedriven = filter.isRedriven { conditions.append(isRedriven ? "redrives > 0" : "redrives = 0") }
    if !filter.includesExpress { conditions.append("express = 0") }
    arguments += [filter.limit + 1, filter.offset]
    let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let sql = "SELECT \(StoredExecution.short) FROM executions \(condition) ORDER BY started DESC, id DESC LIMIT ? OFFSET ?"
    var found = try read { [arguments] db in
      try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).map { StoredExecution($0, isWhole: false) }
    }
    let hasMore = found.count > filter.limit
    if hasMore { found.removeLast() }
    return (found, hasMore)
  }

  /// The executions of a tree in their order, whole.
  package func executions(ofTree tree: Int) throws(StoreFailure) -> [StoredExecution] {
    try read { db in
      let sql = "SELECT \(StoredExecution.short), \(StoredExecution.long) WHERE tree = ? ORDER BY number"
      return try Row.fetchAll(db, sql: sql, arguments: [tree]).map { StoredExecution($0, isWhole: true) }
    }
  }

  /// How many executions of a Map Run have each status.
  package func counts(ofMapRun arn: String) throws(StoreFailure) -> [String: Int] {
    try read { db in
      let rows = try Row.fetchAll(db, sql: "SELECT status, COUNT(*) FROM executions WHERE mapRun = ? GROUP BY status", arguments: [arn])
      return Dictionary(rows.map { ($0[0] as String, $0[1] as Int) }, uniquingKeysWith: +)
    }
  }

  /// Removes what ended before a time, with everything kept of it.
  /// - Returns: how many executions that were.
  @discardableResult
  package func prune(olderThan time: Timestamp) async throws(StoreFailure) -> Int {
    guard let writer else { throw StoreFailure("The store \(folder.database) was opened to be read; nothing is written.") }
    var total = 0
    do {
      while true {
        // In steps, so that who starts executions meanwhile waits little.
        let count = try await writer.write { try ExecutionStore.prune($0, olderThan: time, trees: 100) }
        total += count
        if count == 0 { break }
      }
      try await writer.write { [group] db in
        group?.forgetTexts()
        try db.execute(sql: "DELETE FROM texts WHERE id NOT IN (SELECT definition FROM executions UNION SELECT setup FROM trees)")
        try db.execute(
          sql: """
            DELETE FROM audit WHERE at < ? AND NOT EXISTS (SELECT 1 FROM executions WHERE arn = audit.execution)
            """, arguments: [time.milliseconds])
      }
      try await writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA incremental_vacuum") }
    } catch {
      throw StoreFailure(error, file: folder.database, isWriting: true)
    }
    return total
  }

  private static func prune(_ db: Database, olderThan time: Timestamp, trees: Int) throws -> Int {
    try db.execute(sql: "CREATE TEMP TABLE IF NOT EXISTS pruned (id INTEGER PRIMARY KEY); DELETE FROM pruned")
    try db.execute(
      sql: "INSERT INTO pruned SELECT id FROM trees WHERE stopped < ? ORDER BY stopped LIMIT ?", arguments: [time.milliseconds, trees])
    let count =
      try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM executions WHERE tree IN (SELECT id FROM pruned)") ?? 0
    for sql in [
      "histories WHERE execution IN (SELECT id FROM executions WHERE tree IN (SELECT id FROM pruned))",
      "audit WHERE execution IN (SELECT arn FROM executions WHERE tree IN (SELECT id FROM pruned))",
      "executions WHERE tree IN (SELECT id FROM pruned)", "journals WHERE tree IN (SELECT id FROM pruned)",
      "mapRuns WHERE tree IN (SELECT id FROM pruned)", "tokens WHERE tree IN (SELECT id FROM pruned)",
      "trees WHERE id IN (SELECT id FROM pruned)",
    ] { try db.execute(sql: "DELETE FROM " + sql) }
    return count
  }
}

extension StoredExecution {
  static let short = """
    executions.id, arn, tree, number, name, machineName, machine, version, alias, mapRun, role, express, status, started, stopped, redrives, \
    redriven, items, events
    """
  /// With what they are read from.
  static let long = "trace, details, error, cause, input, output, text FROM executions JOIN texts ON texts.id = definition"

  init(_ row: Row, isWhole: Bool) {
    self.init(
      arn: row[1], tree: row[2], number: row[3], name: row[4], machineName: row[5], machine: row[6], version: row[7], alias: row[8],
      mapRun: row[9], role: row[10], isExpress: row[11], status: row[12], started: Timestamp(milliseconds: row[13]), items: row[17],
      definition: isWhole ? row[25] : "", trace: isWhole ? row[19] : nil, input: isWhole ? row[23] : "")
    stopped = (row[14] as Int64?).map { Timestamp(milliseconds: $0) }
    redrives = row[15]
    redriven = (row[16] as Int64?).map { Timestamp(milliseconds: $0) }
    events = row[18]
    if isWhole {
      details = row[20]
      error = row[21]
      cause = row[22]
      output = row[24]
    }
  }
}
