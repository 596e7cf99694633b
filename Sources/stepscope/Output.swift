import Canvas
import JSON

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Standard output and standard error: results on the one, everything else on the other.
///
/// A pipe that nobody reads any more ends the program silently (the default of SIGPIPE, status 141).
struct Output {
  let descriptor: Int32

  static let standard = Output(descriptor: STDOUT_FILENO)
  private static let standardError = Output(descriptor: STDERR_FILENO)

  /// Writes all of `text`.
  func write(_ text: String) { write(Array(text.utf8)) }

  /// - Returns: whether all of it was written; `errno` says why not.
  @discardableResult func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Text for a person. What it quotes may come from a file or an endpoint, so nothing but the ends of its lines reaches the terminal as a control
  /// character.
  func write(lines text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { VisibleText.sanitise(String($0)) }
    write(lines.joined(separator: "\n") + (text.hasSuffix("\n") ? "" : "\n"))
  }

  /// A message for a person.
  static func error(_ text: String) { standardError.write(lines: text) }

  /// A failure for a program: one JSON document on one line, exactly as it is.
  static func error(_ document: JSONValue) { standardError.write(document.compact + "\n") }

  /// Leaves the program.
  static func exit(_ code: Int32) -> Never { systemExit(code) }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(descriptor, bytes, count) }
private func systemExit(_ code: Int32) -> Never { exit(code) }
