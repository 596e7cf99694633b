import DataFlow
import JSON
import JSONPath
import StatesLanguage
import Time

/// A number, or the path to one.
enum NumberField: Sendable {
  case value(JSONNumber)
  case path(JSONPath, field: String)

  init?(_ setting: NumberSetting?, field: String) throws(FieldSyntaxError) {
    switch setting {
    case nil: return nil
    case .value(let number): self = .value(number.value)
    case .path(let path): self = .path(try JSONPath(path), field: field)
    case .expression(let text): throw FieldSyntaxError("JSONata is not run", text.range, text.pointer)
    }
  }

  func integer(_ context: EvaluationContext) throws(DataFlowError) -> Int {
    let (value, source) = try found(context)
    guard let number = value.numberValue, let integer = number.integerValue else { throw notANumber(value, source, "integer") }
    return integer
  }

  /// An integer, or a text that spells one: recorded for the limits of a Map and its parts.
  func integerOrText(_ context: EvaluationContext) throws(DataFlowError) -> Int {
    let (value, source) = try found(context)
    if let text = value.stringValue, let integer = Int(text) { return integer }
    guard let number = value.numberValue, let integer = number.integerValue else { throw notANumber(value, source, "integer") }
    return integer
  }

  /// A number, or a text that spells one.
  func numberOrText(_ context: EvaluationContext) throws(DataFlowError) -> Double {
    let (value, source) = try found(context)
    if let number = value.stringValue.flatMap({ JSONNumber(lexeme: $0) }) { return number.doubleValue }
    guard let number = value.numberValue else { throw notANumber(value, source, "float") }
    return number.doubleValue
  }

  private func found(_ context: EvaluationContext) throws(DataFlowError) -> (JSONValue, String) {
    switch self {
    case .value(let number): return (.number(number), "")
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

  init?(_ literal: Located<String>?, path: Located<String>?, field: String) throws(FieldSyntaxError) {
    if let path {
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
  case secondsPath(JSONPath)
  case timestampPath(JSONPath)

  /// The longest wait: AWS keeps it in a signed 32-bit number of seconds (24,855 days are taken, 24,856 are not).
  private static let maximumSeconds = Int(Int32.max)

  init(_ wait: WaitState) throws(FieldSyntaxError) {
    switch wait {
    case .seconds(let setting):
      guard let field = try NumberField(setting, field: "Seconds") else { self = .timestamp(""); return }
      self = .seconds(field)
    case .timestamp(let text): self = .timestamp(text.value)
    case .secondsPath(let path): self = .secondsPath(try JSONPath(path))
    case .timestampPath(let path): self = .timestampPath(try JSONPath(path))
    }
  }

  func due(_ context: EvaluationContext, entered: Timestamp) throws(DataFlowError) -> Timestamp {
    switch self {
    case .seconds(let field): return try after(try field.integer(context), entered)
    case .timestamp(let text): return try at(text, path: nil, entered)
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
