import JSON

/// What is valid, and most likely not what is meant.
extension DefinitionChecker {
  mutating func lintState(_ node: JSONNode, _ pointer: JSONPointer, _ type: StateType, _ scope: CheckScope) {
    switch type {
    case .choice: lintDefault(node, pointer, scope)
    case .task:
      lintSync(node, pointer, scope)
      lintHandlers(node, pointer, type)
    case .parallel, .map: lintHandlers(node, pointer, type)
    case .pass, .wait, .succeed, .fail: break
    }
  }

  // MARK: Choice

  private mutating func lintDefault(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    guard node["Default"] == nil, let choices = node.member("Choices"), let rules = choices.value.elements, !rules.isEmpty,
      !DefinitionChecker.areExhaustive(rules)
    else { return }
    warning(
      .choiceWithoutDefault, "\(scope.what) has no 'Default': an input that no rule matches fails with States.NoChoiceMatched.",
      at: choices.keyRange, pointer.appending("Choices"))
  }

  /// Whether one of the rules always matches: one asks the opposite of another, or is true whatever comes.
  private static func areExhaustive(_ rules: [JSONNode]) -> Bool {
    let tests = rules.map { rule in
      var object = rule.value.objectValue ?? [:]
      for name in ["Next", "Assign", "Output", "Comment"] { object[name] = nil }
      return object
    }
    return tests.contains { test in
      if test["Condition"] == true || test["Condition"]?.stringValue.map(isTrue) == true { return true }
      return opposites(of: test).contains { opposite in tests.contains(opposite) }
    }
  }

  private static func isTrue(_ expression: String) -> Bool { expression.filter { !$0.isWhitespace } == "{%true%}" }

  /// What asks the opposite of a test. A comparison is false for a value of another type too, so only tests of type and presence have
  /// an opposite of their own; `Not` is the opposite of anything.
  private static func opposites(of test: JSONObject) -> [JSONObject] {
    if let inner = test["Not"]?.objectValue { return [inner] }
    var found: [JSONObject] = [["Not": .object(test)]]
    for (name, value) in test where name.hasPrefix("Is") {
      guard let flag = value.boolValue else { continue }
      var other = test
      other[name] = .bool(!flag)
      found.append(other)
    }
    return found
  }

  // MARK: Tasks

  private mutating func lintSync(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    guard let resource = node["Resource"]?.stringValue else { return }
    let pattern = TaskTarget(arn: resource).pattern
    guard pattern == .sync || pattern == .syncVersion2, node["TimeoutSeconds"] == nil, node["TimeoutSecondsPath"] == nil else { return }
    report(
      .note, .syncWithoutTimeout,
      "\(scope.what) has no 'TimeoutSeconds': if the job never ends, '\(pattern.rawValue)' waits for it for up to a year.",
      at: node.member("Resource")?.keyRange ?? node.range, pointer)
  }

  // MARK: Retry and Catch

  private mutating func lintHandlers(_ node: JSONNode, _ pointer: JSONPointer, _ type: StateType) {
    for (field, title) in [("Retry", "retrier"), ("Catch", "catcher")] {
      var seen: [(name: String, at: Int)] = []
      for (at, handler) in (node[field]?.elements ?? []).enumerated() {
        guard let names = handler["ErrorEquals"]?.elements else { continue }
        let place = pointer.appending(field).appending(at).appending("ErrorEquals")
        for (index, element) in names.enumerated() {
          guard let name = element.stringValue, !Placeholder.isIn(name) else { continue }
          if let reason = whyNever(name, seen, type, node, title) {
            warning(
              .neverMatches,
              "'\(Words.short(name))' in \(title) \(at) of '\(Words.short(pointer.lastToken ?? ""))' can never match: \(reason).",
              at: element.range, place.appending(index))
          }
        }
        seen += names.compactMap { $0.stringValue.map { ($0, at) } }
      }
    }
  }

  /// Why an error name in a list of handlers is of no use; nil when it may match.
  private func whyNever(_ name: String, _ seen: [(name: String, at: Int)], _ type: StateType, _ node: JSONNode, _ title: String) -> String?
  {
    if name == "States.Runtime" { return "Step Functions neither retries nor catches it" }
    if let earlier = seen.first(where: { DefinitionChecker.covers($0.name, name) }) {
      return "\(title) \(earlier.at) already takes it" + (earlier.name == name ? "" : " with '\(earlier.name)'")
    }
    guard type == .task else { return nil }
    if name == "States.HeartbeatTimeout", node["HeartbeatSeconds"] == nil, node["HeartbeatSecondsPath"] == nil {
      return "the state has no 'HeartbeatSeconds'"
    }
    // Code may fail with any name; a service does not.
    let target = TaskTarget(arn: node["Resource"]?.stringValue ?? "")
    let isService = target.kind == .service && target.pattern != .callback && target.resourceType != "lambda"
    if isService, DefinitionChecker.errorsOfOtherStates.contains(name) { return "a Task does not fail with it" }
    return nil
  }

  /// Errors of Choice, Parallel and Map states.
  private static let errorsOfOtherStates: Set<String> = [
    "States.NoChoiceMatched", "States.BranchFailed", "States.ExceedToleratedFailureThreshold", "States.ItemReaderFailed",
    "States.ResultWriterFailed",
  ]

  /// Whether a handler with `name` leaves nothing of `other` to those behind it. `States.ALL` has a check of its own.
  private static func covers(_ name: String, _ other: String) -> Bool {
    if name == other { return true }
    switch name {
    case "States.Timeout": return other == "States.HeartbeatTimeout"
    case "States.TaskFailed": return !["States.Timeout", "States.HeartbeatTimeout", "States.ALL"].contains(other)
    default: return false
    }
  }
}
