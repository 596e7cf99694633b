import JSON

/// The ways between the states of one `States` map: they lead to states of this map, every state can be reached, and there is a way out.
extension DefinitionChecker {
  mutating func checkTransitions(_ group: JSONNode, _ pointer: JSONPointer, what: String) {
    guard let members = group["States"]?.members, !members.isEmpty else { return }
    let states = pointer.appending("States")
    let names = Set(members.map(\.key))
    var reached = Set<String>()
    var queue: [String] = []
    func reach(_ name: String) {
      if names.contains(name), reached.insert(name).inserted { queue.append(name) }
    }
    if let start = group["StartAt"], let name = start.stringValue {
      if !names.contains(name) { missingState(name, "'StartAt'", names, at: start.range, pointer.appending("StartAt")) }
      reach(name)
    }
    var ways: [String: [String]] = [:]
    for member in members {
      for (field, target, place) in targets(of: member.value, states.appending(member.key)) {
        guard let name = target.stringValue else { continue }
        ways[member.key, default: []].append(name)
        if !names.contains(name) { missingState(name, "'\(field)' of state '\(Words.short(member.key))'", names, at: target.range, place) }
      }
    }
    // Without a start every state would count as unreachable; the missing start is said already.
    guard !queue.isEmpty else { return }
    while let name = queue.popLast() { ways[name]?.forEach(reach) }
    for member in members where !reached.contains(member.key) {
      error(
        .unreachableState, "No way from 'StartAt' leads to state '\(Words.short(member.key))'.", at: member.keyRange,
        states.appending(member.key))
    }
    // A state that leads nowhere, or to what does not exist, is said already.
    let isClosed = members.allSatisfy { member in
      !isTerminal(member.value) && (ways[member.key].map { $0.allSatisfy(names.contains) } ?? false)
    }
    if isClosed, let range = group.member("States")?.keyRange {
      error(
        .noTerminalState, "\(what) has no state that ends it: none has \"End\": true and none is a Succeed or a Fail.", at: range, states
      )
    }
  }

  private mutating func missingState(_ name: String, _ field: String, _ names: Set<String>, at range: SourceRange, _ pointer: JSONPointer) {
    if Placeholder.isIn(name) { return }
    let text = "\(field) names the state '\(Words.short(name))', "
    if let other = stateNames[name] {
      error(
        .unknownState, text + "which is in another branch or Map (line \(other.start.line)); a transition cannot lead there.", at: range,
        pointer)
      return
    }
    let near = suggestion(for: name, among: names.count <= 5_000 ? names.sorted() : [])
    error(
      .unknownState, text + "which does not exist" + (near.map { "; did you mean '\($0)'?" } ?? "."), fix: near.map { "\"\($0)\"" },
      at: range, pointer)
  }

  private func targets(of state: JSONNode, _ pointer: JSONPointer) -> [(field: String, target: JSONNode, pointer: JSONPointer)] {
    var found: [(String, JSONNode, JSONPointer)] = []
    for field in ["Next", "Default"] {
      if let target = state[field] { found.append((field, target, pointer.appending(field))) }
    }
    for list in ["Choices", "Catch"] {
      for (at, element) in (state[list]?.elements ?? []).enumerated() {
        if let target = element["Next"] { found.append(("Next", target, pointer.appending(list).appending(at).appending("Next"))) }
      }
    }
    return found
  }

  private func isTerminal(_ state: JSONNode) -> Bool {
    if let type = state["Type"]?.stringValue, type == "Succeed" || type == "Fail" { return true }
    if let end = state["End"] { return end.boolValue == true || end.stringValue != nil }
    return false
  }
}
