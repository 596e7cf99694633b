import Foundation
import JSON

/// Compares an answer with a recorded one, by the rules of the corpus's own comparator: placeholders stand for anything, and stand for the
/// same thing wherever they
/// stand again in one scenario.
struct CorpusMatcher {
  /// What placeholders turned out to be.
  private(set) var bindings: [String: String] = [:]
  /// When the recording was made.
  var date = ""

  /// Members that AWS has added to answers, and since when; older recordings do not have them.
  private static let added: [(member: String, since: String)] = [
    ("encryptionConfiguration", "2024-07-25"), ("redriveCount", "2023-11-15"), ("redriveStatus", "2023-11-15"),
    ("redriveStatusReason", "2023-11-15"), ("failuresNotRedrivable", "2023-11-15"), ("pendingRedrive", "2023-11-15"),
    ("variableReferences", "2024-11-20"),
  ]
  private static let words: Set<String> = ["datetime", "timestamp", "date", "creation-date", "start-date", "stop-date", "update-date"]

  mutating func bind(_ placeholder: String, to value: String) { bindings[placeholder] = value }

  /// A recorded text with everything put in that is known: nil where a placeholder is left.
  func concrete(_ text: String) -> String {
    var out = text.replacing("<partition>", with: "aws").replacing("<region>", with: "us-east-1")
    for (name, value) in bindings.sorted(by: { $0.key.count > $1.key.count }) where out.contains(name) {
      guard !name.hasPrefix("<") else {
        out = out.replacing(name, with: value)
        continue
      }
      // A placeholder without brackets is a whole word.
      let pattern = "(?<![\\w-])" + NSRegularExpression.escapedPattern(for: name) + "(?![\\w-])"
      out = out.replacingOccurrences(
        of: pattern, with: NSRegularExpression.escapedTemplate(for: value), options: .regularExpression)
    }
    return out
  }

  /// What differs; nothing when all is as recorded. Placeholders that were free are bound then.
  mutating func differences(_ expected: JSONValue, _ actual: JSONValue) -> [String] {
    var trial = self
    let found = trial.compare(expected, actual, "$", nil)
    if found.isEmpty { self = trial }
    return found
  }

  private mutating func compare(_ expected: JSONValue, _ actual: JSONValue, _ path: String, _ key: String?) -> [String] {
    switch (expected, actual) {
    case (.string(let word), .number) where CorpusMatcher.words.contains(word) && (key?.lowercased().contains("date") ?? false):
      return []
    case (.object(let recorded), .object(let given)):
      var out: [String] = []
      for (name, value) in recorded {
        guard let other = given[name] else {
          out.append("\(path).\(name): missing")
          continue
        }
        out += compare(value, other, "\(path).\(name)", name)
      }
      for name in given.keys where recorded[name] == nil {
        if CorpusMatcher.added.contains(where: { $0.member == name && date < $0.since }) { continue }
        out.append("\(path).\(name): unexpected")
      }
      return out
    case (.object, .string(let text)), (.array, .string(let text)):
      guard let parsed = try? JSONValue(parsing: text) else { return ["\(path): \(text) is not the JSON that was recorded"] }
      return compare(expected, parsed, path, key)
    case (.array(let recorded), .array(let given)):
      guard recorded.count == given.count else { return ["\(path): \(given.count) elements, \(recorded.count) were recorded"] }
      return zip(recorded, given).enumerated().flatMap { compare($0.element.0, $0.element.1, "\(path)[\($0.offset)]", key) }
    case (.string(let recorded), .string(let given)):
      // A word of the recorder's own stands for any text.
      return CorpusMatcher.words.contains(recorded) || match(recorded, given) ? [] : ["\(path): \(given) instead of \(concrete(recorded))"]
    default:
      return expected == actual ? [] : ["\(path): \(actual.compact) instead of \(expected.compact)"]
    }
  }

  /// Whether a text is a recorded one; binds what was free.
  mutating func match(_ recorded: String, _ given: String) -> Bool {
    let known = concrete(recorded)
    if known == given { return true }
    var pattern = ""
    var names: [String] = []
    var rest = known[...]
    while let hit = rest.firstMatch(of: #/<<?[A-Za-z][^<>]*>?(?::\d+)?>|log_group_name/#) {
      pattern += NSRegularExpression.escapedPattern(for: String(rest[..<hit.range.lowerBound])) + "(.*?)"
      names.append(String(hit.0))
      rest = rest[hit.range.upperBound...]
    }
    guard !names.isEmpty else { return false }
    pattern += NSRegularExpression.escapedPattern(for: String(rest))
    guard let expression = try? NSRegularExpression(pattern: "\\A(?s:\(pattern))\\z"),
      let hit = expression.firstMatch(in: given, range: NSRange(given.startIndex..., in: given))
    else { return false }
    for (at, name) in names.enumerated() {
      guard let range = Range(hit.range(at: at + 1), in: given) else { continue }
      let value = String(given[range])
      if let old = bindings[name], old != value { return false }
      bindings[name] = value
    }
    return true
  }
}
