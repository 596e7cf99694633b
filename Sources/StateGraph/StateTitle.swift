import Canvas

/// How a state's name stands in its box: in one line, or in two when it is long; what does not fit then loses its middle.
struct StateTitle: Sendable {
  /// A line of a box is at most this wide.
  static let widest = 40

  var lines: [String]
  var width: Int

  init(_ name: String) {
    // Twice the room is enough to see what must be cut.
    let text = VisibleText.sanitise(name)
    let columns = TextWidth.columns(text)
    guard columns > StateTitle.widest else {
      self.init(lines: [text])
      return
    }
    let short = TextWidth.truncateMiddle(text, columns: 2 * StateTitle.widest - 4)
    let half = (TextWidth.columns(short) + 1) / 2
    for limit in min(half, StateTitle.widest)...StateTitle.widest {
      let lines = TextWidth.wrap(short, columns: limit)
      if lines.count <= 2 {
        self.init(lines: lines)
        return
      }
    }
    let first = TextWidth.prefix(short, columns: StateTitle.widest)
    self.init(lines: [first, TextWidth.truncateMiddle(String(short.dropFirst(first.count)), columns: StateTitle.widest)])
  }

  private init(lines: [String]) {
    self.lines = lines.isEmpty ? [""] : lines
    width = lines.reduce(0) { max($0, TextWidth.columns($1)) }
  }
}
