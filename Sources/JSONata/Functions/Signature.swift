/// What arguments a function takes: `<s-nn?:s>`. A value that is not given can come from the context, and a single value can stand for an array.
struct Signature {
  /// A set of letters.
  struct Kinds {
    private var bits: UInt32 = 0
    init(_ letters: String) { for letter in letters.utf8 where (97...122).contains(letter) { bits |= 1 << UInt32(letter - 97) } }
    @inline(__always) func contains(_ letter: UInt8) -> Bool { bits >> UInt32(letter - 97) & 1 == 1 }
  }

  struct Parameter {
    /// The kinds it takes, by their letters, `m` for a missing one.
    var kinds: Kinds
    /// `a` for arrays, else whatever was written.
    var type: UInt8
    /// What an array must hold.
    var subtype: String?
    var isOptional = false
    var repeats = false
    /// The kinds that may come from the context; nil without `-`.
    var contextKinds: Kinds?
  }

  private(set) var parameters: [Parameter] = []

  /// Reads a signature; what stands behind `:` is not looked at.
  init(_ text: String) throws(JSONataError) {
    let bytes = Array(text.utf8)
    var at = 1
    while at < bytes.count, bytes[at] != UInt8(ascii: ":"), bytes[at] != UInt8(ascii: ">") {
      let letter = bytes[at]
      switch letter {
      case UInt8(ascii: "s"), UInt8(ascii: "n"), UInt8(ascii: "b"), UInt8(ascii: "l"), UInt8(ascii: "o"):
        parameters.append(Parameter(kinds: Kinds(String(Unicode.Scalar(letter)) + "m"), type: letter))
      case UInt8(ascii: "a"): parameters.append(Parameter(kinds: Kinds("asnblfom"), type: letter))
      case UInt8(ascii: "f"): parameters.append(Parameter(kinds: Kinds("f"), type: letter))
      case UInt8(ascii: "j"): parameters.append(Parameter(kinds: Kinds("asnblom"), type: letter))
      case UInt8(ascii: "x"): parameters.append(Parameter(kinds: Kinds("asnblfom"), type: letter))
      case UInt8(ascii: "-"):
        guard !parameters.isEmpty else { break }
        parameters[parameters.count - 1].contextKinds = parameters[parameters.count - 1].kinds
        parameters[parameters.count - 1].isOptional = true
      case UInt8(ascii: "?"): if !parameters.isEmpty { parameters[parameters.count - 1].isOptional = true }
      case UInt8(ascii: "+"): if !parameters.isEmpty { parameters[parameters.count - 1].repeats = true }
      case UInt8(ascii: "("):
        let end = Signature.closing(bytes, at, UInt8(ascii: "("), UInt8(ascii: ")"))
        let choice = String(decoding: bytes[at + 1..<max(at + 1, end)], as: UTF8.self)
        if choice.contains("<") { throw JSONataError("S0402", at: at, value: choice) }
        parameters.append(Parameter(kinds: Kinds(choice + "m"), type: letter))
        at = end
      case UInt8(ascii: "<"):
        let type = parameters.last?.type
        guard type == UInt8(ascii: "a") || type == UInt8(ascii: "f") else {
          throw JSONataError("S0401", at: at, value: type.map { String(Unicode.Scalar($0)) } ?? "")
        }
        let end = Signature.closing(bytes, at, UInt8(ascii: "<"), UInt8(ascii: ">"))
        parameters[parameters.count - 1].subtype = String(decoding: bytes[at + 1..<max(at + 1, end)], as: UTF8.self)
        at = end
      default: break
      }
      at += 1
    }
  }

  private static func closing(_ bytes: [UInt8], _ start: Int, _ open: UInt8, _ close: UInt8) -> Int {
    var depth = 1
    var at = start
    while at < bytes.count - 1 {
      at += 1
      if bytes[at] == close {
        depth -= 1
        if depth == 0 { break }
      } else if bytes[at] == open {
        depth += 1
      }
    }
    return at
  }

  /// How many arguments it names.
  var count: Int { parameters.count }

  // MARK: Checking

  /// The letter of a value's kind.
  static func kind(_ value: JSONataValue) -> UInt8 {
    switch value {
    case .undefined: UInt8(ascii: "m")
    case .null: UInt8(ascii: "l")
    case .bool: UInt8(ascii: "b")
    case .number, .written: UInt8(ascii: "n")
    case .string: UInt8(ascii: "s")
    case .array: UInt8(ascii: "a")
    case .object: UInt8(ascii: "o")
    case .function: UInt8(ascii: "f")
    }
  }

