import JSON
import StatesLanguage
import TestSupport

/// Definitions that others have judged: valid or not.
enum DefinitionRows {
  static func rows() throws -> [ConformanceRow] { [try aws(), try statelint(), try aslValidator(), try published()] }

  /// Compares a verdict with the diagnostics of a text: an error makes it invalid.
  private static func judge(_ name: String, _ text: [UInt8], isValid: Bool, isExpress: Bool = false) -> CaseResult {
    let loaded = StateMachine.load(bytes: text, file: name)
    let errors = (loaded.diagnostics + (isExpress ? loaded.machine?.expressDiagnostics() ?? [] : [])).filter { $0.severity == .error }
    if isValid { return CaseResult(name, differences: errors.map { "valid, but: \($0.text(file: ""))" }) }
    return CaseResult(name, errors.isEmpty ? .differing("invalid, but nothing is said of it") : .matching)
  }

  /// What AWS says when a machine is created; the texts are compared by the tests of the API.
  private static func aws() throws -> ConformanceRow {
    var results: [CaseResult] = []
    for file in try Corpus.files("aws-validation/definition") {
      let entry = try Corpus.json(file)
      let name = file.split(separator: "/").last.map(String.init) ?? file
      guard let text = entry["definition_text"]?.stringValue else {
        results.append(CaseResult(name, .notCompared("it has no definition")))
        continue
      }
      // A bare name stands where the activity's ARN was.
      let whole = text.replacing("\"activity_arn\"", with: "\"arn:aws:states:us-east-1:123456789012:activity:a\"")
      results.append(
        judge(
          name, Array(whole.utf8), isValid: entry["result"]?.stringValue == "OK", isExpress: entry["state_machine_type"] == "EXPRESS"))
    }
    return ConformanceRow("aws-validation/definition", results)
  }

  private static func statelint() throws -> ConformanceRow {
    ConformanceRow("statelint", try expected("statelint") { $0["problems"]?.integerValue == 0 })
  }

  private static func aslValidator() throws -> ConformanceRow {
    ConformanceRow("asl-validator", try expected("asl-validator") { $0["valid"]?.boolValue == true }, known: known)
  }

  private static func expected(_ folder: String, isValid: (JSONValue) -> Bool) throws -> [CaseResult] {
    try Corpus.jsonLines(folder + "/expected.jsonl").compactMap { entry in
      guard let file = entry["file"]?.stringValue else { return nil }
      return judge(file, try Corpus.bytes("\(folder)/\(file)"), isValid: isValid(entry))
    }
  }

  /// Everything that is published is valid, except what is no text of the language, and one that has a field of the machine among its
  /// states.
  private static func published() throws -> ConformanceRow {
    var results: [CaseResult] = []
    for entry in try Corpus.jsonLines("real-world/index.jsonl") {
      guard let file = entry["file"]?.stringValue else { continue }
      results.append(judge(file, try Corpus.bytes("real-world/" + file), isValid: true))
    }
    return ConformanceRow(
      "real-world, validated", results,
      known: [
        KnownDifference(
          "sfwc__sfn-iot-data-analytics-dataset__statemachine__statemachine.asl.json", "it is not JSON: two fields stand in one place"),
        KnownDifference(
          "sfwc__shared-fallback-state-jsonata__statemachine__statemachine.asl.json",
          "`QueryLanguage` stands among the states, not beside them"),
      ])
  }

  /// Two rules of the corpus are of its own making: AWS's specification wants the delimiters at the ends of the text and says nothing
  /// of the space inside.
  private static let known = [
    KnownDifference(
      "invalid-json-surround-syntax-extra-spaces.json",
      "the specification asks for no white space inside the delimiters, and a published machine has none"),
    KnownDifference(
      "invalid-jsonata-surround-syntax-no-spaces.json",
      "the specification asks for no white space inside the delimiters, and a published machine has none"),
  ]
}
