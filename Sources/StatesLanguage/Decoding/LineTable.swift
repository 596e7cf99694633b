import JSON

/// Finds the line and column of a byte, and the byte of a line and column, without reading the text again from its start.
struct LineTable {
  private let bytes: [UInt8]
  /// Offset of each line's first byte.
  private var starts = [0]
  /// Whether each line has only one-byte characters.
  private var isPlain = [true]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    for (at, byte) in bytes.enumerated() {
      if byte == 0x0A {
        starts.append(at + 1)
        isPlain.append(true)
      } else if byte >= 0x80 {
        isPlain[isPlain.count - 1] = false
      }
    }
  }

  func position(of offset: Int) -> SourcePosition {
    let offset = min(max(offset, 0), bytes.count)
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    let line = max(low - 1, 0)
    let count = isPlain[line] ? offset - starts[line] : bytes[starts[line]..<offset].count { $0 & 0xC0 != 0x80 }
    return SourcePosition(line: line + 1, column: count + 1, offset: offset)
  }

  /// The place at a line and column (both from 1), brought inside the text.
  func position(line: Int, column: Int) -> SourcePosition {
    let row = min(max(line, 1), starts.count) - 1
    let end = row + 1 < starts.count ? starts[row + 1] : bytes.count
    var offset = starts[row]
    if isPlain[row] {
      offset = min(offset + max(column - 1, 0), end)
    } else {
      var left = max(column - 1, 0)
      while offset < end, left > 0 {
        offset += 1
        while offset < end, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
        left -= 1
      }
    }
    return SourcePosition(line: row + 1, column: max(column, 1), offset: offset)
  }
}
