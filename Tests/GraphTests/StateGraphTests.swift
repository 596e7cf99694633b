import Canvas
import JSON
import StateGraph
import StatesLanguage
import Testing

/// Machines and drawings for tests.
enum Machines {
  static func load(_ text: String) throws -> StateMachine {
    let loaded = StateMachine.load(bytes: Array(text.utf8), file: "test.asl.json")
    return try #require(loaded.machine, "\(loaded.diagnostics)")
  }

  static let job = """
    {"StartAt": "Prepare", "States": {
      "Prepare": {"Type": "Pass", "Next": "How many?"},
      "How many?": {"Type": "Choice", "Default": "Run job",
        "Choices": [{"Variable": "$.commands", "IsPresent": false, "Next": "Nothing to do"}]},
      "Nothing to do": {"Type": "Succeed"},
      "Run job": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Next": "Publish",
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Give up"}]},
      "Publish": {"Type": "Pass", "End": true},
      "Give up": {"Type": "Fail"}}}
    """

  static let nested = """
    {"StartAt": "All", "States": {
      "All": {"Type": "Parallel", "Next": "Done", "Branches": [
        {"StartAt": "Left", "States": {"Left": {"Type": "Pass", "End": true}}},
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
          "ItemProcessor": {"StartAt": "Item", "States": {"Item": {"Type": "Pass", "End": true}}}}}}]},
      "Done": {"Type": "Succeed"}}}
    """
}

@Suite("State graph") struct StateGraphTests {
  @Test("A choice, a catch and a merge") func drawing() throws {
    let drawing = StateGraphDrawing(try Machines.load(Machines.job))
    #expect(drawing.text() == Golden.job)
  }

  @Test("A frame around branches, and one around a map's items") func frames() throws {
    let machine = try Machines.load(Machines.nested)
    #expect(StateGraphDrawing(machine).text() == Golden.nested)
    #expect(StateGraphDrawing(machine, folded: ["All"]).box(of: "Item") == nil)
  }

  @Test("A status changes glyphs and looks and nothing else") func status() throws {
    let drawing = StateGraphDrawing(try Machines.load(Machines.job))
    let plain = drawing.text { _ in StateMark() }
    let marked = drawing.text { $0 == "Run job" ? StateMark(status: .waiting) : StateMark(status: .succeeded) }
    #expect(marked != plain)
    #expect(String(marked.map { "◷✔".contains($0) ? " " : $0 }) == plain)
  }

  @Test("Only what lies in the pane is painted, and it is the same as in the whole") func viewport() throws {
    let drawing = StateGraphDrawing(try Machines.load(Machines.job))
    var whole = CellGrid(size: drawing.size)
    drawing.paint(into: &whole, area: whole.bounds)
    var part = CellGrid(size: Size(width: 30, height: 12))
    let hits = drawing.paint(into: &part, area: Rect(x: 5, y: 2, width: 20, height: 8), offset: Point(x: 7, y: 6))
    for y in 0..<12 {
      for x in 0..<30 {
        let inside = (5..<25).contains(x) && (2..<10).contains(y)
        #expect(part[x, y].character == (inside ? whole[x + 2, y + 4].character : " "))
      }
    }
    #expect(hits.contains { $0.name == "How many?" })
    #expect(!hits.contains { $0.name == "Publish" })
  }

  @Test("Arrow keys walk along the boxes") func walking() throws {
    let drawing = StateGraphDrawing(try Machines.load(Machines.job))
    #expect(drawing.neighbour(of: "Prepare", .down) == "How many?")
    #expect(drawing.neighbour(of: "Prepare", .up) == nil)
    #expect(drawing.neighbour(of: "Nothing to do", .right) == "Run job")
    #expect(drawing.neighbour(of: "Give up", .left) == "Publish")
    let box = try #require(drawing.box(of: "Publish"))
    #expect(drawing.state(at: Point(x: box.x + 1, y: box.y + 1)) == "Publish")
    let offset = drawing.offset(showing: "Publish", in: Size(width: 20, height: 6), from: Point(x: 0, y: 0))
    #expect(Rect(x: offset.x, y: offset.y, width: 20, height: 6).intersection(box) == box)
  }

  @Test("One line a state, every state once") func outline() throws {
    let job = StateOutline(StateScope(try Machines.load(Machines.job)))
    #expect(job.text() == Golden.jobOutline)
    let nested = StateOutline(StateScope(try Machines.load(Machines.nested)))
    #expect(nested.text() == Golden.nestedOutline)
  }

