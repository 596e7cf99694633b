import Engine
import JSON

/// What Step Functions checks of `apigateway:invoke` before anything is sent.
enum APIGatewayRules {
  /// The cause of the `States.Runtime` failure, without the state and event that the engine names; nil when all is well or another
  /// service is called.
  static func bindingFailure(_ request: ReadyRequest) -> String? {
    guard request.target.resourceType == "apigateway", request.target.api == "invoke" else { return nil }
    let parameters = request.parameters
    // A header has a list of values, even where there is one.
    let problems = ["Headers", "QueryParameters"].filter { name in
      guard let field = parameters[name], !field.isNull else { return false }
      guard let members = field.objectValue else { return true }
      return !members.allSatisfy { $0.value.arrayValue?.allSatisfy { $0.stringValue != nil } ?? false }
    }.map { "The value of the field '\($0)' has an invalid format" }
    return problems.isEmpty
      ? nil : "The Parameters '\(parameters.compact)' could not be used to start the Task: [\(problems.joined(separator: ", "))]"
  }
}
