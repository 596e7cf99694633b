import JSON

extension DefinitionChecker {
  mutating func checkState(_ member: JSONMember, _ pointer: JSONPointer) {
    let what = Title.state(member.key)
    let node = member.value
    guard node.members != nil else {
      if Schema.machine.fields[member.key] != nil {
        error(
          .unknownField, "'\(member.key)' stands among the states; it belongs beside 'States', not inside.", at: member.keyRange, pointer)
      } else {
        error(.wrongType, "\(what) must be an object, but is \(Words.article(node.typeName)).", at: node.range, pointer)
      }
      return
    }
    let scope = CheckScope(what: what, language: language(of: node, pointer))
    guard let type = stateType(node, pointer, what: what) else { return }
    if !variableScopes.isEmpty { variableScopes[variableScopes.count - 1].state = member.key }
    states.append((pointer, type))
    defer { states.removeLast() }
    checkFields(node, pointer, .state(type), CheckScope(what: .typed(member.key, type), language: scope.language))
    checkLeading(node, pointer, type, what: what)
    checkHandlers(node, pointer, scope)
    switch type {
    case .task: checkTask(node, pointer, scope)
    case .choice: checkChoice(node, pointer, scope)
    case .wait: checkWait(node, pointer, scope)
    case .parallel: checkParallel(node, pointer, scope)
    case .map: checkMap(node, pointer, scope)
    case .pass, .succeed, .fail: break
    }
    checkVariables(node, pointer)
    checkReads(of: member, pointer, scope)
    lintState(node, pointer, type, scope)
  }

  /// The state's language; a JSONata machine has no JSONPath states.
  private mutating func language(of node: JSONNode, _ pointer: JSONPointer) -> QueryLanguage {
    guard let field = node["QueryLanguage"], let own = field.stringValue.flatMap(QueryLanguage.init) else { return machineLanguage }
    if machineLanguage == .jsonata, own == .jsonPath {
      // Recorded for states of the machine itself; the items of a distributed Map are executions of their own.
      report(
        distributedDepth == 0 ? .error : .warning, .wrongLanguage,
        "'QueryLanguage' cannot be 'JSONPath' in a machine whose 'QueryLanguage' is 'JSONata'.", at: field.range,
        pointer.appending("QueryLanguage"))
    }
    return own
  }

  private mutating func stateType(_ node: JSONNode, _ pointer: JSONPointer, what: Title) -> StateType? {
    guard let field = node["Type"] else {
      let names = node.members?.map(\.key) ?? []
      let near = names.first { $0.lowercased() == "type" }
      error(
        .missingField, "\(what) has no 'Type'" + (near.map { "; write '\($0)' as 'Type'." } ?? "."), fix: near.map { _ in "Type" },
        at: SourceRange(empty: node.range.start), pointer)
      return nil
    }
    guard let text = field.stringValue else {
      error(.wrongType, "'Type' must be a string, but is \(Words.article(field.typeName)).", at: field.range, pointer.appending("Type"))
      return nil
    }
    if let type = StateType(rawValue: text) { return type }
    let near = suggestion(for: text, among: StateType.allCases.map(\.rawValue))
    error(
      .unknownStateType,
      "\(what) has the unknown type '\(Words.short(text))'"
        + (near.map { "; did you mean '\($0)'?" } ?? "; the types are \(Words.list(StateType.allCases.map(\.rawValue)))."),
      fix: near.map { "\"\($0)\"" }, at: field.range, pointer.appending("Type"))
    return nil
  }

  /// Exactly one of `Next` and `End: true`, in the types that lead on by themselves.
  private mutating func checkLeading(_ node: JSONNode, _ pointer: JSONPointer, _ type: StateType, what: Title) {
    switch type {
    case .choice, .succeed, .fail: return
    default: break
    }
    let ends = node["End"]?.boolValue == true
    let leads = node["Next"] != nil
    if leads, let end = node.member("End"), ends {
      error(.exclusiveFields, "\(what) has 'Next' and 'End'; only one of them may stand.", at: end.keyRange, pointer.appending("End"))
    } else if !leads, !ends, node["End"]?.stringValue == nil {
      let near = node.members?.first { Words.nearest(to: $0.key, among: ["Next", "End"]) != nil }
      error(
        .missingNext, "\(what) has neither 'Next' nor 'End'.", fix: near == nil ? "\"End\": true" : nil,
        at: SourceRange(empty: node.range.start), pointer)
    }
  }

