import JSON

extension DefinitionDecoder {
  func choice(_ fields: Fields, isJSONata: Bool, what: Title) throws(Undecodable) -> ChoiceState {
    let pointer = fields.pointer.appending("Choices")
    var rules: [ChoiceRule] = []
    for (at, node) in try fields.requiredElements("Choices", of: what).enumerated() {
      let title = Title.words("Rule \(at) of \(what)")
      let rule = try Fields(node, pointer.appending(at), what: title)
      rules.append(
        ChoiceRule(
          next: try rule.requiredText("Next", of: title),
          condition: isJSONata ? .jsonata(try rule.required("Condition", of: title)) : try condition(rule, what: title),
          assign: rule.located("Assign"), output: isJSONata ? rule.located("Output") : nil, comment: rule.string("Comment"),
          pointer: rule.pointer, range: node.range))
    }
    return ChoiceState(rules: rules, defaultNext: fields.text("Default"))
  }

  private func condition(_ fields: Fields, what: Title) throws(Undecodable) -> ChoiceCondition {
    if fields.node["And"] != nil { return .and(try conditions("And", fields, what: what)) }
    if fields.node["Or"] != nil { return .or(try conditions("Or", fields, what: what)) }
    if let inner = fields.located("Not") {
      return .not(try condition(Fields(inner.node, inner.pointer, what: .words("'Not'")), what: what))
    }
    let variable = try fields.requiredText("Variable", of: what)
    let found = fields.node.members?.first { ChoiceOperator(rawValue: $0.key) != nil }
    guard let found else {
      throw Undecodable(
        diagnostic: Diagnostic(
          .error, .missingOperator, "\(what) has no comparison operator.", at: fields.node.range, pointer: fields.pointer.description))
    }
    return .test(variable: variable, operator: found.key, operand: LocatedNode(found.value, fields.pointer.appending(found.key)))
  }

  private func conditions(_ key: String, _ fields: Fields, what: Title) throws(Undecodable) -> [ChoiceCondition] {
    let pointer = fields.pointer.appending(key)
    var conditions: [ChoiceCondition] = []
    for (at, node) in try fields.requiredElements(key, of: what).enumerated() {
      conditions.append(try condition(Fields(node, pointer.appending(at), what: .words("'\(key)'")), what: what))
    }
    return conditions
  }
}
