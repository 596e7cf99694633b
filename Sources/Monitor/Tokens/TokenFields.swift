import DataFlow
import JSON
import StatesLanguage

/// What later states read of a token's answer: the fields that must be filled, found in the definition. Nothing is invented: a field that
/// nobody reads is not asked for.
struct TokenField: Sendable, Equatable {
  /// Keys from the answer down: `["approved"]`.
  var path: [String]
  /// `boolean`, `string`, `number`, `timestamp`, or nil where nobody says.
  var type: String?
  /// The state that reads it first.
  var reader: String
  /// Values that rules compare it with: what Space offers.
  var values: [JSONValue]

  /// As people write it: `$.approved`.
  var name: String { "$." + path.joined(separator: ".") }
}

enum TokenFields {
  /// States looked at after the one that waits.
  private static let horizon = 60

  /// The fields that states after `state` read of its answer, in the order in which they are met.
  static func fields(after state: State, in machine: StateMachine) -> [TokenField] {
    var collector = Collector()
    if let selector = state.resultSelector {
      // The selector alone sees the answer; what later states read is what it made of it.
      collector.collect(selector.node.value, reader: state.name, prefix: [])
      return collector.fields
    }
    if state.queryLanguage == .jsonata {
      for node in [state.output, state.assign].compactMap({ $0 }) {
        collector.jsonata(node.node.value, root: "$states.result", reader: state.name)
      }
      if state.output != nil { return collector.fields }
    }
    let place: [String]
    switch state.resultPath {
    case .absent: place = []
    case .null: return collector.fields
    case .path(let path): place = keys(path.value) ?? []
    }
    walk(from: state, in: machine, place: place, &collector)
    return collector.fields
  }

  private static func walk(from state: State, in machine: StateMachine, place: [String], _ collector: inout Collector) {
    var seen: Set<String> = [state.name]
    var open = Successors.of(state).map { (name: $0, place: place) }
    while !open.isEmpty, seen.count < horizon {
      let (name, place) = open.removeFirst()
      guard seen.insert(name).inserted, let next = machine.state(name) else { continue }
      collector.collect(next, prefix: place)
      if let inner = branchPlace(of: next, place) { open += next.groups.map { ($0.startAt.value, inner) } }
      if !replacesInput(next) { open += Successors.of(next).map { ($0, place) } }
    }
  }

  /// Where the answer stands in the input of a Parallel's branches, which is the state's own unless InputPath or Parameters change it; nil
  /// for other states (an iteration of a Map gets an item) and where the answer does not reach the branches whole.
  private static func branchPlace(of state: State, _ place: [String]) -> [String]? {
    guard state.type == .parallel, state.parameters == nil, state.arguments == nil else { return nil }
    switch state.inputPath {
    case .absent: return place
    case .null: return nil
    case .path(let path):
      guard let keys = keys(path.value), place.starts(with: keys) else { return nil }
      return Array(place.dropFirst(keys.count))
    }
  }

  /// Whether nothing of a state's input reaches the next one.
  private static func replacesInput(_ state: State) -> Bool {
    switch state.kind {
    case .choice, .wait, .succeed, .fail: return false
    case .pass(let result):
      if result == nil && state.parameters == nil { return false }
      if case .absent = state.resultPath { return true }
      return false
    default:
      if case .absent = state.resultPath { return true }
      return false
    }
  }

  /// `["a", "b"]` for `$.a.b`; nil for paths that are more than keys.
  static func keys(_ path: String) -> [String]? {
    guard path.first == "$", !path.hasPrefix("$$") else { return nil }
    if path == "$" { return [] }
    guard path.hasPrefix("$.") else { return nil }
    var keys: [String] = []
    for part in path.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false) {
      let key = part.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
      guard !key.isEmpty else { break }
      keys.append(String(key))
      if key.count < part.count { break }
    }
    return keys.isEmpty ? nil : keys
  }
}

/// Where a state leads without an error.
enum Successors {
  static func of(_ state: State) -> [String] {
    var names: [String] = []
    if case .choice(let choice) = state.kind { names = choice.rules.map(\.next.value) + (choice.defaultNext.map { [$0.value] } ?? []) }
    if case .next(let target) = state.transition { names.append(target.value) }
    return names
  }
}

