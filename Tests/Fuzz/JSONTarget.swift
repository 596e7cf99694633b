import JSON

/// Any bytes: what is read is written so that it reads back the same.
struct JSONTarget: FuzzTarget {
  let name = "json"

  func input(seed: UInt64) -> [UInt8] {
    var random = FuzzRandom(seed: seed)
    let text = RandomJSON.text(&random)
    guard random.once(in: 2) else { return text }
    return Mutator.mutated(text, RandomJSON.text(&random), &random, dictionary: JSONTarget.dictionary)
  }

  private static let dictionary = [
    "\"", "\\", "\\u0000", "\\uDC00", "{", "}", "[", "]", ",", ":", "e+", "-", ".", "0", "\u{0}", "\u{2028}", "nul",
  ]

  func problem(with input: [UInt8]) -> String? {
    let node = try? JSONNode(parsing: input)
    guard let value = try? JSONValue(parsing: input) else {
      return node == nil ? nil : "it is refused as a value and read as a located one"
    }
    if let node, node.value != value { return "the located value differs" }
    let compact = value.compact
    guard let again = try? JSONValue(parsing: compact) else { return "what is written cannot be read: \(compact.prefix(200))" }
    if again != value { return "it reads back as another value" }
    if again.compact != compact { return "it is written differently the second time" }
    guard let pretty = try? JSONValue(parsing: value.pretty), pretty == value else { return "the readable form is another value" }
    return nil
  }
}
