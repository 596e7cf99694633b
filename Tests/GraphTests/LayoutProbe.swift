import GraphLayout

/// A layout drawn on a grid of its own, and what a reader of the lines would make of it.
struct LayoutProbe {
  let layout: Layout
  private var sides: [Layout.Position: UInt8] = [:]
  private var heads: [Layout.Position: Layout.Direction] = [:]
  private var owner: [Layout.Position: String] = [:]

  init(_ layout: Layout) {
    self.layout = layout
    for box in layout.boxes {
      for y in box.area.y...box.area.bottom { for x in box.area.x...box.area.right { owner[.init(x: x, y: y)] = box.id } }
    }
    for frame in layout.frames { for cell in LayoutProbe.border(frame.area) where owner[cell] == nil { owner[cell] = frame.id } }
    for route in layout.routes {
      for (a, b) in zip(route.points, route.points.dropFirst()) { draw(a, b) }
      if let end = route.points.last { heads[end] = route.head }
    }
  }

  static func border(_ area: Layout.Area) -> [Layout.Position] {
    let rows = (area.y...area.bottom).flatMap { [Layout.Position(x: area.x, y: $0), .init(x: area.right, y: $0)] }
    return rows + (area.x...area.right).flatMap { [Layout.Position(x: $0, y: area.y), .init(x: $0, y: area.bottom)] }
  }

  private static let steps: [(bit: UInt8, dx: Int, dy: Int, opposite: UInt8)] = [(1, 0, -1, 2), (2, 0, 1, 1), (4, -1, 0, 8), (8, 1, 0, 4)]

  private mutating func draw(_ a: Layout.Position, _ b: Layout.Position) {
    let (dx, dy) = ((b.x - a.x).signum(), (b.y - a.y).signum())
    guard let step = LayoutProbe.steps.first(where: { $0.dx == dx && $0.dy == dy }) else { return }
    var at = a
    while at != b {
      sides[at, default: 0] |= step.bit
      at = .init(x: at.x + dx, y: at.y + dy)
      sides[at, default: 0] |= step.opposite
    }
  }

  // MARK: What is wrong

  /// Sentences about everything that would make the drawing wrong or ambiguous; none for a good one.
  var faults: [String] {
    overlaps + routeFaults + labelFaults + traceFaults
  }

  private var overlaps: [String] {
    var faults: [String] = []
    var seen: [Layout.Position: String] = [:]
    for box in layout.boxes {
      for y in box.area.y...box.area.bottom {
        for x in box.area.x...box.area.right {
          if let other = seen.updateValue(box.id, forKey: .init(x: x, y: y)) { faults.append("\(box.id) covers \(other)") }
        }
      }
      if box.area.x < 0 || box.area.y < 0 || box.area.right >= layout.width || box.area.bottom >= layout.height {
        faults.append("\(box.id) is outside")
      }
    }
    return Array(Set(faults)).sorted()
  }

  private var routeFaults: [String] {
    var faults: [String] = []
    for route in layout.routes {
      for (a, b) in zip(route.points, route.points.dropFirst()) {
        if a.x != b.x && a.y != b.y { faults.append("\(route.from) → \(route.to) is oblique") }
        for y in min(a.y, b.y)...max(a.y, b.y) {
          for x in min(a.x, b.x)...max(a.x, b.x) {
            let cell = Layout.Position(x: x, y: y)
            if let box = owner[cell], !(box == route.from && cell == route.points.first) {
              faults.append("\(route.from) → \(route.to) runs through \(box)")
            }
          }
        }
      }
      for point in route.points where point.x < 0 || point.y < 0 || point.x >= layout.width || point.y >= layout.height {
        faults.append("\(route.from) → \(route.to) leaves the drawing")
      }
    }
    return faults
  }

  private var labelFaults: [String] {
    var faults: [String] = []
    var taken = Set<Layout.Position>()
    for label in layout.routes.compactMap(\.label) {
      for x in label.position.x..<(label.position.x + label.width) {
        let cell = Layout.Position(x: x, y: label.position.y)
        if sides[cell] != nil || owner[cell] != nil || !taken.insert(cell).inserted {
          faults.append("label \(label.text) lies on something")
        }
      }
    }
    return faults
  }

  /// Follows the lines from every border, straight on where four meet, and compares what is reached with the edges.
  private var traceFaults: [String] {
    var wanted: [String: Set<String>] = [:]
    for route in layout.routes { wanted[route.from, default: []].insert(route.to) }
    var faults: [String] = []
    for (id, area) in layout.boxes.map({ ($0.id, $0.area) }) + layout.frames.map({ ($0.id, $0.area) }) {
      let reached = reach(id, area)
      let expected = wanted[id] ?? []
      for other in reached.subtracting(expected).sorted() { faults.append("\(id) seems to lead to \(other)") }
      for other in expected.subtracting(reached).sorted() { faults.append("\(id) does not lead to \(other)") }
    }
    return faults
  }

  private func reach(_ id: String, _ area: Layout.Area) -> Set<String> {
    struct State: Hashable { var at: Layout.Position, side: Int }
    var open: [State] = []
    for cell in LayoutProbe.border(area) where owner[cell] == id {
      for (side, step) in LayoutProbe.steps.enumerated() where (sides[cell] ?? 0) & step.bit != 0 {
        open.append(State(at: .init(x: cell.x + step.dx, y: cell.y + step.dy), side: side))
      }
    }
    var seen = Set<State>()
    var found = Set<String>()
    while let state = open.popLast() {
      guard seen.insert(state).inserted else { continue }
      let step = LayoutProbe.steps[state.side]
      if let head = heads[state.at] {
        let beyond = head == .left ? Layout.Position(x: state.at.x - 1, y: state.at.y) : .init(x: state.at.x, y: state.at.y + 1)
        if let target = owner[beyond] { found.insert(target) }
        continue
      }
      guard owner[state.at] == nil, let arms = sides[state.at], arms & step.opposite != 0 else { continue }
      for (side, next) in LayoutProbe.steps.enumerated() where arms & next.bit != 0 && next.bit != step.opposite {
        if arms == 15 && side != state.side { continue }
        open.append(State(at: .init(x: state.at.x + next.dx, y: state.at.y + next.dy), side: side))
      }
    }
    return found
  }
}
