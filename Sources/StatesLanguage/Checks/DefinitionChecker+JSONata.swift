import Intrinsics
import JSON
import JSONata

/// What stands between `{%` and `%}`: read when the definition is, with the place of what is wrong.
extension DefinitionChecker {
  /// A string of a JSONata state: the delimiters stand at both ends or at none, and what is between them must be an expression that Step Functions takes.
  mutating func checkExpression(_ node: JSONNode, _ pointer: JSONPointer) {
    guard let text = node.stringValue else { return }
    let opens = text.hasPrefix("{%")
    let closes = text.hasSuffix("%}")
    if opens != closes || opens && text.utf8.count < 4 {
      error(
        .badExpressionDelimiter,
        "A JSONata expression begins with '{%' and ends with '%}', but '\(Words.short(text))' has only the \(opens ? "first" : "second").",
        at: node.range, pointer)
    }
    guard let inner = JSONataText.inner(text), !Placeholder.isIn(text) else { return }
    let name = Words.short(pointer.lastToken ?? "")
    do {
      let expression = try JSONataExpression(parsing: inner)
      for refusal in StepFunctionsJSONata.refusals(of: expression) {
        let range = place(of: refusal, inner, node)
        error(.unsupportedJSONata, "The JSONata expression in '\(name)' is not taken: \(refusal.message).", at: range, pointer)
      }
      checkStates(expression, inner, node, pointer)
      lintVariables(expression, inner, node, pointer)
    } catch {
      let range = place(of: error, inner, node)
      self.error(.badJSONata, "The JSONata expression in '\(name)' cannot be read: \(error.message).", at: range, pointer)
    }
  }

  private mutating func place(of error: JSONataError, _ inner: String, _ node: JSONNode) -> SourceRange {
    guard let start = error.start(in: inner) else { return node.range }
    return place(start, node)
  }

  /// A place of an expression, counted in UTF-16 units from behind `{%`, in the definition's text; the whole string where it cannot be told.
  private mutating func place(_ start: Int, _ node: JSONNode) -> SourceRange {
    guard let text = node.stringValue, let offset = ScalarPlace.offset(of: start + 2, in: text, at: node.range, of: source) else {
      return node.range
    }
    return SourceRange(empty: lines.position(of: offset))
  }

  /// The functions that an expression may call.
  private static let functions = JSONataEnvironment.builtinNames.union(["partition", "range", "hash", "random", "uuid", "parse"])

  /// What an expression takes from outside is a function, or a variable that some state assigns.
  private mutating func lintVariables(_ expression: JSONataExpression, _ inner: String, _ node: JSONNode, _ pointer: JSONPointer) {
    let scopes = variableScopes
    for use in expression.uses {
      guard case .variable(let name) = use.kind, !DefinitionChecker.functions.contains(name),
        !scopes.contains(where: { $0.assigners[name] != nil })
      else { continue }
      let near = suggestion(for: name, among: (scopes.flatMap(\.assigners.keys) + Array(DefinitionChecker.functions)).sorted())
      let range = place(JSONataError("", at: use.position, token: use.text).start(in: inner) ?? 0, node)
      warning(
        .unknownVariable,
        "'$\(Words.short(name))' is neither a variable that a state assigns nor a function"
          + (near.map { "; did you mean '$\($0)'?" } ?? "."),
        fix: near.map { "$\($0)" }, at: range, pointer)
    }
  }

  /// `$states` has a result and an error output only where there is one.
  private mutating func checkStates(_ expression: JSONataExpression, _ inner: String, _ node: JSONNode, _ pointer: JSONPointer) {
    for use in expression.uses {
      guard case .states(let member?) = use.kind else { continue }
      let place = ExpressionPlace(pointer, in: states.last)
      let sentence: String? =
        switch member {
        case "input", "context": nil
        case "result": place.hasResult ? nil : "'$states.result' exists only in 'Output' and 'Assign' of a Task, Parallel or Map"
        case "errorOutput": place.hasErrorOutput ? nil : "'$states.errorOutput' exists only in 'Output' and 'Assign' of a 'Catch'"
        default: "'$states' has no '\(Words.short(member))', only 'input', 'context', 'result' and 'errorOutput'"
        }
      guard let sentence else { continue }
      let isKnown = ["result", "errorOutput"].contains(member)
      let near = isKnown ? nil : suggestion(for: member, among: ["input", "context", "result", "errorOutput"])
      let range = self.place(JSONataError("", at: use.position, token: use.text).start(in: inner) ?? 0, node)
      report(
        isKnown ? .error : .warning, .badStatesReference, sentence + (near.map { "; did you mean '\($0)'?" } ?? "."), fix: near,
        at: range, pointer)
    }
  }
}

/// Where in its state an expression stands.
struct ExpressionPlace {
  private(set) var hasResult = false
  private(set) var hasErrorOutput = false

  /// - Parameter state: the innermost state around the place.
  init(_ pointer: JSONPointer, in state: (pointer: JSONPointer, type: StateType)?) {
    guard let state else { return }
    let tokens = pointer.tokens.dropFirst(state.pointer.tokens.count)
    guard let field = tokens.first else { return }
    let isLeaving = { (name: String) in name == "Output" || name == "Assign" }
    hasResult = isLeaving(field) && [.task, .parallel, .map].contains(state.type)
    hasErrorOutput = field == "Catch" && tokens.dropFirst(2).first.map(isLeaving) ?? false
  }
}