  private mutating func checkWait(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    let fields = scope.language == .jsonPath ? ["Seconds", "Timestamp", "SecondsPath", "TimestampPath"] : ["Seconds", "Timestamp"]
    if ["Seconds", "Timestamp", "SecondsPath", "TimestampPath"].allSatisfy({ node[$0] == nil }) {
      error(
        .missingField, "\(scope.what) has none of \(Words.list(fields)); a Wait needs one.", at: SourceRange(empty: node.range.start),
        pointer)
    }
  }

  private mutating func checkParallel(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    guard let field = node["Branches"], let branches = field.elements else { return }
    if branches.isEmpty { error(.emptyList, "'Branches' of \(scope.inside) is empty.", at: field.range, pointer.appending("Branches")) }
    for (at, branch) in branches.enumerated() {
      let place = pointer.appending("Branches").appending(at)
      let what = Title.words("Branch \(at) of '\(Words.short(pointer.lastToken ?? ""))'")
      guard branch.members != nil else {
        error(.wrongType, "\(what) must be an object, but is \(Words.article(branch.typeName)).", at: branch.range, place)
        continue
      }
      checkFields(branch, place, .branch, CheckScope(what: what, language: scope.language))
      checkGroup(branch, place, what: what)
    }
  }

  mutating func checkPart(_ node: JSONNode?, _ pointer: JSONPointer, _ schema: Schema, _ what: String, _ scope: CheckScope) {
    guard let node, node.members != nil else { return }
    checkFields(node, pointer, schema, CheckScope(what: .words(what), language: scope.language))
  }

  private mutating func checkMap(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    let name = "'\(Words.short(pointer.lastToken ?? ""))'"
    let key = node["ItemProcessor"] == nil && node["Iterator"] != nil ? "Iterator" : "ItemProcessor"
    if node[key] == nil {
      error(.missingField, "\(scope.what) has no 'ItemProcessor'.", at: SourceRange(empty: node.range.start), pointer)
    }
    if let processor = node[key], processor.members != nil {
      let place = pointer.appending(key)
      checkFields(processor, place, .processor, CheckScope(what: .words("'\(key)' of \(name)"), language: scope.language))
      checkPart(processor["ProcessorConfig"], place.appending("ProcessorConfig"), .processorConfig, "'ProcessorConfig' of \(name)", scope)
      let isDistributed = processor["ProcessorConfig"]?["Mode"]?.stringValue == "DISTRIBUTED"
      if isDistributed, let configuration = processor["ProcessorConfig"], configuration["ExecutionType"] == nil {
        warning(
          .missingField, "'ProcessorConfig' of \(name) has no 'ExecutionType', which Step Functions requires of a distributed Map.",
          at: SourceRange(empty: configuration.range.start), place.appending("ProcessorConfig"))
      }
      distributedDepth += isDistributed ? 1 : 0
      checkGroup(processor, place, what: .words("'\(key)' of \(name)"), isApart: isDistributed)
      distributedDepth -= isDistributed ? 1 : 0
    }
    if let label = node["Label"], let text = label.stringValue, text.count > 40, !Placeholder.isIn(text) {
      error(.nameTooLong, "'Label' has \(text.count) characters; at most 40 are allowed.", at: label.range, pointer.appending("Label"))
    }
    checkDistributed(node, pointer, key, name, scope)
  }

  private mutating func checkDistributed(_ node: JSONNode, _ pointer: JSONPointer, _ key: String, _ name: String, _ scope: CheckScope) {
    func place(_ keys: String...) -> JSONPointer { keys.reduce(pointer) { $0.appending($1) } }
    checkPart(node["ItemReader"], place("ItemReader"), .itemReader, "'ItemReader' of \(name)", scope)
    checkPart(
      node["ItemReader"]?["ReaderConfig"], place("ItemReader", "ReaderConfig"), .readerConfig, "'ReaderConfig' of \(name)", scope)
    checkPart(node["ItemBatcher"], place("ItemBatcher"), .itemBatcher, "'ItemBatcher' of \(name)", scope)
    checkPart(node["ResultWriter"], place("ResultWriter"), .resultWriter, "'ResultWriter' of \(name)", scope)
    checkPart(
      node["ResultWriter"]?["WriterConfig"], place("ResultWriter", "WriterConfig"), .writerConfig, "'WriterConfig' of \(name)", scope)
    let mode = node[key]?["ProcessorConfig"]?["Mode"]
    guard mode?.stringValue != "DISTRIBUTED", mode?.stringValue.map(Placeholder.isIn) != true, node[key]?.members != nil else { return }
    for field in ["ItemReader", "ItemBatcher", "ResultWriter", "Label"] {
      guard let member = node.member(field) else { continue }
      warning(
        .needsDistributed, "'\(field)' works only in a Map whose 'ProcessorConfig' has \"Mode\": \"DISTRIBUTED\".", at: member.keyRange,
        place(field))
    }
  }
}
