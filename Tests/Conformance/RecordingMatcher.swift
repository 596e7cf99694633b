import Foundation
import JSON

/// Compares a recorded value with a produced one, by the rule of the corpus's own comparator: what the recorder put in place of a value
/// that changes from run to run stands for anything of its kind.
struct RecordingMatcher {
  /// Stands for any value.
  static let anything = "\u{0}anything"
  /// Placeholders without angle brackets.
  private static let words: Set<String> = [
    "timestamp", "date", "datetime", "time", "start-date", "stop-date", "start-time", "entered-time", "x-amzn-RequestId",
    "x-amzn-requestid",
    "X-Amzn-Trace-Id", "x-amz-crc32", "RequestId", "snf_role_arn", "sfn_role_arn", "state_machine_role_arn", "generated-uuid",
    "RandomNumberGenerated", "map_run_arn", "state-machine-arn", "execution-arn", "a_task_token", "a_message_id",
    anything,
  ]
  private static let time = #"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?(?:\d\d)?)"#
  private static let inline = #"<<?[A-Za-z][^<>]*>?(?::\d+)?>|\b(?:snf_role_arn|sfn_role_arn)\b"#

  private let inlined: NSRegularExpression
  private let placeholder: NSRegularExpression

  init() throws {
    inlined = try NSRegularExpression(pattern: RecordingMatcher.inline)
    placeholder = try NSRegularExpression(pattern: RecordingMatcher.inline + #"|\bdate\b|111111111111"#)
  }

  /// What differs, each with its place; nothing when the values match.
  func differences(_ expected: JSONValue, _ actual: JSONValue, _ path: String = "$", key: String? = nil) -> [String] {
    if let word = expected.stringValue, word == "timestamp" || word == "date", let key, key.lowercased().contains("timestamp") { return [] }
    switch (expected, actual) {
    case (.object(let recorded), .object(let given)):
      var found = recorded.keys.filter { given[$0] == nil }.map { "\(path).\($0): missing" }
      found += given.keys.filter { recorded[$0] == nil }.map { "\(path).\($0): unexpected" }
      for (name, value) in recorded {
        if let other = given[name] { found += differences(value, other, "\(path).\(name)", key: name) }
      }
      return found
    case (.array(let recorded), .array(let given)):
      var found = recorded.count == given.count ? [] : ["\(path): \(given.count) elements, recorded \(recorded.count)"]
      for (at, pair) in zip(recorded, given).enumerated() { found += differences(pair.0, pair.1, "\(path)[\(at)]", key: key) }
      return found
    case (.string(let recorded), .string(let given)): return texts(recorded, given, path, key)
    case (.string(let word), _) where RecordingMatcher.words.contains(word): return []
    default: return expected == actual ? [] : ["\(path): recorded \(expected.compact.prefix(300)), given \(actual.compact.prefix(300))"]
    }
  }

  private func texts(_ recorded: String, _ given: String, _ path: String, _ key: String?) -> [String] {
    if recorded == given || stands(recorded, for: given) { return [] }
    // What is not an object stays JSON text in a recording; white space may differ in what a caller wrote.
    if let one = try? JSONValue(parsing: recorded), one.stringValue == nil, let other = try? JSONValue(parsing: given) {
      return differences(one, other, path, key: key)
    }
    return ["\(path): recorded '\(recorded.prefix(300))', given '\(given.prefix(300))'"]
  }

  /// Whether a recorded text with placeholders can stand for `given`.
  private func stands(_ recorded: String, for given: String) -> Bool {
    if RecordingMatcher.words.contains(recorded) { return true }
    let whole = NSRange(recorded.startIndex..., in: recorded)
    let hasOther = recorded.contains("date") || recorded.contains("111111111111")
    guard hasOther || recorded.contains("<") || recorded.contains("_role_arn"),
      hasOther || inlined.firstMatch(in: recorded, range: whole) != nil
    else { return false }
    var pattern = #"\A"#
    var at = recorded.startIndex
    for hit in placeholder.matches(in: recorded, range: whole) {
      guard let range = Range(hit.range, in: recorded), range.lowerBound >= at else { continue }
      pattern += NSRegularExpression.escapedPattern(for: String(recorded[at..<range.lowerBound]))
      switch recorded[range] {
      case "date": pattern += "(?:\(RecordingMatcher.time)|date)"
      case "111111111111": pattern += #"\d{12}"#
      default: pattern += ".*?"
      }
      at = range.upperBound
    }
    pattern += NSRegularExpression.escapedPattern(for: String(recorded[at...])) + #"\z"#
    let expression = try? NSRegularExpression(pattern: pattern, options: .dotMatchesLineSeparators)
    return expression?.firstMatch(in: given, range: NSRange(given.startIndex..., in: given)) != nil
  }
}

extension JSONValue {
  /// The recorder's rule: a text that begins with `{` and is JSON is shown parsed, one level deep.
  var shown: JSONValue {
    guard let text = stringValue, text.hasPrefix("{"), let parsed = try? JSONValue(parsing: text) else { return self }
    return parsed
  }

  /// An object with each member as the recorder shows it.
  var withMembersShown: JSONValue {
    guard let object = objectValue else { return self }
    return .object(JSONObject(object.map { ($0.key, $0.value.shown) }))
  }

  /// The value with every text in it changed, names of members aside.
  func mappingTexts(_ change: (String) -> String) -> JSONValue {
    switch self {
    case .string(let text): .string(change(text))
    case .array(let elements): .array(elements.map { $0.mappingTexts(change) })
    case .object(let object): .object(JSONObject(object.map { ($0.key, $0.value.mappingTexts(change)) }))
    default: self
    }
  }

  /// The value with members set; nil takes one away.
  func with(_ name: String, _ value: JSONValue?) -> JSONValue {
    guard var object = objectValue else { return self }
    object[name] = value
    return .object(object)
  }
}
