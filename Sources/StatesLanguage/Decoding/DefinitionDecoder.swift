import JSON

/// Builds the model out of a document. It takes what it understands and stops only at what no machine can do without;
/// everything that is wrong with a definition is said by the checks, which run before.
struct DefinitionDecoder {
  let file: String
  let source: String
  private(set) var machineLanguage = QueryLanguage.jsonPath

  init(file: String, source: String) {
    self.file = file
    self.source = source
  }

  mutating func machine(_ root: JSONNode) throws(Undecodable) -> StateMachine {
    let fields = try Fields(root, JSONPointer(), what: .words("The definition"))
    machineLanguage = fields.string("QueryLanguage").flatMap(QueryLanguage.init) ?? .jsonPath
    let body = try group(fields, what: .words("The definition"))
    return StateMachine(
      file: file, source: source, root: root, comment: fields.string("Comment"), version: fields.string("Version"),
      timeoutSeconds: fields.integer("TimeoutSeconds"), queryLanguage: machineLanguage, body: body)
  }

  /// A `States` map with its `StartAt`.
  func group(_ fields: Fields, what: Title) throws(Undecodable) -> StateGroup {
    let start = try fields.requiredText("StartAt", of: what)
    let pointer = fields.pointer.appending("States")
    let members = try fields.requiredMembers("States", of: what)
    var states: [State] = []
    states.reserveCapacity(members.count)
    for member in members { states.append(try state(member, pointer.appending(member.key))) }
    return StateGroup(startAt: start, comment: fields.string("Comment"), states: states)
  }

  private func state(_ member: JSONMember, _ pointer: JSONPointer) throws(Undecodable) -> State {
    let what = Title.state(member.key)
    let fields = try Fields(member.value, pointer, what: what)
    let typeText = try fields.requiredText("Type", of: what)
    guard let type = StateType(rawValue: typeText.value) else {
      throw Undecodable(
        diagnostic: Diagnostic(
          .error, .unknownStateType, "\(what) has the unknown type '\(Words.short(typeText.value))'.", at: typeText.range,
          pointer: typeText.pointer.description))
    }
    let language = fields.string("QueryLanguage").flatMap(QueryLanguage.init) ?? machineLanguage
    let isJSONata = language == .jsonata
    let parameters =
      isJSONata ? nil : (type == .map ? fields.located("ItemSelector") ?? fields.located("Parameters") : fields.located("Parameters"))
    return State(
      name: member.key, nameRange: member.keyRange, node: member.value, pointer: pointer, type: type, comment: fields.string("Comment"),
      queryLanguage: language, transition: transition(fields), inputPath: isJSONata ? .absent : fields.path("InputPath"),
      outputPath: isJSONata ? .absent : fields.path("OutputPath"), resultPath: isJSONata ? .absent : fields.path("ResultPath"),
      parameters: isJSONata && type == .map ? fields.located("ItemSelector") : parameters,
      resultSelector: isJSONata ? nil : fields.located("ResultSelector"), assign: fields.located("Assign"),
      arguments: isJSONata ? fields.located("Arguments") : nil, output: isJSONata ? fields.located("Output") : nil,
      retriers: try retriers(fields), catchers: try catchers(fields), kind: try kind(type, fields, isJSONata: isJSONata, what: what))
  }

  private func transition(_ fields: Fields) -> Transition {
    if let next = fields.text("Next") { return .next(next) }
    return fields.node["End"]?.boolValue == true ? .end : .none
  }

  private func kind(_ type: StateType, _ fields: Fields, isJSONata: Bool, what: Title) throws(Undecodable) -> StateKind {
    switch type {
    case .task: return .task(try task(fields, what: what))
    case .pass: return .pass(result: isJSONata ? nil : fields.located("Result"))
    case .choice: return .choice(try choice(fields, isJSONata: isJSONata, what: what))
    case .wait: return .wait(try wait(fields, what: what))
    case .succeed: return .succeed
    case .fail:
      return .fail(
        FailState(
          error: fields.text("Error"), errorPath: fields.text("ErrorPath"), cause: fields.text("Cause"), causePath: fields.text("CausePath")
        ))
    case .parallel: return .parallel(branches: try branches(fields, what: what))
    case .map: return .map(try map(fields, isJSONata: isJSONata, what: what))
    }
  }

  private func task(_ fields: Fields, what: Title) throws(Undecodable) -> TaskState {
    let resource = try fields.requiredText("Resource", of: what)
    return TaskState(
      resource: resource, target: TaskTarget(arn: resource.value), timeoutSeconds: fields.number("TimeoutSeconds"),
      heartbeatSeconds: fields.number("HeartbeatSeconds"), credentials: fields.located("Credentials"))
  }

  private func wait(_ fields: Fields, what: Title) throws(Undecodable) -> WaitState {
    if let path = fields.text("SecondsPath") { return .secondsPath(path) }
    if let path = fields.text("TimestampPath") { return .timestampPath(path) }
    if let timestamp = fields.text("Timestamp") { return .timestamp(timestamp) }
    if let seconds = fields.number("Seconds") { return .seconds(seconds) }
    throw Undecodable(
      diagnostic: Diagnostic(
        .error, .missingField, "\(what) has none of 'Seconds', 'Timestamp', 'SecondsPath' and 'TimestampPath'.", at: fields.node.range,
        pointer: fields.pointer.description))
  }
}