  @Test("What branches join in stands below them, as deep as the choice they come from") func joins() throws {
    let rules = #"[{"Variable": "$.v", "StringEquals": "a", "Next": "A"}, {"Variable": "$.v", "StringEquals": "b", "Next": "B"}]"#
    let machine = try Machines.load(
      #"{"StartAt": "C", "States": {"C": {"Type": "Choice", "Default": "D", "Choices": "# + rules
        + #"}, "A": {"Type": "Pass", "Next": "A2"}, "A2": {"Type": "Pass", "Next": "D"}, "B": {"Type": "Pass", "Next": "D"}, "#
        + #""D": {"Type": "Pass", "Next": "E"}, "E": {"Type": "Succeed"}}}"#)
    #expect(StateOutline(StateScope(machine)).text() == Golden.joins)
  }

  @Test("A narrow width gives the outline instead of the drawing") func narrow() throws {
    let drawing = StateGraphDrawing(try Machines.load(Machines.job))
    #expect(drawing.text(width: 36) == Golden.jobOutline)
    #expect(drawing.text(width: drawing.size.width) == Golden.job)
  }

  @Test("A drawing that fits its pane without margins is shown whole; a wider one is panned to its edges") func fitting() throws {
    let drawing = StateGraphDrawing(try Machines.load(Machines.job))
    let width = drawing.size.width
    func left(_ room: Int, from x: Int) -> Int { drawing.clamped(Point(x: x, y: 0), in: Size(width: room, height: 5)).x }
    #expect([left(width, from: 7), left(width + 1, from: 7), left(width + 3, from: -9)] == [0, -1, -2])
    #expect(left(width + 10, from: 0) == -5)
    #expect([left(width - 4, from: -99), left(width - 4, from: 99)] == [-2, 6])
  }

  @Test("A Map keeps rows free for its iterations, whatever their number, and shows the worst of a cell") func cells() throws {
    let source =
      #"{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}}}"#
    let plain = StateGraphDrawing(try Machines.load(source))
    let drawing = StateGraphDrawing(try Machines.load(source), gridRows: 2)
    #expect(drawing.size.height == plain.size.height + 2)
    var grid = CellGrid(size: drawing.size)
    drawing.paint(
      into: &grid, area: grid.bounds, mark: { _ in StateMark(status: .running) },
      cells: { name, room in
        name == "M" && room > 3 ? IterationCells(statuses: [.failed, .succeeded, .pending], iterationsPerCell: 1) : nil
      })
    #expect(grid.text.contains { $0.contains("✖✔○") }, "\(grid.text.joined(separator: "\n"))")
    let folded = StateGraphDrawing(try Machines.load(source), folded: ["M"], gridRows: 2)
    #expect(folded.box(of: "M")?.height == 5)
  }

  @Test(
    "Rules have short labels",
    arguments: [
      (#"{"Variable": "$.type", "StringEquals": "A", "Next": "X"}"#, "A"),
      (#"{"Variable": "$.n", "NumericLessThanEquals": 3, "Next": "X"}"#, "$.n ≤ 3"),
      (#"{"Variable": "$.n", "NumericGreaterThanPath": "$.m", "Next": "X"}"#, "$.n > $.m"),
      (#"{"Variable": "$.x", "IsPresent": true, "Next": "X"}"#, "$.x present"),
      (#"{"Variable": "$.x", "IsNull": false, "Next": "X"}"#, "$.x not null"),
      (#"{"Variable": "$.x", "StringMatches": "a*", "Next": "X"}"#, #"$.x ~ "a*""#),
      (#"{"Not": {"Variable": "$.x", "BooleanEquals": true}, "Next": "X"}"#, "not ($.x = true)"),
      (
        #"{"And": [{"Variable": "$.x", "IsString": true}, {"Variable": "$.y", "IsNull": true}], "Next": "X"}"#, "$.x is string and $.y null"
      ),
    ])
  func labels(rule: String, label: String) throws {
    let choice = #"{"Type": "Choice", "Choices": ["# + rule + "]}"
    let machine = try Machines.load(#"{"StartAt": "C", "States": {"C": "# + choice + #", "X": {"Type": "Succeed"}}}"#)
    #expect(StateScope(machine).edges.first { $0.kind == .choice }?.label == label)
  }

  @Test("Long names take two lines, longer ones lose their middle; what is hostile in a name is made visible") func names() throws {
    let long = String(repeating: "very long name ", count: 5).trimmingBlanks
    let drawing = StateGraphDrawing(try Machines.load("{\"StartAt\": \"\(long)\", \"States\": {\"\(long)\": {\"Type\": \"Succeed\"}}}"))
    let box = try #require(drawing.box(of: long))
    #expect(box.height == 4 && box.width <= 46)
    let hostile = StateGraphDrawing(try Machines.load(#"{"StartAt": "a\u001b[31m\nb", "States": {"a\u001b[31m\nb": {"Type": "Succeed"}}}"#))
    #expect(!hostile.text().contains("\u{1B}"))
    #expect(hostile.text().contains("␛[31m"))
  }

  @Test("States named Start and End do not meet the pseudo nodes") func pseudo() throws {
    let states = #"{"Start": {"Type": "Pass", "Next": "End"}, "End": {"Type": "Succeed"}}"#
    let scope = StateScope(try Machines.load(#"{"StartAt": "Start", "States": "# + states + "}"))
    #expect(scope.nodes.count == 4)
    #expect(Set(scope.nodes.map(\.id)).count == 4)
    #expect(scope.nodes.map(\.title).sorted() == ["End", "End", "Start", "Start"])
  }

  @Test("DOT, Mermaid and JSON") func exports() throws {
    let scope = StateScope(try Machines.load(Machines.nested))
    #expect(scope.dot().contains("subgraph cluster_n1 {\n    label=\"All\";"))
    #expect(scope.dot().contains("n1 -> n5 [ltail=cluster_n1];"))
    #expect(scope.mermaid.contains("subgraph n1[\"All\"]"))
    #expect(scope.json["nodes"]?.arrayValue?.count == 7)
    #expect(scope.json["edges"]?[1]?.compact == #"{"from":"All","to":"Done","kind":"next","label":""}"#)
  }

  @Test("An SVG document holds every state's name") func svg() throws {
    let drawing = StateGraphDrawing(try Machines.load(Machines.nested))
    let text = drawing.svg(title: "nested", theme: { _ in Appearance() })
    for name in ["All", "Left", "Each", "Item", "Done"] { #expect(text.contains(name)) }
  }
}

extension StringProtocol {
  /// The text without blanks at its ends.
  var trimmingBlanks: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    while text.first == " " { text.removeFirst() }
    return String(text)
  }
}
