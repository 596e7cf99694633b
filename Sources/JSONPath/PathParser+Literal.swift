import JSON

extension PathParser {
  /// A literal of a filter: JSON, where texts may also stand in single quotes or, inside arrays and objects, without any.
  mutating func literal() throws(JSONPathSyntaxError) -> JSONValue {
    let start = at
    guard let value = try value(bareWords: false) else {
      throw failure("a path, a number, a text in quotes, true, false, null, an array or an object was expected", at: start)
    }
    return value
  }

  private mutating func value(bareWords: Bool) throws(JSONPathSyntaxError) -> JSONValue? {
    guard let next = significant(from: at) else { return nil }
    at = next.at
    switch next.byte {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try quoted())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "{"): return .object(try object())
    default: return word(bareWords: bareWords)
    }
  }

  private mutating func word(bareWords: Bool) -> JSONValue? {
    let start = at
    while let byte = current, byte.isLetter || byte.isDigit || "+-._".utf8.contains(byte) {
      // A number in a comparison has no plus sign, not even in its exponent: Jayway reads no further.
      if byte == UInt8(ascii: "+"), !bareWords { break }
      at += 1
    }
    let word = text(start..<at)
    switch word {
    case "": return nil
    case "true": return true
    case "false": return false
    case "null": return .null
    default:
      if let number = JSONNumber(lexeme: word) { return .number(number) }
      if bytes[start].isDigit || bytes[start] == UInt8(ascii: "-"), let number = Double(word) { return .number(JSONNumber(number)) }
      if bareWords { return .string(word) }
      at = start
      return nil
    }
  }

  private mutating func array() throws(JSONPathSyntaxError) -> [JSONValue] {
    let open = at
    var elements: [JSONValue] = []
    try descend()
    defer { depth -= 1 }
    while let next = significant(from: at) {
      at = next.at
      if next.byte == UInt8(ascii: "]") {
        at += 1
        return elements
      }
      if !elements.isEmpty {
        guard next.byte == UInt8(ascii: ",") else { throw failure("',' or ']' was expected") }
        at += 1
      }
      guard let element = try value(bareWords: true) else { throw failure("an element was expected") }
      elements.append(element)
    }
    throw failure("this '[' is not closed", at: open)
  }

  private mutating func object() throws(JSONPathSyntaxError) -> JSONObject {
    let open = at
    var object = JSONObject()
    try descend()
    defer { depth -= 1 }
    while let next = significant(from: at) {
      at = next.at
      if next.byte == UInt8(ascii: "}") {
        at += 1
        return object
      }
      if !object.isEmpty {
        guard next.byte == UInt8(ascii: ",") else { throw failure("',' or '}' was expected") }
        at += 1
      }
      guard let key = try value(bareWords: true)?.stringValue else { throw failure("a key was expected") }
      guard let colon = significant(from: at), colon.byte == UInt8(ascii: ":") else { throw failure("':' was expected") }
      at = colon.at + 1
      guard let member = try value(bareWords: true) else { throw failure("a value was expected") }
      object[key] = member
    }
    throw failure("this '{' is not closed", at: open)
  }

  private mutating func descend() throws(JSONPathSyntaxError) {
    at += 1
    depth += 1
    if depth > PathParser.maximumDepth { throw failure("the path nests deeper than \(PathParser.maximumDepth) levels") }
  }
}
