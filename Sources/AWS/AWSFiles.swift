import Foundation

/// How the user's files are read: a test puts its own in their place.
public struct AWSFiles: Sendable {
  /// Why a file cannot be read, as the end of a sentence that has named it.
  public struct Problem: Error, Sendable, Equatable {
    /// The reason.
    public var reason: String

    /// A problem.
    public init(_ reason: String) { self.reason = reason }
  }

  /// The bytes of a file, at most the given number and one more; nil when there is no such file.
  public var read: @Sendable (_ path: String, _ limit: Int) throws(Problem) -> [UInt8]?

  /// Files that `read` knows.
  public init(read: @escaping @Sendable (_ path: String, _ limit: Int) throws(Problem) -> [UInt8]?) { self.read = read }

  /// The machine's files.
  public static let system = AWSFiles { (path: String, limit: Int) throws(Problem) -> [UInt8]? in
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    guard !isFolder.boolValue else { throw Problem("is a directory") }
    guard FileManager.default.isReadableFile(atPath: path) else { throw Problem("may not be read; check its permissions") }
    guard let handle = FileHandle(forReadingAtPath: path) else { throw Problem("cannot be opened") }
    defer { try? handle.close() }
    var bytes: [UInt8] = []
    do {
      while bytes.count <= limit, let part = try handle.read(upToCount: limit + 1 - bytes.count), !part.isEmpty {
        bytes.append(contentsOf: part)
      }
    } catch { throw Problem("cannot be read") }
    return bytes
  }
}
