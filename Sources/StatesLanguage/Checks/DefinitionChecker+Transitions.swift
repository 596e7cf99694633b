import JSON

/// The ways between the states of one `States` map: they lead to states of this map, every state can be reached, and there is a way out.
extension DefinitionChecker {
  mutating func checkTransitions(_ group: JSONNode, _ pointer: JSONPointer, what: Title) {
    guard let members = group["States"]?.members, !members.isEmpty else { return }
    let states = pointer.appending("States")
    let places = Dictionary(members.enumerated().lazy.map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    var ways = Ways(count: members.count)
    if let start = group["StartAt"], let name = start.stringValue {
      if let place = places[name] {
        ways.start = place
      } else {
        missingState(name, "'StartAt'", places, at: start.range, pointer.appending("StartAt"))
      }
    }
    for (at, member) in members.enumerated() {
      // A name that stands twice is one state.
      let from = places.count == members.count ? at : places[member.key] ?? at
      Target.each(of: member.value) { target in
        guard let name = target.node.stringValue else { return }
        let place = places[name]
        ways.add(from: from, to: place)
        if place == nil {
          missingState(
            name, "'\(target.field)' of state '\(Words.short(member.key))'", places, at: target.node.range,
            target.pointer(in: states.appending(member.key)))
        }
      }
    }
    // Without a start every state would count as unreachable; the missing start is said already.
    guard let reached = ways.reached else { return }
    for (at, member) in members.enumerated() where !reached[at] && !reached[places[member.key] ?? at] {
      error(
        .unreachableState, "No way from 'StartAt' leads to state '\(Words.short(member.key))'.", at: member.keyRange,
        states.appending(member.key))
    }
    // A state that leads nowhere, or to what does not exist, is said already.
    let isClosed = members.allSatisfy { member in !isTerminal(member.value) && places[member.key].map(ways.goesOn) == true }
    if isClosed, let range = group.member("States")?.keyRange {
      error(
        .noTerminalState, "\(what) has no state that ends it: none has \"End\": true and none is a Succeed or a Fail.", at: range, states
      )
    }
  }

  private mutating func missingState(_ name: String, _ field: String, _ names: [String: Int], at range: SourceRange, _ pointer: JSONPointer)
  {
    if Placeholder.isIn(name) { return }
    let text = "\(field) names the state '\(Words.short(name))', "
    if let other = stateNames[name] {
      error(
        .unknownState, text + "which is in another branch or Map (line \(other.start.line)); a transition cannot lead there.", at: range,
        pointer)
      return
    }
    let near = suggestion(for: name, among: names.count <= 5_000 ? names.keys.sorted() : [])
    error(
      .unknownState, text + "which does not exist" + (near.map { "; did you mean '\($0)'?" } ?? "."), fix: near.map { "\"\($0)\"" },
      at: range, pointer)
  }

  private func isTerminal(_ state: JSONNode) -> Bool {
    if let type = state["Type"]?.stringValue, type == "Succeed" || type == "Fail" { return true }
    if let end = state["End"] { return end.boolValue == true || end.stringValue != nil }
    return false
  }
}

/// A field of a state that names another one.
private struct Target {
  var field: String
  var node: JSONNode
  /// The list it stands in and its place there; nil for a field of the state itself.
  var list: (name: String, at: Int)?

  static func each(of state: JSONNode, _ body: (Target) -> Void) {
    for field in ["Next", "Default"] {
      if let node = state[field] { body(Target(field: field, node: node)) }
    }
    for list in ["Choices", "Catch"] {
      guard let elements = state[list]?.elements else { continue }
      for (at, element) in elements.enumerated() {
        if let node = element["Next"] { body(Target(field: "Next", node: node, list: (list, at))) }
      }
    }
  }

  func pointer(in state: JSONPointer) -> JSONPointer {
    (list.map { state.appending($0.name).appending($0.at) } ?? state).appending(field)
  }
}

/// Where the states of a group lead, by their places in it.
private struct Ways {
  /// Each state's last way, and of each way the one before it from the same state; -1 where there is none.
  private var last: [Int]
  private var ways: [(target: Int, before: Int)] = []
  private var leadsAstray: [Bool]
  var start: Int?

  init(count: Int) {
    last = Array(repeating: -1, count: count)
    leadsAstray = Array(repeating: false, count: count)
    ways.reserveCapacity(count)
  }

  /// - Parameter target: nil for a state that does not exist.
  mutating func add(from place: Int, to target: Int?) {
    guard let target else { return leadsAstray[place] = true }
    ways.append((target, last[place]))
    last[place] = ways.count - 1
  }

  /// Whether every way from here leads to a state, and there is one.
  func goesOn(from place: Int) -> Bool { last[place] >= 0 && !leadsAstray[place] }

  /// Which states some way from the start leads to; nil without a start.
  var reached: [Bool]? {
    guard let start else { return nil }
    var reached = Array(repeating: false, count: last.count)
    reached[start] = true
    var queue = [start]
    while let place = queue.popLast() {
      var way = last[place]
      while way >= 0 {
        let target = ways[way].target
        if !reached[target] {
          reached[target] = true
          queue.append(target)
        }
        way = ways[way].before
      }
    }
    return reached
  }
}
