extension JSONValue {
  /// Compact JSON: no white space, members in order, only what must be escaped escaped.
  public var compact: String {
    switch self {
    case .null: return "null"
    case .bool(let flag): return flag ? "true" : "false"
    case .number(let number): return number.lexeme
    default: break
    }
    // Most values are small: they are written on the stack, and only what is left over becomes an allocation.
    let small: String? = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: JSONWriter.smallSize) { room in
      var sink = RoomSink(room)
      JSONWriter.write(self, to: &sink)
      return sink.isFull ? nil : String(decoding: room[..<sink.count], as: UTF8.self)
    }
    if let small { return small }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * JSONWriter.smallSize)
    JSONWriter.write(self, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// JSON over several lines, indented by two spaces a level; empty arrays and objects stay on their line.
  public var pretty: String {
    var bytes: [UInt8] = []
    JSONWriter.writePretty(self, indent: 0, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Where written bytes go.
protocol JSONSink {
  mutating func put(_ byte: UInt8)
  mutating func put(_ bytes: UnsafeBufferPointer<UInt8>)
  /// Whether writing on is of no use.
  var isFull: Bool { get }
}

extension JSONSink {
  mutating func put(_ text: StaticString) { put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) }
}

extension [UInt8]: JSONSink {
  mutating func put(_ byte: UInt8) { append(byte) }
  mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) { append(contentsOf: bytes) }
  var isFull: Bool { false }
}

/// A room of fixed size; what does not fit is dropped and noted.
struct RoomSink: JSONSink {
  private let room: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0
  private(set) var isFull = false

  init(_ room: UnsafeMutableBufferPointer<UInt8>) { self.room = room }

  mutating func put(_ byte: UInt8) {
    guard count < room.count else {
      isFull = true
      return
    }
    room[count] = byte
    count += 1
  }

  mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count <= room.count - count else {
      isFull = true
      return
    }
    _ = UnsafeMutableBufferPointer(rebasing: room[count...]).update(fromContentsOf: bytes)
    count += bytes.count
  }
}

/// Writes JSON as UTF-8 bytes.
public enum JSONWriter {
  private static let hex: StaticString = "0123456789abcdef"
  /// Bytes of a value that is written without an allocation.
  static let smallSize = 512

  /// Appends the compact form of `value`.
  public static func write(_ value: JSONValue, into out: inout [UInt8]) { write(value, to: &out) }

  /// Appends `text` as a JSON string with its quotes.
  public static func write(string text: String, into out: inout [UInt8]) { write(string: text, to: &out) }

  /// Appends a whole number.
  public static func write(_ integer: Int, into out: inout [UInt8]) { write(integer: integer, to: &out) }

  static func write(_ value: JSONValue, to out: inout some JSONSink) {
    switch value {
    case .null: out.put("null")
    case .bool(let flag): out.put(flag ? "true" : "false")
    case .number(let number):
      if case .integer(let integer) = number.storage { write(integer: integer, to: &out) } else { write(plain: number.lexeme, to: &out) }
    case .string(let text): write(string: text, to: &out)
    case .array(let elements):
      out.put(UInt8(ascii: "["))
      var isFirst = true
      for element in elements {
        if !isFirst { out.put(UInt8(ascii: ",")) }
        isFirst = false
        write(element, to: &out)
        if out.isFull { return }
      }
      out.put(UInt8(ascii: "]"))
    case .object(let object):
      out.put(UInt8(ascii: "{"))
      var isFirst = true
      for member in object.members {
        if !isFirst { out.put(UInt8(ascii: ",")) }
        isFirst = false
        write(string: member.key, to: &out)
        out.put(UInt8(ascii: ":"))
        write(member.value, to: &out)
        if out.isFull { return }
      }
      out.put(UInt8(ascii: "}"))
    }
  }

  static func write(integer: Int, to out: inout some JSONSink) {
    if integer >= 0, integer < 10 { return out.put(UInt8(ascii: "0") + UInt8(integer)) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { room in
      var at = room.count
      var rest = integer.magnitude
      repeat {
        at -= 1
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        room[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
        rest = quotient
      } while rest > 0
      if integer < 0 { out.put(UInt8(ascii: "-")) }
      out.put(UnsafeBufferPointer(rebasing: room[at...]))
    }
  }

  /// Text that needs no escapes.
  private static func write(plain text: String, to out: inout some JSONSink) {
    var text = text
    text.withUTF8 { out.put($0) }
  }

  static func write(string text: String, to out: inout some JSONSink) {
    out.put(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      // Most texts need no escape and go over in one piece.
      var run = 0
      for at in bytes.indices where needsEscape(bytes, at) {
        out.put(UnsafeBufferPointer(rebasing: bytes[run..<at]))
        run = escape(bytes, at, to: &out)
      }
      out.put(run == 0 ? bytes : UnsafeBufferPointer(rebasing: bytes[run...]))
    }
    out.put(UInt8(ascii: "\""))
  }

  /// Whether the character that begins here is not written as it is: quotes, backslashes and all control characters.
  private static func needsEscape(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
    switch bytes[at] {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7F: true
    // U+0080 to U+009F, which terminals obey as they do ESC, are C2 80 to C2 9F.
    case 0xC2: at + 1 < bytes.count && bytes[at + 1] < 0xA0
    default: false
    }
  }

  /// Writes the character as its escape; where the next one begins.
  private static func escape(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, to out: inout some JSONSink) -> Int {
    switch bytes[at] {
    case 0xC2:
      escape(code: bytes[at + 1], to: &out)
      return at + 2
    case UInt8(ascii: "\""): out.put("\\\"")
    case UInt8(ascii: "\\"): out.put("\\\\")
    case 0x0A: out.put("\\n")
    case 0x0D: out.put("\\r")
    case 0x09: out.put("\\t")
    case 0x08: out.put("\\b")
    case 0x0C: out.put("\\f")
    default: escape(code: bytes[at], to: &out)
    }
    return at + 1
  }

  private static func escape(code: UInt8, to out: inout some JSONSink) {
    out.put("\\u00")
    out.put(hex.utf8Start[Int(code >> 4)])
    out.put(hex.utf8Start[Int(code & 15)])
  }

  /// JSON text with its control characters, which only its strings can hold, written as escapes: the same JSON, safe to print on a terminal.
  public static func printable(_ json: String) -> String {
    guard json.unicodeScalars.contains(where: { (0x7F...0x9F).contains($0.value) }) else { return json }
    var out: [UInt8] = []
    for scalar in json.unicodeScalars {
      if (0x7F...0x9F).contains(scalar.value) {
        escape(code: UInt8(scalar.value), to: &out)
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
