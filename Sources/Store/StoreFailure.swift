import GRDB

/// Why the store could not be read or written: one sentence that names the file and says what to do.
public struct StoreFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence.
  public var message: String
  /// A failure with its sentence.
  public init(_ message: String) { self.message = message }
  /// The sentence.
  public var description: String { message }

  /// What SQLite said.
  init(_ error: any Error, file: String, isWriting: Bool) {
    if let failure = error as? StoreFailure {
      self = failure
      return
    }
    guard let error = error as? DatabaseError else {
      self.init("The store \(file) cannot be \(isWriting ? "written" : "read"): \(error).")
      return
    }
    switch error.resultCode {
    case .SQLITE_FULL:
      self.init("The store \(file) cannot grow: the disk is full. Nothing of this request was kept; make room and try again.")
    case .SQLITE_NOTADB:
      self.init(
        "The store \(file) is no database of Stepscope's and is left as it is; move it away, or name another folder with --data DIR.")
    case .SQLITE_CORRUPT:
      self.init("The store \(file) is damaged and is left as it is; restore it from a copy, or name another folder with --data DIR.")
    default:
      let words = error.message ?? "\(error.resultCode)"
      self.init("The store \(file) cannot be \(isWriting ? "written" : "read"): \(words) (SQLite \(error.extendedResultCode.rawValue)).")
    }
  }
}
