#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files that are looked at from time to time, to tell when they were saved: once they stand still from one look to the next, so that a file that is being written
/// is not read half.
public struct WatchedFiles: Sendable {
  /// What tells one version of a file from another.
  public struct Stamp: Sendable, Equatable {
    var device: UInt64, inode: UInt64, size: Int64, seconds: Int64, nanoseconds: Int64

    /// From its parts.
    public init(device: UInt64 = 0, inode: UInt64 = 0, size: Int64 = 0, seconds: Int64 = 0, nanoseconds: Int64 = 0) {
      (self.device, self.inode, self.size, self.seconds, self.nanoseconds) = (device, inode, size, seconds, nanoseconds)
    }
  }

  /// How long to wait between two looks.
  public static let pause = Duration.milliseconds(100)
  /// An editor that saves takes a file away for a moment: only after so many looks is it said to be gone.
  private static let patience = 20

  /// As they were named.
  public let paths: [String]
  private let stamp: @Sendable (String) -> Stamp?
  private var told: [Stamp?]
  private var seen: [Stamp?]
  private var missing = 0

  /// Takes the files as they are now: make it before they are read, and a save that comes in between is told.
  /// - Parameter stamp: gives a file's version; nil where there is none.
  public init(_ paths: [String], stamp: @escaping @Sendable (String) -> Stamp? = WatchedFiles.onDisk) {
    self.paths = paths
    self.stamp = stamp
    told = paths.map(stamp)
    seen = told
  }

  /// Looks once.
  /// - Returns: the files that have changed since they were last told; empty while they still change.
  public mutating func look() -> [String] {
    let now = paths.map(stamp)
    defer { seen = now }
    guard now != told, now == seen else { return [] }
    if now.contains(nil), missing < WatchedFiles.patience {
      missing += 1
      return []
    }
    missing = 0
    let changed = paths.indices.filter { now[$0] != told[$0] }.map { paths[$0] }
    told = now
    return changed
  }

  /// A file's version as the system tells it; links are followed.
  public static func onDisk(_ path: String) -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Glibc)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    return Stamp(
      device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(truncatingIfNeeded: status.st_ino), size: Int64(status.st_size),
      seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
  }
}
