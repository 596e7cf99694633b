import JSON
import JSONPath

/// Paths that no earlier state can produce. What is known of a state's input is followed from state to state: a path is reported only
/// where every
/// way to the state gives a value that surely lacks it.
extension DefinitionChecker {
  /// A machine with more states is not followed: the work grows with states times ways.
  private static let followedStates = 2_000

  /// - Parameter group: what holds the states of `reads`.
  mutating func lintPaths(_ group: JSONNode) {
    guard let members = group["States"]?.members, members.count <= DefinitionChecker.followedStates, machineLanguage == .jsonPath,
      let start = group["StartAt"]?.stringValue
    else { return }
    // Most states read no path: nothing is followed before one does.
    var followed: ShapeFlow?
    for (member, found) in reads {
      let paths = found.filter { $0.path.root == .input }
      if paths.isEmpty { continue }
      let flow = followed ?? ShapeFlow(members, start: start)
      followed = flow
      if let input = flow.inputs[member.key] { lintPaths(of: member, paths, input) }
    }
  }

  private mutating func lintPaths(of member: JSONMember, _ reads: [StatePaths.Read], _ input: ValueShape) {
    let node = member.value
    let effective = ShapeFlow.selected(node["InputPath"], input)
    for read in reads {
      guard let shape = DefinitionChecker.base(of: read.field, node, input: input, effective: effective),
        let names = read.path.plainTokens, shape.value(at: names) == nil, !isPresenceTest(read, node)
      else { continue }
      warning(
        .pathNotProduced,
        "State '\(Words.short(member.key))' reads '\(Words.short(read.path.source))', which no way to it can give.", at: read.node.range,
        read.pointer)
    }
  }

  /// The value that a field's paths look into, where it is known: the state's input, or what `InputPath` makes of it.
  private static func base(of field: String, _ node: JSONNode, input: ValueShape, effective: ValueShape) -> ValueShape? {
    switch field {
    case "InputPath": return input
    // With a reader the items come from there.
    case "ItemsPath" where node["ItemReader"] != nil: return nil
    case "Parameters", "Choices", "ItemsPath", "SecondsPath", "TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath",
      "MaxConcurrencyPath", "ErrorPath", "CausePath":
      // A Map's Parameters look into the state's input too; a Choice looks into it directly.
      return effective
    default: return nil
    }
  }

  /// A rule that asks whether its own variable is there may ask.
  private func isPresenceTest(_ read: StatePaths.Read, _ node: JSONNode) -> Bool {
    guard read.field == "Choices", read.pointer.tokens.count >= 2, let at = read.pointer.tokens.lastIndex(of: "Choices"),
      at + 1 < read.pointer.tokens.count, let index = Int(read.pointer.tokens[at + 1]), let rules = node["Choices"]?.elements,
      rules.indices.contains(index)
    else { return false }
    return DefinitionChecker.asksPresence(rules[index])
  }

  private static func asksPresence(_ node: JSONNode) -> Bool {
    switch node.content {
    case .object(let members): members.contains { $0.key == "IsPresent" || asksPresence($0.value) }
    case .array(let elements): elements.contains(where: asksPresence)
    default: false
    }
  }
}

/// What is known of the input of each state of a group.
struct ShapeFlow {
  /// By name; a state that nothing leads to has none.
  private(set) var inputs: [String: ValueShape] = [:]

  init(_ members: [JSONMember], start: String) {
    let states = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    var queue = [start]
    var visits: [String: Int] = [:]
    inputs[start] = .unknown
    while let name = queue.popLast() {
      guard let state = states[name], let input = inputs[name] else { continue }
      visits[name, default: 0] += 1
      // A loop that goes on changing what is known is not followed to its end.
      let isLost = visits[name, default: 0] > 12
      for (target, shape) in ShapeFlow.ways(from: state, input) where states[target] != nil {
        let known = inputs[target]
        let next = isLost ? .unknown : (known.map { $0.joined(shape) } ?? shape).bounded
        if next != known {
          inputs[target] = next
          queue.append(target)
        }
      }
    }
  }

