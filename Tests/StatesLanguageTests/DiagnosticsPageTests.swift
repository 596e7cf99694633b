import Foundation
import StatesLanguage
import Testing

/// The page that explains the codes stays complete.
@Suite struct DiagnosticsPageTests {
  static func rows() throws -> [[Substring]] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(contentsOf: root.appendingPathComponent("docs/diagnostics.md"), encoding: .utf8)
    return page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { $0.split(separator: "|") }
  }

  @Test func everyCodeIsInThePageOnce() throws {
    let codes = try DiagnosticsPageTests.rows().compactMap { row -> String? in
      row.first.map { $0.filter { $0 != " " && $0 != "`" } }
    }
    #expect(codes.sorted() == DiagnosticCode.allCases.map(\.rawValue).sorted())
  }

  @Test func everyRowSaysWhatToDo() throws {
    for row in try DiagnosticsPageTests.rows() {
      #expect(row.count == 4)
      #expect(row.last?.contains { !$0.isWhitespace } == true)
    }
  }
}
