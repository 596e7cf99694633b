import JSON
import StatesLanguage

/// What is wrong with a definition, in the words of CreateStateMachine and ValidateStateMachineDefinition.
struct DefinitionProblem: Equatable {
  /// `ERROR` or `WARNING`.
  var severity: String
  /// `SCHEMA_VALIDATION_FAILED`, `INVALID_JSON_DESCRIPTION` …
  var code: String
  var message: String
  /// A pointer from `/`; nil when the whole text is meant.
  var location: String?

  static let schema = "SCHEMA_VALIDATION_FAILED"

  /// As CreateStateMachine's message writes it.
  var sentence: String {
    let place = location.map { $0.hasPrefix("[") ? "" : " at \($0)" } ?? ""
    return "\(code): \(message)\(place)"
  }
}

/// A definition that was read as the API reads it.
struct CheckedDefinition {
  /// Nil when a problem is an error.
  var machine: StateMachine?
  var problems: [DefinitionProblem]

  /// - Parameter isExpress: what Express workflows do not have is then an error.
  init(_ text: String, isExpress: Bool) {
    if let problem = CheckedDefinition.textProblem(text) {
      problems = [problem]
      return
    }
    let loaded = StateMachine.load(bytes: Array(text.utf8), file: "definition")
    var found = loaded.diagnostics
    if isExpress, let machine = loaded.machine { found += machine.expressDiagnostics() }
    problems = CheckedDefinition.problems(of: found)
    if !found.contains(where: { $0.severity == .error }) { machine = loaded.machine }
  }

  /// The machine.
  /// - Throws: InvalidDefinition.
  static func machine(_ text: String, isExpress: Bool) throws(APIError) -> StateMachine {
    let checked = CheckedDefinition(text, isExpress: isExpress)
    if let machine = checked.machine { return machine }
    let sentences = checked.problems.filter { $0.severity == "ERROR" }.map(\.sentence)
    throw APIError("InvalidDefinition", "Invalid State Machine Definition: '\(sentences.joined(separator: ", "))'")
  }

  /// The API takes JSON, and objects alone.
  private static func textProblem(_ text: String) -> DefinitionProblem? {
    if let problem = JacksonReader.problem(in: text) {
      return DefinitionProblem(
        severity: "ERROR", code: "INVALID_JSON_DESCRIPTION", message: "\(problem.message)\n at \(problem.place(in: text))",
        location: problem.place(in: text))
    }
    guard text.drop(while: { $0.isWhitespace }).first == "{" else {
      return DefinitionProblem(
        severity: "ERROR", code: DefinitionProblem.schema, message: "Definition must be a valid JSON object", location: nil)
    }
    return nil
  }

  private static func problems(of diagnostics: [Diagnostic]) -> [DefinitionProblem] {
    var out: [DefinitionProblem] = []
    var missing: [(pointer: String, fields: [String])] = []
    for diagnostic in diagnostics where diagnostic.severity != .note {
      let place = location(diagnostic.pointer)
      if diagnostic.code == DiagnosticCode.missingField.rawValue, let field = quoted(diagnostic.message).last, isGroup(place) {
        if let at = missing.firstIndex(where: { $0.pointer == place }) {
          missing[at].fields.append(field)
        } else {
          missing.append((place, [field]))
        }
        continue
      }
      let (code, message, location) = words(diagnostic, place)
      out.append(
        DefinitionProblem(
          severity: diagnostic.severity == .error ? "ERROR" : "WARNING", code: code, message: message, location: location))
    }
    let groups = missing.map { group in
      // AWS tells a group's two fields in this order.
      let fields = ["States", "StartAt"].filter(group.fields.contains)
      return DefinitionProblem(
        severity: "ERROR", code: DefinitionProblem.schema, message: "These fields are required: [\(fields.joined(separator: ", "))]",
        location: group.pointer)
    }
    return groups + out
  }

  /// Whether a place holds `StartAt` and `States`: the top, a branch, an item processor.
  private static func isGroup(_ place: String) -> Bool {
    let last = place.split(separator: "/").last ?? ""
    return place == "/" || last == "ItemProcessor" || last == "Iterator" || place.contains("/Branches/") && Int(last) != nil
  }

