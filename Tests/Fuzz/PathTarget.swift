import JSON
import JSONPath

/// Any text as a path over any document.
struct PathTarget: FuzzTarget {
  let name = "jsonpath"

  func input(seed: UInt64) -> [UInt8] {
    var random = FuzzRandom(seed: seed)
    var path = PathTarget.path(&random)
    if random.once(in: 3) {
      let bytes = Mutator.mutated(
        Array(path.utf8), Array(PathTarget.path(&random).utf8), &random, dictionary: PathTarget.steps + PathTarget.tokens)
      path = String(decoding: bytes, as: UTF8.self).replacing("\n", with: " ")
    }
    return TwoParts.joined(path, RandomJSON.value(&random, depth: 5))
  }

  private static let steps = [
    ".a", ".b", ".items", "['x y']", "[\"a\"]", "['a','b']", "[0]", "[-1]", "[99999999999]", "[0,1]", "[1:]", "[:2]", "[-3:-1]", "[::]",
    "[*]", ".*", "..",
    "..a", "..*", ".length()", ".min()", ".max()", ".sum()", ".avg()", ".keys()", ".first()", ".last()", ".size()", ".concat($.a, 'x')",
    ".append(1)",
    "['\\u0041']", "['\\'']", "..['a','b']", "..[0]", "[ 0 ]", ".index(0)", ".stddev()",
  ]
  private static let tokens = [
    "$", "$$", "@", "[?(", ")]", "(", ")", "'", "\"", "\\", "==", "=~", "/a+b*/i", "&&", "||", "!", ",", ":", "in", "{", "}", " ",
  ]
  private static let operands = [
    "@", "@.a", "@.n", "@['x y']", "$.a", "1", "-1.5e3", "'a'", "\"b\"", "true", "null", "[1,2]", "{\"a\":1}", "@..a", "@.length()",
    "/^a.*$/", "/(a+)+b/", "@[0]",
  ]
  private static let operators = [
    "==", "!=", "<", "<=", ">", ">=", "=~", "in", "nin", "subsetof", "anyof", "noneof", "size", "empty", "contains", "===", "type",
  ]

  static func path(_ random: inout FuzzRandom) -> String {
    var path = random.one(of: ["$", "$", "$", "$$", "$name", "@", ""])
    for _ in 0..<random.below(6) {
      path += random.once(in: 4) ? "[?(\(filter(&random, depth: 3)))]" : random.one(of: steps)
    }
    return path
  }

  private static func filter(_ random: inout FuzzRandom, depth: Int) -> String {
    switch random.below(depth > 0 ? 6 : 2) {
    case 0: return random.one(of: operands)
    case 1, 2: return "\(random.one(of: operands)) \(random.one(of: operators)) \(random.one(of: operands))"
    case 3: return "\(filter(&random, depth: depth - 1)) && \(filter(&random, depth: depth - 1))"
    case 4: return "!(\(filter(&random, depth: depth - 1)) || \(filter(&random, depth: depth - 1)))"
    default: return "@[?(\(filter(&random, depth: depth - 1)))]"
    }
  }

  func problem(with input: [UInt8]) -> String? {
    guard let (text, document) = TwoParts.split(input) else { return nil }
    let path: JSONPath
    do { path = try JSONPath(parsing: text) } catch {
      return error.offset >= 0 && error.offset <= text.utf8.count ? nil : "the fault lies outside the path, at \(error.offset)"
    }
    let found = try? path.evaluate(document)
    if path.isReferencePath, !path.isDefinite { return "a reference path is not definite" }
    // A document that is deeper than any that is read is not put together.
    guard path.isReferencePath, path.root == .input, let whole = try? path.inserting("fuzz", into: document) else { return nil }
    if (try? path.evaluate(whole)) != "fuzz" {
      return "what was put in is not found; before it was \(found?.compact.prefix(100) ?? "missing")"
    }
    return nil
  }
}
