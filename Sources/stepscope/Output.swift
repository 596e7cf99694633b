#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Standard output and standard error: results on the one, everything else on the other.
///
/// A pipe that nobody reads any more ends the program silently (the default of SIGPIPE, status 141).
struct Output {
  private let descriptor: Int32

  static let standard = Output(descriptor: STDOUT_FILENO)
  private static let standardError = Output(descriptor: STDERR_FILENO)

  /// Writes all of `text`.
  func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return
      }
      bytes = bytes.dropFirst(count)
    }
  }

  /// A message for a person.
  static func error(_ text: String) { standardError.write(text.hasSuffix("\n") ? text : text + "\n") }

  /// Leaves the program.
  static func exit(_ code: Int32) -> Never { systemExit(code) }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(descriptor, bytes, count) }
private func systemExit(_ code: Int32) -> Never { exit(code) }
