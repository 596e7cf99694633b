/// The rightmost column taken in each row: the largest value over a range of rows, and a range raised to a value, each in logarithmic time.
struct RowExtents {
  private let leaves: Int
  /// The largest value below each node of a binary tree, and a value that holds for all of it.
  private var largest: [Int]
  private var raised: [Int]

  init(_ rows: [Int]) {
    var size = 1
    while size < rows.count { size *= 2 }
    leaves = size
    largest = Array(repeating: -1, count: 2 * size)
    raised = largest
    for (at, value) in rows.enumerated() { largest[size + at] = value }
    for at in stride(from: size - 1, to: 0, by: -1) { largest[at] = max(largest[2 * at], largest[2 * at + 1]) }
  }

  /// The largest value of `rows`; -1 beyond the ends.
  func maximum(_ rows: ClosedRange<Int>) -> Int { maximum(rows, node: 1, over: 0...(leaves - 1)) }

  private func maximum(_ rows: ClosedRange<Int>, node: Int, over: ClosedRange<Int>) -> Int {
    guard rows.overlaps(over) else { return -1 }
    if rows.lowerBound <= over.lowerBound, over.upperBound <= rows.upperBound { return largest[node] }
    let middle = (over.lowerBound + over.upperBound) / 2
    let left = maximum(rows, node: 2 * node, over: over.lowerBound...middle)
    let right = maximum(rows, node: 2 * node + 1, over: (middle + 1)...over.upperBound)
    return max(raised[node], left, right)
  }

  /// Makes every value of `rows` at least `value`.
  mutating func raise(_ rows: ClosedRange<Int>, to value: Int) { raise(rows, to: value, node: 1, over: 0...(leaves - 1)) }

  private mutating func raise(_ rows: ClosedRange<Int>, to value: Int, node: Int, over: ClosedRange<Int>) {
    guard rows.overlaps(over) else { return }
    largest[node] = max(largest[node], value)
    if rows.lowerBound <= over.lowerBound, over.upperBound <= rows.upperBound {
      raised[node] = max(raised[node], value)
      return
    }
    let middle = (over.lowerBound + over.upperBound) / 2
    raise(rows, to: value, node: 2 * node, over: over.lowerBound...middle)
    raise(rows, to: value, node: 2 * node + 1, over: (middle + 1)...over.upperBound)
  }
}
