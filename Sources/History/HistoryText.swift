import Canvas

/// Helpers for text that leaves the program as lines.
enum HistoryText {
  /// `text` on one line with nothing invisible in it; what is longer than `limit` scalars ends in `…`. A text of an execution is never trusted.
  static func visible(_ text: String, limit: Int = .max) -> String {
    let scalars = text.unicodeScalars
    let start = scalars.prefix(limit)
    return VisibleText.sanitise(String(start)) + (start.endIndex < scalars.endIndex ? "…" : "")
  }
}
