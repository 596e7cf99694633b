#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads what the user named on the command line; `-` is standard input.
enum InputFile {
  /// All bytes of a file, at most `limit` and one more (so that a limit further in can say that it is too long).
  /// - Throws: `CommandStop` with one sentence and exit code 2.
  static func read(_ path: String, limit: Int = 256 << 20) throws(CommandStop) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandStop(.usage, "\(path):1:1: error: \(reason(errno)) [FILE]") }
    defer { if path != "-" { close(descriptor) } }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw CommandStop(.usage, "\(path):1:1: error: this is a directory; name a file [FILE]")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw CommandStop(.usage, "\(path):1:1: error: \(reason(errno)) [FILE]")
      }
      if count == 0 { break }
      bytes.append(contentsOf: buffer[..<count])
    }
    return bytes
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "there is no such file"
    case EACCES: "the file may not be read; check its permissions"
    case EISDIR: "this is a directory; name a file"
    default: "the file cannot be read (\(String(cString: strerror(code))))"
    }
  }
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int { read(descriptor, bytes, count) }
