/// Integers by a picture: digits (`#,##0`), letters (`A`), Roman numerals (`I`) or words (`w`), each also as ordinals (`;o`).
struct IntegerPicture {
  enum Primary: Equatable { case decimal, letters, roman, words, sequence }
  enum Case { case lower, upper, title }

  var primary = Primary.decimal
  var letterCase = Case.lower
  var isOrdinal = false
  var zero: UInt32 = 48
  var mandatoryDigits = 0
  var optionalDigits = 0
  /// The size of regular groups; 0 when separators stand at `separators` instead.
  var regularGroup = 0
  var separators: [(position: Int, character: Unicode.Scalar)] = []
  /// How many digits are read where the next part is a number too.
  var parseWidth: Int?
  private var token = ""

  /// The first digits of the families of decimal digits.
  static let families: [UInt32] = [
    0x30, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20,
    0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0,
    0xAA50, 0xABF0, 0xFF10,
  ]

  init(_ picture: String) throws(JSONataError) {
    var primaryText = picture
    if let semicolon = picture.lastIndex(of: ";") {
      primaryText = String(picture[..<semicolon])
      isOrdinal = picture[picture.index(after: semicolon)...].hasPrefix("o")
    }
    token = primaryText
    switch primaryText {
    case "A": (primary, letterCase) = (.letters, .upper)
    case "a": primary = .letters
    case "I": (primary, letterCase) = (.roman, .upper)
    case "i": primary = .roman
    case "W": (primary, letterCase) = (.words, .upper)
    case "Ww": (primary, letterCase) = (.words, .title)
    case "w": primary = .words
    default: try readDigits(primaryText)
    }
  }

  private mutating func readDigits(_ picture: String) throws(JSONataError) {
    var position = 0
    var family: UInt32?
    for scalar in picture.unicodeScalars.reversed() {
      if let start = IntegerPicture.families.first(where: { ($0...$0 + 9).contains(scalar.value) }) {
        mandatoryDigits += 1
        position += 1
        if let family, family != start { throw JSONataError("D3131") }
        family = start
      } else if scalar == "#" {
        position += 1
        optionalDigits += 1
      } else {
        separators.append((position, scalar))
      }
    }
    guard mandatoryDigits > 0 else {
      primary = .sequence
      return
    }
    zero = family ?? 48
    if separators.allSatisfy({ $0.character == separators.first?.character }) {
      regularGroup = PictureGroups.regular(separators.map(\.position))
    }
  }

  // MARK: Writing

  func format(_ value: Double) throws(JSONataError) -> String {
    guard value.isFinite else { throw JSONataError("D1001", value: NumberText.text(of: value)) }
    let magnitude = abs(value)
    let text: String
    switch primary {
    case .letters: text = IntegerPicture.letters(magnitude, letterCase == .upper ? 65 : 97)
    case .roman:
      let numeral = IntegerPicture.roman(magnitude)
      text = letterCase == .upper ? numeral.uppercased() : numeral
    case .words:
      let words = NumberWords.words(magnitude, isOrdinal: isOrdinal)
      text = letterCase == .upper ? words.uppercased() : letterCase == .lower ? words.lowercased() : words
    case .decimal: text = decimal(magnitude)
    case .sequence: throw JSONataError("D3130", value: token)
    }
    return (value < 0 ? "-" : "") + text
  }

  private func decimal(_ value: Double) -> String {
    var digits = Array(NumberText.text(of: value).unicodeScalars)
    if digits.count < mandatoryDigits { digits = Array(repeating: "0", count: mandatoryDigits - digits.count) + digits }
    let plain = digits
    if zero != 48 { digits = digits.map { Unicode.Scalar(zero + $0.value - 48) ?? $0 } }
    if regularGroup > 0, let separator = separators.first?.character {
      var at = digits.count - regularGroup
      while at > 0 {
        digits.insert(separator, at: at)
        at -= regularGroup
      }
    } else {
      for separator in separators.reversed() {
        let at = digits.count - separator.position
        if at >= 0 { digits.insert(separator.character, at: at) }
      }
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: digits)
    return String(text) + (isOrdinal ? IntegerPicture.suffix(plain) : "")
  }

  private static func suffix(_ digits: [Unicode.Scalar]) -> String {
    if digits.count > 1, digits[digits.count - 2] == "1" { return "th" }
    switch digits.last {
    case "1": return "st"
    case "2": return "nd"
    case "3": return "rd"
    default: return "th"
    }
  }

  private static func letters(_ value: Double, _ first: UInt32) -> String {
    var text = ""
    var rest = Int(min(value, 9e15))
    while rest > 0 {
      if let scalar = Unicode.Scalar(first + UInt32((rest - 1) % 26)) { text = String(scalar) + text }
      rest = (rest - 1) / 26
    }
    return text
  }

