/// Small words of the sentences in diagnostics.
enum Words {
  /// `an object`, `a string`, `null`.
  static func article(_ typeName: String) -> String {
    switch typeName {
    case "null": "null"
    case "array", "object": "an " + typeName
    default: "a " + typeName
    }
  }

  /// `'A'`, `'A' and 'B'`, `'A', 'B' and 'C'`.
  static func list(_ names: [String], _ conjunction: String = "and") -> String {
    let quoted = names.map { "'\($0)'" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }

  /// The text as a sentence: a capital first, a full stop last.
  static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".") }

  /// A text shortened to at most `limit` characters, so that a sentence stays a sentence.
  static func short(_ text: String, _ limit: Int = 60) -> String {
    // No text has more characters than bytes.
    text.utf8.count <= limit || text.count <= limit ? text : String(text.prefix(limit)) + "…"
  }

  /// The candidate nearest to `name`: at most two edits (one for short names), case aside; nil when none is near.
  static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let limit = name.count <= 4 ? 1 : 2
    guard name.count <= 80 else { return nil }
    let wanted = Array(name.lowercased())
    var best: (distance: Int, name: String)?
    for candidate in candidates where candidate != name && candidate.count <= 80 {
      let other = Array(candidate.lowercased())
      guard abs(other.count - wanted.count) <= limit else { continue }
      let distance = edits(wanted, other)
      if distance <= limit, distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    return best?.name
  }

  /// How many insertions, deletions, replacements and swaps of neighbours lead from one word to the other.
  private static func edits(_ a: [Character], _ b: [Character]) -> Int {
    var before: [Int] = []
    var above = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(above[j + 1] + 1, row[j] + 1, above[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      before = above
      above = row
    }
    return above[b.count]
  }
}
