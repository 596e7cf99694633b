/// Splits a command line into words as a POSIX shell would, without anything else that a shell does: no variables, no globs, no comments
/// (Python's `shlex.split`, which botocore uses for `credential_process` and for quoted profile names).
enum ShellWords {
  /// The words; nil when a quotation or an escape does not end.
  static func split(_ text: String) -> [String]? {
    var words: [String] = []
    var word: String.UnicodeScalarView?
    var quote: Unicode.Scalar?
    var scalars = text.unicodeScalars.makeIterator()
    while let next = scalars.next() {
      switch (quote, next) {
      case ("'", "'"), ("\"", "\""): quote = nil
      case ("'", _): word?.append(next)
      case ("\"", "\\"):
        guard let escaped = scalars.next() else { return nil }
        if escaped != "\"", escaped != "\\" { word?.append(next) }
        word?.append(escaped)
      case ("\"", _): word?.append(next)
      case (_, "'"), (_, "\""):
        quote = next
        word = word ?? String.UnicodeScalarView()
      case (_, "\\"):
        guard let escaped = scalars.next() else { return nil }
        word = word ?? String.UnicodeScalarView()
        word?.append(escaped)
      case (_, " "), (_, "\t"), (_, "\r"), (_, "\n"):
        if let whole = word { words.append(String(whole)) }
        word = nil
      default:
        word = word ?? String.UnicodeScalarView()
        word?.append(next)
      }
    }
    guard quote == nil else { return nil }
    if let word { words.append(String(word)) }
    return words
  }

  /// `text` as one word of a shell's command line.
  static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0 & 0xDF) || "-_./@:,+=%".utf8.contains($0) }
    return isPlain ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
