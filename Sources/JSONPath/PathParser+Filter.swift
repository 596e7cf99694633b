import JSON

extension PathParser {
  /// `[?( expression )]`; on return `at` is behind the closing bracket.
  mutating func filter(questionMark: Int) throws(JSONPathSyntaxError) -> PathStep {
    guard let open = significant(from: questionMark + 1), open.byte == UInt8(ascii: "(") else {
      throw failure("a filter's condition stands in parentheses, as in [?(@.x == 1)]", at: questionMark + 1)
    }
    try enter(at: open.at)
    defer { depth -= 1 }
    at = open.at + 1
    let filter = try disjunction()
    try expect(UInt8(ascii: ")"), "')' was expected; the filter's condition ends here")
    try expect(UInt8(ascii: "]"), "']' must follow the filter's ')'")
    return .filter(filter)
  }

  private mutating func enter(at offset: Int) throws(JSONPathSyntaxError) {
    depth += 1
    if depth > PathParser.maximumDepth { throw failure("the path nests deeper than \(PathParser.maximumDepth) levels", at: offset) }
  }

  private mutating func expect(_ byte: UInt8, _ message: String) throws(JSONPathSyntaxError) {
    guard let next = significant(from: at), next.byte == byte else { throw failure(message, at: significant(from: at)?.at ?? end) }
    at = next.at + 1
  }

  /// Steps over `symbol` when it comes next.
  private mutating func take(_ symbol: StaticString) -> Bool {
    guard let next = significant(from: at) else { return false }
    let count = symbol.utf8CodeUnitCount
    guard next.at + count <= end, (0..<count).allSatisfy({ bytes[next.at + $0] == symbol.utf8Start[$0] }) else { return false }
    at = next.at + count
    return true
  }

  private mutating func disjunction() throws(JSONPathSyntaxError) -> PathFilter {
    var parts = [try conjunction()]
    while take("||") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction() throws(JSONPathSyntaxError) -> PathFilter {
    var parts = [try term()]
    while take("&&") { parts.append(try term()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func term() throws(JSONPathSyntaxError) -> PathFilter {
    guard let next = significant(from: at) else { throw failure("a condition was expected") }
    try enter(at: next.at)
    defer { depth -= 1 }
    if take("!") { return .not(try term()) }
    if take("(") {
      let inner = try disjunction()
      try expect(UInt8(ascii: ")"), "')' was expected")
      return inner
    }
    return try comparison()
  }

  private mutating func comparison() throws(JSONPathSyntaxError) -> PathFilter {
    let start = at
    let left = try operand(endsAtComma: false)
    let behind = at
    if let comparator = comparator() { return .compare(left, comparator, try operand(endsAtComma: false)) }
    at = behind
    guard case .path(let path) = left else {
      throw failure("an operator such as == must follow this value", at: significant(from: start)?.at)
    }
    return .exists(path)
  }

  private mutating func comparator() -> PathFilter.Comparator? {
    guard let next = significant(from: at) else { return nil }
    var stop = next.at
    if PathParser.isOperator(next.byte) {
      while stop < end, PathParser.isOperator(bytes[stop]) { stop += 1 }
    } else {
      while stop < end, bytes[stop] != .space { stop += 1 }
    }
    guard let comparator = PathFilter.Comparator(rawValue: text(next.at..<stop).uppercased()) else { return nil }
    at = stop
    return comparator
  }

  private static func isOperator(_ byte: UInt8) -> Bool { "<>=~!".utf8.contains(byte) }

  /// One side of a comparison, or an argument of a function.
  mutating func operand(endsAtComma: Bool) throws(JSONPathSyntaxError) -> PathFilter.Operand {
    guard let next = significant(from: at) else { throw failure("a value was expected") }
    at = next.at
    switch next.byte {
    case UInt8(ascii: "$"), UInt8(ascii: "@"): return .path(try innerPath(endsAtComma: endsAtComma))
    case UInt8(ascii: "/"): return .pattern(try pattern())
    default: return .literal(try literal())
    }
  }

  /// A path inside a filter ends at a space, at an operator and at the parenthesis that it did not open itself.
  private mutating func innerPath(endsAtComma: Bool) throws(JSONPathSyntaxError) -> InnerPath {
    let start = at
    var open = 0
    scan: while let byte = current {
      switch byte {
      case UInt8(ascii: "["): try skipBrackets()
      case UInt8(ascii: "("): open += 1
      case UInt8(ascii: ")"):
        open -= 1
        if open < 0 { break scan }
      case UInt8(ascii: ","): if endsAtComma, open == 0 { break scan }
      case .space: if open == 0 { break scan }
      default: if open == 0, PathParser.isOperator(byte) { break scan }
      }
      at += 1
    }
    try enter(at: start)
    defer { depth -= 1 }
    var inner = self
    inner.at = start + 1
    inner.end = at
    if let first = inner.current, first != UInt8(ascii: "."), first != UInt8(ascii: "[") {
      throw failure("'.' or '[' was expected", at: start + 1)
    }
    return InnerPath(fromRoot: bytes[start] == UInt8(ascii: "$"), steps: try inner.steps())
  }

  /// Moves to the `]` that closes the `[` at `at`, over quoted names and inner brackets.
  private mutating func skipBrackets() throws(JSONPathSyntaxError) {
    let start = at
    var open = 0
    while let byte = current {
      switch byte {
      case UInt8(ascii: "["): open += 1
      case UInt8(ascii: "]"):
        open -= 1
        if open == 0 { return }
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        _ = try quoted()
        continue
      default: break
      }
      at += 1
    }
    throw failure("this '[' is not closed", at: start)
  }

  /// `/expression/flags`.
  private mutating func pattern() throws(JSONPathSyntaxError) -> TextPattern {
    let start = at + 1
    at = start
    while let byte = current, byte != UInt8(ascii: "/") { at += byte == UInt8(ascii: "\\") ? 2 : 1 }
    guard current != nil else { throw failure("the pattern's closing '/' is missing", at: start - 1) }
    let expression = text(start..<at)
    at += 1
    let flagsStart = at
    while current?.isLetter == true { at += 1 }
    do {
      return try TextPattern(expression, flags: text(flagsStart..<at))
    } catch {
      throw failure(error.message, at: start)
    }
  }
}
