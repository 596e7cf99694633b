import Canvas
import JSON
import StatesLanguage

/// Short renderings of Choice rules, for the edges of the graph.
public enum RuleLabel {
  /// Labels are cut to this many columns.
  public static let widest = 28

  /// A label for each rule: its Comment, else its condition. Where all of them ask one variable for equality, the constants alone tell
  /// them apart; a single number or truth value would say nothing without its variable.
  public static func labels(of rules: [ChoiceRule]) -> [String] {
    let constants = rules.compactMap { equality($0.condition) }
    let isOneVariable =
      constants.count == rules.count && Set(constants.map(\.variable)).count == 1 && (rules.count > 1 || constants[0].isText)
    let texts = zip(rules, isOneVariable ? constants.map(\.constant) : rules.map { text($0.condition) }).map { rule, text in
      rule.comment.flatMap(short) ?? text
    }
    return texts.map { TextWidth.truncateEnd(VisibleText.sanitise($0), columns: widest) }
  }

  /// A rule's Comment says what is meant; one that does not fit would lose its end, and the condition says more.
  private static func short(_ comment: String) -> String? {
    let text = comment.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return text.isEmpty || TextWidth.columns(VisibleText.sanitise(text)) > widest ? nil : text
  }

  private static func equality(_ condition: ChoiceCondition) -> (variable: String, constant: String, isText: Bool)? {
    guard case .test(let variable, let name, let operand) = condition, name.hasSuffix("Equals") else { return nil }
    guard !name.hasSuffix("ThanEquals") else { return nil }
    let constant = operand.node.stringValue ?? operand.node.value.compact
    return constant.isEmpty ? nil : (variable.value, constant, operand.node.stringValue != nil)
  }

  /// The condition in one line: `$.type = "A"`, `$.n < 3`, `$.x present`, `not ($.done = true)`.
  public static func text(_ condition: ChoiceCondition, depth: Int = 0) -> String {
    guard depth < 16 else { return "…" }
    switch condition {
    case .and(let parts): return list(parts, " and ", depth)
    case .or(let parts): return list(parts, " or ", depth)
    case .not(let part): return "not (" + text(part, depth: depth + 1) + ")"
    case .test(let variable, let name, let operand): return variable.value + " " + test(name, operand.node)
    case .jsonata(let condition): return expression(condition.node)
    }
  }

  private static func list(_ parts: [ChoiceCondition], _ word: String, _ depth: Int) -> String {
    // What lies beyond the cut is not rendered: a rule may hold any number of parts.
    let shown = parts.prefix(8).map { part -> String in
      let inner = text(part, depth: depth + 1)
      switch part {
      case .and, .or: return "(" + inner + ")"
      default: return inner
      }
    }
    return shown.joined(separator: word)
  }

  private static func expression(_ node: JSONNode) -> String {
    guard var text = node.stringValue?[...] else { return node.value.compact }
    if text.hasPrefix("{%") { text = text.dropFirst(2) }
    if text.hasSuffix("%}") { text = text.dropLast(2) }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func test(_ name: String, _ operand: JSONNode) -> String {
    if name.hasPrefix("Is") {
      let kind = name.dropFirst(2).lowercased()
      let holds = operand.boolValue ?? true
      switch kind {
      case "present": return holds ? "present" : "absent"
      case "null": return holds ? "null" : "not null"
      default: return (holds ? "is " : "is not ") + kind
      }
    }
    let isPath = name.hasSuffix("Path")
    let value = isPath ? operand.stringValue ?? operand.value.compact : operand.value.compact
    let word = isPath ? name.dropLast(4) : name[...]
    let sign =
      if word.hasSuffix("LessThanEquals") { "≤" } else if word.hasSuffix("GreaterThanEquals") { "≥" } else if word.hasSuffix("LessThan") {
        "<"
      } else if word.hasSuffix("GreaterThan") { ">" } else if word.hasSuffix("Matches") { "~" } else { "=" }
    return sign + " " + value
  }
}
