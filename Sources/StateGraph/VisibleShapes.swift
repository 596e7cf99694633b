import GraphLayout

/// Which shapes of a layout touch which rows, so that a window onto a large drawing is painted without looking at the rest.
struct VisibleShapes: Sendable {
  struct Piece: Sendable {
    var route: Int
    var from: Layout.Position
    var to: Layout.Position
  }

  private static let height = 64
  private var boxes: [[Int]]
  private var frames: [[Int]]
  private var pieces: [[Piece]]
  private var ends: [[Int]]

  init(_ layout: Layout) {
    let count = max(layout.height, 0) / VisibleShapes.height + 1
    boxes = Array(repeating: [], count: count)
    frames = boxes
    ends = boxes
    pieces = Array(repeating: [], count: count)
    func bands(_ a: Int, _ b: Int) -> ClosedRange<Int> {
      let low = min(max(min(a, b) / VisibleShapes.height, 0), count - 1)
      return low...max(low, min(max(a, b) / VisibleShapes.height, count - 1))
    }
    for (at, box) in layout.boxes.enumerated() { for band in bands(box.area.y, box.area.bottom) { boxes[band].append(at) } }
    for (at, frame) in layout.frames.enumerated() { for band in bands(frame.area.y, frame.area.bottom) { frames[band].append(at) } }
    for (at, route) in layout.routes.enumerated() {
      for (a, b) in zip(route.points, route.points.dropFirst()) {
        for band in bands(a.y, b.y) { pieces[band].append(Piece(route: at, from: a, to: b)) }
      }
      let rows = [route.points.last?.y, route.label?.position.y].compactMap { $0 }
      for band in Set(rows.map { bands($0, $0).lowerBound }).sorted() { ends[band].append(at) }
    }
  }

  private func bands(_ rows: Range<Int>) -> Range<Int> {
    let low = min(max(rows.lowerBound, 0) / VisibleShapes.height, boxes.count)
    return low..<max(low, min(max(rows.upperBound - 1, -1) / VisibleShapes.height + 1, boxes.count))
  }

  private func once(_ lists: [[Int]], _ rows: Range<Int>) -> [Int] {
    let bands = bands(rows)
    return bands.count == 1 ? lists[bands.lowerBound] : Set(bands.flatMap { lists[$0] }).sorted()
  }

  /// Indexes of the boxes, of the frames, and of the routes whose head or label may stand in `rows`.
  func boxes(_ rows: Range<Int>) -> [Int] { once(boxes, rows) }
  func frames(_ rows: Range<Int>) -> [Int] { once(frames, rows) }
  func ends(_ rows: Range<Int>) -> [Int] { once(ends, rows) }
  /// Straight pieces of routes that may pass `rows`; a long one may come more than once.
  func pieces(_ rows: Range<Int>) -> [Piece] { bands(rows).flatMap { pieces[$0] } }
}
