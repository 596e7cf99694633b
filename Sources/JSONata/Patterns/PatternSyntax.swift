/// The parts of a regular expression as JavaScript writes them.
indirect enum PatternPart {
  case unit(PatternSet)
  case sequence([PatternPart])
  case choice([PatternPart])
  case repeated(PatternPart, least: Int, most: Int, isLazy: Bool, groups: Range<Int>)
  case group(PatternPart, Int?)
  case look(PatternPart, isAhead: Bool, isNegative: Bool)
  case reference(Int)
  case start
  case end
  case boundary(Bool)
}

/// A set of UTF-16 units.
struct PatternSet {
  var ranges: [ClosedRange<UInt16>]
  var isInverted = false

  func contains(_ unit: UInt16) -> Bool { ranges.contains { $0.contains(unit) } != isInverted }

  static let digits: [ClosedRange<UInt16>] = [48...57]
  static let word: [ClosedRange<UInt16>] = [48...57, 65...90, 95...95, 97...122]
  static let space: [ClosedRange<UInt16>] = [
    9...13, 32...32, 160...160, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
    0xFEFF...0xFEFF,
  ]
  static let lineEnds: [ClosedRange<UInt16>] = [10...10, 13...13, 0x2028...0x2029]

  static func complement(_ ranges: [ClosedRange<UInt16>]) -> [ClosedRange<UInt16>] {
    var result: [ClosedRange<UInt16>] = []
    var next: UInt32 = 0
    for range in ranges {
      if UInt32(range.lowerBound) > next { result.append(UInt16(next)...range.lowerBound - 1) }
      next = UInt32(range.upperBound) + 1
    }
    if next <= 0xFFFF { result.append(UInt16(next)...0xFFFF) }
    return result
  }
}

/// Reads a regular expression.
struct PatternReader {
  private let units: [UInt16]
  private var at = 0
  private var depth = 0
  private(set) var groups = 0
  private var names: [String: Int] = [:]

  static let maximumDepth = 100
  static let maximumRepeat = 10_000

  init(_ text: String) { units = Array(text.utf16) }

  struct Failure: Error { var message: String }

  mutating func read() throws(Failure) -> PatternPart {
    let part = try choice()
    if at < units.count { throw Failure(message: "unmatched ')'") }
    return part
  }

  private var next: Character? { at < units.count ? Character(Unicode.Scalar(units[at]) ?? "\u{FFFD}") : nil }

