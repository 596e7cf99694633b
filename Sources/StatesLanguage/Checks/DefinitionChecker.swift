import JSON

/// Looks through a whole document and says everything that is wrong with it, not only the first thing.
/// It reads the tree, not the model, so that one mistake does not hide the others.
struct DefinitionChecker {
  /// More are of no use to anybody, and hostile texts have very many.
  static let maximumDiagnostics = 1_000

  private(set) var diagnostics: [Diagnostic] = []
  private var isFull = false
  /// How many more names may be compared for suggestions: a hostile text has very many misspelt ones.
  private var comparisons = 50_000
  var machineLanguage = QueryLanguage.jsonPath
  /// How many distributed Maps the states being checked are in.
  var distributedDepth = 0
  /// Where each state's name was first written, over the whole machine.
  var stateNames: [String: SourceRange] = [:]
  /// What is assigned in the groups around the states being checked, outermost first; their own group's names are the last.
  var variableScopes: [VariableScope] = []

  /// The paths that the states of the group being checked read, of those that read any.
  var reads: [(state: JSONMember, reads: [StatePaths.Read])] = []

  /// The states around what is being checked, outermost first.
  var states: [(pointer: JSONPointer, type: StateType)] = []
  /// The text the document was read from.
  let source: [UInt8]
  /// The same by lines.
  lazy var lines = LineTable(source)

  /// - Parameter source: the text the document was read from.
  init(source: [UInt8] = []) { self.source = source }

  /// All diagnostics of a document, in order of place.
  static func diagnostics(of root: JSONNode, text: String) -> [Diagnostic] {
    var checker = DefinitionChecker(source: Array(text.utf8))
    checker.checkKeys(root, JSONPointer())
    checker.checkMachine(root)
    return checker.diagnostics.enumerated().sorted { a, b in
      (a.element.range.start.offset, a.offset) < (b.element.range.start.offset, b.offset)
    }.map(\.element)
  }

  mutating func report(
    _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ message: String, fix: String? = nil, at range: SourceRange,
    _ pointer: JSONPointer
  ) {
    guard diagnostics.count < DefinitionChecker.maximumDiagnostics else {
      if !isFull {
        isFull = true
        diagnostics.append(
          Diagnostic(
            .note, .tooMany, "There is more to say than \(DefinitionChecker.maximumDiagnostics) diagnostics; mend these first.", at: range
          ))
      }
      return
    }
    diagnostics.append(Diagnostic(severity, code, message, fix: fix, at: range, pointer: pointer.description))
  }

  /// The candidate that was probably meant, nil when none is near.
  mutating func suggestion(for name: String, among candidates: @autoclosure () -> [String]) -> String? {
    guard !isFull, comparisons > 0 else { return nil }
    let names = candidates()
    comparisons -= names.count
    return Words.nearest(to: name, among: names)
  }

  mutating func error(_ code: DiagnosticCode, _ message: String, fix: String? = nil, at range: SourceRange, _ pointer: JSONPointer) {
    report(.error, code, message, fix: fix, at: range, pointer)
  }

  mutating func warning(_ code: DiagnosticCode, _ message: String, fix: String? = nil, at range: SourceRange, _ pointer: JSONPointer) {
    report(.warning, code, message, fix: fix, at: range, pointer)
  }

  /// Keys that stand twice in an object: readers keep one of them, and not always the same.
  private mutating func checkKeys(_ node: JSONNode, _ pointer: @autoclosure () -> JSONPointer) {
    switch node.content {
    case .array(let elements):
      for (at, element) in elements.enumerated() { checkKeys(element, pointer().appending(at)) }
    case .object(let members):
      if DefinitionChecker.mayRepeat(members) { checkKeys(of: members, pointer()) }
      for member in members {
        switch member.value.content {
        case .array, .object: checkKeys(member.value, pointer().appending(member.key))
        case .null, .bool, .number, .string: break
        }
      }
    default: break
    }
  }

  private mutating func checkKeys(of members: [JSONMember], _ pointer: JSONPointer) {
    var seen = Set<String>(minimumCapacity: members.count)
    for member in members where !seen.insert(member.key).inserted {
      error(
        .duplicateKey, "The key '\(Words.short(member.key))' stands twice in one object.", at: member.keyRange,
        pointer.appending(member.key))
    }
  }

  /// Few keys are compared with each other more quickly than put into a set.
  private static func mayRepeat(_ members: [JSONMember]) -> Bool {
    guard members.count <= 8 else { return true }
    for at in members.indices.dropFirst() {
      let key = members[at].key
      for before in 0..<at where members[before].key.utf8.count == key.utf8.count && members[before].key == key { return true }
    }
    return false
  }

  private mutating func checkMachine(_ root: JSONNode) {
    guard root.members != nil else {
      error(
        .notAnObject, "A definition must be an object with 'StartAt' and 'States', but this is \(Words.article(root.typeName)).",
        at: root.range, JSONPointer())
      return
    }
    machineLanguage = root["QueryLanguage"]?.stringValue.flatMap(QueryLanguage.init) ?? .jsonPath
    let scope = CheckScope(what: .words("The definition"), language: machineLanguage)
    checkFields(root, JSONPointer(), .machine, scope)
    if let version = root["Version"], let text = version.stringValue, text != "1.0", !Placeholder.isIn(text) {
      error(
        .wrongValue, "'Version' must be '1.0', but is '\(Words.short(text))'.", fix: "\"1.0\"", at: version.range,
        JSONPointer(["Version"]))
    }
    checkGroup(root, JSONPointer(), what: .words("The definition"))
  }

  /// The states of a `States` map and the ways between them. The fields of the map's own object are checked by the caller.
  /// - Parameter isApart: whether it is an execution of its own, which sees no variable of the machine around it.
  mutating func checkGroup(_ node: JSONNode, _ pointer: JSONPointer, what: Title, isApart: Bool = false) {
    guard let members = node["States"]?.members else { return }
    let (scopes, outerReads) = (variableScopes, reads)
    reads = []
    variableScopes = (isApart ? [] : scopes) + [VariableScope(node)]
    let states = pointer.appending("States")
    if members.isEmpty, let range = node["States"]?.range {
      error(.emptyStates, "\(what) has no states.", at: range, states)
    }
    stateNames.reserveCapacity(stateNames.count + members.count)
    for member in members { checkName(member, states) }
    for member in members { checkState(member, states.appending(member.key)) }
    checkTransitions(node, pointer, what: what)
    lintPaths(node)
    (variableScopes, reads) = (scopes, outerReads)
  }

  private mutating func checkName(_ member: JSONMember, _ states: JSONPointer) {
    let name = member.key
    var pointer: JSONPointer { states.appending(name) }
    if name.isEmpty { error(.nameEmpty, "A state's name must not be empty.", at: member.keyRange, pointer) }
    if name.utf8.count > 80, name.count > 80 {
      error(
        .nameTooLong, "The state name '\(Words.short(name))' has \(name.count) characters; at most 80 are allowed.", at: member.keyRange,
        pointer)
    }
    if let first = stateNames.updateValue(member.keyRange, forKey: name), first != member.keyRange {
      stateNames[name] = first
      error(
        .duplicateState,
        "A state named '\(Words.short(name))' is already at line \(first.start.line); names must be unique in the whole machine.",
        at: member.keyRange, pointer)
    }
  }
}

/// What the checks of an object need to know of where it stands.
struct CheckScope {
  /// The object's name in sentences.
  var what: Title
  var language: QueryLanguage

  /// The name inside a sentence.
  var inside: String { what.inside }
}
