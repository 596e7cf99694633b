import JSON

extension Scenario {
  /// Reads a scenario file (YAML, of which JSON is a part).
  /// - Parameter file: its name, for messages.
  public init(yaml: String, file: String) throws(TaskFileError) {
    let root = try YAMLNode.read(yaml, file: file)
    var reader = ScenarioReader(file: file)
    tasks = root.isNull ? [:] : try reader.tasks(root)
  }
}

/// Reads a scenario's nodes; every refusal names the place.
struct ScenarioReader {
  let file: String

  mutating func tasks(_ root: JSONNode) throws(TaskFileError) -> [String: [Scenario.Task]] {
    try check(root, "A scenario", allows: ["tasks"])
    var tasks: [String: [Scenario.Task]] = [:]
    guard let list = root["tasks"] else { return tasks }
    for member in try members(list, "\"tasks\"") {
      var entries: [Scenario.Task] = []
      for node in member.value.elements ?? [member.value] { entries.append(try task(node, family: member.key)) }
      guard !entries.isEmpty else {
        throw refuse(member.value, "Task \"\(member.key)\" is an empty list; say what its tasks do, or leave it out.")
      }
      tasks[member.key] = entries
    }
    return tasks
  }

  private func task(_ node: JSONNode, family: String) throws(TaskFileError) -> Scenario.Task {
    var task = Scenario.Task()
    if node.isNull { return task }
    try check(
      node, "Task \"\(family)\"",
      allows: ["phases", "containers", "failToStart", "failures", "error", "stop", "callback", "heartbeats"])
    if let node = node["phases"] { task.phases = try phases(node) }
    if let node = node["containers"] {
      for member in try members(node, "\"containers\"") { task.containers[member.key] = try container(member.value, name: member.key) }
    }
    if let node = node["failToStart"], !node.isNull { task.failToStart = try failToStart(node) }
    if let node = node["failures"] { task.failures = try failures(node) }
    if let node = node["error"], !node.isNull { task.error = try refusal(node) }
    if let node = node["stop"], !node.isNull { task.interruption = try interruption(node) }
    if let node = node["callback"], !node.isNull, node.boolValue != false { task.callback = try callback(node) }
    if let node = node["heartbeats"], !node.isNull, node.boolValue != false {
      task.heartbeats = node.boolValue == true ? Scenario.usualHeartbeat : try positive(node, "heartbeats")
    }
    return task
  }

  private func phases(_ node: JSONNode) throws(TaskFileError) -> Scenario.Phases {
    let names: [(String, WritableKeyPath<Scenario.Phases, Duration?>)] = [
      ("provisioning", \.provisioning), ("pending", \.pending), ("pulling", \.pulling), ("activating", \.activating),
      ("running", \.running), ("deactivating", \.deactivating), ("stopping", \.stopping), ("deprovisioning", \.deprovisioning),
    ]
    try check(node, "\"phases\"", allows: names.map(\.0))
    var phases = Scenario.Phases()
    for (name, path) in names { if let value = node[name] { phases[keyPath: path] = try duration(value, name) } }
    return phases
  }

  private func container(_ node: JSONNode, name: String) throws(TaskFileError) -> Scenario.Container {
    var container = Scenario.Container()
    if node.isNull { return container }
    try check(node, "Container \"\(name)\"", allows: ["exit", "reason", "log", "after", "ignoresStop"])
    if let exit = node["exit"] {
      guard let code = exit.numberValue?.integerValue, (0...255).contains(code) else {
        throw refuse(exit, "\"exit\" must be a whole number from 0 to 255, but is \(shown(exit)).")
      }
      container.exit = code
    }
    if let reason = node["reason"], !reason.isNull { container.reason = try text(reason, "reason") }
    if let log = node["log"], !log.isNull {
      guard let lines = log.elements else { throw refuse(log, "\"log\" must be a list of lines, but is \(log.kind).") }
      for line in lines {
        if let number = line.numberValue { container.log.append(number.lexeme); continue }
        container.log.append(try text(line, "A line of \"log\"", isPhrase: true))
      }
    }
    if let after = node["after"] { container.after = try duration(after, "after") }
    if let flag = node["ignoresStop"] { container.ignoresStop = try boolean(flag, "ignoresStop") }
    return container
  }

  private func failToStart(_ node: JSONNode) throws(TaskFileError) -> String? {
    if node.boolValue == false { return nil }
    if node.boolValue == true { return "ResourceInitializationError: unable to prepare the task" }
    guard node.members != nil else { return try text(node, "failToStart") }
    try check(node, "\"failToStart\"", allows: ["reason"])
    guard let reason = node["reason"] else { throw refuse(node, "This \"failToStart\" has no \"reason\".") }
    return try text(reason, "reason")
  }

