import GRDB

/// The tables, and how an older file becomes a newer one.
enum Schema {
  /// Marks a file as ours: SQLite's `application_id`, the letters `Step`.
  static let applicationID = 0x5374_6570
  /// SQLite's `user_version`.
  static let version = 1

  /// What a file turned out to be.
  enum Found: Equatable {
    case empty
    case ours(version: Int)
    case foreign
  }

  static func look(_ db: Database) throws -> Found {
    let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    if id == applicationID { return .ours(version: version) }
    let tables = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
    return id == 0 && version == 0 && tables == 0 ? .empty : .foreign
  }

  /// Brings a file from `found` to `version`, all of it or nothing.
  static func migrate(_ db: Database, from found: Int) throws {
    try db.inTransaction(.immediate) {
      for step in found..<version { try db.execute(sql: steps[step]) }
      try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
      return .commit
    }
  }

  /// Each brings a file from its index to the next version. One that was released is never changed.
  private static let steps = [
    """
    -- Texts that many executions share: definitions, and what their tasks were performed with.
    CREATE TABLE texts (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, text TEXT NOT NULL);
    CREATE INDEX texts_hash ON texts (hash);

    CREATE TABLE documents (
      id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, document TEXT NOT NULL, UNIQUE (kind, key));

    -- An execution that was started from outside, with all that run because of it: they share a journal.
    CREATE TABLE trees (
      id INTEGER PRIMARY KEY, format INTEGER NOT NULL, root TEXT NOT NULL, seed BLOB NOT NULL, started INTEGER NOT NULL,
      setup INTEGER NOT NULL REFERENCES texts (id), stopped INTEGER);
    CREATE INDEX trees_running ON trees (id) WHERE stopped IS NULL;
    CREATE INDEX trees_stopped ON trees (stopped) WHERE stopped IS NOT NULL;

    CREATE TABLE journals (
      tree INTEGER NOT NULL, sequence INTEGER NOT NULL, steps INTEGER NOT NULL, at INTEGER NOT NULL, events INTEGER NOT NULL,
      input BLOB NOT NULL, PRIMARY KEY (tree, sequence)) WITHOUT ROWID;

    -- Short columns first: a list reads no long ones.
    CREATE TABLE executions (
      id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, tree INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
      machineName TEXT NOT NULL, machine TEXT NOT NULL, version TEXT, alias TEXT, mapRun TEXT, role TEXT NOT NULL,
      express INTEGER NOT NULL, status TEXT NOT NULL, started INTEGER NOT NULL, stopped INTEGER, redrives INTEGER NOT NULL,
      redriven INTEGER, items INTEGER, events INTEGER NOT NULL, definition INTEGER NOT NULL REFERENCES texts (id), trace TEXT, details TEXT,
      error TEXT, cause TEXT, input TEXT NOT NULL, output TEXT);
    CREATE INDEX executions_started ON executions (started);
    CREATE INDEX executions_machine ON executions (machine, started);
    CREATE INDEX executions_machine_status ON executions (machine, status, started);
    CREATE INDEX executions_version ON executions (version, started) WHERE version IS NOT NULL;
    CREATE INDEX executions_alias ON executions (alias, started) WHERE alias IS NOT NULL;
    CREATE INDEX executions_map_run ON executions (mapRun, started) WHERE mapRun IS NOT NULL;
    CREATE INDEX executions_tree ON executions (tree, number);

    -- Events as the API gives them, with commas between; `ends` says where each ends.
    CREATE TABLE histories (
      execution INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, ends BLOB NOT NULL, events BLOB NOT NULL,
      UNIQUE (execution, first));

    CREATE TABLE mapRuns (
      id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, tree INTEGER NOT NULL, execution TEXT NOT NULL, document TEXT NOT NULL);
    CREATE INDEX map_runs_execution ON mapRuns (execution, id);
    CREATE INDEX map_runs_tree ON mapRuns (tree);

    -- Every token that was ever given out.
    CREATE TABLE tokens (token TEXT PRIMARY KEY, tree INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX tokens_tree ON tokens (tree);

    CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, execution TEXT NOT NULL, line TEXT NOT NULL);
    CREATE INDEX audit_execution ON audit (execution, id);
    """
  ]
}