  private static func location(_ pointer: String) -> String { pointer.isEmpty ? "/" : pointer }

  /// The words between single quotes.
  private static func quoted(_ message: String) -> [String] {
    message.split(separator: "'", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// AWS's code, sentence and place for ours; where AWS's words are not known, ours with its code.
  private static func words(_ diagnostic: Diagnostic, _ place: String) -> (String, String, String) {
    let parent = place.split(separator: "/").dropLast().map { "/\($0)" }.joined()
    let last = place.split(separator: "/").last.map(String.init) ?? ""
    let names = quoted(diagnostic.message)
    let schema = DefinitionProblem.schema
    switch DiagnosticCode(rawValue: diagnostic.code) {
    case .missingField:
      return (schema, "The field '\(names.last ?? "")' is required but was missing", place)
    case .badTimestamp: return (schema, "String does not match RFC3339 timestamp", place)
    case .badIntrinsic, .badDynamicValue:
      return (
        schema, "The value for the field '\(last)' must be a valid JSONPath or a valid intrinsic function call", location(parent)
      )
    case .badPath where last.hasSuffix(".$"):
      return (
        schema, "The value for the field '\(last)' must be a valid JSONPath or a valid intrinsic function call", location(parent)
      )
    case .badPath: return (schema, "Value is not a valid JSONPath", place)
    case .notReferencePath: return (schema, "Value is not a Reference Path", place)
    case .badResource: return (schema, "Value is not a valid resource ARN", place)
    case .wrongLanguage where last == "QueryLanguage":
      return (schema, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", location(parent))
    case .badJSONata:
      let reason = diagnostic.message.split(separator: " cannot be read: ", maxSplits: 1).last.map(String.init) ?? diagnostic.message
      return ("INVALID_JSONATA_EXPRESSION", reason.hasSuffix(".") ? String(reason.dropLast()) : reason, indexed(place))
    case .unsupportedJSONata where diagnostic.message.contains("has no input document"):
      let reference = diagnostic.message.split(separator: "input document, so '").last?.split(separator: "'").first.map(String.init) ?? ""
      return ("UNSUPPORTED_JSONATA_EXPRESSION", "Reference to '\(reference)' at the top level is not supported.", indexed(place))
    case .unsupportedJSONata, .badStatesReference: return ("UNSUPPORTED_JSONATA_EXPRESSION", diagnostic.message, indexed(place))
    case .unknownField: return (schema, "Field '\(last)' is not supported", location(parent))
    case .unknownState: return ("MISSING_TRANSITION_TARGET", "Missing '\(last)' target: \(target(diagnostic))", place)
    case .unreachableState: return ("MISSING_TRANSITION_TARGET", "State \"\(last)\" is not reachable.", place)
    case .duplicateState: return ("DUPLICATE_STATE_NAME", "Duplicate State name: \(last)", place)
    case .notInExpress: return (schema, express(diagnostic, names), place)
    default: return (schema, diagnostic.message, place)
    }
  }

  /// A place as it is told of expressions: elements of arrays by their index in brackets.
  private static func indexed(_ place: String) -> String {
    place.split(separator: "/").reduce(into: "") { text, token in text += Int(token) == nil ? "/\(token)" : "[\(token)]" }
  }

  /// The name of the state that a transition does not find.
  private static func target(_ diagnostic: Diagnostic) -> String {
    guard let begin = diagnostic.message.firstRange(of: "names the state '")?.upperBound,
      let end = diagnostic.message[begin...].firstRange(of: "', which")?.lowerBound
    else { return "" }
    return String(diagnostic.message[begin..<end])
  }

  private static func express(_ diagnostic: Diagnostic, _ names: [String]) -> String {
    if diagnostic.message.contains("an activity") { return "Express state machine does not support Activity ARN" }
    if diagnostic.message.contains("a distributed Map") { return "Express state machine does not support 'DISTRIBUTED' mode" }
    // `.sync:2` is told as `.sync`.
    let pattern = (names.last ?? "").split(separator: ":").first.map(String.init) ?? ""
    return "Express state machine does not support '\(pattern.hasPrefix(".") ? pattern : "." + pattern)' service integration"
  }
}
