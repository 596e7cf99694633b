import ExecutionSource
import Foundation
import Hosting
import Store

/// The executions that a server of this user keeps on this machine.
enum LocalStore {
  /// - Parameter data: the store's folder; the user's own unless given.
  /// - Throws: `CommandStop` when there is no store.
  static func catalog(_ data: String? = nil, isReadOnly: Bool) throws(CommandStop) -> any ExecutionCatalog {
    do {
      let folder = try data.map { StoreFolder($0) } ?? StoreFolder.standard(environment: ProcessInfo.processInfo.environment)
      return try Blocking.run { () async throws(StoreFailure) -> any ExecutionCatalog in
        try await LocalCatalog.open(folder, isReadOnly: isReadOnly)
      }
    } catch {
      throw CommandStop(.world, "error: \(error)")
    }
  }
}
