/// An array in chunks: a copy shares all of them, and the next change copies one chunk, not the whole. What a screen holds of a long
/// history costs its writer little.
struct ChunkedArray<Element: Sendable>: Sendable {
  private static var width: Int { 64 }
  private var chunks: [[Element]] = []
  private(set) var count = 0

  mutating func append(_ element: Element) {
    if count % Self.width == 0 {
      chunks.append([element])
    } else {
      chunks[chunks.count - 1].append(element)
    }
    count += 1
  }

  var indices: Range<Int> { 0..<count }

  subscript(position: Int) -> Element {
    get { chunks[position / Self.width][position % Self.width] }
    _modify { yield &chunks[position / Self.width][position % Self.width] }
  }
}
