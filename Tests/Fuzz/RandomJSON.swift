import JSON

/// JSON values made by chance: small ones with the names that paths ask for, now and then strange or deep ones.
struct RandomJSON {
  static let names = ["a", "b", "c", "n", "items", "x y", "é", "", "$", "a.b", "Error", "Cause", "\u{0}", "😀", "'", "\"", "\\"]
  static let texts = [
    "", "a", "abc", "2026-01-31T09:00:00Z", "2026-02-30T25:00:00Z", "-1", "1e400", "{}", "[1,2]", "é\u{301}", "😀", "\u{FFFF}",
    "\u{0}\u{1F}",
    "{\"a\":1}", "SGVsbG8=", "a,b;c", "{} {}", "$.a", "{% 1 %}", "null", "true",
  ]
  static let numbers = [
    "0", "-0", "1", "-1", "1.5", "1e3", "1E-3", "0.1", "2147483647", "2147483648", "-2147483649", "9007199254740993", "9223372036854775807",
    "9223372036854775808", "123456789012345678901234567890", "1e308", "-1e400", "0.30000000000000004", "1.0", "100000",
  ]

  static func value(_ random: inout FuzzRandom, depth: Int = 4) -> JSONValue {
    switch random.below(depth > 0 ? 9 : 6) {
    case 0: return .null
    case 1: return .bool(random.once(in: 2))
    case 2, 3: return JSONNumber(lexeme: random.one(of: numbers)).map { .number($0) } ?? 0
    case 4, 5: return .string(random.one(of: texts))
    case 6: return .array((0..<random.below(5)).map { _ in value(&random, depth: depth - 1) })
    default:
      return .object(JSONObject((0..<random.below(5)).map { _ in (random.one(of: names), value(&random, depth: depth - 1)) }))
    }
  }

  /// A text that is mostly JSON.
  static func text(_ random: inout FuzzRandom) -> [UInt8] {
    switch random.below(12) {
    case 0: return deep(&random)
    case 1: return Array(value(&random, depth: 6).pretty.utf8)
    case 2: return Array((0..<random.below(40)).map { _ in random.one(of: pieces) }.joined().utf8)
    default: return Array(value(&random, depth: 6).compact.utf8)
    }
  }

  private static let pieces =
    [
      "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\\u", "\\uD83D", "\\n", "tru", "true", "null", "-", ".", "e", "\u{FEFF}", " ", "\n",
      "\u{7F}",
    ] + numbers

  /// Nested as deep as hundreds of thousands of levels.
  private static func deep(_ random: inout FuzzRandom) -> [UInt8] {
    let opening = random.one(of: ["[", "{\"a\":", "[{\"b\":"])
    let count = random.one(of: [10, 900, 1_000, 1_001, 5_000, 200_000])
    let closing = random.once(in: 2) ? String(opening.reversed().compactMap { $0 == "[" ? "]" : $0 == "{" ? "}" : nil }) : ""
    return Array((String(repeating: opening, count: count) + "1" + String(repeating: closing, count: count)).utf8)
  }
}
