#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The right to write a store, which one process has at a time. The kernel takes it back when the process ends, however it ends.
final class StoreLock: Sendable {
  private let file: Int32

  /// - Throws: `StoreFailure` that names the process which has it.
  init(_ folder: StoreFolder) throws(StoreFailure) {
    // Only what is kept becomes a property: an initializer that throws after that runs deinit, which would close it a second time.
    let file = open(folder.lock, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw StoreFailure(
        "The store's lock \(folder.lock) cannot be opened: \(StoreFolder.words(errno)); name another folder with --data DIR.")
    }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let holder = StoreLock.holder(file)
      close(file)
      throw StoreFailure(
        "The store \(folder.path) is in use by \(holder.map { "process \($0)" } ?? "another process"); "
          + "end it, or name another folder with --data DIR.")
    }
    let text = Array("\(getpid())\n".utf8)
    ftruncate(file, 0)
    _ = text.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    self.file = file
  }

  deinit { close(file) }

  /// Gives the right back.
  func release() { flock(file, LOCK_UN) }

  /// The process that holds a store's lock; nil when none does, or it has not said so.
  static func holder(of folder: StoreFolder) -> Int32? {
    let file = open(folder.lock, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard flock(file, LOCK_SH | LOCK_NB) != 0 else { return nil }
    return holder(file)
  }

  private static func holder(_ file: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 24)
    let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return nil }
    return Int32(String(decoding: bytes[..<count].prefix { $0 >= 48 && $0 <= 57 }, as: UTF8.self))
  }
}