  /// Where a state leads, and with what.
  private static func ways(from state: JSONNode, _ input: ValueShape) -> [(String, ValueShape)] {
    guard state["QueryLanguage"]?.stringValue != "JSONata" else {
      return targets(of: state).map { ($0, .unknown) }
    }
    var ways: [(String, ValueShape)] = []
    if state["Type"]?.stringValue == "Choice" {
      let shape = selected(state["OutputPath"], selected(state["InputPath"], input))
      ways += (state["Choices"]?.elements ?? []).compactMap { $0["Next"]?.stringValue }.map { ($0, shape) }
      if let name = state["Default"]?.stringValue { ways.append((name, shape)) }
    }
    if let name = state["Next"]?.stringValue { ways.append((name, output(of: state, input))) }
    for catcher in state["Catch"]?.elements ?? [] {
      guard let name = catcher["Next"]?.stringValue else { continue }
      ways.append((name, placed(catcher["ResultPath"], .errorOutput, input)))
    }
    return ways
  }

  private static func targets(of state: JSONNode) -> [String] {
    let own = [state["Next"], state["Default"]].compactMap { $0?.stringValue }
    return own + ["Choices", "Catch"].flatMap { (state[$0]?.elements ?? []).compactMap { $0["Next"]?.stringValue } }
  }

  private static func output(of state: JSONNode, _ input: ValueShape) -> ValueShape {
    let effective = selected(state["InputPath"], input)
    var result: ValueShape
    switch state["Type"]?.stringValue {
    case "Pass":
      result = state["Result"].map { ValueShape(literal: $0.value) } ?? state["Parameters"].map { template($0, effective) } ?? effective
    case "Wait": return selected(state["OutputPath"], effective)
    case "Task": result = .unknown
    case "Parallel": result = .array
    case "Map": result = state["ResultWriter"] == nil ? .array : .unknown
    default: return .unknown
    }
    if let selector = state["ResultSelector"] { result = template(selector, result) }
    return selected(state["OutputPath"], placed(state["ResultPath"], result, input))
  }

  /// What `InputPath` or `OutputPath` makes of a value.
  static func selected(_ field: JSONNode?, _ shape: ValueShape) -> ValueShape {
    guard let field else { return shape }
    if field.isNull { return .empty }
    return at(field.stringValue ?? "", shape)
  }

  private static func placed(_ field: JSONNode?, _ result: ValueShape, _ input: ValueShape) -> ValueShape {
    guard let field else { return result }
    if field.isNull { return input }
    guard let text = field.stringValue, let path = try? JSONPath(parsing: text), path.root == .input, let names = path.plainTokens else {
      return .unknown
    }
    return input.placing(result, at: names)
  }

  /// The shape of a path's value; of what may be missing nothing is known.
  private static func at(_ text: String, _ shape: ValueShape) -> ValueShape {
    guard let path = try? JSONPath(parsing: text), path.root == .input, let names = path.plainTokens else { return .unknown }
    return shape.value(at: names) ?? .unknown
  }

  private static func template(_ node: JSONNode, _ shape: ValueShape) -> ValueShape {
    guard let members = node.members else { return node.elements == nil ? ValueShape(literal: node.value) : .array }
    var found: [String: ValueShape] = [:]
    for member in members {
      // What deployment puts in place of a name or a value may be anything.
      if Placeholder.isIn(member.key) { return .unknown }
      if member.key.hasSuffix(".$") {
        found[String(member.key.dropLast(2))] = at(member.value.stringValue ?? "", shape)
      } else {
        found[member.key] = member.value.stringValue.map(Placeholder.isIn) == true ? .unknown : template(member.value, shape)
      }
    }
    return .object(found, isClosed: true)
  }
}
