/// The nets of the channel above each layer (one more below the last), with the columns of their anchors.
struct NetColumns {
  private(set) var anchored: AnchoredScope
  let x: [Int]
  /// By channel: nets in a fixed order, and the place of each in it.
  private(set) var nets: [[Channel.Net]] = []
  private(set) var places: [[NetKey: Int]] = []

  init(_ anchored: AnchoredScope, x: [Int]) {
    self.anchored = anchored
    self.x = x
    for channel in 0...anchored.layered.layers.count { collect(channel) }
    for channel in nets.indices { straighten(channel) }
  }

  /// The column of an anchor of an item.
  func column(_ item: Int, _ offset: Int) -> Int { x[item] - anchored.anchors[item].center + offset }

  private func layer(_ at: Int) -> [Int] { anchored.layered.layers.indices.contains(at) ? anchored.layered.layers[at] : [] }

  private mutating func collect(_ channel: Int) {
    var found: [Channel.Net] = []
    var place: [NetKey: Int] = [:]
    func index(_ key: NetKey) -> Int {
      if let at = place[key] { return at }
      var net = Channel.Net(tops: [], bottoms: [], isLane: false)
      switch key {
      case .exit(let lane), .entry(let lane): (net.isLane, net.lane) = (true, lane)
      case .fan, .join: break
      }
      found.append(net)
      place[key] = found.count - 1
      return found.count - 1
    }
    for item in layer(channel - 1) {
      for anchor in anchored.anchors[item].bottom { found[index(anchor.net)].tops.append(column(item, anchor.offset)) }
    }
    for item in layer(channel) {
      for anchor in anchored.anchors[item].top { found[index(anchor.net)].bottoms.append(column(item, anchor.offset)) }
    }
    nets.append(found)
    places.append(place)
  }

  // MARK: Small moves of anchors

  /// Moves anchors by a column or two where that makes a line straight, or keeps a straight line out of the middle of its star.
  private mutating func straighten(_ channel: Int) {
    for (index, item) in layer(channel).enumerated() {
      for at in anchored.anchors[item].top.indices {
        let anchor = anchored.anchors[item].top[at]
        guard let place = places[channel][anchor.net] else { continue }
        let old = column(item, anchor.offset)
        let step = steps(nets[channel][place], old).first { canMove(channel, index, at, by: $0, nets[channel][place]) }
        guard let step else { continue }
        anchored.moveTop(item, at, to: anchor.offset + step)
        nets[channel][place].bottoms = nets[channel][place].bottoms.map { $0 == old ? old + step : $0 }
      }
    }
  }

  /// The moves that would help an anchor at the lower border, best first.
  private func steps(_ net: Channel.Net, _ column: Int) -> [Int] {
    guard !net.isLane else { return [] }
    if net.tops.count == 1, net.bottoms.count == 1 {
      let step = net.tops[0] - column
      return step != 0 && abs(step) <= 2 ? [step] : []
    }
    return net.straightInside == column ? [1, -1] : []
  }

  /// Whether an anchor stays on its border, apart from its neighbours, with room for its label, and off the columns of its own star.
  private func canMove(_ channel: Int, _ index: Int, _ at: Int, by step: Int, _ net: Channel.Net) -> Bool {
    let items = layer(channel)
    let item = items[index]
    guard anchored.anchors[item].height > 0 else { return false }
    let list = anchored.anchors[item].top
    let offset = list[at].offset + step
    guard offset >= 1, offset <= anchored.anchors[item].width - 2 else { return false }
    if at > 0, offset < list[at - 1].offset + 2 + list[at - 1].labelWidth { return false }
    if at + 1 < list.count, offset + 2 + list[at].labelWidth > list[at + 1].offset { return false }
    if list[at].labelWidth > 0, index + 1 < items.count {
      let next = items[index + 1]
      guard column(item, offset) + list[at].labelWidth + 1 < x[next] - anchored.anchors[next].center else { return false }
    }
    let column = column(item, offset)
    return net.tops.count + net.bottoms.count == 2 || !net.tops.contains(column)
  }
}
