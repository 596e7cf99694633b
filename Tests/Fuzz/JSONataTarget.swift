import JSON
import JSONata

/// Any text as a JSONata expression, read and evaluated within limits.
struct JSONataTarget: FuzzTarget {
  let name = "jsonata"
  let seeds: FuzzSeeds

  func input(seed: UInt64) -> [UInt8] {
    var random = FuzzRandom(seed: seed)
    var text = expression(&random)
    if random.once(in: 2) {
      let other = Array(expression(&random).utf8)
      text = String(
        decoding: Mutator.mutated(Array(text.utf8), other, &random, dictionary: JSONataTarget.atoms + JSONataTarget.operators),
        as: UTF8.self)
    }
    return TwoParts.joined(text, RandomJSON.value(&random, depth: 4))
  }

  private static let functions = JSONataEnvironment.builtinNames.sorted()
  private static let atoms = [
    "a", "b", "$", "$$", "b.c", "a.b", "*", "**", "%", "1", "0", "-1", "1e308", "0.1", "''", "'abc'", "'[Y0001]-[M01]'", "'#,##0.00e0'",
    "'Ww;o'", "true",
    "null", "[]", "{}", "[1..5]", "[1..1e7]", "/a|b+/i", "/(x)(y)?/", "/(a+)+$/", "$x", "$sum", "function($v){$v}", "n", "`x y`", "(1/0)",
    "\"\\u0041\"", "λ($x){$x}",
    "function($x){$x($x)}", "'\u{1F600}'",
  ]
  private static let operators = [
    ".", "+", "-", "*", "/", "%", "=", "!=", "<", ">=", "&", " and ", " or ", " in ", "~>", ":=", "@", "#", "?", "^(", "(", ")", "[", "]",
    "{", "}", ";", ",", ":", "|", "'", "/*",
  ]

  private func expression(_ random: inout FuzzRandom) -> String {
    random.once(in: 3) && !seeds.expressions.isEmpty ? random.one(of: seeds.expressions) : JSONataTarget.made(&random, depth: 4)
  }

  private static func made(_ random: inout FuzzRandom, depth: Int) -> String {
    if depth == 0 || random.once(in: 10) { return random.one(of: atoms) }
    let (a, b) = (made(&random, depth: depth - 1), made(&random, depth: depth - 1))
    switch random.below(14) {
    case 0, 1: return a + random.one(of: operators) + b
    case 2: return "\(a)[\(b)]"
    case 3: return "(\(a);\(b))"
    case 4: return "\(a){\(b):\(a)}"
    case 5: return "[\(a),\(b)]"
    case 6: return "\(a)?\(b):\(a)"
    case 7: return "|\(a)|\(b),\(a)|"
    case 8: return "\(a)^(>\(b),\(a))"
    case 9: return "($x:=\(a);\(b))"
    case 10: return "function($x){\(a)}(\(b))"
    case 11: return "\(a)@$x.\(b)#$i"
    default: return "$\(random.one(of: functions))(" + [a, b].prefix(random.below(3)).joined(separator: ",") + ")"
    }
  }

  func problem(with input: [UInt8]) -> String? {
    guard let (text, document) = TwoParts.split(input), let expression = try? JSONataExpression(parsing: text) else { return nil }
    var limits = JSONataLimits()
    limits.maximumSteps = 200_000
    limits.maximumItems = 100_000
    limits.maximumTotal = 500_000
    guard let value = try? expression.evaluate(json: document, in: JSONataEnvironment(random: { 0.5 }), limits: limits) else { return nil }
    if value.isNested(deeperThan: 1_000) { return nil }
    return (try? JSONValue(parsing: value.compact)) == value ? nil : "its answer cannot be written: \(value.compact.prefix(200))"
  }
}
