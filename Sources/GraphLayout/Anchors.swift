/// The cells of its border that a node's lines leave and enter, as columns from its left edge, and the size that makes room for them.
struct Anchors {
  /// A place at the top or bottom border.
  struct Anchor {
    /// What meets here: see `NetKey`.
    var net: NetKey
    var offset: Int
    /// Columns of the label to the right of the line.
    var labelWidth: Int
  }

  var width: Int
  var height: Int
  var top: [Anchor] = []
  var bottom: [Anchor] = []
  /// The lane whose edge leaves through the right border, and the lane that enters there.
  var sideExit: Int?
  var sideEntry: Int?
  var sideExitLabel = 0

  var center: Int { width / 2 }
  /// The rows, from the top, of the side exit and the side entry.
  var sideExitRow: Int { height >= 5 ? height - 2 : height / 2 }
  var sideEntryRow: Int { height / 2 < 1 ? 0 : 1 }
  /// Whether the right border is high enough for an exit and an entry.
  static func hasTwoSideRows(_ height: Int) -> Bool { height >= 5 }
}

/// Which line an anchor belongs to. Lines of one key form a star: one source and many targets, or many sources that lead to one target
/// only.
enum NetKey: Hashable {
  case fan(from: Int)
  case join(to: Int)
  case exit(lane: Int)
  case entry(lane: Int)
}

extension Anchors {
  /// Spreads `anchors` (in order) over a border: `main`, if any, stays in the middle when all others fit beside it, otherwise the row of
  /// anchors is centered.
  static func spread(_ anchors: inout [Anchor], width: Int, main: Int?) {
    var offset = 0
    for at in anchors.indices {
      anchors[at].offset = offset
      offset += 2 + anchors[at].labelWidth
    }
    guard let last = anchors.last?.offset else { return }
    var start = max(1, (width - last) / 2)
    if let main, anchors.indices.contains(main) {
      let centered = width / 2 - anchors[main].offset
      if centered >= 1, centered + last <= width - 2 { start = centered }
    }
    for at in anchors.indices { anchors[at].offset += start }
  }

  /// The width that `anchors` need on one border.
  static func needed(_ anchors: [Anchor]) -> Int {
    anchors.dropLast().reduce(0) { $0 + 2 + $1.labelWidth } + 3
  }
}
