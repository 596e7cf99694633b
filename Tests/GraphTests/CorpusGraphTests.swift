import Foundation
import GraphLayout
import JSON
import StateGraph
import StatesLanguage
import TestSupport
import Testing

/// What a drawing of the corpus may cost at most; nil where no figure is set.
struct DrawingGate: Sendable, CustomTestStringConvertible {
  var machine: String
  var graph: String
  var columns: Int
  var rows: Int?
  var crossings: Int
  var bends: Int?
  var testDescription: String { machine }
}

@Suite("Drawings of the corpus", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped))) struct CorpusGraphTests {
  static let gates = [
    DrawingGate(machine: "a", graph: "a", columns: 20, rows: 23, crossings: 0, bends: 0),
    DrawingGate(machine: "b", graph: "b", columns: 84, rows: 28, crossings: 0, bends: 4),
    DrawingGate(machine: "c", graph: "c", columns: 44, rows: 33, crossings: 0, bends: 6),
    DrawingGate(machine: "d", graph: "dc", columns: 72, rows: 40, crossings: 0, bends: 10),
    DrawingGate(machine: "e", graph: "ec", columns: 84, rows: 46, crossings: 0, bends: nil),
    DrawingGate(machine: "f", graph: "f", columns: 90, rows: 201, crossings: 3, bends: nil),
    DrawingGate(machine: "s100", graph: "s100", columns: 110, rows: 320, crossings: 10, bends: nil),
    DrawingGate(machine: "s1000", graph: "s1000", columns: 130, rows: nil, crossings: 75, bends: nil),
  ]

  static func machine(_ name: String) throws -> StateMachine {
    let loaded = StateMachine.load(bytes: try Corpus.bytes("graphs/\(name).asl.json"), file: name)
    return try #require(loaded.machine, "\(loaded.diagnostics.prefix(3))")
  }

  /// What the scorer, which sees nothing but the drawing, says of it; nil where there is no Python or no scorer.
  static func score(_ drawing: String, graph: String) throws -> JSONValue? {
    let scorer = try Corpus.url("../tools/graph/score.py").standardizedFileURL
    guard FileManager.default.fileExists(atPath: scorer.path), FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") else {
      return nil
    }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("drawing-\(UUID().uuidString).txt")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(drawing.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [scorer.path, try Corpus.url("graphs/\(graph).json").path, file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONValue(parsing: Array(output))
  }

  @Test("Every edge, label and frame can be read off the drawing, within its size", arguments: gates) func gate(gate: DrawingGate) throws {
    let drawing = StateGraphDrawing(try CorpusGraphTests.machine(gate.machine))
    #expect(LayoutProbe(drawing.layout).faults == [])
    #expect(drawing.size.width <= gate.columns)
    if let rows = gate.rows { #expect(drawing.size.height <= rows) }
    guard let score = try CorpusGraphTests.score(drawing.text(), graph: gate.graph) else { return }
    for exact in ["lost", "overlap", "through", "spurious"] { #expect(score[exact]?.integerValue == 0, "\(exact)") }
    for share in ["nodes", "traced", "labels", "frames"] {
      let parts = score[share]?.stringValue?.split(separator: "/") ?? []
      #expect(parts.count == 2 && parts.first == parts.last, "\(share) \(parts)")
    }
    #expect((score["cross"]?.integerValue ?? .max) <= gate.crossings)
    if let bends = gate.bends { #expect((score["bends"]?.integerValue ?? .max) <= bends) }
  }

  @Test("The order of the keys of a definition does not show", arguments: ["b", "c", "f", "s100", "s1000"]) func keyOrder(name: String)
    throws
  {
    let straight = StateGraphDrawing(try CorpusGraphTests.machine(name))
    #expect(straight.text() == StateGraphDrawing(try CorpusGraphTests.machine("o" + name)).text())
  }

  @Test("Hostile sizes are laid out and read without a fault", arguments: ["fan300", "par40", "deep30", "s5000"])
  func hostile(name: String) throws {
    let drawing = StateGraphDrawing(try CorpusGraphTests.machine(name))
    #expect(LayoutProbe(drawing.layout).faults == [])
    #expect(StateOutline(drawing.scope).rows.count == drawing.layout.boxes.count + drawing.layout.frames.count - 2)
  }

  /// These have states that nothing leads to, so they are no machines, but a layout they must have.
  @Test("A thousand states with random transitions are laid out and read without a fault", arguments: ["w1000", "wn1000"])
  func tangled(name: String) throws {
    let states = try #require(try Corpus.json("graphs/\(name).asl.json")["States"]?.objectValue)
    var graph = Graph(entry: try Corpus.json("graphs/\(name).asl.json")["StartAt"]?.stringValue)
    for (id, state) in states {
      graph.nodes.append(.init(id: id, width: id.count))
      func lead(_ to: JSONValue?, _ kind: Graph.EdgeKind, _ label: String) {
        if let to = to?.stringValue { graph.edges.append(.init(from: id, to: to, kind: kind, label: label, labelWidth: label.count)) }
      }
      for rule in state["Choices"]?.arrayValue ?? [] { lead(rule["Next"], .choice, rule["StringEquals"]?.stringValue ?? "") }
      lead(state["Default"], .default, "default")
      lead(state["Next"], .normal, "")
      for catcher in state["Catch"]?.arrayValue ?? [] { lead(catcher["Next"], .catch, "catch") }
    }
    let layout = Layout(of: graph)
    #expect(layout.boxes.count == states.count)
    #expect(LayoutProbe(layout).faults == [])
  }
}
