/// The rows of a CSV text: fields may stand in quotes, in which quotes are doubled and line ends are data. Empty lines are no rows.
struct CSVTable: Sendable {
  let rows: [[String]]

  init(_ bytes: [UInt8], delimiter: UInt8) {
    var reader = CSVReader(bytes: bytes, delimiter: delimiter)
    rows = reader.rows()
  }
}

private struct CSVReader {
  let bytes: [UInt8]
  let delimiter: UInt8
  var at = 0

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  mutating func rows() -> [[String]] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    var rows: [[String]] = []
    while at < bytes.count {
      if skipLineEnd() { continue }
      rows.append(row())
    }
    return rows
  }

  private mutating func row() -> [String] {
    var fields = [field()]
    while at < bytes.count, bytes[at] == delimiter {
      at += 1
      fields.append(field())
    }
    _ = skipLineEnd()
    return fields
  }

  private mutating func field() -> String {
    guard at < bytes.count, bytes[at] == CSVReader.quote else {
      let start = at
      while at < bytes.count, bytes[at] != delimiter, !isLineEnd(bytes[at]) { at += 1 }
      return String(decoding: bytes[start..<at], as: UTF8.self)
    }
    at += 1
    var text: [UInt8] = []
    while at < bytes.count {
      if bytes[at] == CSVReader.quote {
        at += 1
        guard at < bytes.count, bytes[at] == CSVReader.quote else { break }
      }
      text.append(bytes[at])
      at += 1
    }
    // What follows a closing quote belongs to the field, as most readers take it.
    while at < bytes.count, bytes[at] != delimiter, !isLineEnd(bytes[at]) {
      text.append(bytes[at])
      at += 1
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == CSVReader.lineFeed || byte == CSVReader.carriageReturn }

  private mutating func skipLineEnd() -> Bool {
    guard at < bytes.count, isLineEnd(bytes[at]) else { return false }
    let isPair = bytes[at] == CSVReader.carriageReturn && at + 1 < bytes.count && bytes[at + 1] == CSVReader.lineFeed
    at += isPair ? 2 : 1
    return true
  }
}
