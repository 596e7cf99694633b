import JSON

extension DefinitionChecker {
  mutating func checkTask(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    checkCredentials(node, pointer, scope)
    checkHeartbeat(node, pointer)
    guard let field = node["Resource"], let arn = field.stringValue, !Placeholder.isIn(arn) || arn.hasPrefix("arn:") else { return }
    let place = pointer.appending("Resource")
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 6, parts[0] == "arn" else {
      // The language allows any URI; only Step Functions' own services ask for an ARN.
      warning(
        .badResource, "'Resource' is '\(Words.short(arn))', but Step Functions runs only what an ARN names.", at: field.range, place)
      return
    }
    // The partition does not change what an integration is.
    let target = TaskTarget(arn: arn)
    if target.kind == .service { checkService(target, field, place) }
    if target.pattern == .callback { checkToken(node, pointer, scope) }
    if target.runsECSTask { checkRunTask(node, pointer, scope) }
  }

  private mutating func checkService(_ target: TaskTarget, _ field: JSONNode, _ pointer: JSONPointer) {
    guard target.resourceType == "ecs" else { return }
    if target.api != "runTask" {
      let fix = target.arn.replacingFirst("ecs:", with: "aws-sdk:ecs:")
      error(
        .unknownIntegration,
        "'\(Words.short(target.resource))' is not an optimised action of ecs, only 'runTask' is; call it as '\(fix)'.",
        fix: "\"\(fix)\"", at: field.range, pointer)
    } else if target.pattern == .syncVersion2 {
      error(
        .unknownIntegration, "ecs:runTask has no '.sync:2'; write '.sync'.", fix: "\"\(target.arn.dropLast(2))\"", at: field.range,
        pointer)
    }
  }

  private mutating func checkCredentials(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    guard let credentials = node["Credentials"], credentials.members != nil else { return }
    let place = pointer.appending("Credentials")
    let names = ["RoleArn"] + (scope.language == .jsonPath ? ["RoleArn.$"] : [])
    if names.allSatisfy({ credentials[$0] == nil }) {
      // The JSONPath language leaves the content open, so there it is only what Step Functions makes of it.
      report(
        scope.language == .jsonata ? .error : .warning, .missingField, "'Credentials' has no 'RoleArn'.",
        at: SourceRange(empty: credentials.range.start), place)
    }
  }

  private mutating func checkHeartbeat(_ node: JSONNode, _ pointer: JSONPointer) {
    guard let beat = node["HeartbeatSeconds"], let seconds = beat.numberValue?.integerValue,
      let timeout = node["TimeoutSeconds"]?.numberValue?.integerValue, seconds >= timeout
    else { return }
    error(
      .heartbeatTooLong, "'HeartbeatSeconds' (\(seconds)) must be less than 'TimeoutSeconds' (\(timeout)).", at: beat.range,
      pointer.appending("HeartbeatSeconds"))
  }

  /// A callback waits until somebody returns the token, so the token must leave the state, and the wait should have an end.
  private mutating func checkToken(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    let name = scope.language == .jsonPath ? "Parameters" : "Arguments"
    let token = scope.language == .jsonPath ? "$$.Task.Token" : "{% $states.context.Task.Token %}"
    let payload = node[name]
    if payload?.stringValue.map(Placeholder.isIn) != true, !(payload.map(DefinitionChecker.mentionsToken) ?? false) {
      warning(
        .tokenNotPassed, "\(scope.what) waits for its task token, but nothing in '\(name)' passes the token on; add '\(token)'.",
        at: node.member(name)?.keyRange ?? node.member("Resource")?.keyRange ?? node.range,
        payload == nil ? pointer : pointer.appending(name))
    }
    let ends = ["TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"]
    if ends.allSatisfy({ node[$0] == nil }) {
      report(
        .note, .callbackWithoutTimeout,
        "\(scope.what) has neither 'HeartbeatSeconds' nor 'TimeoutSeconds': if nobody returns the token, it waits for up to a year.",
        at: node.member("Resource")?.keyRange ?? node.range, pointer)
    }
  }

  /// Whether a value passes the token: by its path, by the object it is in, or by the whole context.
  private static func mentionsToken(_ node: JSONNode) -> Bool {
    switch node.content {
    case .string(let text):
      let isExpression = text.hasPrefix("{%") && text.hasSuffix("%}")
      let bare = text.filter { !"[]'\"".contains($0) }
      return isExpression ? text.contains("$states") : text == "$$" || bare.contains("$$.Task") || bare.contains("$$Task")
    case .array(let elements): return elements.contains(where: mentionsToken)
    case .object(let members): return members.contains { mentionsToken($0.value) }
    default: return false
    }
  }
}

extension String {
  /// The text with the first occurrence of `old` replaced.
  fileprivate func replacingFirst(_ old: String, with new: String) -> String {
    let parts = split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    return parts.joined(separator: new)
  }
}
