import JSON

/// What is fuzzed: how an input is made, and what must hold for any input at all.
public protocol FuzzTarget: Sendable {
  /// The word for the command line.
  var name: String { get }
  /// An input of the generator's own.
  func input(seed: UInt64) -> [UInt8]
  /// Feeds an input to the program's own code, and says what does not hold of the outcome; nil when all is well.
  func problem(with input: [UInt8]) async -> String?
}

/// All targets.
public enum FuzzTargets {
  /// - Parameter seeds: definitions and expressions to begin from, beside those that are made.
  public static func all(_ seeds: FuzzSeeds) -> [any FuzzTarget] {
    [JSONTarget(), PathTarget(), IntrinsicTarget(), DefinitionTarget(seeds: seeds), RunTarget(seeds: seeds), JSONataTarget(seeds: seeds)]
  }
}

/// An input in two parts: a text, and after a line break a document.
enum TwoParts {
  static func joined(_ text: String, _ document: JSONValue) -> [UInt8] { Array((text + "\n" + document.compact).utf8) }

  static func split(_ input: [UInt8]) -> (text: String, document: JSONValue)? {
    guard let at = input.lastIndex(of: 0x0A), let text = String(validating: input[..<at], as: UTF8.self) else { return nil }
    return (text, (try? JSONValue(parsing: Array(input[(at + 1)...]))) ?? ["a": [1, 2, ["b": 3]], "n": 1.5])
  }
}
