import Conformance
import TestSupport
import Testing

/// The recorded corpus, run in this process: everything matches but what is listed with a reason.
@Suite(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
struct ConformanceTests {
  @Test func everythingMatchesButWhatIsExplained() async throws {
    let table = try await ConformanceTable.ofCorpus()
    print(table.text)
    for row in table.rows {
      #expect(!row.results.isEmpty, "\(row.title) has no case")
      #expect(row.unexplained.isEmpty, "\(row.title)\n\(row.unexplained.joined(separator: "\n"))")
    }
  }
}
