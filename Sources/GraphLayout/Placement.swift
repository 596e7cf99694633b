/// The column of every item: sweeps that pull each item towards its neighbours, projected on the least distances by isotonic regression
/// (pool adjacent violators), which is exact and linear in a layer.
struct Placement {
  /// The column of each item's center; may be negative.
  private(set) var x: [Int]

  private let anchored: AnchoredScope
  /// Offsets, from the center of its item, of both ends of each segment.
  private let ends: [(from: Int, to: Int)]

  /// Blank columns between boxes.
  static let gap = 2
  private static let rounds = 6

  init(_ anchored: AnchoredScope) {
    self.anchored = anchored
    x = Array(repeating: 0, count: anchored.layered.items.count)
    ends = anchored.layered.segments.enumerated().map { at, segment in
      let net = anchored.netOf[at]
      func offset(_ item: Int, _ list: [Anchors.Anchor]) -> Int {
        (list.first { $0.net == net }?.offset ?? 0) - anchored.anchors[item].center
      }
      return (offset(segment.from, anchored.anchors[segment.from].bottom), offset(segment.to, anchored.anchors[segment.to].top))
    }
    var distances: [[Int]] = []
    for layer in anchored.layered.layers {
      var row = [0]
      for (left, right) in zip(layer, layer.dropFirst()) { row.append(distance(left, right)) }
      distances.append(row)
    }
    settle(distances)
  }

  /// The least distance between the centers of two neighbours: borders keep a gap, a label ends before the next border.
  private func distance(_ left: Int, _ right: Int) -> Int {
    let a = anchored.anchors[left]
    let b = anchored.anchors[right]
    let isBox = a.height > 0 || b.height > 0
    let border = a.width - a.center + b.center + (isBox ? Placement.gap : 1)
    func label(_ anchor: Anchors.Anchor?) -> Int {
      guard let anchor, anchor.labelWidth > 0 else { return 0 }
      return anchor.offset - a.center + anchor.labelWidth + b.center + 2
    }
    return max(border, label(a.top.last), label(a.bottom.last))
  }

  private mutating func settle(_ distances: [[Int]]) {
    let layers = anchored.layered.layers
    for at in layers.indices {
      var column = 0
      for (index, item) in layers[at].enumerated() {
        column += distances[at][index]
        x[item] = column
      }
    }
    for round in 0..<Placement.rounds {
      for at in layers.indices { pull(layers[at], distances[at], up: true, down: round == 0 ? false : round % 2 == 0) }
      for at in layers.indices.reversed() {
        pull(layers[at], distances[at], up: round % 2 == 1 && round < Placement.rounds - 1, down: true)
      }
    }
  }

  /// Moves the items of one layer as near as they can be to the mean of their neighbours above, below or both.
  private mutating func pull(_ layer: [Int], _ distances: [Int], up: Bool, down: Bool) {
    var blocks: [(sum: Int, weight: Int, count: Int)] = []
    var shift = 0
    for (index, item) in layer.enumerated() {
      shift += distances[index]
      var (sum, weight) = wish(item, up: up, down: down)
      if weight == 0 { (sum, weight) = (x[item], 1) }
      var block = (sum: sum - shift * weight, weight: weight, count: 1)
      // Blocks that would have to overlap move as one.
      while let last = blocks.last, last.sum * block.weight >= block.sum * last.weight {
        block = (last.sum + block.sum, last.weight + block.weight, last.count + block.count)
        blocks.removeLast()
      }
      blocks.append(block)
    }
    var index = 0
    shift = 0
    for block in blocks {
      let base = Placement.nearest(block.sum, block.weight)
      for _ in 0..<block.count {
        shift += distances[index]
        x[layer[index]] = base + shift
        index += 1
      }
    }
  }

  /// The sum of the columns that would make the segments of `item` straight, each as often as it weighs.
  private func wish(_ item: Int, up: Bool, down: Bool) -> (sum: Int, weight: Int) {
    var sum = 0
    var weight = 0
    let layered = anchored.layered
    let isPass = anchored.anchors[item].height == 0
    func add(_ at: Int, _ other: Int, _ column: Int) {
      let each = isPass && anchored.anchors[other].height == 0 ? 8 : isPass ? 2 : 1
      sum += column * each
      weight += each
    }
    if up {
      for at in layered.entering[item] {
        let other = layered.segments[at].from
        add(at, other, x[other] + ends[at].from - ends[at].to)
      }
    }
    if down {
      for at in layered.leaving[item] {
        let other = layered.segments[at].to
        add(at, other, x[other] + ends[at].to - ends[at].from)
      }
    }
    return (sum, weight)
  }

  /// The nearest integer to `a / b`, of two the even one: rounding to one side would let long drawings drift to it, layer by layer.
  static func nearest(_ a: Int, _ b: Int) -> Int {
    var quotient = a / b
    var rest = a % b
    if rest < 0 {
      quotient -= 1
      rest += b
    }
    if 2 * rest > b || (2 * rest == b && !quotient.isMultiple(of: 2)) { quotient += 1 }
    return quotient
  }
}
