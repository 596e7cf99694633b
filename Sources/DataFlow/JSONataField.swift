import Intrinsics
import JSON
import JSONata
import StatesLanguage

/// One `{% … %}` of a definition, read once.
public struct JSONataField: Sendable {
  /// The expression.
  public let expression: JSONataExpression
  /// What stands between the delimiters, without the white space around it: as Step Functions shows it.
  public let text: String
  /// The field as Step Functions names it, from the state's own object on: `Output/result`, `Choices[0]/Condition`.
  public let location: String
  /// Where the string stands in the definition's text, quotes and all.
  public let range: SourceRange
  /// What of `$states` and of each variable it looks at.
  let needs: [String: JSONataNeed]
  /// Whether it draws on chance.
  let usesChance: Bool

  /// Reads a string of a definition.
  /// - Returns: nil when the string is no expression but means itself.
  /// - Throws: `FieldSyntaxError` when the expression cannot be read, or asks for what Step Functions does not have.
  public init?(_ string: String, location: String, range: SourceRange, pointer: JSONPointer) throws(FieldSyntaxError) {
    guard let inner = JSONataText.inner(string) else { return nil }
    do throws(JSONataError) {
      expression = try JSONataExpression(parsing: inner)
      if let refusal = StepFunctionsJSONata.refusal(of: expression) { throw refusal }
    } catch {
      throw FieldSyntaxError("the JSONata expression '\(JSONataText.trimmed(inner))': \(error.message)", range, pointer)
    }
    text = JSONataText.trimmed(inner)
    self.location = location
    self.range = range
    needs = JSONataNeed.all(of: expression)
    usesChance = expression.names.contains { ["random", "uuid", "shuffle"].contains($0) }
  }

  /// What evaluating it may cost: enough for whatever a payload can hold, and over in a moment. A limit of time would give a replay another history.
  public static let limits: JSONataLimits = {
    var limits = JSONataLimits()
    limits.maximumSteps = 10_000_000
    limits.maximumItems = 2_000_000
    limits.maximumTotal = 5_000_000
    return limits
  }()

  /// The value.
  /// - Throws: `DataFlowError` named `States.QueryEvaluationError`: it failed, or gave nothing, or what is no JSON.
  public func evaluate(_ scope: inout JSONataScope) throws(DataFlowError) -> JSONValue {
    if let direct = expression.direct {
      switch scope.follow(direct) {
      case .value(let value): return value
      case .nothing: throw failure("returned nothing (undefined).")
      case .unclear: break
      }
    }
    let found = expression.simple?.value { path in
      if case .value(let value) = scope.follow(path) { return value }
      return nil
    }
    if let found { return found }
    let result: JSONataValue
    do {
      result = try scope.value(of: self)
    } catch {
      throw threw(error)
    }
    if case .function = result { throw failure("returned an unsupported result type.") }
    guard let value = result.json else { throw failure("returned nothing (undefined).") }
    return value
  }

  /// An error of it, as its cause says it after the words about the expression and the field.
  public func failure(_ words: String) -> DataFlowError {
    DataFlowError(
      DataFlowError.queryEvaluation, "The JSONata expression '\(text)' specified for the field '\(location)' \(words)", location: location)
  }

  func threw(_ error: JSONataError) -> DataFlowError { failure("threw an error during evaluation. \(error.code): \(error.message)") }

  /// The value is not of the kind that the field takes.
  public func unexpected(_ value: JSONValue, wanted: String) -> DataFlowError {
    failure("returned an unexpected result type. Expected '\(wanted)', but was '\(value.typeName)' for value: \(value.compact)")
  }
}

extension DataFlowError {
  /// The name of every error of a JSONata field.
  public static let queryEvaluation = "States.QueryEvaluationError"
}

/// What of a value an expression looks at, so that no more of it has to be turned into the evaluator's own form.
struct JSONataNeed: Sendable {
  /// All of it.
  var isWhole = false
  /// Else only these members.
  var members: [String: JSONataNeed] = [:]

  static let whole = JSONataNeed(isWhole: true)

  /// The need of `states` and of each variable that an expression names.
  static func all(of expression: JSONataExpression) -> [String: JSONataNeed] {
    var needs: [String: JSONataNeed] = [:]
    var bound: Set<String> = []
    for use in expression.uses {
      switch use.kind {
      case .states: needs["states", default: JSONataNeed()].add(use.members[...])
      case .variable(let name): needs[name, default: JSONataNeed()].add(use.members[...])
      case .binding(let name): bound.insert(name)
      case .input, .wholeInput: break
      }
    }
    // A name that the expression binds too may still be the variable somewhere; `%` leads out of what was taken.
    for name in expression.names where bound.contains(name) || (expression.looksOutward && needs[name] != nil) { needs[name] = .whole }
    return needs
  }

  private mutating func add(_ path: ArraySlice<String>) {
    guard !isWhole else { return }
    guard let first = path.first else {
      isWhole = true
      members = [:]
      return
    }
    members[first, default: JSONataNeed()].add(path.dropFirst())
  }
}
