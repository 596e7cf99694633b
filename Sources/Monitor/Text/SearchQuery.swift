import Canvas

/// What `/` looks for and `&` keeps: a plain text. Small letters match large ones too; one large letter makes it exact (smart case, as in
/// tig and vim).
public struct SearchQuery: Sendable, Equatable {
  /// The text as it was typed.
  public let text: String
  private let isExact: Bool
  private let wanted: [Character]

  /// Nil for an empty text.
  public init?(_ text: String) {
    guard !text.isEmpty else { return nil }
    self.text = text
    isExact = text.contains(where: \.isUppercase)
    wanted = Array(isExact ? text : text.lowercased())
  }

  /// Whether the text occurs anywhere in `candidate`.
  public func matches(_ candidate: String) -> Bool { firstMatch(in: Array(candidate), from: 0) != nil }

  /// The columns that matches take when `text` is drawn, at most 64 of them.
  func columns(in text: String) -> [Range<Int>] {
    let characters = Array(text)
    var result: [Range<Int>] = []
    var at = 0
    while result.count < 64, let start = firstMatch(in: characters, from: at) {
      let end = start + wanted.count
      let left = characters[..<start].reduce(0) { $0 + TextWidth.columns($1) }
      result.append(left..<left + characters[start..<end].reduce(0) { $0 + TextWidth.columns($1) })
      at = end
    }
    return result
  }

  private func firstMatch(in text: [Character], from: Int) -> Int? {
    guard text.count >= wanted.count else { return nil }
    for start in stride(from: from, through: text.count - wanted.count, by: 1) {
      var offset = 0
      while offset < wanted.count, same(text[start + offset], wanted[offset]) { offset += 1 }
      if offset == wanted.count { return start }
    }
    return nil
  }

  private func same(_ a: Character, _ b: Character) -> Bool {
    if a == b { return true }
    guard !isExact else { return false }
    return a.lowercased() == String(b)
  }
}
