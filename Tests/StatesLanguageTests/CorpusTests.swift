import JSON
import StatesLanguage
import TestSupport
import Testing

/// Definitions of the corpus; `ConformanceTests` compares what others say of them.
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

  @Test(arguments: ["run-and-wait", "task-token"])
  func theSeedMachinesAreFreeOfErrorsAndWarnings(name: String) throws {
    let loaded = StateMachine.load(bytes: try Corpus.bytes("seed/\(name).asl.json"), file: name)
    #expect(loaded.machine != nil)
    let codes = loaded.diagnostics.map { "\($0.severity.rawValue) \($0.code)" }
    #expect(codes == [name == "task-token" ? "note CALLBACK_WITHOUT_TIMEOUT" : "note SYNC_WITHOUT_TIMEOUT"])
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
