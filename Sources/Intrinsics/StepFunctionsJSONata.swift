import JSON
import JSONata

/// What Step Functions adds to JSONata, and what it forbids.
public enum StepFunctionsJSONata {
  /// The code of what Step Functions refuses before it evaluates anything.
  public static let refused = "S0500"

  /// Registers `$partition`, `$range`, `$hash`, `$random`, `$uuid` and `$parse`.
  /// - Parameters:
  ///   - bits: the next random 64 bits.
  ///   - uuid: a version 4 UUID in lower case.
  public static func register(
    in environment: inout JSONataEnvironment, bits: @escaping @Sendable () -> UInt64, uuid: @escaping @Sendable () -> String
  ) {
    for function in functions { environment.register(function) }
    registerChance(in: &environment, bits: bits, uuid: uuid)
  }

  /// `$partition`, `$range`, `$hash` and `$parse` by their names: those that need nothing of the moment.
  public static let pureFunctions = Dictionary(functions.map { ($0.name, $0) }) { first, _ in first }

  /// Registers `$random` and `$uuid` only.
  public static func registerChance(
    in environment: inout JSONataEnvironment, bits: @escaping @Sendable () -> UInt64, uuid: @escaping @Sendable () -> String
  ) {
    environment.register(
      .host("random", signature: "<n?:n>") { given throws(JSONataError) in
        guard case .number(let seed)? = given.first.map(plain) else { return .number(fraction(bits())) }
        // A seed gives the same number always; which generator Step Functions uses is not known.
        var generator = SeededBits(seed: seed.rounded(.down).bitPattern)
        return .number(fraction(generator.next()))
      })
    environment.register(.host("uuid", signature: "<:s>") { _ throws(JSONataError) in .string(uuid()) })
  }

  private static let functions: [NativeFunction] = [
    .host("partition", signature: "<an:a>") { given throws(JSONataError) in
      guard case .array(let array)? = given.first, given.count > 1, let size = whole(given[1]) else { return .undefined }
      guard size > 0 else { throw failure("partition", "the size of a part must be positive, not \(size)") }
      let items = array.items
      let parts = stride(from: 0, to: items.count, by: size).map { start in
        JSONataValue.array(JSONataArray(Array(items[start..<min(items.count, start + min(size, items.count))])))
      }
      return .array(JSONataArray(parts))
    },
    .host("range", signature: "<nnn:a<n>>") { given throws(JSONataError) in
      guard given.count > 2, let first = whole(given[0]), let last = whole(given[1]), let step = whole(given[2]) else { return .undefined }
      guard step != 0 else { throw failure("range", "the step must not be 0") }
      let span = step > 0 ? last - first : first - last
      guard span >= 0 else { return .array(JSONataArray(collected: [])) }
      guard span / abs(step) < ArrayIntrinsics.maximumRange else {
        throw failure("range", "the range has more than \(ArrayIntrinsics.maximumRange) items")
      }
      return .array(JSONataArray(collected: stride(from: first, through: last, by: step).map { .number(Double($0)) }))
    },
    .host("hash", signature: "<ss:s>") { given throws(JSONataError) in
      guard given.count > 1, case .string(let text) = given[0], case .string(let algorithm) = given[1] else { return .undefined }
      guard let digest = Digest.hexadecimal(text, algorithm) else {
        throw failure("hash", "the algorithm must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512")
      }
      return .string(digest)
    },
    .host("parse", signature: "<s:x>") { given throws(JSONataError) in
      guard case .string(let text)? = given.first else { return .undefined }
      do {
        return JSONataInput().value(of: try JSONValue(parsing: text))
      } catch {
        throw failure("parse", "the text is not JSON: \(error)")
      }
    },
  ]

  /// The first thing of an expression that Step Functions refuses: it has no input document and no `$eval`, and `$states` cannot be bound.
  public static func refusal(of expression: JSONataExpression) -> JSONataError? { refusals(of: expression).first }

  /// All of them, each name once.
  public static func refusals(of expression: JSONataExpression) -> [JSONataError] {
    var seen: Set<String> = []
    var found: [JSONataError] = []
    for use in expression.uses {
      guard let sentence = refusal(of: use), seen.insert(use.text).inserted else { continue }
      found.append(JSONataError(refused, at: use.position, token: use.text, text: sentence))
    }
    return found
  }

  private static func refusal(of use: ExpressionUse) -> String? {
    switch use.kind {
    case .wholeInput: "Step Functions has no input document, so '$$' cannot be used; use '$states.input'"
    case .input where use.text == "$": "Step Functions has no input document, so '$' means nothing here; use '$states.input'"
    case .input:
      "Step Functions has no input document, so '\(use.text)' means nothing here; write '$states.input.\(use.text)' or quote a text"
    case .variable("eval"): "'$eval' is not supported by Step Functions; '$parse' reads a JSON text"
    case .binding("states"): "'$states' is reserved and cannot be assigned"
    case .variable, .states, .binding: nil
    }
  }

  private static func failure(_ name: String, _ sentence: String) -> JSONataError {
    JSONataError("D3150", token: name, text: "The function '$\(name)' had the following error: \(sentence)")
  }

  /// A number rounded down, as integers are taken; nil for what is none or beyond what any array could hold.
  private static func whole(_ value: JSONataValue) -> Int? {
    guard case .number(let number) = plain(value) else { return nil }
    return Int(max(-1e15, min(1e15, number.rounded(.down))))
  }

  /// A number that is kept as it was written, as a number to compute with.
  private static func plain(_ value: JSONataValue) -> JSONataValue {
    if case .written(let number) = value { .number(number.doubleValue) } else { value }
  }

  /// From 0 up to, not including, 1.
  private static func fraction(_ bits: UInt64) -> Double { Double(bits >> 11) / 9_007_199_254_740_992 }
}

/// SplitMix64, for a single number of a seed.
private struct SeededBits {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
