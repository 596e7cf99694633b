#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where a store lies: a folder that only its owner may enter.
public struct StoreFolder: Sendable, Equatable {
  /// The folder's path.
  public let path: String

  /// The store in a folder of this path.
  public init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// The user's own: `stepscope` in `XDG_STATE_HOME`, by default `~/.local/state`.
  /// - Throws: `StoreFailure` when the environment names neither that folder nor a home.
  public static func standard(environment: [String: String]) throws(StoreFailure) -> StoreFolder {
    // A relative path is to be ignored, says the XDG specification.
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return StoreFolder(state + "/stepscope") }
    guard let home = environment["HOME"], home.hasPrefix("/") else {
      throw StoreFailure("There is no folder for the store: neither XDG_STATE_HOME nor HOME is set; name one with --data DIR.")
    }
    return StoreFolder(home + "/.local/state/stepscope")
  }

  /// The database's path.
  public var database: String { path + "/stepscope.db" }
  /// The path of the file that a writing process holds locked.
  public var lock: String { path + "/stepscope.lock" }

  /// Whether there is a store in it.
  public var holdsStore: Bool { access(database, F_OK) == 0 }

  /// Makes the folder, and those above it, where they are missing; only the owner may enter what is made.
  func create() throws(StoreFailure) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      guard mkdir(made, 0o700) != 0, errno != EEXIST else { continue }
      // A folder above that cannot be written but entered is no obstacle.
      let problem = errno
      guard access(made, F_OK) != 0 else { continue }
      throw StoreFailure("The store's folder \(path) cannot be made: \(StoreFolder.words(problem)); name another with --data DIR.")
    }
    var found = stat()
    guard stat(path, &found) == 0, found.st_mode & S_IFMT == S_IFDIR else {
      throw StoreFailure("The store's folder \(path) is no folder; name another with --data DIR.")
    }
  }

  /// Makes the database's file where it is missing, for its owner alone: SQLite gives its other files the same rights.
  func createDatabase() throws(StoreFailure) {
    let file = open(database, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw StoreFailure("The store \(database) cannot be opened: \(StoreFolder.words(errno)); name another folder with --data DIR.")
    }
    close(file)
  }

  static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
