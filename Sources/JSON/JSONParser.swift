extension JSONValue {
  /// Parses one JSON document (RFC 8259); of repeated keys the last wins.
  /// - Throws: `JSONSyntaxError` with the exact place.
  public init(parsing text: String, limits: JSONLimits = .document) throws(JSONSyntaxError) {
    self = try JSONValue(parsing: Array(text.utf8), limits: limits)
  }

  /// Parses one JSON document in UTF-8.
  public init(parsing bytes: [UInt8], limits: JSONLimits = .document) throws(JSONSyntaxError) {
    var parser = JSONParser(bytes, limits, ValueBuilder())
    self = try parser.document()
  }
}

extension JSONNode {
  /// Parses one JSON document (RFC 8259) and keeps the place of every node; repeated keys stay.
  /// - Throws: `JSONSyntaxError` with the exact place.
  public init(parsing bytes: [UInt8], limits: JSONLimits = .document) throws(JSONSyntaxError) {
    var parser = JSONParser(bytes, limits, NodeBuilder())
    self = try parser.document()
  }
}

/// What the parser makes of what it reads; specialised, so that plain values pay nothing for places.
protocol JSONBuilder {
  associatedtype Result
  associatedtype Elements
  associatedtype Members
  /// Whether `Mark` needs line and column; a builder that drops them saves the counting.
  static var locates: Bool { get }
  func scalar(_ value: JSONValue, _ range: SourceRange) -> Result
  func elements() -> Elements
  func append(_ element: Result, to elements: inout Elements)
  func array(_ elements: Elements, _ range: SourceRange) -> Result
  func members() -> Members
  func append(_ key: String, _ keyRange: SourceRange, _ value: Result, to members: inout Members)
  func object(_ members: Members, _ range: SourceRange) -> Result
}

struct ValueBuilder: JSONBuilder {
  static var locates: Bool { false }
  func scalar(_ value: JSONValue, _ range: SourceRange) -> JSONValue { value }
  func elements() -> [JSONValue] { [] }
  func append(_ element: JSONValue, to elements: inout [JSONValue]) { elements.append(element) }
  func array(_ elements: [JSONValue], _ range: SourceRange) -> JSONValue { .array(elements) }
  func members() -> JSONObject { JSONObject() }
  func append(_ key: String, _ keyRange: SourceRange, _ value: JSONValue, to members: inout JSONObject) { members[key] = value }
  func object(_ members: JSONObject, _ range: SourceRange) -> JSONValue { .object(members) }
}

struct NodeBuilder: JSONBuilder {
  static var locates: Bool { true }
  func scalar(_ value: JSONValue, _ range: SourceRange) -> JSONNode {
    switch value {
    case .null, .array, .object: JSONNode(.null, range)
    case .bool(let flag): JSONNode(.bool(flag), range)
    case .number(let number): JSONNode(.number(number), range)
    case .string(let text): JSONNode(.string(text), range)
    }
  }
  func elements() -> [JSONNode] { [] }
  func append(_ element: JSONNode, to elements: inout [JSONNode]) { elements.append(element) }
  func array(_ elements: [JSONNode], _ range: SourceRange) -> JSONNode { JSONNode(.array(elements), range) }
  func members() -> [JSONMember] { [] }
  func append(_ key: String, _ keyRange: SourceRange, _ value: JSONNode, to members: inout [JSONMember]) {
    members.append(JSONMember(key: key, keyRange: keyRange, value: value))
  }
  func object(_ members: [JSONMember], _ range: SourceRange) -> JSONNode { JSONNode(.object(members), range) }
}

/// A recursive-descent parser over UTF-8. It looks at each byte once; places are counted only for builders that keep them, and for an
/// error.
struct JSONParser<Builder: JSONBuilder> {
  private let bytes: [UInt8]
  private let limits: JSONLimits
  private let builder: Builder
  private var at = 0
  private var depth = 0
  private var line = 1
  private var lineStart = 0
  /// Continuation bytes since `lineStart`: they do not count as columns.
  private var continuations = 0
  private var counted = 0

  init(_ bytes: [UInt8], _ limits: JSONLimits, _ builder: Builder) {
    self.bytes = bytes
    self.limits = limits
    self.builder = builder
  }

