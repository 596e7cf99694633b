import JSON
import TestSupport

/// What mutations begin from beside what is made: the corpus's definitions and expressions, where the corpus is there.
public struct FuzzSeeds: Sendable {
  /// Definitions.
  var definitions: [JSONValue] = []
  /// JSONata expressions.
  var expressions: [String] = []

  /// Nothing but what is made.
  public init() {}

  /// From the corpus folder (`STEPSCOPE_CORPUS`); empty without it.
  public static func ofCorpus() -> FuzzSeeds {
    var seeds = FuzzSeeds()
    guard Corpus.root != nil else { return seeds }
    for folder in ["real-world", "statelint", "asl-validator", "seed", "peer-machines"] {
      for file in (try? Corpus.files(folder)) ?? [] {
        // Large ones make every step slow and show nothing more.
        if let value = try? Corpus.json(file), value["States"] != nil, value.compact.utf8.count < 20_000 { seeds.definitions.append(value) }
      }
    }
    for file in (try? Corpus.files("aws-histories")) ?? [] {
      if let value = try? Corpus.json(file)["definition"], value["States"] != nil, value.compact.utf8.count < 20_000 {
        seeds.definitions.append(value)
      }
    }
    for file in (try? Corpus.files("jsonata-2.0.6/groups")) ?? [] {
      guard let value = try? Corpus.json(file) else { continue }
      for one in value.arrayValue ?? [value] {
        if let text = one["expr"]?.stringValue, text.utf8.count < 2_000 { seeds.expressions.append(text) }
      }
    }
    return seeds
  }
}
