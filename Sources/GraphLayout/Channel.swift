/// The rows between two layers: which line runs in which track.
///
/// Anchors of different nets never share a column above, nor below, so lines can only meet where a line from above and one to below share
/// a column;
/// there the one from above takes the higher track. A ring of such demands is broken by giving one line two tracks.
struct Channel {
  /// One line from the upper border of the channel to its lower one.
  struct Link {
    var from: Int
    var to: Int
    /// Corners in between: a track with the column it leads to.
    var path: [(track: Int, column: Int)] = []
  }

  /// A star of lines; one with `isLane` also goes on to the right, beyond everything.
  struct Net {
    var tops: [Int]
    var bottoms: [Int]
    var isLane: Bool
    var lane = -1
    /// The track that reaches the lane.
    var laneTrack = 0
    var links: [Link] = []
    /// Whether every line is straight and no track is needed.
    var isStraight: Bool { !isLane && tops.count == 1 && bottoms == tops }
  }

  private(set) var nets: [Net]
  private(set) var trackCount = 0

  /// A horizontal stretch that takes one track.
  private struct Wire {
    var net: Int
    var tops: [Int]
    var bottoms: [Int]
    var isLane: Bool
    /// The wire that goes on from here in the column where both meet.
    var next: (wire: Int, column: Int)?
    var low: Int
    var high: Int
    init(net: Int, tops: [Int], bottoms: [Int], isLane: Bool) {
      self.net = net
      self.tops = tops
      self.bottoms = bottoms
      self.isLane = isLane
      low = min(tops.min() ?? .max, bottoms.min() ?? .max)
      high = isLane ? .max / 2 : max(tops.max() ?? .min, bottoms.max() ?? .min)
    }
  }

  init(nets: [Net]) {
    self.nets = nets
    var wires = Channel.wires(of: nets)
    let order = Channel.order(&wires, taken: Set(nets.flatMap { $0.tops + $0.bottoms }))
    let tracks = Channel.tracks(wires, order)
    trackCount = (tracks.max() ?? -1) + 1
    link(wires, tracks)
  }

  /// One wire for a net; two when a line that goes straight down in its middle would draw a cross that reads as a crossing.
  private static func wires(of nets: [Net]) -> [Wire] {
    var wires: [Wire] = []
    for (at, net) in nets.enumerated() where !net.isStraight {
      let middle = net.straightInside
      guard let middle else {
        wires.append(Wire(net: at, tops: net.tops, bottoms: net.bottoms, isLane: net.isLane))
        continue
      }
      for side in [true, false] {
        func half(_ columns: [Int]) -> [Int] { columns.count == 1 ? columns : columns.filter { side ? $0 < middle : $0 > middle } }
        wires.append(Wire(net: at, tops: half(net.tops), bottoms: half(net.bottoms), isLane: false))
      }
    }
    return wires
  }

  // MARK: Order

  /// The wires from the highest to the lowest, so that every demand holds and few lines cross. Breaks rings by splitting wires.
  private static func order(_ wires: inout [Wire], taken: Set<Int>) -> [Int] {
    var taken = taken
    var order: [Int] = []
    var open = Array(wires.indices)
    while !open.isEmpty {
      let above = demands(wires, open)
      var blockers: [Int: Int] = [:]
      for (_, below) in above { for wire in below { blockers[wire, default: 0] += 1 } }
      var free = open.filter { blockers[$0] == nil }
      if free.isEmpty {
        let second = split(&wires, ringMember(above, open), &taken)
        open.append(second)
        continue
      }
      var rest = Set(open)
      while let next = cheapest(free, rest, wires) {
        order.append(next)
        rest.remove(next)
        free.removeAll { $0 == next }
        for wire in above[next] ?? [] {
          blockers[wire, default: 0] -= 1
          if blockers[wire] == 0 { free.append(wire) }
        }
      }
      open = open.filter { rest.contains($0) }
    }
    return order
  }

  /// For each open wire the open wires that must run below it.
  private static func demands(_ wires: [Wire], _ open: [Int]) -> [Int: [Int]] {
    var fromAbove: [Int: [Int]] = [:]
    for wire in open { for column in wires[wire].tops { fromAbove[column, default: []].append(wire) } }
    var result: [Int: [Int]] = [:]
    for wire in open {
      if let next = wires[wire].next?.wire { result[wire, default: []].append(next) }
      for column in wires[wire].bottoms where column != wires[wire].next?.column {
        for other in fromAbove[column] ?? [] where other != wire {
          result[other, default: []].append(wire)
        }
      }
    }
    return result
  }

