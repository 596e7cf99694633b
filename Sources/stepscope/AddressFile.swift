import Foundation
import JSON

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where the runs and servers of this user can be reached: one small file for each, in a folder that only he may enter.
struct AddressFile {
  enum Kind: String { case run, serve }

  /// What a file says.
  struct Entry: Equatable {
    var kind: Kind
    var process: Int32
    /// `http://127.0.0.1:PORT`.
    var url: String
    /// What requests must carry as `Authorization: Bearer …`; nil where nothing is asked for.
    var token: String?
    /// The execution that a run runs.
    var executionArn: String?
  }

  private static let longest = 16_384
  private let path: String

  /// Writes the file of this process.
  /// - Returns: nil when there is no place for it: then nobody finds the process by itself, and it works all the same.
  static func publish(kind: Kind, url: String, token: String? = nil, executionArn: String? = nil) -> AddressFile? {
    guard let folder = folder(create: true) else { return nil }
    let process = getpid()
    var object: JSONObject = [
      "kind": .string(kind.rawValue), "pid": .number(JSONNumber(Int(process))), "url": .string(url),
    ]
    object["token"] = token.map { .string($0) }
    object["executionArn"] = executionArn.map { .string($0) }
    let path = "\(folder)/\(process)-\(kind.rawValue).json"
    guard PrivateFile.write(Array((JSONValue.object(object).compact + "\n").utf8), to: path) == nil else { return nil }
    return AddressFile(path: path)
  }

  /// Removes the file.
  func withdraw() { unlink(path) }

  /// What runs now, newest first. Files of processes that are gone are removed.
  static func running() -> [Entry] {
    guard let folder = folder(create: false), let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
    var found: [(entry: Entry, time: Int)] = []
    for name in names.sorted().prefix(10_000) where name.hasSuffix(".json") {
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0, status.st_uid == getuid(), status.st_mode & S_IFMT == S_IFREG else { continue }
      guard let bytes = try? InputFile.read(path, limit: longest), let entry = Entry(bytes), name.hasPrefix("\(entry.process)-") else {
        continue
      }
      if kill(entry.process, 0) != 0, errno == ESRCH {
        unlink(path)
        continue
      }
      #if canImport(Glibc)
        found.append((entry, status.st_mtim.tv_sec))
      #else
        found.append((entry, status.st_mtimespec.tv_sec))
      #endif
    }
    return found.sorted { $0.time > $1.time }.map(\.entry)
  }

  /// `stepscope` in XDG_RUNTIME_DIR, or a folder of this user's own in the temporary one; nil when it is not his alone.
  private static func folder(create: Bool) -> String? {
    let environment = ProcessInfo.processInfo.environment
    let runtime = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let path = runtime.map { "\($0)/stepscope" } ?? "\(environment["TMPDIR"] ?? "/tmp")/stepscope-\(getuid())"
    if create { mkdir(path, 0o700) }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid(), status.st_mode & 0o077 == 0 else {
      return nil
    }
    return path
  }
}

extension AddressFile.Entry {
  fileprivate init?(_ bytes: [UInt8]) {
    guard let value = try? JSONValue(parsing: bytes), let kind = value["kind"]?.stringValue.flatMap(AddressFile.Kind.init(rawValue:)),
      let process = value["pid"]?.integerValue.flatMap({ Int32(exactly: $0) }), process > 0, let url = value["url"]?.stringValue
    else { return nil }
    self.init(
      kind: kind, process: process, url: url, token: value["token"]?.stringValue, executionArn: value["executionArn"]?.stringValue)
  }
}
