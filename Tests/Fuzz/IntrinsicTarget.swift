import Intrinsics
import JSON
import JSONPath
import Time

/// Any text as a call of an intrinsic function.
struct IntrinsicTarget: FuzzTarget {
  let name = "intrinsics"

  func input(seed: UInt64) -> [UInt8] {
    var random = FuzzRandom(seed: seed)
    var call = IntrinsicTarget.call(&random, depth: 1 + random.below(4))
    if random.once(in: 60) {
      call = String(repeating: "States.Array(", count: 11) + "1" + String(repeating: ")", count: 11)
    } else if random.once(in: 3) {
      let bytes = Mutator.mutated(Array(call.utf8), Array("States.Format('{}', $.a)".utf8), &random, dictionary: IntrinsicTarget.literals)
      call = String(decoding: bytes, as: UTF8.self).replacing("\n", with: " ")
    }
    return TwoParts.joined(call, RandomJSON.value(&random, depth: 4))
  }

  private static let literals = [
    "'a'", "''", "'{}'", "'\\{\\}\\'\\\\'", "'a,b;c'", "'SHA-256'", "'MD5'", "'SHA-3'", "1", "-1", "0", "1.5", "1e9", "2147483647",
    "-2147483648",
    "99999999999999999999", "true", "false", "null", "$", "$.a", "$.b[0]", "$..a", "$.items[*]", "$$", "$name", "'SGVsbG8='", "'{\"a\":1}'",
    "'[1,'", "'é😀'",
    "'\\", ")", "(", ",", "States.", "'",
  ]

  static func call(_ random: inout FuzzRandom, depth: Int) -> String {
    let function = random.one(of: IntrinsicFunction.allCases)
    let arity = function.arity
    let count =
      random.once(in: 8)
      ? random.below(5) : min(4, arity.lowerBound + random.below(min(arity.upperBound, 4) - min(arity.lowerBound, 4) + 1))
    let arguments = (0..<count).map { _ in
      depth > 0 && random.once(in: 3) ? call(&random, depth: depth - 1) : random.one(of: literals)
    }
    let name = function.rawValue
    return (name.hasPrefix("States.") ? name : "States." + name) + "(" + arguments.joined(separator: random.one(of: [", ", ","])) + ")"
  }

  func problem(with input: [UInt8]) -> String? {
    guard let (text, document) = TwoParts.split(input) else { return nil }
    let call: IntrinsicCall
    do { call = try IntrinsicCall(parsing: text) } catch {
      return error.offset >= 0 && error.offset <= text.utf8.count ? nil : "the fault lies outside the call, at \(error.offset)"
    }
    var (one, other) = (Environment(document), Environment(document))
    let (first, second) = (try? call.evaluate(&one), try? call.evaluate(&other))
    if first != second { return "the same call gives two answers" }
    if let first, (try? JSONValue(parsing: first.compact)) != first { return "its answer cannot be written: \(first.compact.prefix(200))" }
    return nil
  }

  private struct Environment: IntrinsicEnvironment {
    let document: JSONValue
    var random = SplitMix64(seed: 1)

    init(_ document: JSONValue) { self.document = document }
    func value(of path: JSONPath) throws(JSONPathError) -> JSONValue { try path.evaluate(document) }
    mutating func randomBits() -> UInt64 { random.next() }
    mutating func uuid() -> String { random.uuid() }
  }
}
