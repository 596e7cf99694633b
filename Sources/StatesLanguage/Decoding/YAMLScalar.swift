import JSON
import Yams

/// What a YAML scalar means.
enum YAMLScalar {
  static func content(_ scalar: Node.Scalar) -> JSONNode.Content {
    let text = scalar.string
    if let placeholder = cloudFormation(scalar.tag.rawValue, [text]) { return .string(placeholder) }
    guard scalar.tag.rawValue.isEmpty, scalar.style == .plain || scalar.style == .any else { return .string(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: return number(text).map(JSONNode.Content.number) ?? .string(text)
    }
  }

  /// The text of a value under one of CloudFormation's tags; nil for other tags. `!Sub` keeps its text, a reference becomes a placeholder.
  static func cloudFormation(_ tag: String, _ arguments: [String]) -> String? {
    guard tag.hasPrefix("!"), tag.count > 1 else { return nil }
    if tag == "!Sub" { return arguments.first ?? "" }
    return "${\(arguments.joined(separator: "."))}"
  }

  /// A decimal number as JSON writes it; YAML's leading zeros, `+` and `.5` are brought to that form, `.inf` and `0x` are not numbers here.
  private static func number(_ text: String) -> JSONNumber? {
    guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first), text.utf8.count <= 100 else { return nil }
    if let number = JSONNumber(lexeme: text) { return number }
    guard text.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) }), let value = Double(text), value.isFinite else { return nil }
    return JSONNumber(value)
  }
}
