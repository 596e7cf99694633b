import Intrinsics
import JSON
import JSONPath

/// Workflow variables: their names, and where they may be assigned and read.
extension DefinitionChecker {
  /// Characters a variable's name may have.
  static let maximumVariableName = 80

  /// The `Assign` of a state, of its rules and of its catchers, member by member; the pointer leads to the `Assign`.
  static func eachAssigned(of state: JSONNode, _ pointer: JSONPointer, _ body: (JSONMember, JSONPointer) -> Void) {
    func look(in node: JSONNode, _ pointer: @autoclosure () -> JSONPointer) {
      guard let members = node["Assign"]?.members else { return }
      let place = pointer().appending("Assign")
      for member in members { body(member, place) }
    }
    look(in: state, pointer)
    for list in ["Choices", "Catch"] {
      guard let elements = state[list]?.elements else { continue }
      for (at, element) in elements.enumerated() { look(in: element, pointer.appending(list).appending(at)) }
    }
  }

  /// A key of `Assign` without the `.$` of JSONPath.
  static func variableName(_ key: String) -> String { key.hasSuffix(".$") ? String(key.dropLast(2)) : key }

  mutating func checkVariables(_ node: JSONNode, _ pointer: JSONPointer) {
    DefinitionChecker.eachAssigned(of: node, pointer) { member, place in
      checkVariable(DefinitionChecker.variableName(member.key), member, place.appending(member.key))
    }
  }

  private mutating func checkVariable(_ name: String, _ member: JSONMember, _ pointer: JSONPointer) {
    if Placeholder.isIn(name) { return }
    if name == "states" {
      error(.badVariable, "'states' cannot be assigned: '$states' is Step Functions' own.", at: member.keyRange, pointer)
    } else if name.unicodeScalars.count > DefinitionChecker.maximumVariableName {
      error(
        .nameTooLong, "The variable name '\(Words.short(name))' has \(name.unicodeScalars.count) characters; at most 80 are allowed.",
        at: member.keyRange, pointer)
    } else if !DefinitionChecker.isVariableName(name) {
      error(
        .badVariable, "'\(Words.short(name))' is not a variable's name: it begins with a letter and goes on with letters, digits and '_'.",
        at: member.keyRange, pointer)
    } else if let state = variableScopes.dropLast().lazy.compactMap({ $0.otherState(assigning: name) }).first {
      warning(
        .outerVariable,
        "'\(name)' is a variable that state '\(Words.short(state))' outside assigns; a branch or an iteration may read it, and should not assign it.",
        at: member.keyRange, pointer)
    }
  }

  /// An identifier of Unicode's annex 31.
  private static func isVariableName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, first.properties.isIDStart else { return false }
    return name.unicodeScalars.dropFirst().allSatisfy(\.properties.isIDContinue)
  }

  // MARK: Reading

  /// What a JSONPath state reads: variables are looked for at once, paths when the whole group is known.
  mutating func checkReads(of member: JSONMember, _ pointer: JSONPointer, _ scope: CheckScope) {
    guard scope.language == .jsonPath else { return }
    let found = StatePaths.of(member.value, pointer)
    if found.isEmpty { return }
    reads.append((member, found))
    lintReferences(found, scope)
  }

  private mutating func lintReferences(_ reads: [StatePaths.Read], _ scope: CheckScope) {
    let scopes = variableScopes
    for read in reads {
      guard case .variable(let name) = read.path.root, !scopes.contains(where: { $0.assigners[name] != nil }) else { continue }
      let near = suggestion(for: name, among: scopes.flatMap(\.assigners.keys).sorted())
      warning(
        .unknownVariable,
        "\(scope.what) reads the variable '$\(Words.short(name))', which no state assigns"
          + (near.map { "; did you mean '$\($0)'?" } ?? "."),
        fix: near.map { "$\($0)" }, at: read.node.range, read.pointer)
    }
  }
}

/// What the states of one group assign.
struct VariableScope {
  /// The states that assign each variable themselves, or in a rule or a catcher.
  private(set) var assigners: [String: Set<String>] = [:]
  /// The state of the group that is being checked.
  var state = ""

  init(_ group: JSONNode) {
    for state in group["States"]?.members ?? [] {
      DefinitionChecker.eachAssigned(of: state.value, JSONPointer()) { member, _ in
        assigners[DefinitionChecker.variableName(member.key), default: []].insert(state.key)
      }
    }
  }

  /// A state that assigns a variable, other than the one being checked: what that one assigns when it ends was recorded to be a name
  /// that its branches may use.
  func otherState(assigning name: String) -> String? { assigners[name]?.filter { $0 != state }.min() }
}

/// The paths that a JSONPath state reads by itself, not those of the states inside it.
struct StatePaths {
  /// One path, and the string it stands in.
  struct Read {
    var path: JSONPath
    var node: JSONNode
    var pointer: JSONPointer
    /// The field of the state it stands in.
    var field: String
  }

  private static let inner: Set<String> = [
    "Branches", "ItemProcessor", "Iterator", "Result", "Comment", "Type", "Next", "Default", "Resource",
  ]
  private static let plain: Set<String> = ["InputPath", "OutputPath", "ItemsPath", "Variable"]

  static func of(_ state: JSONNode, _ pointer: JSONPointer) -> [Read] {
    var found: [Read] = []
    for member in state.members ?? [] where mayRead(member) && !inner.contains(member.key) {
      collect(member, pointer.appending(member.key), field: member.key, &found)
    }
    return found
  }

  /// Quickly told: a text reads something where its name ends in `$`, or it begins with `$` or as `States.` does.
  private static func mayRead(_ member: JSONMember) -> Bool {
    guard case .string(let text) = member.value.content else { return true }
    let first = text.utf8.first
    return first == UInt8(ascii: "$") || first == UInt8(ascii: "S") || member.key.utf8.last == UInt8(ascii: "$")
  }

  private static func collect(_ member: JSONMember, _ pointer: JSONPointer, field: String, _ found: inout [Read]) {
    switch member.value.content {
    case .string(let text) where isPath(member.key, text):
      if text.hasPrefix("$") {
        if let path = try? JSONPath(parsing: text) { found.append(Read(path: path, node: member.value, pointer: pointer, field: field)) }
      } else if let call = try? IntrinsicCall(parsing: text) {
        found += call.paths.map { Read(path: $0, node: member.value, pointer: pointer, field: field) }
      }
    case .object(let members):
      for inner in members { collect(inner, pointer.appending(inner.key), field: field, &found) }
    case .array(let elements):
      for (at, element) in elements.enumerated() {
        collect(
          JSONMember(key: "", keyRange: element.range, value: element), pointer.appending(at), field: field, &found)
      }
    default: break
    }
  }

  private static func isPath(_ key: String, _ text: String) -> Bool {
    guard !Placeholder.isIn(text) else { return false }
    if key.hasSuffix(".$") || plain.contains(key) { return true }
    return key.hasSuffix("Path") && key != "ResultPath" && (text.hasPrefix("$") || text.hasPrefix("States."))
  }
}