  private func failures(_ node: JSONNode) throws(TaskFileError) -> [Scenario.Failure] {
    if node.isNull { return [] }
    var failures: [Scenario.Failure] = []
    for entry in node.elements ?? [node] {
      if let reason = entry.stringValue { failures.append(Scenario.Failure(reason: reason)); continue }
      try check(entry, "A failure", allows: ["arn", "reason", "detail"])
      guard let reason = entry["reason"] else { throw refuse(entry, "This failure has no \"reason\".") }
      failures.append(
        Scenario.Failure(
          arn: try optionalText(entry, "arn"), reason: try text(reason, "reason"),
          detail: try optionalText(entry, "detail")))
    }
    return failures
  }

  private func refusal(_ node: JSONNode) throws(TaskFileError) -> Scenario.Refusal {
    try check(node, "\"error\"", allows: ["error", "cause"])
    guard let error = node["error"] else {
      throw refuse(node, "\"error\" needs a name, such as {error: ECS.AmazonECSException, cause: Rate exceeded.}.")
    }
    return Scenario.Refusal(error: try text(error, "error"), cause: try optionalText(node, "cause") ?? "")
  }

  private func interruption(_ node: JSONNode) throws(TaskFileError) -> Scenario.Interruption {
    try check(node, "\"stop\"", allows: ["after", "code", "reason"])
    return Scenario.Interruption(
      after: try optionalDuration(node, "after") ?? .zero,
      code: try optionalText(node, "code") ?? "SpotInterruption",
      reason: try optionalText(node, "reason") ?? "Your Spot Task was interrupted.")
  }

  private func callback(_ node: JSONNode) throws(TaskFileError) -> Scenario.Callback {
    try check(node, "\"callback\"", allows: ["after", "success", "failure"])
    let after = try optionalDuration(node, "after") ?? .zero
    switch (node["success"], node["failure"]) {
    case (let success?, nil): return Scenario.Callback(after: after, answer: .success(success.value))
    case (nil, let failure?):
      if failure.isNull { return Scenario.Callback(after: after, answer: .failure(error: nil, cause: nil)) }
      try check(failure, "\"failure\"", allows: ["error", "cause"])
      let error = try optionalText(failure, "error")
      let cause = try optionalText(failure, "cause")
      return Scenario.Callback(after: after, answer: .failure(error: error, cause: cause))
    default:
      throw refuse(
        node,
        "\"callback\" needs one of \"success: OUTPUT\" and \"failure: {error, cause}\"; leave it out for a task that never calls back.")
    }
  }
}

extension ScenarioReader {
  private func refuse(_ node: JSONNode, _ sentence: String) -> TaskFileError { TaskFileError(file: file, at: node.range.start, sentence) }

  private func shown(_ node: JSONNode) -> String { node.value.compact }

  private func members(_ node: JSONNode, _ what: String) throws(TaskFileError) -> [JSONMember] {
    if node.isNull { return [] }
    guard let members = node.members else { throw refuse(node, "\(what) must be a mapping of names, but is \(node.kind).") }
    return members
  }

  /// A mapping whose names are all known; a misspelt name would otherwise be passed over in silence.
  private func check(_ node: JSONNode, _ what: String, allows names: [String]) throws(TaskFileError) {
    for member in try members(node, what) where !names.contains(member.key) {
      throw TaskFileError(
        file: file, at: member.keyRange.start, "\(what) has no field \"\(member.key)\"; it may have \(names.joined(separator: ", ")).")
    }
  }

  private func text(_ node: JSONNode, _ name: String, isPhrase: Bool = false) throws(TaskFileError) -> String {
    guard let text = node.stringValue else { throw refuse(node, "\(isPhrase ? name : "\"\(name)\"") must be text, but is \(node.kind).") }
    return text
  }

  private func optionalText(_ node: JSONNode, _ name: String) throws(TaskFileError) -> String? {
    guard let member = node[name], !member.isNull else { return nil }
    return try text(member, name)
  }

  private func optionalDuration(_ node: JSONNode, _ name: String) throws(TaskFileError) -> Duration? {
    guard let member = node[name] else { return nil }
    return try duration(member, name)
  }

  private func boolean(_ node: JSONNode, _ name: String) throws(TaskFileError) -> Bool {
    guard let flag = node.boolValue else { throw refuse(node, "\"\(name)\" must be true or false, but is \(shown(node)).") }
    return flag
  }

  private func duration(_ node: JSONNode, _ name: String) throws(TaskFileError) -> Duration {
    // A plain number counts seconds, as TimeoutSeconds and its like do.
    guard let duration = (node.stringValue ?? node.numberValue.map { "\($0.lexeme)s" }).flatMap({ Duration(text: $0) }) else {
      throw refuse(node, "\"\(name)\" must be a duration such as 4s, 1m30s, 250ms or 2h, but is \(shown(node)).")
    }
    return duration
  }

  private func positive(_ node: JSONNode, _ name: String) throws(TaskFileError) -> Duration {
    let duration = try duration(node, name)
    guard duration >= .milliseconds(100) else { throw refuse(node, "\"\(name)\" must be at least 100ms, but is \(shown(node)).") }
    return duration
  }
}
