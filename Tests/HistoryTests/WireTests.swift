import History
import JSON
import TestSupport
import Testing

/// Histories as emulators send them: without previous ids, with other member orders and other resources.
@Suite struct WireTests {
  /// The JSON bodies of the recorded GetExecutionHistory answers, by file.
  private func answers() throws -> [(file: String, body: [UInt8])] {
    try Corpus.files("wire", suffix: "GetExecutionHistory-200.txt").compactMap { file in
      let text = try String(decoding: Corpus.bytes(file), as: UTF8.self)
      guard let response = text.firstRange(of: "--- response ---"), let start = text[response.upperBound...].firstRange(of: "{\"events\"")
      else {
        return nil
      }
      return (file, Array(text[start.lowerBound...].utf8))
    }
  }

  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func everyEmulatorsHistoryIsReadAndAttributed() throws {
    let answers = try answers()
    #expect(answers.count > 15)
    for (file, body) in answers {
      let document = try HistoryDocument(parsing: body)
      #expect(document.unknownTypes.isEmpty, "\(file)")
      // A page without the beginning says nothing about where its events belong.
      guard document.events.first?.type == .executionStarted else { continue }
      let index = HistoryIndex(document.events)
      for event in document.events where !event.type.rawValue.hasPrefix("Execution") {
        let visit = index.visit(ofEvent: event.id)
        #expect(visit != nil, "\(file) \(event.id)")
        if let name = event.details.stateName { #expect(visit?.state == name, "\(file) \(event.id)") }
      }
      // What is open waits for something that can be said.
      for visit in index.leaves where visit.kind == .task && !visit.attempts.isEmpty {
        #expect(index.waitReason(of: visit) != nil, "\(file)")
      }
      #expect(try HistoryDocument(parsing: document.bytes).events == document.events, "\(file)")
    }
  }
}