  mutating func document() throws(JSONSyntaxError) -> Builder.Result {
    if bytes.count > limits.maximumBytes {
      throw JSONSyntaxError("the text has \(bytes.count) bytes; at most \(limits.maximumBytes) are accepted", at: .start)
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw JSONSyntaxError("the text begins with a byte order mark; save it as UTF-8 without one", at: .start)
    }
    if let bad = JSONText.firstInvalidUTF8(bytes) {
      let byte = String(bytes[bad], radix: 16, uppercase: true)
      throw JSONSyntaxError("byte 0x\(byte) is not UTF-8; save the text as UTF-8", at: position(of: bad))
    }
    skipSpace()
    if at == bytes.count { throw failure("the text is empty; a JSON value was expected") }
    let result = try value()
    skipSpace()
    if at < bytes.count { throw failure("\(JSONText.describe(bytes, at)) follows the end of the value") }
    return result
  }

  private mutating func value() throws(JSONSyntaxError) -> Builder.Result {
    guard at < bytes.count else { throw failure("the text ends where a value was expected") }
    let start = mark()
    switch bytes[at] {
    case UInt8(ascii: "{"): return try object(start)
    case UInt8(ascii: "["): return try array(start)
    case UInt8(ascii: "\""):
      let text = try string()
      return builder.scalar(.string(text), SourceRange(start: start, end: mark()))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let number = try number()
      return builder.scalar(.number(number), SourceRange(start: start, end: mark()))
    case UInt8(ascii: "t"): return try word("true", .bool(true), start)
    case UInt8(ascii: "f"): return try word("false", .bool(false), start)
    case UInt8(ascii: "n"): return try word("null", .null, start)
    default: throw failure("\(JSONText.describe(bytes, at)) stands where a value was expected")
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue, _ start: SourcePosition) throws(JSONSyntaxError) -> Builder.Result {
    let count = word.utf8CodeUnitCount
    let matches = at + count <= bytes.count && (0..<count).allSatisfy { bytes[at + $0] == word.utf8Start[$0] }
    guard matches else { throw failure("\(JSONText.describe(bytes, at)) stands where a value was expected") }
    at += count
    return builder.scalar(value, SourceRange(start: start, end: mark()))
  }

  private mutating func enter() throws(JSONSyntaxError) {
    depth += 1
    if depth > limits.maximumDepth { throw failure("arrays and objects are nested deeper than \(limits.maximumDepth) levels") }
    at += 1
    skipSpace()
  }

  private mutating func array(_ start: SourcePosition) throws(JSONSyntaxError) -> Builder.Result {
    try enter()
    var elements = builder.elements()
    if at < bytes.count, bytes[at] == UInt8(ascii: "]") {
      at += 1
    } else {
      while true {
        builder.append(try value(), to: &elements)
        skipSpace()
        guard at < bytes.count else { throw failure("the text ends inside an array; ',' or ']' was expected") }
        if bytes[at] == UInt8(ascii: "]") {
          at += 1
          break
        }
        guard bytes[at] == UInt8(ascii: ",") else {
          throw failure("\(JSONText.describe(bytes, at)) stands where ',' or ']' was expected")
        }
        at += 1
        skipSpace()
        if at < bytes.count, bytes[at] == UInt8(ascii: "]") { throw failure("an element was expected after ','") }
      }
    }
    depth -= 1
    return builder.array(elements, SourceRange(start: start, end: mark()))
  }

  private mutating func object(_ start: SourcePosition) throws(JSONSyntaxError) -> Builder.Result {
    try enter()
    var members = builder.members()
    if at < bytes.count, bytes[at] == UInt8(ascii: "}") {
      at += 1
    } else {
      while true {
        guard at < bytes.count else { throw failure("the text ends inside an object; a key was expected") }
        guard bytes[at] == UInt8(ascii: "\"") else {
          throw failure("\(JSONText.describe(bytes, at)) stands where a key in double quotes was expected")
        }
        let keyStart = mark()
        let key = try string()
        let keyRange = SourceRange(start: keyStart, end: mark())
        skipSpace()
        guard at < bytes.count else { throw failure("the text ends after a key; ':' was expected") }
        guard bytes[at] == UInt8(ascii: ":") else { throw failure("\(JSONText.describe(bytes, at)) stands where ':' was expected") }
        at += 1
        skipSpace()
        builder.append(key, keyRange, try value(), to: &members)
        skipSpace()
        guard at < bytes.count else { throw failure("the text ends inside an object; ',' or '}' was expected") }
        if bytes[at] == UInt8(ascii: "}") {
          at += 1
          break
        }
        guard bytes[at] == UInt8(ascii: ",") else {
          throw failure("\(JSONText.describe(bytes, at)) stands where ',' or '}' was expected")
        }
        at += 1
        skipSpace()
        if at < bytes.count, bytes[at] == UInt8(ascii: "}") { throw failure("a key was expected after ','") }
      }
    }
    depth -= 1
    return builder.object(members, SourceRange(start: start, end: mark()))
  }

  private mutating func number() throws(JSONSyntaxError) -> JSONNumber {
    let start = at
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"),
        UInt8(ascii: "E"):
        at += 1
        continue
      default: break
      }
      break
    }
    if at - start > 1_000 {
      throw JSONSyntaxError("a number is longer than 1000 characters", at: position(of: start))
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    guard JSONNumber.isNumber(text.utf8) else {
      throw JSONSyntaxError("'\(text.prefix(40))' is not a JSON number", at: position(of: start))
    }
    return JSONNumber(checked: text)
  }

