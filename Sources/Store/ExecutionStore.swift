import GRDB

/// Machines, executions, journals and histories in one SQLite file, which outlives the process at any moment.
///
/// One process writes a store at a time; others may read it meanwhile.
public final class ExecutionStore: Sendable {
  /// Where it lies.
  public let folder: StoreFolder
  let reader: any DatabaseReader
  let group: GroupCommit?
  let writer: (any DatabaseWriter)?
  private let lock: StoreLock?

  /// Opens the store of a folder to write it, and makes it where there is none.
  /// - Throws: `StoreFailure` when another process writes it, when a newer Stepscope made it, or when it is something else: it is then left as it is.
  public init(writing folder: StoreFolder) throws(StoreFailure) {
    try folder.create()
    lock = try StoreLock(folder)
    try folder.createDatabase()
    self.folder = folder
    let found = try ExecutionStore.look(folder)
    let file = folder.database
    do {
      let pool = try DatabasePool(path: file, configuration: ExecutionStore.configuration(isNew: found == .empty))
      try pool.writeWithoutTransaction { db in
        let version = if case .ours(let version) = found { version } else { 0 }
        if version < Schema.version { try Schema.migrate(db, from: version) }
      }
      reader = pool
      writer = pool
      group = GroupCommit(pool, file: file)
    } catch {
      throw StoreFailure(error, file: file, isWriting: true)
    }
  }

  /// Opens the store of a folder to read it, whoever writes it.
  /// - Throws: `StoreFailure` when there is none, or it is none of ours.
  public init(reading folder: StoreFolder) throws(StoreFailure) {
    guard folder.holdsStore else {
      throw StoreFailure("There is no store in \(folder.path) yet; stepscope serve makes one.")
    }
    self.folder = folder
    guard case .ours(Schema.version) = try ExecutionStore.look(folder) else {
      throw StoreFailure("The store \(folder.database) is empty or of an older Stepscope; stepscope serve brings it up to date.")
    }
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(5)
      reader = try DatabasePool(path: folder.database, configuration: configuration)
    } catch {
      throw StoreFailure(error, file: folder.database, isWriting: false)
    }
    writer = nil
    group = nil
    lock = nil
  }

  /// Whether it was opened to be written.
  public var isWritable: Bool { group != nil }

  /// The process that writes the store of a folder now; nil when none does.
  public static func owner(of folder: StoreFolder) -> Int32? { StoreLock.holder(of: folder) }

  /// Keeps all of the changes or, throwing, none. Returns once they are kept: whoever ends the process then, finds them.
  package func keep(_ changes: [StoreChange]) async throws(StoreFailure) {
    guard let group else { throw StoreFailure("The store \(folder.database) was opened to be read; nothing is written.") }
    try await group.commit(changes)
  }

  /// How many transactions were committed: the fewer for what was kept, the more callers shared one.
  public var transactions: Int { group?.transactions ?? 0 }

  /// Ends the use of the store; what was kept stays kept.
  public func close() {
    try? reader.close()
    lock?.release()
  }

  /// Looks before anything is written: what is not ours is not touched.
  private static func look(_ folder: StoreFolder) throws(StoreFailure) -> Schema.Found {
    let found: Schema.Found
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(5)
      let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
      found = try queue.read { try Schema.look($0) }
      try queue.close()
    } catch {
      throw StoreFailure(error, file: folder.database, isWriting: false)
    }
    switch found {
    case .foreign: throw StoreFailure(DatabaseError(resultCode: .SQLITE_NOTADB), file: folder.database, isWriting: false)
    case .ours(let version) where version > Schema.version:
      throw StoreFailure(
        "The store \(folder.database) was made by a newer Stepscope (version \(version), this one knows \(Schema.version)) and is left as it is; "
          + "use that one, or name another folder with --data DIR.")
    case .empty, .ours: return found
    }
  }

  private static func configuration(isNew: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      guard !db.configuration.readonly else { return }
      // Pruned pages go back to the file system; this can be chosen only before the first table.
      if isNew { try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
      // The end of a process is what a commit has to survive, not that of the machine: what `write` gave to the kernel stays, without waiting for the disk. NORMAL waits
      // once a checkpoint, so that a power cut costs at most the newest commits, not the file.
      try db.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    return configuration
  }
}
