import JSON

/// Parses the steps of a path. It works on UTF-8: all delimiters are ASCII.
struct PathParser {
  /// Steps of one path; also bounds the depth of what `inserting` creates.
  static let maximumSteps = 256
  /// Filters inside filters, parentheses and literals inside one another.
  static let maximumDepth = 32

  let bytes: [UInt8]
  var at = 0
  var end: Int
  var depth = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    end = bytes.count
    // Jayway drops spaces after a path, though not before it.
    while end > 0, bytes[end - 1] == .space { end -= 1 }
  }

  func failure(_ message: String, at offset: Int? = nil) -> JSONPathSyntaxError {
    let scalars = bytes.prefix(min(offset ?? at, bytes.count)).reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    return JSONPathSyntaxError(message, offset: scalars)
  }

  var current: UInt8? { at < end ? bytes[at] : nil }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The first byte from `start` on that is not a space, with its place. Jayway takes no other white space.
  func significant(from start: Int) -> (byte: UInt8, at: Int)? {
    var at = start
    while at < end, bytes[at] == .space { at += 1 }
    return at < end ? (bytes[at], at) : nil
  }

  /// `$`, `$$` or `$name`.
  mutating func root() throws(JSONPathSyntaxError) -> JSONPath.Root {
    guard current == UInt8(ascii: "$") else { throw failure("a path begins with '$'") }
    at += 1
    switch current {
    case nil, UInt8(ascii: "."), UInt8(ascii: "["): return .input
    case UInt8(ascii: "$"):
      at += 1
      return .context
    default: return .variable(try variableName())
    }
  }

  private mutating func variableName() throws(JSONPathSyntaxError) -> String {
    let start = at
    while let byte = current, byte != UInt8(ascii: "."), byte != UInt8(ascii: "[") { at += 1 }
    let name = text(start..<at)
    var offset = start
    for (place, scalar) in name.unicodeScalars.enumerated() {
      let fits = place == 0 ? scalar.properties.isXIDStart || scalar == "_" : scalar.properties.isXIDContinue
      guard fits else { throw failure("'.', '[' or the name of a variable must follow '$'", at: offset) }
      offset += scalar.utf8.count
    }
    return name
  }

  /// The steps up to the end of the text.
  mutating func steps() throws(JSONPathSyntaxError) -> [PathStep] {
    var steps: [PathStep] = []
    while let byte = current {
      guard steps.count < PathParser.maximumSteps else { throw failure("a path has at most \(PathParser.maximumSteps) steps") }
      if case .function = steps.last { throw failure("nothing can follow a function") }
      if byte == UInt8(ascii: ".") {
        at += 1
        if current == UInt8(ascii: ".") {
          at += 1
          steps.append(.descend)
        }
        steps.append(try afterDot())
      } else if byte == UInt8(ascii: "[") {
        steps.append(try bracket())
      } else {
        throw failure("'.' or '[' is missing before this character")
      }
    }
    return PathFunction.movingScanIntoArgument(steps)
  }

  private mutating func afterDot() throws(JSONPathSyntaxError) -> PathStep {
    switch current {
    case nil: throw failure("the path ends with '.'; a name must follow")
    case UInt8(ascii: "."): throw failure("this '.' is one too many")
    case UInt8(ascii: "["): return try bracket()
    case UInt8(ascii: "*"):
      at += 1
      return .wildcard
    default: return try nameOrFunction()
    }
  }

  private mutating func nameOrFunction() throws(JSONPathSyntaxError) -> PathStep {
    let start = at
    scan: while let byte = current {
      switch byte {
      case UInt8(ascii: "."), UInt8(ascii: "["): break scan
      case UInt8(ascii: "("): return try function(named: text(start..<at), start: start)
      case .space: throw failure("a name with a space must be written in brackets, as in ['my name']")
      default: at += 1
      }
    }
    return .name(text(start..<at), quote: "'")
  }

  private mutating func function(named name: String, start: Int) throws(JSONPathSyntaxError) -> PathStep {
    guard let function = PathFunction(rawValue: name) else {
      let known = PathFunction.allCases.map(\.rawValue).joined(separator: ", ")
      throw failure("'\(name)' is not a path function; the functions are \(known)", at: start)
    }
    at += 1
    var arguments: [PathFunction.Argument] = []
    while true {
      guard let next = significant(from: at) else { throw failure("the ')' of \(name)( is missing", at: start) }
      at = next.at
      if next.byte == UInt8(ascii: ")") {
        at += 1
        return .function(function, arguments)
      }
      if !arguments.isEmpty {
        guard next.byte == UInt8(ascii: ",") else { throw failure("',' or ')' was expected") }
        at = significant(from: at + 1)?.at ?? end
      }
      switch try operand(endsAtComma: true) {
      case .path(let path): arguments.append(.path(path))
      case .literal(let value): arguments.append(.literal(value))
      case .pattern: throw failure("a pattern cannot be an argument")
      }
    }
  }
}

extension UInt8 {
  static let space = UInt8(ascii: " ")
  var isDigit: Bool { self >= 48 && self <= 57 }
  var isLetter: Bool { (97...122).contains(self | 0x20) }
}