private struct Collector {
  var fields: [TokenField] = []

  mutating func add(_ keys: [String], prefix: [String], type: String?, reader: String, value: JSONValue? = nil) {
    guard keys.starts(with: prefix), keys.count > prefix.count, fields.count < 40 else { return }
    let path = Array(keys.dropFirst(prefix.count))
    if let at = fields.firstIndex(where: { $0.path == path }) {
      if fields[at].type == nil { fields[at].type = type }
      if let value, !fields[at].values.contains(value) { fields[at].values.append(value) }
    } else {
      fields.append(TokenField(path: path, type: type, reader: reader, values: value.map { [$0] } ?? []))
    }
  }

  mutating func collect(_ state: State, prefix: [String]) {
    if case .choice(let choice) = state.kind { for rule in choice.rules { collect(rule.condition, reader: state.name, prefix: prefix) } }
    for setting in [state.inputPath, state.outputPath] {
      if case .path(let path) = setting, let keys = TokenFields.keys(path.value) {
        add(keys, prefix: prefix, type: nil, reader: state.name)
      }
    }
    if let parameters = state.parameters { collect(parameters.node.value, reader: state.name, prefix: prefix) }
    if case .wait(let wait) = state.kind {
      switch wait {
      case .secondsPath(let path): TokenFields.keys(path.value).map { add($0, prefix: prefix, type: "number", reader: state.name) }
      case .timestampPath(let path): TokenFields.keys(path.value).map { add($0, prefix: prefix, type: "timestamp", reader: state.name) }
      default: break
      }
    }
    if case .map(let map) = state.kind, let path = map.itemsPath, let keys = TokenFields.keys(path.value) {
      add(keys, prefix: prefix, type: "array", reader: state.name)
    }
    for node in [state.arguments, state.output, state.assign].compactMap({ $0 }) {
      jsonata(node.node.value, root: "$states.input", reader: state.name)
    }
  }

  /// Members `NAME.$` of a payload template.
  mutating func collect(_ template: JSONValue, reader: String, prefix: [String]) {
    switch template {
    case .object(let object):
      for (key, value) in object {
        if key.hasSuffix(".$"), let path = value.stringValue {
          for path in (try? Expression(parsing: path))?.paths ?? [] {
            TokenFields.keys(path.source).map { add($0, prefix: prefix, type: nil, reader: reader) }
          }
        } else {
          collect(value, reader: reader, prefix: prefix)
        }
      }
    case .array(let elements): for element in elements { collect(element, reader: reader, prefix: prefix) }
    default: break
    }
  }

  private mutating func collect(_ condition: ChoiceCondition, reader: String, prefix: [String]) {
    switch condition {
    case .and(let all), .or(let all): for inner in all { collect(inner, reader: reader, prefix: prefix) }
    case .not(let inner): collect(inner, reader: reader, prefix: prefix)
    case .test(let variable, let name, let operand):
      guard let keys = TokenFields.keys(variable.value) else { return }
      let type = ["Boolean", "String", "Numeric", "Timestamp"].first { name.hasPrefix($0) }
      let word = type == "Numeric" ? "number" : type?.lowercased()
      let value = name.hasSuffix("Equals") ? operand.node.value : nil
      add(keys, prefix: prefix, type: word, reader: reader, value: value)
      if type == "Boolean", let flag = value?.boolValue { add(keys, prefix: prefix, type: word, reader: reader, value: .bool(!flag)) }
    case .jsonata(let node): jsonata(node.node.value, root: "$states.input", reader: reader)
    }
  }

  /// `$states.input.NAME` anywhere in a JSONata expression.
  mutating func jsonata(_ value: JSONValue, root: String, reader: String) {
    switch value {
    case .string(let text):
      var rest = text[...]
      while let found = rest.firstRange(of: root + ".") {
        rest = rest[found.upperBound...]
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        if !name.isEmpty { add([String(name)], prefix: [], type: nil, reader: reader) }
      }
    case .array(let elements): for element in elements { jsonata(element, root: root, reader: reader) }
    case .object(let object): for member in object { jsonata(member.value, root: root, reader: reader) }
    default: break
    }
  }
}