  /// Reads a string; `at` is on its opening quote.
  private mutating func string() throws(JSONSyntaxError) -> String {
    let open = at
    at += 1
    var run = at
    var decoded: [UInt8]?
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        let end = at
        at += 1
        guard var text = decoded else { return String(decoding: bytes[run..<end], as: UTF8.self) }
        text.append(contentsOf: bytes[run..<end])
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        var text = decoded ?? []
        text.append(contentsOf: bytes[run..<at])
        try escape(into: &text)
        decoded = text
        run = at
      case 0..<0x20:
        throw failure("a control character (0x\(String(bytes[at], radix: 16))) stands inside a string; write it as an escape such as \\n")
      default: at += 1
      }
    }
    throw JSONSyntaxError("the text ends inside this string; a closing quote is missing", at: position(of: open))
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONSyntaxError) {
    let start = at
    at += 1
    guard at < bytes.count else { throw failure("the text ends inside an escape") }
    let letter = bytes[at]
    at += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "u"):
      guard var code = hexadecimal() else { throw JSONSyntaxError("\\u needs four hexadecimal digits", at: position(of: start)) }
      if (0xD800..<0xDC00).contains(code), at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") {
        let back = at
        at += 2
        if let low = hexadecimal(), (0xDC00..<0xE000).contains(low) {
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        } else {
          at = back
        }
      }
      // A lone surrogate has no UTF-8 form; Java writes '?', we keep the replacement character.
      text.append(contentsOf: String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
    default: throw JSONSyntaxError("'\\\(Unicode.Scalar(letter))' is not a JSON escape", at: position(of: start))
    }
  }

  private mutating func hexadecimal() -> UInt32? {
    guard at + 4 <= bytes.count else { return nil }
    var code: UInt32 = 0
    for byte in bytes[at..<at + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      code = code << 4 | UInt32(digit)
    }
    at += 4
    return code
  }

  private mutating func skipSpace() {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x09, 0x0D, 0x0A: at += 1
      default: return
      }
    }
  }

  private mutating func mark() -> SourcePosition {
    guard Builder.locates else { return .start }
    while counted < at {
      let byte = bytes[counted]
      counted += 1
      if byte == 0x0A {
        line += 1
        lineStart = counted
        continuations = 0
      } else if byte & 0xC0 == 0x80 {
        continuations += 1
      }
    }
    return SourcePosition(line: line, column: at - lineStart - continuations + 1, offset: at)
  }

  private func failure(_ message: String) -> JSONSyntaxError { JSONSyntaxError(message, at: position(of: at)) }

  private func position(of offset: Int) -> SourcePosition { JSONText.position(of: offset, in: bytes) }
}