  /// A wire of a ring of demands: going up from any blocked wire ends in one.
  private static func ringMember(_ above: [Int: [Int]], _ open: [Int]) -> Int {
    var upper: [Int: Int] = [:]
    for wire in open.reversed() { for below in above[wire] ?? [] { upper[below] = wire } }
    var at = open.first ?? 0
    var seen = Set<Int>()
    while seen.insert(at).inserted { at = upper[at] ?? at }
    return at
  }

  /// Cuts a wire into one with its ends above and one with its ends below, joined in a free column. Gives the second.
  private static func split(_ wires: inout [Wire], _ at: Int, _ taken: inout Set<Int>) -> Int {
    let wire = wires[at]
    let middle = wire.low + (min(wire.high, wire.low + 100_000) - wire.low) / 2
    var column = middle
    var step = 0
    while taken.contains(column) {
      step += 1
      column = middle + (step % 2 == 0 ? step / 2 : -(step + 1) / 2)
    }
    taken.insert(column)
    var upper = Wire(net: wire.net, tops: wire.tops, bottoms: [column], isLane: false)
    upper.next = (wires.count, column)
    wires[at] = upper
    wires.append(Wire(net: wire.net, tops: [column], bottoms: wire.bottoms, isLane: false))
    return wires.count - 1
  }

  /// The free wire whose place above all others costs the fewest crossings; beyond a few dozen, a fixed order that suits lanes.
  private static func cheapest(_ free: [Int], _ rest: Set<Int>, _ wires: [Wire]) -> Int? {
    guard rest.count <= 40 else { return free.min { fixedKey(wires[$0], $0) < fixedKey(wires[$1], $1) } }
    var best: (cost: Int, key: (Int, Int, Int), wire: Int)?
    for wire in free {
      var cost = 0
      for other in rest where other != wire { cost += crossings(wires[wire], wires[other]) - crossings(wires[other], wires[wire]) }
      let key = fixedKey(wires[wire], wire)
      if let now = best, (now.cost, now.key.0, now.key.1, now.key.2) <= (cost, key.0, key.1, key.2) { continue }
      best = (cost, key, wire)
    }
    return best?.wire
  }

  /// Exits to lanes right to left, then lines between the layers, then entries from lanes left to right.
  private static func fixedKey(_ wire: Wire, _ at: Int) -> (Int, Int, Int) {
    if wire.isLane { return wire.tops.isEmpty ? (2, wire.low, at) : (0, -wire.low, at) }
    return (1, wire.low, at)
  }

  /// Crossings of two wires when the first runs above the second.
  private static func crossings(_ upper: Wire, _ lower: Wire) -> Int {
    guard upper.low <= lower.high, lower.low <= upper.high else { return 0 }
    let down = upper.bottoms.count { $0 > lower.low && $0 < lower.high }
    let up = lower.tops.count { $0 > upper.low && $0 < upper.high }
    return down + up
  }

  // MARK: Tracks

  private static func tracks(_ wires: [Wire], _ order: [Int]) -> [Int] {
    var tracks = Array(repeating: 0, count: wires.count)
    for (index, wire) in order.enumerated() {
      var track = 0
      for other in order[..<index] where tracks[other] >= track {
        let apart = wires[other].low > wires[wire].high + 1 || wires[wire].low > wires[other].high + 1
        if !apart { track = tracks[other] + 1 }
      }
      tracks[wire] = track
    }
    return tracks
  }

  private mutating func link(_ wires: [Wire], _ tracks: [Int]) {
    for at in nets.indices where nets[at].isStraight { nets[at].links = [Link(from: nets[at].tops[0], to: nets[at].bottoms[0])] }
    let seconds = Set(wires.compactMap { $0.next?.wire })
    for (at, wire) in wires.enumerated() where !seconds.contains(at) {
      let ends = wire.next.map { wires[$0.wire].bottoms } ?? wire.bottoms
      if wire.isLane { nets[wire.net].laneTrack = tracks[at] }
      for from in wire.tops {
        for to in ends {
          var path: [(track: Int, column: Int)] = []
          if let next = wire.next {
            path = [(tracks[at], next.column), (tracks[next.wire], to)]
          } else if from != to {
            path = [(tracks[at], to)]
          }
          nets[wire.net].links.append(Link(from: from, to: to, path: path))
        }
      }
    }
    for at in nets.indices {
      if let middle = nets[at].straightInside { nets[at].links.append(Link(from: middle, to: middle)) }
    }
  }
}

extension Channel.Net {
  /// The column in which a line of the star goes straight down with others at both of its sides.
  var straightInside: Int? {
    guard !isLane, let shared = tops.first(where: { bottoms.contains($0) }) else { return nil }
    let all = tops + bottoms
    return all.contains { $0 < shared } && all.contains { $0 > shared } ? shared : nil
  }
}
