import JSON

extension DefinitionChecker {
  mutating func checkChoice(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    guard let field = node["Choices"], let rules = field.elements else { return }
    if rules.isEmpty { error(.emptyList, "'Choices' of \(scope.inside) is empty.", at: field.range, pointer.appending("Choices")) }
    for (at, rule) in rules.enumerated() {
      let place = pointer.appending("Choices").appending(at)
      let inner = CheckScope(what: .words("Rule \(at) of '\(Words.short(pointer.lastToken ?? ""))'"), language: scope.language)
      guard rule.members != nil else {
        error(.wrongType, "\(inner.what) must be an object, but is \(Words.article(rule.typeName)).", at: rule.range, place)
        continue
      }
      if scope.language == .jsonata {
        checkFields(rule, place, .jsonataRule, inner)
        checkCondition(rule, place)
      } else {
        checkFields(rule, place, .rule, inner)
        checkRule(rule, place, inner)
      }
    }
  }

  private mutating func checkCondition(_ rule: JSONNode, _ pointer: JSONPointer) {
    guard let condition = rule["Condition"], condition.boolValue == nil else { return }
    let place = pointer.appending("Condition")
    guard let text = condition.stringValue, text.hasPrefix("{%") || text.hasSuffix("%}") || Placeholder.isIn(text) else {
      error(.wrongType, "'Condition' must be true, false or a JSONata expression '{% … %}'.", at: condition.range, place)
      return
    }
    checkExpression(condition, place)
  }

  /// A rule or a nested condition: one of `And`, `Or`, `Not`, or a variable with one operator.
  private mutating func checkRule(_ rule: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    guard let members = rule.members else { return }
    let joins = members.filter { ["And", "Or", "Not"].contains($0.key) }
    let operators = members.filter { ChoiceOperator(rawValue: $0.key) != nil }
    if joins.isEmpty {
      if rule["Variable"] == nil {
        error(
          .missingField, "\(scope.what) has neither 'Variable' nor 'And', 'Or' or 'Not'.", at: SourceRange(empty: rule.range.start),
          pointer)
      } else if operators.isEmpty {
        error(
          .missingOperator, "\(scope.what) has no comparison operator, such as 'StringEquals'.", at: SourceRange(empty: rule.range.start),
          pointer)
      }
    }
    if let extra = (joins + (joins.isEmpty ? [] : members.filter { $0.key == "Variable" }) + operators).dropFirst().last,
      joins.count + operators.count > 1 || !joins.isEmpty
    {
      let names = (joins + operators).map(\.key) + (joins.isEmpty ? [] : members.filter { $0.key == "Variable" }.map(\.key))
      error(
        .exclusiveFields, "\(scope.what) has \(Words.list(names)); only one of them may stand.", at: extra.keyRange,
        pointer.appending(extra.key))
    }
    for member in operators { checkOperand(member, pointer.appending(member.key)) }
    for member in joins { checkJoin(member, pointer.appending(member.key), scope) }
  }

  private mutating func checkJoin(_ member: JSONMember, _ pointer: JSONPointer, _ scope: CheckScope) {
    if member.key == "Not" {
      checkNested(member.value, pointer, scope)
      return
    }
    guard let conditions = member.value.elements else { return }
    if conditions.isEmpty { error(.emptyList, "'\(member.key)' of \(scope.inside) is empty.", at: member.value.range, pointer) }
    for (at, condition) in conditions.enumerated() { checkNested(condition, pointer.appending(at), scope) }
  }

  private mutating func checkNested(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    guard let members = node.members else {
      error(
        .wrongType, "A condition in \(scope.inside) must be an object, but is \(Words.article(node.typeName)).", at: node.range, pointer)
      return
    }
    var inner = node
    if let next = node.member("Next") {
      error(
        .nestedNext, "'Next' stands only in the outermost rule, not inside 'And', 'Or' or 'Not'.", at: next.keyRange,
        pointer.appending("Next"))
      inner.content = .object(members.filter { $0.key != "Next" })
    }
    checkFields(inner, pointer, .nestedRule, scope)
    checkRule(inner, pointer, scope)
  }

  private mutating func checkOperand(_ member: JSONMember, _ pointer: JSONPointer) {
    guard let choice = ChoiceOperator(rawValue: member.key) else { return }
    let node = member.value
    let scope = CheckScope(what: .words(""), language: .jsonPath)
    if let text = node.stringValue, Placeholder.isIn(text) { return }
    switch choice.operand {
    case .string, .pattern: expect(node, pointer, member.key, "a string", scope) { $0.stringValue != nil }
    case .number: expect(node, pointer, member.key, "a number", scope) { $0.numberValue != nil }
    case .boolean, .test: expect(node, pointer, member.key, "true or false", scope) { $0.boolValue != nil }
    case .path: checkPath(node, pointer, member.key, orNull: false)
    case .timestamp: checkValue(node, pointer, FieldRule(member.key, .timestamp), scope)
    }
  }
}
