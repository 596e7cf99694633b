import JSON

/// `Retry` and `Catch`.
extension DefinitionChecker {
  /// The error names that begin with `States.`.
  static let predefinedErrors = [
    "States.ALL", "States.HeartbeatTimeout", "States.Timeout", "States.TaskFailed", "States.Permissions", "States.ResultPathMatchFailure",
    "States.ParameterPathFailure", "States.QueryEvaluationError", "States.BranchFailed", "States.NoChoiceMatched",
    "States.IntrinsicFailure", "States.ExceedToleratedFailureThreshold", "States.ItemReaderFailed", "States.ResultWriterFailed",
    "States.DataLimitExceeded", "States.Runtime", "States.Http.Socket",
  ]

  mutating func checkHandlers(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    guard node["Retry"] != nil || node["Catch"] != nil else { return }
    let ecs = node["Resource"]?.stringValue.map { TaskTarget(arn: $0).resourceType == "ecs" } ?? false
    for (field, title, schema) in [("Retry", "Retrier", Schema.retrier), ("Catch", "Catcher", Schema.catcher)] {
      guard let elements = node[field]?.elements else { continue }
      for (at, element) in elements.enumerated() {
        let place = pointer.appending(field).appending(at)
        let what = Title.words("\(title) \(at) of '\(Words.short(pointer.lastToken ?? ""))'")
        guard element.members != nil else {
          if element.stringValue.map(Placeholder.isIn) != true {
            error(.wrongType, "\(what) must be an object, but is \(Words.article(element.typeName)).", at: element.range, place)
          }
          continue
        }
        checkFields(element, place, schema, CheckScope(what: what, language: scope.language))
        checkErrors(element, place, CheckScope(what: what, language: scope.language), isLast: at == elements.count - 1, callsECS: ecs)
      }
    }
  }

  private mutating func checkErrors(_ handler: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope, isLast: Bool, callsECS: Bool) {
    guard let list = handler["ErrorEquals"], let names = list.elements else { return }
    let place = pointer.appending("ErrorEquals")
    if names.isEmpty {
      error(.emptyList, "'ErrorEquals' of \(scope.inside) is empty; name an error or \"States.ALL\".", at: list.range, place)
    }
    for (at, node) in names.enumerated() {
      guard let name = node.stringValue else {
        error(
          .wrongType, "'ErrorEquals' of \(scope.inside) must hold strings, but holds \(Words.article(node.typeName)).", at: node.range,
          place.appending(at))
        continue
      }
      checkErrorName(name, node, place.appending(at), callsECS: callsECS)
      guard name == "States.ALL" else { continue }
      if names.count > 1 {
        error(
          .statesAllNotAlone, "\"States.ALL\" must stand alone in 'ErrorEquals' of \(scope.inside).", at: node.range,
          place.appending(at))
      }
      if !isLast {
        error(
          .statesAllNotLast, "\(scope.what) has \"States.ALL\", so nothing behind it can match; it must be the last.", at: node.range,
          place.appending(at))
      }
    }
  }

  private mutating func checkErrorName(_ name: String, _ node: JSONNode, _ pointer: JSONPointer, callsECS: Bool) {
    if callsECS, name.hasPrefix("Ecs.") {
      let fix = "ECS." + name.dropFirst(4)
      warning(
        .ecsErrorPrefix, "'\(Words.short(name))' never matches: errors of ecs:runTask begin with 'ECS.'; write '\(Words.short(fix))'.",
        fix: "\"\(fix)\"", at: node.range, pointer)
    }
    guard name.hasPrefix("States."), !DefinitionChecker.predefinedErrors.contains(name), !Placeholder.isIn(name) else { return }
    let near = suggestion(for: name, among: DefinitionChecker.predefinedErrors)
    warning(
      .unknownErrorName,
      "'\(Words.short(name))' is not one of the errors named 'States.…'"
        + (near.map { "; did you mean '\($0)'?" } ?? "; Step Functions raises no such error itself."),
      fix: near.map { "\"\($0)\"" }, at: node.range, pointer)
  }
}
