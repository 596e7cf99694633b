/// The tree of a pattern.
indirect enum PatternNode: Sendable {
  case set(ScalarSet)
  case sequence([PatternNode])
  case choice([PatternNode])
  case repeated(PatternNode, least: Int, most: Int?)
  case start
  case end
}

/// A set of characters: ranges, perhaps turned round.
struct ScalarSet: Sendable {
  var ranges: [ClosedRange<UInt32>]
  var isInverted = false
  var ignoresCase = false

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    var holds = has(scalar.value)
    if !holds, ignoresCase, scalar.isASCII {
      if (65...90).contains(scalar.value) { holds = has(scalar.value + 32) }
      if (97...122).contains(scalar.value) { holds = has(scalar.value - 32) }
    }
    return holds != isInverted
  }

  private func has(_ value: UInt32) -> Bool { ranges.contains { $0.contains(value) } }

  static let digits: [ClosedRange<UInt32>] = [48...57]
  static let word: [ClosedRange<UInt32>] = [48...57, 65...90, 95...95, 97...122]
  static let space: [ClosedRange<UInt32>] = [9...13, 32...32]

  /// The characters that are not in `ranges`, which are in order.
  static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    return result + [next...0x10FFFF]
  }
}

/// Parses a pattern.
struct PatternParser {
  static let maximumDepth = 64

  private var rest: Substring.UnicodeScalarView
  var ignoresCase = false
  var dotMatchesLines = false
  private var depth = 0

  init(_ expression: String) { rest = expression.unicodeScalars[...] }

  mutating func parse() throws(TextPattern.Failure) -> PatternNode {
    let node = try choice()
    if let scalar = rest.first { throw TextPattern.Failure(message: "'\(scalar)' has no opening counterpart in the pattern") }
    return node
  }

  private mutating func choice() throws(TextPattern.Failure) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    if depth > PatternParser.maximumDepth { throw TextPattern.Failure(message: "the pattern nests too deep") }
    var options = [try sequence()]
    while rest.first == "|" {
      rest.removeFirst()
      options.append(try sequence())
    }
    return options.count == 1 ? options[0] : .choice(options)
  }

  private mutating func sequence() throws(TextPattern.Failure) -> PatternNode {
    var parts: [PatternNode] = []
    while let scalar = rest.first, scalar != "|", scalar != ")" { parts.append(try repetition()) }
    return .sequence(parts)
  }

  private mutating func repetition() throws(TextPattern.Failure) -> PatternNode {
    var node = try atom()
    while let scalar = rest.first {
      switch scalar {
      case "*": node = .repeated(node, least: 0, most: nil)
      case "+": node = .repeated(node, least: 1, most: nil)
      case "?": node = .repeated(node, least: 0, most: 1)
      case "{":
        let (least, most) = try bounds()
        node = .repeated(node, least: least, most: most)
      default: return node
      }
      rest = rest.dropFirst()
      // A lazy or possessive mark changes what a group captures, and there is nothing that looks.
      if rest.first == "?" || rest.first == "+" { rest = rest.dropFirst() }
    }
    return node
  }

  /// `{2}`, `{2,}` or `{2,5}`; ends at the closing brace.
  private mutating func bounds() throws(TextPattern.Failure) -> (Int, Int?) {
    let inside = rest.dropFirst().prefix { $0 != "}" }
    let parts = String(inside).split(separator: ",", omittingEmptySubsequences: false)
    rest = rest.dropFirst(inside.count + 1)
    guard rest.first == "}", let first = parts.first, let least = Int(first), (0...1_000).contains(least), parts.count <= 2 else {
      throw TextPattern.Failure(message: "a repetition is written {2}, {2,} or {2,5}, with at most 1,000")
    }
    if parts.count == 1 { return (least, least) }
    if parts[1].isEmpty { return (least, nil) }
    guard let most = Int(parts[1]), (least...1_000).contains(most) else {
      throw TextPattern.Failure(message: "a repetition's second number is at least its first and at most 1,000")
    }
    return (least, most)
  }

  private mutating func atom() throws(TextPattern.Failure) -> PatternNode {
    guard let scalar = rest.popFirst() else { throw TextPattern.Failure(message: "the pattern ends too early") }
    switch scalar {
    case "(":
      if rest.first == "?" {
        rest.removeFirst()
        guard rest.popFirst() == ":" else { throw TextPattern.Failure(message: "of the (?…) groups only (?:…) is supported") }
      }
      let inner = try choice()
      guard rest.popFirst() == ")" else { throw TextPattern.Failure(message: "a ')' is missing in the pattern") }
      return inner
    case "[": return .set(try set())
    case ".": return .set(ScalarSet(ranges: dotMatchesLines ? [] : [10...10, 13...13, 0x85...0x85, 0x2028...0x2029], isInverted: true))
    case "^": return .start
    case "$": return .end
    case "*", "+", "?", "{": throw TextPattern.Failure(message: "'\(scalar)' has nothing before it to repeat")
    case "\\": return try escape()
    default: return .set(single(scalar.value))
    }
  }

  private func single(_ value: UInt32) -> ScalarSet { ScalarSet(ranges: [value...value], ignoresCase: ignoresCase) }

  private mutating func escape() throws(TextPattern.Failure) -> PatternNode {
    switch rest.first {
    case "A":
      rest.removeFirst()
      return .start
    case "z", "Z":
      rest.removeFirst()
      return .end
    default: return .set(ScalarSet(ranges: try escapedRanges(), ignoresCase: ignoresCase))
    }
  }

  /// What a backslash and the character after it stand for.
  private mutating func escapedRanges() throws(TextPattern.Failure) -> [ClosedRange<UInt32>] {
    guard let scalar = rest.popFirst() else { throw TextPattern.Failure(message: "the pattern ends with '\\'") }
    switch scalar {
    case "d": return ScalarSet.digits
    case "D": return ScalarSet.complement(ScalarSet.digits)
    case "w": return ScalarSet.word
    case "W": return ScalarSet.complement(ScalarSet.word)
    case "s": return ScalarSet.space
    case "S": return ScalarSet.complement(ScalarSet.space)
    case "n": return [10...10]
    case "r": return [13...13]
    case "t": return [9...9]
    case "f": return [12...12]
    default:
      let isWord = ScalarSet.word.contains { $0.contains(scalar.value) }
      if isWord { throw TextPattern.Failure(message: "'\\\(scalar)' is not supported in a pattern") }
      return [scalar.value...scalar.value]
    }
  }

  /// The inside of `[…]`.
  private mutating func set() throws(TextPattern.Failure) -> ScalarSet {
    var set = ScalarSet(ranges: [], ignoresCase: ignoresCase)
    if rest.first == "^" {
      rest.removeFirst()
      set.isInverted = true
    }
    var isFirst = true
    while let scalar = rest.popFirst() {
      if scalar == "]", !isFirst { return set }
      isFirst = false
      var ranges = [scalar.value...scalar.value]
      if scalar == "\\" { ranges = try escapedRanges() }
      if rest.first == "-", rest.dropFirst().first != "]", ranges.count == 1, ranges[0].count == 1 {
        rest.removeFirst()
        guard let last = rest.popFirst() else { break }
        let upper = last == "\\" ? try escapedRanges().first?.lowerBound ?? 0 : last.value
        guard upper >= ranges[0].lowerBound else { throw TextPattern.Failure(message: "a range of a pattern runs backwards") }
        ranges = [ranges[0].lowerBound...upper]
      }
      set.ranges += ranges
    }
    throw TextPattern.Failure(message: "a ']' is missing in the pattern")
  }
}
