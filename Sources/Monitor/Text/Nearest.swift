/// Finds what somebody probably meant.
enum Nearest {
  /// The candidate with the fewest edits (letters added, dropped, changed or swapped) from `word`; nil when none is near: more than a third
  /// of its letters and more than two, of a word of three letters or fewer more than one.
  static func match(_ word: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased().prefix(64))
    let bound = wanted.count < 4 ? 1 : max(2, wanted.count / 3)
    var best: (String, Int)?
    for candidate in candidates {
      let distance = edits(wanted, Array(candidate.lowercased().prefix(64)))
      if distance <= bound, distance < best?.1 ?? .max { best = (candidate, distance) }
    }
    return best?.0
  }

  static func edits(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast = [Int]()
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
