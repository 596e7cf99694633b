import ExecutionSource

/// The executions that a server of this user keeps on this machine.
enum LocalStore {
  /// - Throws: `CommandStop` when there is no store.
  static func catalog(isReadOnly: Bool) throws(CommandStop) -> any ExecutionCatalog {
    throw CommandStop(.usage, "error: browse --local needs the local store, which is not here yet; give --endpoint-url of a running stepscope serve")
  }
}
