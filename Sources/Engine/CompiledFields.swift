import DataFlow
import JSON
import JSONPath
import StatesLanguage
import Time

/// A number, or the path to one.
enum NumberField: Sendable {
  case value(JSONNumber)
  case path(JSONPath, field: String)
  case jsonata(JSONataNumber)

  init?(_ setting: NumberSetting?, field: String) throws(FieldSyntaxError) {
    switch setting {
    case nil: return nil
    case .value(let number): self = .value(number.value)
    case .path(let path): self = .path(try JSONPath(path), field: field)
    case .expression(let text): self = .jsonata(try JSONataNumber(text, location: String(field.trimmingSuffix("Path"))))
    }
  }

  func integer(_ context: EvaluationContext) throws(DataFlowError) -> Int {
    if case .jsonata(let field) = self { return try field.integer(context) }
    let (value, source) = try found(context)
    guard let number = value.numberValue, let integer = number.integerValue else { throw notANumber(value, source, "integer") }
    return integer
  }

  /// An integer, or a text that spells one: recorded for the limits of a Map and its parts.
  func integerOrText(_ context: EvaluationContext) throws(DataFlowError) -> Int {
    if case .jsonata(let field) = self { return try field.integer(context) }
    let (value, source) = try found(context)
    if let text = value.stringValue, let integer = Int(text) { return integer }
    guard let number = value.numberValue, let integer = number.integerValue else { throw notANumber(value, source, "integer") }
    return integer
  }

  /// A number, or a text that spells one.
  func numberOrText(_ context: EvaluationContext) throws(DataFlowError) -> Double {
    if case .jsonata(let field) = self { return try field.number(context).doubleValue }
    let (value, source) = try found(context)
    if let number = value.stringValue.flatMap({ JSONNumber(lexeme: $0) }) { return number.doubleValue }
    guard let number = value.numberValue else { throw notANumber(value, source, "float") }
    return number.doubleValue
  }

  private func found(_ context: EvaluationContext) throws(DataFlowError) -> (JSONValue, String) {
    switch self {
    case .value(let number): return (.number(number), "")
    case .jsonata(let field): return (.number(try field.number(context)), "")
    case .path(let path, _):
      do { return (try context.value(of: path), path.source) } catch { throw .invalidPath(path, error) }
    }
  }

  private func notANumber(_ value: JSONValue, _ source: String, _ kind: String) -> DataFlowError {
    guard case .path(_, let field) = self else {
      return DataFlowError("States.Runtime", "The value \(value.compact) is not a valid \(kind).")
    }
    let text = value.stringValue ?? value.compact
    return DataFlowError("States.Runtime", "The \(field) field refers to value \"\(text)\" which is not a valid \(kind): \(source)")
  }
}

/// A text, or a path or intrinsic call that gives one.
enum TextField: Sendable {
  case literal(String)
  case expression(Expression, field: String)
  case jsonata(JSONataField)

  /// - Parameter isJSONata: whether the literal may be an expression.
  init?(_ literal: Located<String>?, path: Located<String>?, field: String, isJSONata: Bool) throws(FieldSyntaxError) {
    if isJSONata, let literal, let expression = try JSONataField(literal, location: String(field.trimmingSuffix("Path"))) {
      self = .jsonata(expression)
    } else if let path {
      self = .expression(try Expression(path), field: field)
    } else if let literal {
      self = .literal(literal.value)
    } else {
      return nil
    }
  }

  func value(_ context: inout EvaluationContext) throws(DataFlowError) -> String {
    switch self {
    case .literal(let text): return text
    case .jsonata(let field): return try field.text(&context)
    case .expression(let expression, let field):
      let value = try expression.evaluate(&context, field: field)
      return value.stringValue ?? value.compact
    }
  }
}

/// What a Wait waits for.
enum WaitField: Sendable {
  case seconds(NumberField)
  case timestamp(String)
  case timestampExpression(JSONataField)
  case secondsPath(JSONPath)
  case timestampPath(JSONPath)

