import Intrinsics
import JSON
import JSONPath
import JSONata
import StatesLanguage

/// An expression that somebody types, at a prompt or as a breakpoint's condition: JSONata, a JSONPath, what may stand in a JSONPath filter, or a call of
/// an intrinsic function. Which of them it is, its text tells.
public struct TypedExpression: Sendable {
  /// As it was typed.
  public let text: String
  private let kind: Kind

  private enum Kind: Sendable {
    case jsonata(JSONataExpression)
    case data(Expression)
    /// Holds for the input, or does not.
    case filter(JSONPath)
  }

  /// Why it cannot be read or has no value.
  public struct Problem: Error, Sendable, Equatable {
    /// A sentence without a full stop.
    public var message: String
    /// Where in `expression` what is wrong begins, in UTF-16 units; nil where no place is known.
    public var start: Int?
    /// What the place counts in: the text without delimiters and the white space around it.
    public var expression: String
  }

  /// Reads it. Delimiters and `$states` make it JSONata; else what is a JSONPath or an intrinsic call is one.
  /// - Throws: the problem as JSONata tells it, when it is nothing else either.
  public init(_ text: String) throws(Problem) {
    self.text = text
    if JSONataText.inner(text) == nil, !text.contains("$states"), let kind = TypedExpression.other(text) {
      self.kind = kind
      return
    }
    let source = JSONataText.trimmed(JSONataText.inner(text) ?? text)
    do {
      kind = .jsonata(try JSONataExpression(parsing: source))
    } catch {
      // What JSONata cannot read may be a filter without `@`: `$.status == 'DONE'`.
      guard JSONataText.inner(text) == nil, let path = try? JSONPath(parsing: "$[?(\(text))]") else {
        throw TypedExpression.problem(error, source)
      }
      kind = .filter(path)
    }
  }

  private static func other(_ text: String) -> Kind? {
    // A variable alone is the same in both; a call of a function is only JSONata.
    if let expression = try? Expression(parsing: text) { return .data(expression) }
    // JSONata has neither of these: it compares with `=`, and `@` binds a name.
    if text.contains("@.") || text.contains("=="), let path = try? JSONPath(parsing: "$[?(\(text))]") { return .filter(path) }
    return nil
  }

  /// What it gives; nil for nothing.
  /// - Parameter scope: what JSONata sees; `$` of both languages is the state's input.
  public func value(_ scope: inout JSONataScope) throws(Problem) -> JSONValue? {
    switch kind {
    case .jsonata(let expression):
      do throws(JSONataError) {
        let result = try scope.value(ofTyped: expression)
        if case .function = result { throw JSONataError("", text: "It gives a function, which is no JSON") }
        return result.json
      } catch {
        throw TypedExpression.problem(error, expression.source)
      }
    case .data(let expression):
      var context = scope.base
      do {
        return try expression.evaluate(&context, field: "it")
      } catch {
        // The sentence ends with the whole document it looked in.
        let sentence = error.detail.firstRange(of: " specified for the field").map { error.detail[..<$0.lowerBound] + " leads nowhere" }
        throw Problem(message: sentence.map(String.init) ?? error.detail, expression: text)
      }
    case .filter(let path): return .bool((try? path.evaluate(scope.base.input)).map { $0.arrayValue?.isEmpty == false } ?? false)
    }
  }

  /// Whether it holds, as a condition: it gives something that is neither `false`, `null` nor empty. What cannot be evaluated does not hold.
  public func holds(_ scope: inout JSONataScope) -> Bool {
    guard let found = try? value(&scope) else { return false }
    switch found {
    case .null, .bool(false): return false
    case .array(let all): return !all.isEmpty
    default: return true
    }
  }

  private static func problem(_ error: JSONataError, _ source: String) -> Problem {
    let code = error.code.isEmpty ? "" : "\(error.code): "
    return Problem(message: code + error.message, start: error.start(in: source), expression: source)
  }
}

extension JSONataField {
  /// The value, or why there is none, with the place in the expression.
  public func tried(_ scope: inout JSONataScope) -> Result<JSONValue, TypedExpression.Problem> {
    do {
      return .success(try evaluate(&scope))
    } catch {
      var start: Int?
      do { _ = try scope.value(of: self) } catch {
        let blank = expression.source.utf16.prefix { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }.count
        start = error.start(in: expression.source).map { max(0, $0 - blank) }
        return .failure(TypedExpression.Problem(message: "\(error.code): \(error.message)", start: start, expression: text))
      }
      let isNothing = error.detail.hasSuffix("(undefined).")
      return .failure(TypedExpression.Problem(message: isNothing ? "returned nothing (undefined)" : error.detail, expression: text))
    }
  }
}
