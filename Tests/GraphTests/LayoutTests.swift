import GraphLayout
import Testing
import Time

@Suite("Layout") struct LayoutTests {
  @Test("Nothing takes no room") func empty() {
    let layout = Layout(of: Graph())
    #expect(layout.boxes.isEmpty && layout.width == 0 && layout.height == 0)
  }

  @Test("A box is its label, a status slot, two blanks and a border") func box() {
    let layout = Layout(of: Graph(nodes: [.init(id: "A", width: 5)], entry: "A"))
    #expect(layout.boxes.map(\.area) == [.init(x: 0, y: 0, width: 11, height: 3)])
  }

  @Test("Self loops, doubled edges, edges to nowhere, unreachable nodes and doubled nodes are drawn without harm") func oddities() {
    var graph = RandomGraph.named(["A", "B", "C", "X"])
    graph.nodes.append(.init(id: "A", width: 3))
    graph.edges = [
      .init(from: "A", to: "A", kind: .catch, label: "catch", labelWidth: 5), .init(from: "A", to: "B"),
      .init(from: "A", to: "B", label: "two", labelWidth: 3),
      .init(from: "B", to: "nowhere"), .init(from: "nowhere", to: "A"), .init(from: "X", to: "C"), .init(from: "X", to: "X"),
    ]
    let layout = Layout(of: graph)
    #expect(layout.boxes.count == 4)
    #expect(layout.routes.map { "\($0.from)\($0.to)" }.sorted() == ["AA", "AB", "XC", "XX"])
    #expect(layout.routes.first { $0.to == "B" }?.label?.text == "two")
    #expect(LayoutProbe(layout).faults == [])
  }

  @Test("A chain is straight") func chain() {
    var graph = RandomGraph.named(["A", "Longer name", "C"])
    graph.edges = [.init(from: "A", to: "Longer name"), .init(from: "Longer name", to: "C")]
    let layout = Layout(of: graph)
    #expect(layout.routes.allSatisfy { $0.points.count == 2 })
    #expect(layout.height == 13)
  }

  @Test("An edge back is dashed and enters at the side") func loop() throws {
    var graph = RandomGraph.named(["A", "B"])
    graph.edges = [.init(from: "A", to: "B"), .init(from: "B", to: "A", kind: .default, label: "again", labelWidth: 5)]
    let layout = Layout(of: graph)
    let back = try #require(layout.routes.first { $0.from == "B" })
    #expect(back.isBack && back.head == .left)
    #expect(LayoutProbe(layout).faults == [])
  }

  @Test("The order in which nodes and the edges of different nodes are given does not matter", arguments: 0..<20) func order(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let graph = RandomGraph.make(&random, size: 12, depth: 1)
    var other = graph
    other.nodes.reverse()
    other.edges = graph.nodes.reversed().flatMap { node in graph.edges.filter { $0.from == node.id } }
    #expect(Layout(of: graph) == Layout(of: other))
  }

  @Test("Random graphs are drawn without overlap, without a line through a box and without a false merge", arguments: 0..<150)
  func random(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) &+ 1000)
    let graph = RandomGraph.make(&random, size: 3 + seed % 40, depth: seed % 3)
    #expect(LayoutProbe(Layout(of: graph)).faults == [])
  }

  @Test("Folding one frame leaves the inside of every other one as it was") func folding() throws {
    var random = SplitMix64(seed: 7)
    var graph = RandomGraph.named(["A", "P", "Q"])
    graph.edges = [.init(from: "A", to: "P"), .init(from: "P", to: "Q")]
    for at in 1...2 { graph.nodes[at].content = [RandomGraph.make(&random, size: 8, depth: 0, prefix: "inner\(at) ")] }
    var folded = graph
    folded.nodes[1].content = []
    func inside(_ layout: Layout) throws -> [Layout.Area] {
      let frame = try #require(layout.frames.first { $0.id == "Q" }).area
      return layout.boxes.filter { $0.id.hasPrefix("inner2") }.map(\.area).map {
        .init(x: $0.x - frame.x, y: $0.y - frame.y, width: $0.width, height: $0.height)
      }
    }
    #expect(try inside(Layout(of: graph)) == inside(Layout(of: folded)))
  }

  @Test("Frames nested without end are cut, not followed") func deep() {
    var graph = RandomGraph.named(["last"])
    for level in 0..<500 { graph = Graph(nodes: [.init(id: "level \(level)", width: 8, content: [graph])], entry: "level \(level)") }
    let layout = Layout(of: graph)
    #expect(layout.frames.count + layout.boxes.count == 65)
  }

  @Test("A wide fan, a long chain with one handler and a crowd of loops are laid out") func hostile() {
    var fan = RandomGraph.named(["C"] + (0..<400).map { "T\($0)" })
    fan.edges = (0..<400).map { .init(from: "C", to: "T\($0)", kind: .choice, label: "v\($0)", labelWidth: 4) }
    #expect(Layout(of: fan).boxes.count == 401)
    let names = (0..<3000).map { "S\($0)" }
    var chain = RandomGraph.named(names + ["Handler"])
    for (a, b) in zip(names, names.dropFirst()) {
      chain.edges += [
        .init(from: a, to: b), .init(from: a, to: "Handler", kind: .catch, label: "catch", labelWidth: 5), .init(from: b, to: names[0]),
      ]
    }
    let layout = Layout(of: chain)
    #expect(layout.boxes.count == 3001)
    #expect(layout.width < 60)
  }
}

/// Graphs for tests, the same for the same seed.
enum RandomGraph {
  static func named(_ names: [String]) -> Graph {
    Graph(nodes: names.map { .init(id: $0, width: $0.count) }, entry: names.first)
  }

  static func make(_ random: inout SplitMix64, size: Int, depth: Int, prefix: String = "") -> Graph {
    let names = (0..<max(size, 1)).map { prefix + "S\($0)" + String(repeating: "x", count: Int.random(in: 0...9, using: &random)) }
    var graph = named(names)
    for (at, name) in names.enumerated() {
      if depth > 0, Int.random(in: 0..<8, using: &random) == 0 {
        graph.nodes[at].content = (0...Int.random(in: 0...2, using: &random)).map { branch in
          make(&random, size: Int.random(in: 1...6, using: &random), depth: depth - 1, prefix: "\(name)/\(branch) ")
        }
      }
      for kind in Graph.EdgeKind.allCases where Int.random(in: 0..<10, using: &random) < [3, 2, 8, 2][kind.rawValue] {
        for number in 0..<(kind == .choice ? Int.random(in: 1...4, using: &random) : 1) {
          let near = Int.random(in: 0..<3, using: &random) > 0
          let target =
            near ? min(at + Int.random(in: 1...3, using: &random), names.count - 1) : Int.random(in: 0..<names.count, using: &random)
          let label = kind == .normal ? "" : kind == .choice ? "v\(number)" : "\(kind)"
          graph.edges.append(.init(from: name, to: names[target], kind: kind, label: label, labelWidth: label.count))
        }
      }
    }
    return graph
  }
}