  /// The longest wait: AWS keeps it in a signed 32-bit number of seconds (24,855 days are taken, 24,856 are not).
  private static let maximumSeconds = Int(Int32.max)

  init(_ wait: WaitState, isJSONata: Bool) throws(FieldSyntaxError) {
    switch wait {
    case .seconds(let setting):
      guard let field = try NumberField(setting, field: "Seconds") else { self = .timestamp(""); return }
      self = .seconds(field)
    case .timestamp(let text):
      let expression = isJSONata ? try JSONataField(text, location: "Timestamp") : nil
      self = expression.map { .timestampExpression($0) } ?? .timestamp(text.value)
    case .secondsPath(let path): self = .secondsPath(try JSONPath(path))
    case .timestampPath(let path): self = .timestampPath(try JSONPath(path))
    }
  }

  func due(_ context: EvaluationContext, entered: Timestamp) throws(DataFlowError) -> Timestamp {
    switch self {
    case .seconds(.jsonata(let field)):
      return try located("Seconds") { () throws(DataFlowError) in try after(try field.integer(context), entered) }
    case .seconds(let field): return try after(try field.integer(context), entered)
    case .timestamp(let text): return try at(text, path: nil, entered)
    case .timestampExpression(let field):
      var context = context
      let text = try field.text(&context)
      return try located("Timestamp") { () throws(DataFlowError) in try at(text, path: nil, entered) }
    case .secondsPath(let path):
      guard let value = try? context.value(of: path), let number = value.numberValue else {
        throw DataFlowError("States.Runtime", "The SecondsPath parameter does not reference an input value: \(path.source)")
      }
      guard number.isWrittenAsInteger, let seconds = number.integerValue else {
        throw DataFlowError(
          "States.Runtime", "The SecondsPath parameter cannot be parsed as a long value: \(path.source) == \(number.lexeme)")
      }
      guard seconds >= 0 else {
        throw DataFlowError("States.Runtime", "The SecondsPath parameter references a negative value: \(path.source) == \(number.lexeme)")
      }
      return try after(seconds, entered)
    case .timestampPath(let path):
      guard let value = try? context.value(of: path) else {
        throw DataFlowError("States.Runtime", "The TimestampPath parameter does not reference an input value: \(path.source)")
      }
      return try at(value.stringValue ?? value.compact, path: path, entered)
    }
  }

  /// What is wrong with the value of an expression is an error of the expression's field.
  private func located<Value>(_ field: String, _ body: () throws(DataFlowError) -> Value) throws(DataFlowError) -> Value {
    do {
      return try body()
    } catch {
      if error.location != nil { throw error }
      throw DataFlowError(DataFlowError.queryEvaluation, error.detail, location: field)
    }
  }

  private func after(_ seconds: Int, _ entered: Timestamp) throws(DataFlowError) -> Timestamp {
    guard seconds <= WaitField.maximumSeconds else { throw DataFlowError("States.Runtime", "Wait state delay is too long.") }
    return entered + .seconds(max(0, seconds))
  }

  /// Fractions of a second are cut off.
  private func at(_ text: String, path: JSONPath?, _ entered: Timestamp) throws(DataFlowError) -> Timestamp {
    guard let time = Timestamp(iso8601: text) else {
      let place = path.map {
        "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: \($0.source) == \(text)"
      }
      throw DataFlowError(
        "States.Runtime", place ?? "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: \(text)")
    }
    let due = Timestamp(milliseconds: time.milliseconds - (time.milliseconds % 1_000))
    guard (due - entered).milliseconds / 1_000 <= Int64(WaitField.maximumSeconds) else {
      throw DataFlowError("States.Runtime", "Wait state delay is too long.")
    }
    return due
  }
}

extension String {
  /// Without `suffix`, where it ends so.
  func trimmingSuffix(_ suffix: String) -> Substring { hasSuffix(suffix) ? dropLast(suffix.count) : self[...] }
}
