import Canvas
import JSON

/// The answer to one token, before it is sent.
struct TokenForm: Sendable {
  enum Kind: Sendable, Equatable { case approve, fail }

  /// What stands for a value that must be given.
  static let hole = "‹fill›"

  var kind: Kind
  var token: String
  var state: String
  /// The output, or `{"error": …, "cause": …}`.
  var text: String
  var fields: [TokenField]
  /// Whether the definition that would read the answer is not at hand.
  var isUnread = false

  /// The form for a token of an execution that is not open: what reads its answer is not known.
  static func unread(token: String, state: String) -> TokenForm {
    TokenForm(kind: .approve, token: token, state: state, text: "{}", fields: [], isUnread: true)
  }

  /// A form whose fields are all open: nothing is invented.
  static func approve(token: String, state: String, fields: [TokenField]) -> TokenForm {
    TokenForm(kind: .approve, token: token, state: state, text: draft(fields), fields: fields)
  }

  /// Error and cause, prefilled from a task that stopped.
  static func fail(token: String, state: String, error: String, cause: String) -> TokenForm {
    let value: JSONValue = ["error": .string(error), "cause": .string(cause)]
    return TokenForm(kind: .fail, token: token, state: state, text: value.pretty, fields: [])
  }

  private static func draft(_ fields: [TokenField]) -> String {
    guard !fields.isEmpty else { return "{}" }
    var root = Node()
    for field in fields { root.insert(field.path[...]) }
    return root.text(indent: 0)
  }

  /// An object whose leaves are holes.
  private struct Node {
    var keys: [String] = []
    var children: [String: Node] = [:]

    mutating func insert(_ path: ArraySlice<String>) {
      guard let key = path.first else { return }
      if children[key] == nil { keys.append(key) }
      children[key, default: Node()].insert(path.dropFirst())
    }

    func text(indent: Int) -> String {
      guard !keys.isEmpty else { return TokenForm.hole }
      let pad = String(repeating: "  ", count: indent + 1)
      let members = keys.map { key in pad + JSONValue.string(key).compact + ": " + (children[key] ?? Node()).text(indent: indent + 1) }
      return "{\n" + members.joined(separator: ",\n") + "\n" + pad.dropLast(2) + "}"
    }
  }

  var holes: Int { text.split(separator: TokenForm.hole, omittingEmptySubsequences: false).count - 1 }

  /// The name of the first open field, as it stands before its hole.
  var firstHole: String? {
    guard let range = text.firstRange(of: TokenForm.hole) else { return nil }
    let before = text[..<range.lowerBound]
    guard let close = before.lastIndex(of: "\""), let open = before[..<close].lastIndex(of: "\"") else { return nil }
    return String(before[before.index(after: open)..<close])
  }

  /// The answer with open fields left out; nil while it is no JSON for another reason.
  var answer: JSONValue? { try? JSONValue(parsing: text.replacing(TokenForm.hole, with: "null"), limits: .payload) }

  /// Error and cause of a failure as they stand in the form.
  var failure: (error: String, cause: String) { (answer?["error"]?.stringValue ?? "", answer?["cause"]?.stringValue ?? "") }

  /// Why it cannot be sent yet; nil when it can.
  var problem: String? {
    if let firstHole { return "\"\(firstHole)\" is still to be filled; Space takes a value that is asked for, i edits" }
    if text.contains(TokenForm.hole) { return "a value is still to be filled; i edits" }
    if let problem = PayloadCheck.problem(text) { return problem }
    if kind == .fail {
      let value = answer
      if (value?["error"]?.stringValue?.unicodeScalars.count ?? 0) > 256 { return "an error has at most 256 characters" }
      if (value?["cause"]?.stringValue?.unicodeScalars.count ?? 0) > 32_768 { return "a cause has at most 32,768 characters" }
    }
    return nil
  }

  /// Fills the first hole with the next value that a rule asks for; once none is open, goes on through the values of the first field that
  /// has several.
  mutating func fill() -> Bool {
    guard kind == .approve else { return false }
    let current = fields.first { field in
      field.values.count > 1 && !isOpen(field)
    }
    if let open = fields.first(where: { isOpen($0) && !$0.values.isEmpty }) { return set(open, to: open.values[0]) }
    if holes == 0 || current != nil, let field = current {
      let value = value(of: field)
      let at = value.flatMap { field.values.firstIndex(of: $0) } ?? -1
      return set(field, to: field.values[(at + 1) % field.values.count])
    }
    return false
  }

  private func value(of field: TokenField) -> JSONValue? {
    var value = answer
    for key in field.path { value = value?[key] }
    return value
  }

  /// The place of the field's value when it is on the line of its key, as the draft has it.
  private func place(of field: TokenField) -> Range<String.Index>? {
    guard let key = field.path.last, let found = text.firstRange(of: JSONValue.string(key).compact + ":") else { return nil }
    let start = text[found.upperBound...].firstIndex { $0 != " " } ?? text.endIndex
    let line = text[start...].prefix { !$0.isNewline }
    let value = line.last == "," ? line.dropLast() : line
    guard value.first != "{" && value.first != "[" else { return nil }
    return value.startIndex..<value.endIndex
  }

  private func isOpen(_ field: TokenField) -> Bool { place(of: field).map { text[$0] == TokenForm.hole } ?? false }

  private mutating func set(_ field: TokenField, to value: JSONValue) -> Bool {
    guard let place = place(of: field) else { return false }
    text.replaceSubrange(place, with: value.compact)
    return true
  }
}