  private mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.utf16)
    guard at + wanted.count <= units.count, units[at..<at + wanted.count].elementsEqual(wanted) else { return false }
    at += wanted.count
    return true
  }

  private mutating func choice() throws(Failure) -> PatternPart {
    depth += 1
    defer { depth -= 1 }
    if depth > PatternReader.maximumDepth { throw Failure(message: "it nests too deep") }
    var options = [try sequence()]
    while take("|") { options.append(try sequence()) }
    return options.count == 1 ? options[0] : .choice(options)
  }

  private mutating func sequence() throws(Failure) -> PatternPart {
    var parts: [PatternPart] = []
    while let character = next, character != "|", character != ")" {
      let before = groups
      parts.append(try repetition(try atom(), before))
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func repetition(_ part: PatternPart, _ before: Int) throws(Failure) -> PatternPart {
    var (least, most) = (1, 1)
    switch next {
    case "*": (least, most) = (0, .max)
    case "+": (least, most) = (1, .max)
    case "?": (least, most) = (0, 1)
    case "{":
      guard let bounds = try bounds() else { return part }
      (least, most) = bounds
      at -= 1
    default: return part
    }
    at += 1
    let isLazy = take("?")
    if ["*", "+", "?"].contains(next) { throw Failure(message: "nothing to repeat") }
    return .repeated(part, least: least, most: most, isLazy: isLazy, groups: before..<groups)
  }

  /// `{2}`, `{2,}`, `{2,5}`; a brace that begins none of them is itself.
  private mutating func bounds() throws(Failure) -> (Int, Int)? {
    let start = at
    at += 1
    func number(_ reader: inout PatternReader) -> Int? {
      var value: Int?
      while let character = reader.next, let digit = character.wholeNumberValue, character.isASCII {
        value = min((value ?? 0) * 10 + digit, 1_000_000)
        reader.at += 1
      }
      return value
    }
    guard let least = number(&self) else {
      at = start
      return nil
    }
    var most = least
    if take(",") { most = number(&self) ?? .max }
    guard take("}") else {
      at = start
      return nil
    }
    guard most >= least else { throw Failure(message: "numbers out of order in {} quantifier") }
    guard least <= PatternReader.maximumRepeat else { throw Failure(message: "it repeats too often") }
    return (least, most)
  }

  private mutating func atom() throws(Failure) -> PatternPart {
    guard let character = next else { return .sequence([]) }
    let unit = units[at]
    at += 1
    switch character {
    case "(": return try group()
    case "[": return .unit(try set())
    case ".": return .unit(PatternSet(ranges: PatternSet.lineEnds, isInverted: true))
    case "^": return .start
    case "$": return .end
    case "*", "+", "?": throw Failure(message: "nothing to repeat")
    case "\\": return try escape()
    default: return .unit(PatternSet(ranges: [unit...unit]))
    }
  }

  private mutating func group() throws(Failure) -> PatternPart {
    var result: (PatternPart) -> PatternPart
    if take("?:") {
      result = { .group($0, nil) }
    } else if take("?=") {
      result = { .look($0, isAhead: true, isNegative: false) }
    } else if take("?!") {
      result = { .look($0, isAhead: true, isNegative: true) }
    } else if take("?<=") || take("?<!") {
      throw Failure(message: "looking behind is not supported")
    } else {
      groups += 1
      let number = groups
      if take("?<") {
        guard let end = units[at...].firstIndex(of: 62) else { throw Failure(message: "invalid group name") }
        names[String(decoding: units[at..<end], as: UTF16.self)] = number
        at = end + 1
      } else if next == "?" {
        throw Failure(message: "invalid group")
      }
      result = { .group($0, number) }
    }
    let inner = try choice()
    guard take(")") else { throw Failure(message: "unterminated group") }
    return result(inner)
  }

  private mutating func escape() throws(Failure) -> PatternPart {
    guard let character = next else { throw Failure(message: "\\ at end of pattern") }
    switch character {
    case "b", "B":
      at += 1
      return .boundary(character == "b")
    case "1"..."9":
      var number = 0
      while let digit = next?.wholeNumberValue, number < 1_000 {
        number = number * 10 + digit
        at += 1
      }
      return .reference(number)
    case "k" where !names.isEmpty:
      at += 1
      guard take("<"), let end = units[at...].firstIndex(of: 62), let number = names[String(decoding: units[at..<end], as: UTF16.self)]
      else {
        throw Failure(message: "invalid named reference")
      }
      at = end + 1
      return .reference(number)
    default: return .unit(PatternSet(ranges: try escaped()))
    }
  }

  /// What a backslash and what follows stand for.
  private mutating func escaped() throws(Failure) -> [ClosedRange<UInt16>] {
    guard at < units.count else { throw Failure(message: "\\ at end of pattern") }
    let unit = units[at]
    at += 1
    switch Unicode.Scalar(unit) {
    case "d": return PatternSet.digits
    case "D": return PatternSet.complement(PatternSet.digits)
    case "w": return PatternSet.word
    case "W": return PatternSet.complement(PatternSet.word)
    case "s": return PatternSet.space
    case "S": return PatternSet.complement(PatternSet.space)
    case "n": return [10...10]
    case "r": return [13...13]
    case "t": return [9...9]
    case "f": return [12...12]
    case "v": return [11...11]
    case "0": return [0...0]
    case "x": return hexadecimal(2) ?? [unit...unit]
    case "u": return hexadecimal(4) ?? [unit...unit]
    case "c":
      guard at < units.count, let letter = Unicode.Scalar(units[at]), letter.properties.isAlphabetic, letter.isASCII else {
        return [92...92]
      }
      at += 1
      return [UInt16(letter.value % 32)...UInt16(letter.value % 32)]
    default: return [unit...unit]
    }
  }

  private mutating func hexadecimal(_ count: Int) -> [ClosedRange<UInt16>]? {
    guard at + count <= units.count else { return nil }
    let text = String(decoding: units[at..<at + count], as: UTF16.self)
    guard text.allSatisfy(\.isHexDigit), let value = UInt16(text, radix: 16) else { return nil }
    at += count
    return [value...value]
  }

  /// The inside of `[…]`.
  private mutating func set() throws(Failure) -> PatternSet {
    var set = PatternSet(ranges: [])
    if take("^") { set.isInverted = true }
    while at < units.count {
      if take("]") { return set }
      let first = try member()
      if next == "-", at + 1 < units.count, units[at + 1] != 93 {
        at += 1
        let last = try member()
        if first.count == 1, first[0].count == 1, last.count == 1, last[0].count == 1 {
          guard last[0].lowerBound >= first[0].lowerBound else { throw Failure(message: "range out of order in character class") }
          set.ranges.append(first[0].lowerBound...last[0].lowerBound)
        } else {
          set.ranges += first + last + [45...45]
        }
      } else {
        set.ranges += first
      }
    }
    throw Failure(message: "unterminated character class")
  }

  private mutating func member() throws(Failure) -> [ClosedRange<UInt16>] {
    guard at < units.count else { throw Failure(message: "unterminated character class") }
    let unit = units[at]
    at += 1
    guard unit == 92 else { return [unit...unit] }
    if take("b") { return [8...8] }
    return try escaped()
  }
}
