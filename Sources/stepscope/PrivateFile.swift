#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files that only this user can read: what an execution carries may be secret.
enum PrivateFile {
  /// Puts `bytes` at `path`, replacing what was there only once all of them are written. From its first byte on the file has mode 0600, and a link
  /// that somebody placed at its temporary name is not followed.
  /// - Returns: what went wrong, nil when the file is there.
  static func write(_ bytes: [UInt8], to path: String) -> String? {
    let temporary = "\(path).\(UInt64.random(in: .min ... .max)).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return reason }
    let isWritten = Output(descriptor: descriptor).write(bytes)
    var problem = isWritten ? nil : reason
    if close(descriptor) != 0, problem == nil { problem = reason }
    if problem == nil, rename(temporary, path) != 0 { problem = reason }
    if problem != nil { unlink(temporary) }
    return problem
  }

  private static var reason: String { strerror(errno).map { String(cString: $0) } ?? "error \(errno)" }
}
