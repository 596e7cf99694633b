import JSON

/// What `ecs:runTask` asks of its parameters.
extension DefinitionChecker {
  /// RunTask refuses overrides that are longer, counted with all their punctuation.
  static let maximumOverrides = 8_192

  mutating func checkRunTask(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    let name = scope.language == .jsonPath ? "Parameters" : "Arguments"
    guard let payload = node[name], let members = payload.members else { return }
    let place = pointer.appending(name)
    checkShape(payload, place, .request, isOverride: false)
    func given(_ key: String) -> JSONMember? { members.first { $0.key == key || $0.key == key + ".$" } }
    if !members.contains(where: { $0.key.hasCaseless("TaskDefinition") || $0.key.hasCaseless("TaskDefinition.$") }) {
      error(.missingField, "'\(name)' of ecs:runTask has no 'TaskDefinition'.", at: SourceRange(empty: payload.range.start), place)
    }
    if given("LaunchType") != nil, let strategy = given("CapacityProviderStrategy") {
      error(
        .exclusiveFields, "'\(name)' has 'LaunchType' and 'CapacityProviderStrategy'; only one of them may stand.", at: strategy.keyRange,
        place.appending(strategy.key))
    }
    if let overrides = payload["Overrides"] { checkOverrides(overrides, place.appending("Overrides")) }
  }

  /// Keys of a known structure: the right ones, those with the wrong first letter, and those that are not known.
  private mutating func checkShape(_ node: JSONNode, _ pointer: JSONPointer, _ shape: RunTaskShape, isOverride: Bool) {
    switch (shape, node.content) {
    case (.list(let inner), .array(let elements)):
      for (at, element) in elements.enumerated() { checkShape(element, pointer.appending(at), inner, isOverride: isOverride) }
    case (.object(let known), .object(let members)):
      for member in members { checkKey(member, pointer.appending(member.key), known, isOverride: isOverride) }
    default: break
    }
  }

  private mutating func checkKey(_ member: JSONMember, _ pointer: JSONPointer, _ known: [String: RunTaskShape], isOverride: Bool) {
    let isDynamic = member.key.hasSuffix(".$")
    let plain = isDynamic ? String(member.key.dropLast(2)) : member.key
    if isOverride, plain.hasCaseless("ExecutionRoleArn") || plain.hasCaseless("TaskRoleArn") {
      error(
        .ecsRoleInContainerOverride, "A container override cannot have '\(member.key)'; a role belongs to the whole task.",
        at: member.keyRange, pointer)
      return
    }
    if let inner = known[plain] {
      checkShape(member.value, pointer, inner, isOverride: plain == "ContainerOverrides")
    } else if let right = known.keys.first(where: { $0.hasCaseless(plain) }) {
      let fix = right + (isDynamic ? ".$" : "")
      error(
        .ecsParameterCase,
        "'\(member.key)' must be written '\(fix)': Step Functions writes the parameters of ecs:runTask in PascalCase.",
        fix: fix, at: member.keyRange, pointer)
      if let inner = known[right] { checkShape(member.value, pointer, inner, isOverride: right == "ContainerOverrides") }
    } else {
      let near = suggestion(for: plain, among: known.keys.sorted())
      warning(
        .ecsUnknownParameter,
        "'\(Words.short(member.key))' is not a parameter that RunTask has here" + (near.map { "; did you mean '\($0)'?" } ?? "."),
        fix: near,
        at: member.keyRange, pointer)
    }
  }

  private mutating func checkOverrides(_ overrides: JSONNode, _ pointer: JSONPointer) {
    for member in overrides.members ?? []
    where ["ExecutionRoleArn", "TaskRoleArn", "ExecutionRoleArn.$", "TaskRoleArn.$"].contains(member.key) {
      warning(
        .ecsRoleOverride,
        "'\(member.key)' in 'Overrides' replaces a role of the task definition: the machine's role needs iam:PassRole on it.",
        at: member.keyRange, pointer.appending(member.key))
    }
    let length = overrides.members == nil ? 0 : overrides.value.compact.count
    if length > DefinitionChecker.maximumOverrides {
      error(
        .ecsOverridesTooLong, "'Overrides' has \(length) characters; RunTask accepts at most \(DefinitionChecker.maximumOverrides).",
        at: overrides.range, pointer)
    }
    let list = pointer.appending("ContainerOverrides")
    for (at, container) in (overrides["ContainerOverrides"]?.elements ?? []).enumerated() where container.members != nil {
      checkContainer(container, list.appending(at))
    }
  }

  private mutating func checkContainer(_ container: JSONNode, _ pointer: JSONPointer) {
    if container.members?.isEmpty == false,
      !(container.members ?? []).contains(where: { $0.key.hasCaseless("Name") || $0.key.hasCaseless("Name.$") })
    {
      error(.missingField, "A container override has no 'Name'.", at: SourceRange(empty: container.range.start), pointer)
    }
    if let command = container["Command"] { checkCommand(command, pointer.appending("Command")) }
    let list = pointer.appending("Environment")
    for (at, variable) in (container["Environment"]?.elements ?? []).enumerated() {
      guard let value = variable["Value"], value.stringValue == nil else { continue }
      let name = Words.short(variable["Name"]?.stringValue ?? "")
      let fix = value.numberValue.map { "\"\($0.lexeme)\"" } ?? value.boolValue.map { "\"\($0)\"" }
      error(
        .ecsEnvironmentNotString,
        "The value of the environment variable '\(name)' must be a string, but is \(Words.article(value.typeName)).",
        fix: fix, at: value.range, list.appending(at).appending("Value"))
    }
  }

  private mutating func checkCommand(_ command: JSONNode, _ pointer: JSONPointer) {
    if let text = command.stringValue {
      if Placeholder.isIn(text) || text.hasPrefix("{%") { return }
      let fix = text.hasPrefix("$.") || text.hasPrefix("$$") ? "\"Command.$\": \"\(text)\"" : nil
      error(
        .ecsCommandNotStrings,
        "'Command' must be a list of strings, but is a string" + (fix == nil ? "." : "; a path needs the key 'Command.$'."), fix: fix,
        at: command.range, pointer)
      return
    }
    guard let elements = command.elements else {
      error(
        .ecsCommandNotStrings, "'Command' must be a list of strings, but is \(Words.article(command.typeName)).", at: command.range,
        pointer)
      return
    }
    for (at, element) in elements.enumerated() where element.stringValue == nil {
      error(
        .ecsCommandNotStrings, "'Command' must be a list of strings, but holds \(Words.article(element.typeName)).",
        fix: element.numberValue.map { "\"\($0.lexeme)\"" }, at: element.range, pointer.appending(at))
    }
  }
}

extension String {
  /// Whether two names differ at most in the case of their letters.
  fileprivate func hasCaseless(_ other: String) -> Bool { utf8.count == other.utf8.count && lowercased() == other.lowercased() }
}
