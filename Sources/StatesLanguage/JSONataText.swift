/// The delimiters of expressions.
public enum JSONataText {
  /// What stands between `{%` and `%}`; nil for a string that means itself.
  public static func inner(_ string: String) -> String? {
    guard string.utf8.count >= 4, string.hasPrefix("{%"), string.hasSuffix("%}") else { return nil }
    return String(string.dropFirst(2).dropLast(2))
  }

  /// Without white space at either end.
  public static func trimmed(_ text: String) -> String {
    let isSpace: (Character) -> Bool = \.isWhitespace
    guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) }) else { return "" }
    return String(text[first...last])
  }
}
