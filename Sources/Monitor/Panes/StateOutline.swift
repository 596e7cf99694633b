import StatesLanguage

/// The graph as lines, one a state, for screens on which boxes do not fit: the main path downwards, what branches off indented below its fork.
struct StateOutline: Sendable {
  /// One line.
  struct Line: Sendable, Equatable {
    var state: String
    /// Branch lines before the name: for each level whether its line goes on below.
    var levels: [Bool] = []
    /// Whether this line hangs on a fork (`├` or `└`), and is its last.
    var hangs = false
    var isLast = false
    /// An error path: dashed, with the word before the name.
    var isCatch = false
    /// A state that has its own line elsewhere: only pointed to.
    var isReference = false
  }

  private(set) var lines: [Line] = []
  private var placed: Set<String> = []
  /// Deeper nesting is drawn no further to the right.
  private static let deepest = 8

  init(_ machine: StateMachine?) {
    guard let machine else { return }
    chain(machine.body.startAt.value, in: machine.body, levels: [], entry: nil, stop: [])
    // States nothing leads to are shown all the same.
    for name in machine.stateNames where !placed.contains(name) {
      placed.insert(name)
      lines.append(Line(state: name))
    }
  }

  /// For histories without a definition: the states in the order in which they were entered.
  init(entered states: [String]) { lines = states.map { Line(state: $0) } }

  private struct Exit {
    var target: String
    var isCatch: Bool
  }

  /// A state and what follows it, until a state that is placed already or belongs to the path around.
  private mutating func chain(_ start: String, in group: StateGroup, levels: [Bool], entry: Line?, stop: Set<String>) {
    var name = start
    var line = entry
    while let state = group.state(name), !placed.contains(name), !stop.contains(name) {
      placed.insert(name)
      var shown = line ?? Line(state: name, levels: levels)
      shown.state = name
      lines.append(shown)
      line = nil
      guard lines.count < 20_000 else { return }
      for inner in state.groups { nested(inner, levels: levels, isLast: true) }
      let main = mainPath(of: state, in: group)
      let side = exits(of: state).filter { $0.target != main }
      let reserved = stop.union(main.map { reachable(from: $0, in: group) } ?? [])
      for (at, exit) in side.enumerated() {
        branch(exit, in: group, levels: levels, isLast: at == side.count - 1, stop: reserved)
      }
      guard let main else { return }
      name = main
    }
  }

  private mutating func nested(_ group: StateGroup, levels: [Bool], isLast: Bool) {
    guard levels.count < StateOutline.deepest else { return chain(group.startAt.value, in: group, levels: levels, entry: nil, stop: []) }
    let entry = Line(state: "", levels: levels, hangs: true, isLast: false)
    chain(group.startAt.value, in: group, levels: levels + [true], entry: entry, stop: [])
  }

  private mutating func branch(_ exit: Exit, in group: StateGroup, levels: [Bool], isLast: Bool, stop: Set<String>) {
    var entry = Line(state: exit.target, levels: levels, hangs: true, isLast: isLast, isCatch: exit.isCatch)
    if placed.contains(exit.target) || stop.contains(exit.target) || levels.count >= StateOutline.deepest {
      entry.isReference = true
      lines.append(entry)
    } else {
      chain(exit.target, in: group, levels: levels + [!isLast], entry: entry, stop: stop)
    }
  }

  private func exits(of state: State) -> [Exit] {
    var exits: [Exit] = []
    func add(_ target: String, isCatch: Bool) {
      if !exits.contains(where: { $0.target == target && $0.isCatch == isCatch }) { exits.append(Exit(target: target, isCatch: isCatch)) }
    }
    if case .choice(let choice) = state.kind {
      for rule in choice.rules { add(rule.next.value, isCatch: false) }
      if let other = choice.defaultNext { add(other.value, isCatch: false) }
    }
    if case .next(let target) = state.transition { add(target.value, isCatch: false) }
    for catcher in state.catchers { add(catcher.next.value, isCatch: true) }
    return exits
  }

  /// Where the main path goes on: `Next`, or where a Choice's branches meet again.
  private func mainPath(of state: State, in group: StateGroup) -> String? {
    if case .next(let target) = state.transition { return target.value }
    guard case .choice = state.kind else { return nil }
    let targets = exits(of: state).filter { !$0.isCatch }.map(\.target).filter { !placed.contains($0) }
    guard targets.count > 1 else { return targets.first }
    let reach = targets.map { reachable(from: $0, in: group) }
    let common = reach.dropFirst().reduce(reach[0]) { $0.intersection($1) }.subtracting(placed)
    return group.states.first { common.contains($0.name) && !targets.contains($0.name) }?.name ?? targets.first { common.contains($0) }
  }

  /// States that can follow without an error, the start among them.
  private func reachable(from start: String, in group: StateGroup) -> Set<String> {
    var seen: Set<String> = []
    var open = [start]
    while let name = open.popLast(), seen.count < 2_000 {
      guard let state = group.state(name), seen.insert(name).inserted else { continue }
      open += exits(of: state).filter { !$0.isCatch }.map(\.target)
    }
    return seen
  }
}
