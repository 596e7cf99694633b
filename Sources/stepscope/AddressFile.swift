import Foundation
import JSON

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where a `run` or `serve` of this user answers: a file in the XDG runtime directory that only he can read, there as long as the process lives. `token` and `attach local` find local
/// runs by it.
struct AddressFile: Equatable, Sendable {
  /// Who wrote it.
  enum Kind: String, Sendable { case run, serve }

  var kind: Kind
  /// `http://127.0.0.1:8083`.
  var url: String
  /// The word of `Authorization: Bearer`, where the server asks for one.
  var bearer: String?
  var pid: Int32
  /// The execution that a `run` runs.
  var executionArn: String?

  /// A file that is there.
  struct Published: Sendable {
    fileprivate let path: String

    /// Removes the file: nobody answers there any more.
    func withdraw() { unlink(path) }
  }

  /// Files are small; what is larger is none of ours.
  private static let longest = 65_536

  // MARK: Writing

  /// Says where this process answers, until `withdraw`, or until a reader sees that it has ended.
  /// - Returns: nil when there is no place for the file: then nobody finds the process by itself, and it works all the same.
  static func publish(_ kind: Kind, url: String, bearer: String? = nil, executionArn: String? = nil) -> Published? {
    let file = AddressFile(kind: kind, url: url, bearer: bearer, pid: getpid(), executionArn: executionArn)
    guard let folder = folder(makes: true) else { return nil }
    let path = "\(folder)/\(file.pid)-\(kind.rawValue).json"
    guard PrivateFile.write(Array((file.json.compact + "\n").utf8), to: path) == nil else { return nil }
    return Published(path: path)
  }

  private var json: JSONValue {
    var object: JSONObject = ["kind": .string(kind.rawValue), "url": .string(url), "pid": .number(JSONNumber(Int(pid)))]
    if let bearer { object["bearer"] = .string(bearer) }
    if let executionArn { object["executionArn"] = .string(executionArn) }
    return .object(object)
  }

  // MARK: Reading

  /// The local runs that answer now, oldest file first. Files of processes that have ended are removed.
  static func running() -> [AddressFile] {
    guard let folder = folder(makes: false), let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
    let files = names.filter { $0.hasSuffix(".json") }.sorted().prefix(1_000).compactMap { name -> (age: Int, file: AddressFile)? in
      let path = "\(folder)/\(name)"
      guard let (bytes, age) = readOwn(path), let file = AddressFile(bytes),
        name.hasPrefix("\(file.pid)-")
      else { return nil }
      // The process is ours if it is alive: a number that now belongs to somebody else is not.
      guard kill(file.pid, 0) == 0 else {
        unlink(path)
        return nil
      }
      return (age, file)
    }
    return files.sorted { ($0.age, $0.file.pid) < ($1.age, $1.file.pid) }.map(\.file)
  }

  private init?(_ bytes: [UInt8]) {
    guard let json = try? JSONValue(parsing: bytes), let kind = json["kind"]?.stringValue.flatMap(Kind.init(rawValue:)),
      let url = json["url"]?.stringValue, let pid = json["pid"]?.integerValue, pid > 1, let id = Int32(exactly: pid)
    else { return nil }
    self.init(
      kind: kind, url: url, bearer: json["bearer"]?.stringValue, pid: id, executionArn: json["executionArn"]?.stringValue)
  }

  private init(kind: Kind, url: String, bearer: String?, pid: Int32, executionArn: String?) {
    (self.kind, self.url, self.bearer, self.pid, self.executionArn) = (kind, url, bearer, pid, executionArn)
  }

  /// The bytes of a file that is ours and that nobody else can read or write, and when it was written.
  private static func readOwn(_ path: String) -> ([UInt8], Int)? {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_uid == geteuid(), info.st_mode & 0o077 == 0, info.st_size <= longest else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(info.st_size))
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    guard count >= 0 else { return nil }
    #if canImport(Glibc)
      let written = Int(info.st_mtim.tv_sec)
    #else
      let written = Int(info.st_mtimespec.tv_sec)
    #endif
    return (Array(bytes.prefix(count)), written)
  }

  // MARK: The folder

  /// `$XDG_RUNTIME_DIR/stepscope`, or, where there is no such directory, one in the temporary directory; nil when not only this user can enter it.
  private static func folder(makes: Bool) -> String? {
    let environment = ProcessInfo.processInfo.environment
    let runtime = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") && isOwn($0, mayBeShared: true) ? $0 : nil }
    let temporary = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    let path = runtime.map { "\($0)/stepscope" } ?? "\(temporary)/stepscope-\(geteuid())"
    if makes { mkdir(path, 0o700) }
    return isOwn(path, mayBeShared: false) ? path : nil
  }

  private static func isOwn(_ path: String, mayBeShared: Bool) -> Bool {
    var info = stat()
    guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR, info.st_uid == geteuid() else { return false }
    return mayBeShared || info.st_mode & 0o077 == 0
  }
}
