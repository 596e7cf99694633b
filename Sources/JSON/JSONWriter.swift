extension JSONValue {
  /// Compact JSON: no white space, members in order, only what must be escaped escaped.
  public var compact: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64)
    JSONWriter.write(self, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// JSON over several lines, indented by two spaces a level; empty arrays and objects stay on their line.
  public var pretty: String {
    var bytes: [UInt8] = []
    JSONWriter.writePretty(self, indent: 0, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Writes JSON as UTF-8 bytes.
public enum JSONWriter {
  private static let hex = Array("0123456789abcdef".utf8)

  /// Appends the compact form of `value`.
  public static func write(_ value: JSONValue, into out: inout [UInt8]) {
    switch value {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let flag): out.append(contentsOf: (flag ? "true" : "false").utf8)
    case .number(let number): out.append(contentsOf: number.lexeme.utf8)
    case .string(let text): write(string: text, into: &out)
    case .array(let elements):
      out.append(UInt8(ascii: "["))
      for (at, element) in elements.enumerated() {
        if at > 0 { out.append(UInt8(ascii: ",")) }
        write(element, into: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let object):
      out.append(UInt8(ascii: "{"))
      for (at, member) in object.enumerated() {
        if at > 0 { out.append(UInt8(ascii: ",")) }
        write(string: member.key, into: &out)
        out.append(UInt8(ascii: ":"))
        write(member.value, into: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  /// Appends `text` as a JSON string with its quotes.
  public static func write(string text: String, into out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    defer { out.append(UInt8(ascii: "\"")) }
    // Most texts need no escape and go over in one piece.
    let isWritten = text.utf8.withContiguousStorageIfAvailable { bytes in
      for byte in bytes where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F || byte == 0xC2 {
        return false
      }
      out.append(contentsOf: bytes)
      return true
    }
    if isWritten == true { return }
    var afterC2 = false
    for byte in text.utf8 {
      if afterC2 {
        afterC2 = false
        // U+0080 to U+009F, which terminals obey as they do ESC, are C2 80 to C2 9F.
        if byte < 0xA0 { escape(byte, into: &out) } else { out.append(contentsOf: [0xC2, byte]) }
        continue
      }
      switch byte {
      case 0xC2: afterC2 = true
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(UInt8(ascii: "\\")); out.append(byte)
      case 0x0A: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
      case 0x0D: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
      case 0x09: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
      case 0x08: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "b")])
      case 0x0C: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "f")])
      case 0..<0x20, 0x7F: escape(byte, into: &out)
      default: out.append(byte)
      }
    }
  }

  private static func escape(_ byte: UInt8, into out: inout [UInt8]) {
    out.append(contentsOf: "\\u00".utf8)
    out.append(hex[Int(byte >> 4)])
    out.append(hex[Int(byte & 15)])
  }

  /// JSON text with its control characters, which only its strings can hold, written as escapes: the same JSON, safe to print on a terminal.
  public static func printable(_ json: String) -> String {
    guard json.unicodeScalars.contains(where: { (0x7F...0x9F).contains($0.value) }) else { return json }
    var out: [UInt8] = []
    for scalar in json.unicodeScalars {
      if (0x7F...0x9F).contains(scalar.value) {
        escape(UInt8(scalar.value), into: &out)
      } else {
        out.append(contentsOf: String(scalar).utf8)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  static func writePretty(_ value: JSONValue, indent: Int, into out: inout [UInt8]) {
    func newline(_ level: Int) {
      out.append(0x0A)
      out.append(contentsOf: repeatElement(0x20, count: level * 2))
    }
    switch value {
    case .array(let elements) where !elements.isEmpty:
      out.append(UInt8(ascii: "["))
      for (at, element) in elements.enumerated() {
        if at > 0 { out.append(UInt8(ascii: ",")) }
        newline(indent + 1)
        writePretty(element, indent: indent + 1, into: &out)
      }
      newline(indent)
      out.append(UInt8(ascii: "]"))
    case .object(let object) where !object.isEmpty:
      out.append(UInt8(ascii: "{"))
      for (at, member) in object.enumerated() {
        if at > 0 { out.append(UInt8(ascii: ",")) }
        newline(indent + 1)
        write(string: member.key, into: &out)
        out.append(UInt8(ascii: ":"))
        out.append(0x20)
        writePretty(member.value, indent: indent + 1, into: &out)
      }
      newline(indent)
      out.append(UInt8(ascii: "}"))
    default: write(value, into: &out)
    }
  }
}
