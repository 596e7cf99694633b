import JSON
import JSONata
import Testing

/// Expressions made by a seeded generator: whatever they come to, they come to an end.
@Suite("Random expressions neither trap nor hang")
struct RandomExpressionTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let input: JSONValue = [
    "a": [1, 2, ["b": 3, "c": ["x", "y", .null]], [[4], []]], "b": ["c": 1.5, "d": "text \u{1F600}", "e": true], "n": -12345.678,
    "t": "2024-02-29T12:00:00Z",
    "big": 1e308,
  ]
  private static let atoms = [
    "a", "b", "$", "$$", "b.c", "b.d", "a.b", "*", "**", "%", "1", "0", "-1", "1e308", "0.1", "1e-9", "''", "'abc'", "'[Y0001]-[M01]'",
    "'#,##0.00e0'", "'Ww;o'",
    "true", "null", "[]", "{}", "[1..5]", "[3,1,2]", "/a|b+/i", "/(x)(y)?/", "$x", "$sum", "function($v){$v}",
    "function($v,$i,$w){[$v,$i]}", "n", "t", "big", "nothing",
    "(1/0)", "(0/0)", "\"\u{FFFD}\"", "'\u{1F600}'",
  ]
  private static let operators = [
    ".", "+", "-", "*", "/", "%", "=", "!=", "<", ">=", "&", " and ", " or ", " in ", "~>", ":=", "@", "#", "?", "^(",
  ]

  private static func expression(_ depth: Int, _ random: inout Generator) -> String {
    if depth == 0 || Int.random(in: 0..<10, using: &random) == 0 { return atoms.randomElement(using: &random) ?? "1" }
    func part() -> String { expression(depth - 1, &random) }
    switch Int.random(in: 0..<14, using: &random) {
    case 0, 1: return part() + (operators.randomElement(using: &random) ?? "+") + part()
    case 2: return part() + "[" + part() + "]"
    case 3: return "(" + part() + ";" + part() + ")"
    case 4: return part() + "{" + part() + ":" + part() + "}"
    case 5: return "[" + part() + "," + part() + "]"
    case 6: return part() + "?" + part() + ":" + part()
    case 7: return "|" + part() + "|" + part() + "," + part() + "|"
    case 8: return part() + "^(>" + part() + "," + part() + ")"
    case 9: return "($x:=" + part() + ";" + part() + ")"
    case 10: return "function($x){" + part() + "}(" + part() + ")"
    case 11: return part() + "@$x." + part() + "#$i"
    default:
      let name = JSONataEnvironment.builtinNames.sorted().randomElement(using: &random) ?? "sum"
      let arguments = (0..<Int.random(in: 0..<4, using: &random)).map { _ in part() }
      return "$" + name + "(" + arguments.joined(separator: ",") + ")"
    }
  }

  @Test("of every kind", arguments: 0..<8)
  func everyKind(_ seed: Int) throws {
    var random = Generator(state: UInt64(seed))
    var limits = JSONataLimits()
    limits.maximumSteps = 200_000
    limits.maximumItems = 100_000
    limits.maximumTotal = 500_000
    var (read, evaluated) = (0, 0)
    for _ in 0..<1_500 {
      let text = Self.expression(4, &random)
      guard let expression = try? JSONataExpression(parsing: text) else { continue }
      read += 1
      if (try? expression.evaluate(json: Self.input, limits: limits)) != nil { evaluated += 1 }
    }
    #expect(read > 200)
    #expect(evaluated > 50)
  }

  @Test("bytes that are hardly an expression", arguments: 0..<4)
  func noise(_ seed: Int) {
    var random = Generator(state: UInt64(seed) &+ 1_000)
    let pieces =
      Self.atoms + Self.operators + [
        "(", ")", "[", "]", "{", "}", ",", ";", "'", "\"", "`", "/", "/*", "*/", "\\u", "<", ">", "λ", " ", "\u{0}", "function",
      ]
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 1..<24, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      _ = try? JSONataExpression(parsing: text).evaluate(json: Self.input)
    }
  }
}
