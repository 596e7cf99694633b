import DataFlow
import JSON
import StatesLanguage

/// A number field of a JSONata state that is an expression.
struct JSONataNumber: Sendable {
  let field: JSONataField

  /// - Throws: `FieldSyntaxError` for a string that is no expression.
  init(_ text: Located<String>, location: String) throws(FieldSyntaxError) {
    guard let field = try JSONataField(text, location: location) else {
      throw FieldSyntaxError("'\(location)' must be a number or a JSONata expression, but is '\(text.value)'", text.range, text.pointer)
    }
    self.field = field
  }

  func number(_ context: EvaluationContext) throws(DataFlowError) -> JSONNumber {
    var context = context
    let value = try JSONataScope.with(&context) { scope throws(DataFlowError) in try field.evaluate(&scope) }
    guard let number = value.numberValue else { throw field.unexpected(value, wanted: "number") }
    return number
  }

  func integer(_ context: EvaluationContext) throws(DataFlowError) -> Int {
    let number = try number(context)
    guard let integer = number.integerValue else {
      throw DataFlowError(
        DataFlowError.queryEvaluation, "The \(name) field cannot be parsed as an integer: \(number.lexeme)", location: field.location)
    }
    guard integer >= 0 || name.hasPrefix("Tolerated") else {
      throw DataFlowError(DataFlowError.queryEvaluation, "The \(name) field cannot be negative: \(integer)", location: field.location)
    }
    return integer
  }

  /// The field's own name, without those around it.
  private var name: String { field.location.split(separator: "/").last.map(String.init) ?? field.location }
}

extension JSONataField {
  /// Reads a field of a definition.
  init?(_ text: Located<String>, location: String) throws(FieldSyntaxError) {
    try self.init(text.value, location: location, range: text.range, pointer: text.pointer)
  }

  /// The text it gives.
  func text(_ context: inout EvaluationContext) throws(DataFlowError) -> String {
    let value = try JSONataScope.with(&context) { scope throws(DataFlowError) in try evaluate(&scope) }
    guard let text = value.stringValue else { throw unexpected(value, wanted: "string") }
    return text
  }
}

/// A value that a part of a distributed Map builds, in the language of its state.
enum BuiltField: Sendable {
  case template(PayloadTemplate)
  case jsonata(JSONataTemplate)

  /// - Parameters:
  ///   - key: the field's name in JSONPath.
  ///   - location: its name and place in JSONata.
  init?(_ node: LocatedNode, _ isJSONata: Bool, _ key: String, _ location: String) throws(FieldSyntaxError) {
    let name = isJSONata ? String(location.split(separator: "/").last ?? "") : key
    guard let part = node.part(name) else { return nil }
    self = isJSONata ? .jsonata(try JSONataTemplate(part, location: location)) : .template(try PayloadTemplate(part))
  }

  func evaluate(_ context: inout EvaluationContext) throws(DataFlowError) -> JSONValue {
    switch self {
    case .template(let template): return try template.evaluate(&context)
    case .jsonata(let template):
      return try JSONataScope.with(&context) { scope throws(DataFlowError) in try template.evaluate(&scope) }
    }
  }
}