  /// The arguments as the function gets them.
  func checked(_ arguments: [JSONataValue], context: JSONataValue) throws(JSONataError) -> [JSONataValue] {
    if isPlainMatch(arguments) { return arguments }
    let supplied = arguments.map(Signature.kind)
    var counts: [Int] = []
    guard match(supplied, 0, 0, &counts) else { throw mismatch(arguments, supplied) }
    var result: [JSONataValue] = []
    result.reserveCapacity(parameters.count)
    var next = 0
    for (parameter, count) in zip(parameters, counts) {
      if count == 0 {
        if let kinds = parameter.contextKinds {
          guard kinds.contains(Signature.kind(context)) else {
            throw JSONataError("T0411", value: ValueText.json(context), index: next + 1)
          }
          result.append(context)
        } else {
          result.append(next < arguments.count ? arguments[next] : .undefined)
          next += 1
        }
        continue
      }
      for _ in 0..<count {
        // An optional one before it may have moved the arguments on, beyond their end.
        guard next < arguments.count else {
          result.append(.undefined)
          continue
        }
        result.append(parameter.type == UInt8(ascii: "a") ? try array(arguments[next], supplied[next], parameter, next) : arguments[next])
        next += 1
      }
    }
    return result
  }

  /// Whether each argument is of its parameter's first kind, so that nothing has to be found out or changed.
  @inline(__always) private func isPlainMatch(_ arguments: [JSONataValue]) -> Bool {
    guard arguments.count <= parameters.count else { return false }
    // What is left out at the end is nothing, unless it is taken from the context.
    for at in arguments.count..<parameters.count where !parameters[at].isOptional || parameters[at].contextKinds != nil { return false }
    for at in 0..<arguments.count {
      let parameter = parameters[at]
      let kind = Signature.kind(arguments[at])
      if parameter.repeats || parameter.subtype != nil || kind == UInt8(ascii: "m") { return false }
      if parameter.type == UInt8(ascii: "a") ? kind != UInt8(ascii: "a") : !parameter.kinds.contains(kind) { return false }
    }
    return true
  }

  /// Finds how many arguments each parameter takes, greedily as a pattern would.
  private func match(_ kinds: [UInt8], _ parameter: Int, _ argument: Int, _ counts: inout [Int]) -> Bool {
    guard parameter < parameters.count else { return argument == kinds.count }
    let this = parameters[parameter]
    var most = 0
    while argument + most < kinds.count, this.kinds.contains(kinds[argument + most]), this.repeats || most == 0 { most += 1 }
    var count = most
    while count >= (this.isOptional ? 0 : 1) {
      counts.append(count)
      if match(kinds, parameter + 1, argument + count, &counts) { return true }
      counts.removeLast()
      count -= 1
    }
    return false
  }

  private func array(
    _ value: JSONataValue, _ kind: UInt8, _ parameter: Parameter, _ index: Int
  ) throws(JSONataError) -> JSONataValue {
    if kind == UInt8(ascii: "m") { return .undefined }
    if let subtype = parameter.subtype {
      var fits = true
      if case .array(let array) = value {
        if let first = array.items.first {
          let kind = Signature.kind(first)
          fits = kind == subtype.utf8.first && array.items.allSatisfy { Signature.kind($0) == kind }
        }
      } else {
        fits = subtype.utf8.elementsEqual([kind])
      }
      if !fits { throw JSONataError("T0412", value: ValueText.json(value), index: index + 1, type: Signature.plural(subtype)) }
    }
    if case .array = value { return value }
    return .array([value])
  }

  private static func plural(_ subtype: String) -> String {
    switch subtype {
    case "a": "arrays"
    case "b": "booleans"
    case "f": "functions"
    case "n": "numbers"
    case "o": "objects"
    case "s": "strings"
    default: subtype
    }
  }

  /// Which argument is the first that does not fit.
  private func mismatch(_ arguments: [JSONataValue], _ kinds: [UInt8]) -> JSONataError {
    var good = 0
    for last in parameters.indices {
      var partial = self
      partial.parameters = Array(parameters[...last])
      var longest: Int?
      for count in stride(from: kinds.count, through: 0, by: -1) {
        var counts: [Int] = []
        if partial.match(Array(kinds.prefix(count)), 0, 0, &counts) {
          longest = count
          break
        }
      }
      guard let longest else { break }
      good = longest
    }
    let value = good < arguments.count ? ValueText.json(arguments[good]) : nil
    return JSONataError("T0410", value: value, index: good + 1)
  }
}
