import JSON

/// Finds the line and column of a byte, and the byte of a line and column, without reading the text again from its start.
struct LineTable {
  private static let block = 64

  private let bytes: [UInt8]
  /// Offset of each line's first byte.
  private var starts = [0]
  /// How many characters begin before each block of bytes: columns count characters, and a line may be the whole text.
  private var charactersBefore = [0]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var characters = 0
    for (at, byte) in bytes.enumerated() {
      if byte & 0xC0 != 0x80 { characters += 1 }
      if byte == 0x0A { starts.append(at + 1) }
      if (at + 1).isMultiple(of: LineTable.block) { charactersBefore.append(characters) }
    }
  }

  func position(of offset: Int) -> SourcePosition {
    let offset = min(max(offset, 0), bytes.count)
    let line = LineTable.firstIndex(0..<starts.count) { starts[$0] > offset } - 1
    return SourcePosition(line: line + 1, column: characters(before: offset) - characters(before: starts[line]) + 1, offset: offset)
  }

  /// The place at a line and column (both from 1), brought inside the text.
  func position(line: Int, column: Int) -> SourcePosition {
    let row = min(max(line, 1), starts.count) - 1
    let end = row + 1 < starts.count ? starts[row + 1] - 1 : bytes.count
    let wanted = characters(before: starts[row]) + max(column, 1) - 1
    // The last block that begins at or before the character; the character is in it.
    let block = LineTable.firstIndex(0..<charactersBefore.count) { charactersBefore[$0] > wanted } - 1
    var offset = max(block, 0) * LineTable.block
    var left = wanted - charactersBefore[max(block, 0)]
    while offset < end {
      if bytes[offset] & 0xC0 != 0x80 {
        if left == 0 { break }
        left -= 1
      }
      offset += 1
    }
    return SourcePosition(line: row + 1, column: max(column, 1), offset: min(max(offset, starts[row]), end))
  }

  private func characters(before offset: Int) -> Int {
    let block = offset / LineTable.block
    var count = charactersBefore[block]
    var at = block * LineTable.block
    while at < offset {
      if bytes[at] & 0xC0 != 0x80 { count += 1 }
      at += 1
    }
    return count
  }

  /// The first index from which on `holds` is true; the range's end when it never is.
  private static func firstIndex(_ range: Range<Int>, where holds: (Int) -> Bool) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
