import JSON
import JSONPath

/// Parses intrinsic calls. It works on UTF-8: all delimiters are ASCII.
struct IntrinsicParser {
  private let bytes: [UInt8]
  private var at = 0
  private var depth = 0

  init(_ source: String) { bytes = Array(source.utf8) }

  private func failure(_ message: String, at offset: Int? = nil) -> IntrinsicSyntaxError {
    let scalars = bytes.prefix(offset ?? at).reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    return IntrinsicSyntaxError(message, offset: scalars)
  }

  private var current: UInt8? { at < bytes.count ? bytes[at] : nil }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || (9...13).contains(byte) { at += 1 }
  }

  mutating func whole() throws(IntrinsicSyntaxError) -> IntrinsicCall {
    skipSpace()
    let call = try call()
    skipSpace()
    if at < bytes.count { throw failure("nothing can follow the call's ')'") }
    return call
  }

  private mutating func call() throws(IntrinsicSyntaxError) -> IntrinsicCall {
    let start = at
    depth += 1
    defer { depth -= 1 }
    if depth > IntrinsicCall.maximumNesting { throw failure("calls nest deeper than \(IntrinsicCall.maximumNesting) levels") }
    while let byte = current, IntrinsicParser.isWord(byte) { at += 1 }
    let name = text(start..<at)
    guard let function = IntrinsicFunction(rawValue: name) else {
      throw failure(name.isEmpty ? "a path ($…) or a call of an intrinsic function was expected" : unknown(name), at: start)
    }
    skipSpace()
    guard current == UInt8(ascii: "(") else { throw failure("'(' must follow \(name)") }
    at += 1
    let arguments = try arguments(of: function)
    guard function.arity.contains(arguments.count) else { throw failure(arityText(function, arguments.count), at: start) }
    return IntrinsicCall(source: text(start..<at), function: function, arguments: arguments)
  }

  private func unknown(_ name: String) -> String {
    let alike = IntrinsicFunction.allCases.first { $0.rawValue.lowercased() == name.lowercased() || $0.rawValue == "States." + name }
    return "'\(name)' is not an intrinsic function" + (alike.map { "; write \($0.rawValue)" } ?? "")
  }

  private func arityText(_ function: IntrinsicFunction, _ count: Int) -> String {
    let arity = function.arity
    let wanted =
      arity.upperBound == Int.max
      ? "at least \(arity.lowerBound)" : arity.count == 1 ? "\(arity.lowerBound)" : "\(arity.lowerBound) to \(arity.upperBound)"
    return "\(function.rawValue) takes \(wanted) argument\(arity == 1...1 || arity == 1...Int.max ? "" : "s"), not \(count)"
  }

  private mutating func arguments(of function: IntrinsicFunction) throws(IntrinsicSyntaxError) -> [IntrinsicCall.Argument] {
    var arguments: [IntrinsicCall.Argument] = []
    let open = at - 1
    skipSpace()
    if current == UInt8(ascii: ")") {
      at += 1
      return []
    }
    while true {
      skipSpace()
      arguments.append(try argument(isTemplate: function == .format && arguments.isEmpty))
      skipSpace()
      switch current {
      case UInt8(ascii: ","): at += 1
      case UInt8(ascii: ")"):
        at += 1
        return arguments
      case nil: throw failure("this '(' is not closed", at: open)
      default: throw failure("',' or ')' was expected")
      }
    }
  }

  private mutating func argument(isTemplate: Bool) throws(IntrinsicSyntaxError) -> IntrinsicCall.Argument {
    let start = at
    switch current {
    case nil: throw failure("an argument was expected")
    case UInt8(ascii: "'"):
      let raw = try quoted()
      if isTemplate {
        guard let template = FormatTemplate(raw) else {
          throw failure("a brace of a template must be part of {} or follow a backslash", at: start)
        }
        return .template(template)
      }
      return .literal(.string(IntrinsicParser.unescaped(raw)))
    case UInt8(ascii: "$"): return .path(try path())
    case let byte? where byte == UInt8(ascii: "-") || (48...57).contains(byte): return .literal(.number(try number()))
    default: return try wordOrCall(start)
    }
  }

  private mutating func wordOrCall(_ start: Int) throws(IntrinsicSyntaxError) -> IntrinsicCall.Argument {
    while let byte = current, IntrinsicParser.isWord(byte) { at += 1 }
    switch text(start..<at) {
    case "true": return .literal(true)
    case "false": return .literal(false)
    case "null": return .literal(.null)
    default:
      at = start
      return .call(try call())
    }
  }

  /// The text between single quotes with its backslashes; a quote after a backslash does not end it.
  private mutating func quoted() throws(IntrinsicSyntaxError) -> String {
    let open = at
    at += 1
    while let byte = current {
      if byte == UInt8(ascii: "'") {
        at += 1
        return text(open + 1..<at - 1)
      }
      at += byte == UInt8(ascii: "\\") && at + 1 < bytes.count ? 2 : 1
    }
    throw failure("this quote is not closed", at: open)
  }

  static func unescaped(_ raw: String) -> String {
    guard raw.utf8.contains(UInt8(ascii: "\\")) else { return raw }
    var result = String.UnicodeScalarView()
    var rest = raw.unicodeScalars[...]
    while let scalar = rest.popFirst() { result.append(scalar == "\\" ? rest.popFirst() ?? scalar : scalar) }
    return String(result)
  }

  private mutating func number() throws(IntrinsicSyntaxError) -> JSONNumber {
    let start = at
    while let byte = current, IntrinsicParser.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") { at += 1 }
    guard let number = JSONNumber(lexeme: text(start..<at)) else { throw failure("'\(text(start..<at))' is not a number", at: start) }
    return number
  }

  /// A path reaches up to the ',' or ')' outside its brackets, quotes and parentheses.
  private mutating func path() throws(IntrinsicSyntaxError) -> JSONPath {
    let start = at
    var open = 0
    scan: while let byte = current {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "("): open += 1
      case UInt8(ascii: "]"): open -= 1
      case UInt8(ascii: ")"):
        if open <= 0 { break scan }
        open -= 1
      case UInt8(ascii: ","): if open <= 0 { break scan }
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        guard open > 0 else { break }
        at += 1
        while let inner = current, inner != byte { at += inner == UInt8(ascii: "\\") ? 2 : 1 }
      default: break
      }
      at += 1
    }
    at = min(at, bytes.count)
    do {
      return try JSONPath(parsing: text(start..<at))
    } catch {
      let before = bytes.prefix(start).reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
      throw IntrinsicSyntaxError(error.message, offset: before + error.offset)
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || (48...57).contains(byte) || (97...122).contains(byte | 0x20)
  }
}
