import JSON
import StatesLanguage
import Testing

/// A small definition and the exact lines that checking it gives: `line:column: severity: sentence [code] => fix`.
struct TextCase: Sendable, CustomTestStringConvertible {
  var name: String
  var definition: String
  var lines: String

  init(_ name: String, _ definition: String, _ lines: String) {
    self.name = name
    self.definition = definition
    self.lines = lines
  }

  var testDescription: String { name }

  func check() {
    let loaded = StateMachine.load(bytes: Array(definition.utf8), file: "m")
    let said = loaded.diagnostics.map { "\($0.text(file: "m").dropFirst(2))" + ($0.fix.map { " => " + $0 } ?? "") }
    #expect(said.joined(separator: "\n") == lines)
    #expect((loaded.machine == nil) == loaded.diagnostics.contains { $0.severity == .error })
    // Every place is inside the text and every pointer leads somewhere, or to where something is missing.
    let count = definition.utf8.count
    #expect(loaded.diagnostics.allSatisfy { $0.range.start.offset <= count && $0.range.end.offset <= count })
    #expect(loaded.diagnostics.allSatisfy { $0.pointer.isEmpty || $0.pointer.hasPrefix("/") })
  }
}
