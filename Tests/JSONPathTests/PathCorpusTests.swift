import JSON
import JSONPath
import TestSupport
import Testing

@Suite("Paths as Jayway answers them")
struct PathCorpusTests {
  /// The document that the recorder used where a case has none.
  static let fallback: JSONValue = ["a": 1, "b": [1, 2, 3]]

  @Test("every recorded answer", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func recorded() throws {
    let cases = try #require(Corpus.json("jsonpath/cts-with-jayway-results.json")["cases"]?.arrayValue)
    #expect(cases.count > 300)
    for each in cases {
      let selector = try #require(each["selector"]?.stringValue)
      let answer = try #require(each["jayway_suppress"])
      let label = Comment(rawValue: selector.debugDescription)
      guard let path = try? JSONPath(parsing: selector) else {
        #expect(answer["expect"] == "INVALID_PATH", label)
        continue
      }
      #expect(path.isDefinite == answer["definite"]?.boolValue, label)
      let result = Result { try path.evaluate(each["document"] ?? Self.fallback) }
      switch answer["expect"]?.stringValue {
      case "VALUE" where answer["value"] == .null && path.isReferencePath:
        // Jackson's arrays answer null beyond their ends; here that is a missing value, so that IsPresent can ask for it.
        #expect(throws: JSONPathError(.missing, "No results for path: \(selector)"), label) { try result.get() }
      case "VALUE": #expect((try? result.get()) == answer["value"], label)
      case "JAVA_NULL":
        let error = #expect(throws: JSONPathError.self, label) { try result.get() }
        #expect(error?.kind == .missing, label)
        // Where Java's console could not show a character the recorded text holds another one.
        let text = try #require(each["jayway_default"]?["message"]?.stringValue)
        if text.hasPrefix("No results"), text.unicodeScalars.allSatisfy({ $0.isASCII && $0.value >= 32 && $0 != "?" }) {
          let plain = selector.utf8.contains(UInt8(ascii: "\\")) || selector.unicodeScalars.contains { $0.value < 32 }
          if !plain { #expect(error?.message == text, label) }
        }
      case "INVALID_PATH": Issue.record("\(selector.debugDescription) is a path here, but not for Jayway")
      case let other: Issue.record("unknown answer \(other ?? "none")")
      }
    }
  }
}
