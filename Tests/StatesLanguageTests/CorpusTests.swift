import JSON
import StatesLanguage
import TestSupport
import Testing

/// Definitions of the corpus and what is known of them.
@Suite(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
struct CorpusTests {
  @Test func everyValidDefinitionOfTheWildHasNoError() throws {
    var failing: [String] = []
    for entry in try Corpus.jsonLines("real-world/index.jsonl") {
      guard let file = entry["file"]?.stringValue else { continue }
      let loaded = StateMachine.load(bytes: try Corpus.bytes("real-world/" + file), file: file)
      if loaded.machine == nil { failing.append(loaded.diagnostics.first { $0.severity == .error }?.text(file: file) ?? file) }
    }
    #expect(failing.isEmpty, Comment(rawValue: failing.joined(separator: "\n")))
  }
}
