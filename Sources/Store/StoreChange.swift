import GRDB
import JSON
import Time

/// One thing that is kept from now on.
package enum StoreChange: Sendable {
  /// A nil document removes it.
  case document(kind: String, key: String, JSONValue?)
  case tree(StoredTree)
  /// The tree's last execution ended then; nil says that one runs again.
  case treeStopped(Int, Timestamp?)
  case input(tree: Int, StoredInput)
  /// A new execution, or one of that ARN as it is now.
  case execution(StoredExecution)
  /// Part of an execution's history, in the place of one that began with the same event.
  case events(execution: String, StoredEvents)
  case mapRun(StoredMapRun)
  case token(String, tree: Int)
  case audit(StoredAuditLine)
}

extension StoreChange {
  func apply(_ db: Database, _ texts: inout TextNumbers) throws {
    switch self {
    case .document(let kind, let key, let document?):
      try db.run(
        "INSERT INTO documents (kind, key, document) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET document = excluded.document",
        [kind, key, document.compact])
    case .document(let kind, let key, nil): try db.run("DELETE FROM documents WHERE kind = ? AND key = ?", [kind, key])
    case .tree(let tree):
      try db.run(
        "INSERT INTO trees (id, format, root, seed, started, setup, stopped) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
          tree.id, tree.format, tree.root, Packed.data(words: tree.seed), tree.started.milliseconds, try texts.number(of: tree.setup, db),
          tree.stopped?.milliseconds,
        ])
    case .treeStopped(let id, let at): try db.run("UPDATE trees SET stopped = ? WHERE id = ?", [at?.milliseconds, id])
    case .input(let tree, let input):
      try db.run(
        "INSERT INTO journals (tree, sequence, steps, at, events, input) SELECT id, ?, ?, ?, ?, ? FROM trees WHERE id = ?",
        [input.sequence, input.steps, input.at.milliseconds, input.events, Packed.data(input.input), tree])
      // Pruned meanwhile: what is written now would be found by nobody.
      guard db.changesCount == 1 else { throw StoreFailure("The execution was pruned from the store; nothing of this request was kept.") }
    case .execution(let execution): try execution.keep(db, &texts)
    case .events(let execution, let events):
      try db.run(
        """
        INSERT INTO histories (execution, first, count, ends, events) SELECT id, ?, ?, ?, ? FROM executions WHERE arn = ? \
        ON CONFLICT (execution, first) DO UPDATE SET count = excluded.count, ends = excluded.ends, events = excluded.events
        """,
        [events.first, events.count, Packed.data(numbers: events.ends), Packed.data(events.bytes), execution])
    case .mapRun(let run):
      try db.run(
        """
        INSERT INTO mapRuns (arn, tree, execution, document) VALUES (?, ?, ?, ?) \
        ON CONFLICT (arn) DO UPDATE SET document = excluded.document
        """, [run.arn, run.tree, run.execution, run.document.compact])
    case .token(let token, let tree): try db.run("INSERT OR IGNORE INTO tokens (token, tree) VALUES (?, ?)", [token, tree])
    case .audit(let line):
      try db.run("INSERT INTO audit (at, execution, line) VALUES (?, ?, ?)", [line.at.milliseconds, line.execution, line.line])
    }
  }
}

extension StoredExecution {
  fileprivate func keep(_ db: Database, _ texts: inout TextNumbers) throws {
    // What an execution is never changes; what became of it does.
    try db.run(
      """
      INSERT INTO executions (arn, tree, number, name, machineName, machine, version, alias, mapRun, role, express, status, started, stopped, \
      redrives, redriven, items, events, definition, trace, details, error, cause, input, output) \
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
      ON CONFLICT (arn) DO UPDATE SET status = excluded.status, stopped = excluded.stopped, redrives = excluded.redrives, \
      redriven = excluded.redriven, events = excluded.events, error = excluded.error, cause = excluded.cause, output = excluded.output
      """,
      [
        arn, tree, number, name, machineName, machine, version, alias, mapRun, role, isExpress, status, started.milliseconds,
        stopped?.milliseconds, redrives, redriven?.milliseconds, items, events, try texts.number(of: definition, db), trace, details, error, cause,
        input, output,
      ])
  }
}

extension Database {
  /// Runs one statement, compiled once for each connection.
  func run(_ sql: String, _ arguments: StatementArguments) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
