import JSON
import StatesLanguage
import TestSupport
import Testing

/// Definitions of the corpus, and what others say of them.
@Suite(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
struct CorpusTests {
  /// A definition judged: what was expected, what came, and the first error.
  struct Verdict {
    var file: String
    var isValid: Bool
    var errors: [Diagnostic]
    var agrees: Bool { isValid == errors.isEmpty }
    var line: String {
      "\(agrees ? "agree" : "DIFFER")\t\(isValid ? "valid" : "invalid")\t\(file)\t"
        + errors.map { "\($0.range.start.line):\($0.range.start.column) \($0.message) [\($0.code)]" }.joined(separator: " | ")
    }
  }

  static func judge(_ file: String, _ bytes: [UInt8], isValid: Bool) -> Verdict {
    let loaded = StateMachine.load(bytes: bytes, file: file)
    let errors = loaded.diagnostics.filter { $0.severity == .error }
    // A definition without errors always gives a machine, one with errors never does.
    #expect((loaded.machine != nil) == errors.isEmpty, Comment(rawValue: file))
    return Verdict(file: file, isValid: isValid, errors: errors)
  }

  static func table(_ title: String, _ verdicts: [Verdict]) -> [Verdict] {
    let wrong = verdicts.filter { !$0.agrees }
    print("\(title): \(verdicts.count - wrong.count) of \(verdicts.count) agree")
    for verdict in verdicts { print("  " + verdict.line) }
    return wrong
  }

  @Test func definitionsOfTheWildHaveNoErrors() throws {
    var verdicts: [Verdict] = []
    for entry in try Corpus.jsonLines("real-world/index.jsonl") {
      guard let file = entry["file"]?.stringValue else { continue }
      // What is neither JSON nor YAML cannot be valid; one sample has a machine's field among its states.
      let isReadable = entry["json"]?.boolValue == true || file.hasSuffix("yaml") || file.hasSuffix("yml")
      let isValid = isReadable && file != "sfwc__shared-fallback-state-jsonata__statemachine__statemachine.asl.json"
      verdicts.append(CorpusTests.judge(file, try Corpus.bytes("real-world/" + file), isValid: isValid))
    }
    let wrong = CorpusTests.table("real-world", verdicts)
    #expect(wrong.isEmpty)
  }

  @Test func statelintAgrees() throws {
    let verdicts = try Corpus.jsonLines("statelint/expected.jsonl").compactMap { entry -> Verdict? in
      guard let file = entry["file"]?.stringValue else { return nil }
      return CorpusTests.judge(file, try Corpus.bytes("statelint/" + file), isValid: entry["problems"]?.integerValue == 0)
    }
    #expect(CorpusTests.table("statelint", verdicts).isEmpty)
  }

  @Test func aslValidatorAgrees() throws {
    let verdicts = try Corpus.jsonLines("asl-validator/expected.jsonl").compactMap { entry -> Verdict? in
      guard let file = entry["file"]?.stringValue else { return nil }
      return CorpusTests.judge(file, try Corpus.bytes("asl-validator/" + file), isValid: entry["valid"]?.boolValue == true)
    }
    // Faults inside expressions, which need the JSONata parser, and two on the white space around them, which Step Functions does not mind.
    let known = [
      "invalid-assign.asl.json", "invalid-json-surround-syntax-extra-spaces.json", "invalid-jsonata-surround-syntax-no-spaces.json",
      "invalid-jsonata-syntax-jsonpath-in-jsonata-surround.json", "invalid-jsonata-syntax-mismatched-parens.json",
    ]
    #expect(CorpusTests.table("asl-validator", verdicts).map(\.file).filter { !known.contains($0) }.isEmpty)
  }

  @Test func awsAgrees() throws {
    let verdicts = try Corpus.files("aws-validation/definition").compactMap { path -> Verdict? in
      let entry = try Corpus.json(path)
      guard let text = entry["definition_text"]?.stringValue else { return nil }
      return CorpusTests.judge(path, Array(text.utf8), isValid: entry["result"]?.stringValue == "OK")
    }
    // The one difference: a state machine of type EXPRESS whose activity ARN the recording does not show.
    #expect(CorpusTests.table("aws-validation", verdicts).filter { !$0.file.contains("test_illegal_activity_task") }.isEmpty)
  }

  @Test(arguments: ["run-and-wait", "task-token"])
  func theSeedMachinesAreFreeOfErrorsAndWarnings(name: String) throws {
    let loaded = StateMachine.load(bytes: try Corpus.bytes("seed/\(name).asl.json"), file: name)
    #expect(loaded.machine != nil)
    let codes = loaded.diagnostics.map { "\($0.severity.rawValue) \($0.code)" }
    #expect(codes == (name == "task-token" ? ["note CALLBACK_WITHOUT_TIMEOUT"] : []))
  }

  @Test func everyDefinitionOfAHistoryDecodes() throws {
    var failing: [String] = []
    for path in try Corpus.files("aws-histories") {
      guard let definition = try? Corpus.json(path)["definition"], definition.objectValue != nil else { continue }
      let verdict = CorpusTests.judge(path, Array(definition.pretty.utf8), isValid: true)
      if !verdict.agrees { failing.append(verdict.line) }
    }
    print("aws-histories: \(failing.count) differ\n" + failing.joined(separator: "\n"))
    #expect(failing.isEmpty)
  }
}