  private static let numerals: [(Double, String)] = [
    (1_000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"),
    (4, "iv"),
    (1, "i"),
  ]

  private static func roman(_ value: Double) -> String {
    var text = ""
    // A million is a thousand letters; more of them is nobody's numeral.
    var rest = min(value, 1_000_000)
    for (number, numeral) in numerals {
      while rest >= number {
        text += numeral
        rest -= number
      }
    }
    return text
  }

  // MARK: Reading

  /// The pattern that a text of this picture matches, for dates.
  var expression: String {
    get throws(JSONataError) {
      switch primary {
      case .letters: return letterCase == .upper ? "[A-Z]+" : "[a-z]+"
      case .roman: return letterCase == .upper ? "[MDCLXVI]+" : "[mdclxvi]+"
      case .words: return "(?:" + (NumberWords.values.keys.sorted { $0.count > $1.count } + ["and", "[-, ]"]).joined(separator: "|") + ")+"
      case .decimal:
        let digits = "[0-9]" + (parseWidth.map { "{\($0)}" } ?? "+")
        return digits + (isOrdinal ? "(?:th|st|nd|rd)" : "")
      case .sequence: throw JSONataError("D3130", value: token)
      }
    }
  }

  /// The number a text of this picture stands for; what is not a number is nothing.
  func parse(_ text: String) throws(JSONataError) -> Double? {
    switch primary {
    case .letters:
      return text.uppercased().unicodeScalars.reduce(0.0) { $0 * 26 + Double(Int($1.value) - 64) }
    case .roman: return IntegerPicture.number(ofRoman: text.lowercased())
    case .words: return NumberWords.number(text.lowercased())
    case .decimal:
      var scalars = Array(text.unicodeScalars)
      if isOrdinal { scalars.removeLast(min(2, scalars.count)) }
      scalars.removeAll { scalar in separators.contains { $0.character == scalar } }
      var digits = String.UnicodeScalarView()
      for scalar in scalars { digits.append(Unicode.Scalar(zero == 48 ? scalar.value : scalar.value &- zero &+ 48) ?? scalar) }
      let number = String(digits).prefix { $0.isASCII && ($0.isNumber || $0 == "-") }
      return Double(number)
    case .sequence: throw JSONataError("D3130", value: token)
    }
  }

  private static func number(ofRoman text: String) -> Double {
    let values: [Character: Double] = ["m": 1_000, "d": 500, "c": 100, "l": 50, "x": 10, "v": 5, "i": 1]
    var (total, most) = (0.0, 1.0)
    for character in text.reversed() {
      let value = values[character] ?? 0
      if value < most {
        total -= value
      } else {
        most = value
        total += value
      }
    }
    return total
  }
}

/// Numbers in English words.
enum NumberWords {
  private static let few = [
    "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen", "Fourteen",
    "Fifteen",
    "Sixteen", "Seventeen", "Eighteen", "Nineteen",
  ]
  private static let ordinals = [
    "Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh", "Twelfth",
    "Thirteenth",
    "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth",
  ]
  private static let decades = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"]
  private static let magnitudes = ["Thousand", "Million", "Billion", "Trillion"]

  static func words(_ value: Double, isOrdinal: Bool) -> String { words(value, isLater: false, isOrdinal: isOrdinal) }

  private static func words(_ value: Double, isLater: Bool, isOrdinal: Bool) -> String {
    if value <= 19 { return (isLater ? " and " : "") + (isOrdinal ? ordinals : few)[Int(value)] }
    if value < 100 {
      let (tens, rest) = (Int(value) / 10, Int(value) % 10)
      let decade = decades[tens - 2]
      let head = (isLater ? " and " : "")
      if rest > 0 { return head + decade + "-" + words(Double(rest), isLater: false, isOrdinal: isOrdinal) }
      return head + (isOrdinal ? decade.dropLast() + "ieth" : decade)
    }
    let head: String
    let rest: Double
    if value < 1_000 {
      head = few[Int(value) / 100] + " Hundred"
      rest = value.truncatingRemainder(dividingBy: 100)
    } else {
      let exponent = NumberText.text(of: value).utf8.count
      let magnitude = min(value < 1e15 ? (exponent - 1) / 3 : magnitudes.count, magnitudes.count)
      let factor = DecimalPower.of(magnitude * 3)
      let count = (value / factor).rounded(.down)
      head = words(count, isLater: false, isOrdinal: false) + " " + magnitudes[magnitude - 1]
      rest = value - count * factor
    }
    let start = (isLater ? ", " : "") + head
    return rest > 0 ? start + words(rest, isLater: true, isOrdinal: isOrdinal) : start + (isOrdinal ? "th" : "")
  }

  /// What each word stands for.
  static let values: [String: Double] = {
    var values: [String: Double] = ["hundred": 100, "hundredth": 100]
    for (at, word) in few.enumerated() { values[word.lowercased()] = Double(at) }
    for (at, word) in ordinals.enumerated() { values[word.lowercased()] = Double(at) }
    for (at, word) in decades.enumerated() {
      values[word.lowercased()] = Double((at + 2) * 10)
      values[word.lowercased().dropLast() + "ieth"] = Double((at + 2) * 10)
    }
    for (at, word) in magnitudes.enumerated() {
      values[word.lowercased()] = DecimalPower.of((at + 1) * 3)
      values[word.lowercased() + "th"] = DecimalPower.of((at + 1) * 3)
    }
    return values
  }()

  static func number(_ text: String) -> Double? {
    let words = text.split { $0 == " " || $0 == "," || $0 == "-" || $0 == "\\" }.filter { $0 != "and" }
    var segments: [Double] = [0]
    for word in words {
      guard let value = values[String(word)] else { return nil }
      var top = segments.removeLast()
      if value < 100 {
        if top >= 1_000 {
          segments.append(top)
          top = 0
        }
        segments.append(top + value)
      } else {
        segments.append(top * value)
      }
    }
    return segments.reduce(0, +)
  }
}
