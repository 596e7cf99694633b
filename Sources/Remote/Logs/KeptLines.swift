import ExecutionSource

/// The newest lines of one container, within bounds that no container can break.
struct KeptLines: Sendable {
  static let maximumLines = 5_000
  static let maximumBytes = 4 << 20
  static let maximumLineBytes = 64 << 10

  private(set) var lines: [ContainerLogLine] = []
  private var bytes = 0

  /// Adds the next line.
  mutating func append(_ line: ContainerLogLine) {
    var line = line
    if line.text.utf8.count > KeptLines.maximumLineBytes {
      line.text = String(decoding: line.text.utf8.prefix(KeptLines.maximumLineBytes), as: UTF8.self) + "…"
    }
    lines.append(line)
    bytes += line.text.utf8.count
  }

  /// Drops the oldest lines that are too many; called once a page.
  mutating func trim() {
    var drop = max(0, lines.count - KeptLines.maximumLines)
    var left = bytes - lines.prefix(drop).reduce(0) { $0 + $1.text.utf8.count }
    while left > KeptLines.maximumBytes, drop < lines.count {
      left -= lines[drop].text.utf8.count
      drop += 1
    }
    lines.removeFirst(drop)
    bytes = left
  }

  mutating func removeAll() { self = KeptLines() }
}
