#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Builtins {
  static let aggregates: [NativeFunction] = [
    NativeFunction("sum", "<a<n>:n>", arity: 1) { call throws(JSONataError) in
      guard let items = call.items(0) else { return .undefined }
      return .number(items.reduce(0) { $0 + ($1.double ?? 0) })
    },
    NativeFunction("count", "<a:n>", arity: 1) { call throws(JSONataError) in .number(Double(call.items(0)?.count ?? 0)) },
    NativeFunction("max", "<a<n>:n>", arity: 1) { call throws(JSONataError) in
      guard let items = call.items(0), !items.isEmpty else { return .undefined }
      return .number(items.reduce(-.infinity) { max($0, $1.double ?? -.infinity) })
    },
    NativeFunction("min", "<a<n>:n>", arity: 1) { call throws(JSONataError) in
      guard let items = call.items(0), !items.isEmpty else { return .undefined }
      return .number(items.reduce(.infinity) { min($0, $1.double ?? .infinity) })
    },
    NativeFunction("average", "<a<n>:n>", arity: 1) { call throws(JSONataError) in
      guard let items = call.items(0), !items.isEmpty else { return .undefined }
      return .number(items.reduce(0) { $0 + ($1.double ?? 0) } / Double(items.count))
    },
  ]

  static let numbers: [NativeFunction] = [
    NativeFunction("number", "<(nsb)-:n>", arity: 1) { call throws(JSONataError) in
      switch call[0] {
      case .undefined: return .undefined
      case .bool(let value): return .number(value ? 1 : 0)
      case .string(let text):
        guard let value = NumberReading.number(text) else { throw JSONataError("D3030", value: ValueText.json(call[0])) }
        return .number(value)
      default: return call[0]
      }
    },
    NativeFunction("abs", "<n-:n>", arity: 1) { call throws(JSONataError) in try number(call) { abs($0) } },
    NativeFunction("floor", "<n-:n>", arity: 1) { call throws(JSONataError) in try number(call) { $0.rounded(.down) } },
    NativeFunction("ceil", "<n-:n>", arity: 1) { call throws(JSONataError) in try number(call) { $0.rounded(.up) } },
    NativeFunction("round", "<n-n?:n>", arity: 2) { call throws(JSONataError) in
      let places = call.number(1) ?? 0
      return try number(call) { NumberReading.rounded($0, places) }
    },
    NativeFunction("sqrt", "<n-:n>", arity: 1) { call throws(JSONataError) in
      try number(call) { value throws(JSONataError) in
        guard value >= 0 else { throw JSONataError("D3060", value: NumberText.text(of: value)) }
        return value.squareRoot()
      }
    },
    NativeFunction("power", "<n-n:n>", arity: 2) { call throws(JSONataError) in
      let exponent = call.number(1) ?? .nan
      return try number(call) { base throws(JSONataError) in
        let result = pow(base, exponent)
        guard result.isFinite else {
          throw JSONataError("D3061", value: NumberText.text(of: base), value2: NumberText.text(of: exponent))
        }
        return result
      }
    },
    NativeFunction("random", "<:n>", arity: 0) { call throws(JSONataError) in .number(call.run.environment.random()) },
    NativeFunction("formatNumber", "<n-so?:s>", arity: 3) { call throws(JSONataError) in
      guard let value = call.number(0), let picture = call.string(1) else { return .undefined }
      try call.run.tick(picture: picture)
      var options: JSONataObject?
      if case .object(let given) = call[2] { options = given }
      return .string(try NumberPicture.format(value, picture, options))
    },
    NativeFunction("formatBase", "<n-n?:s>", arity: 2) { call throws(JSONataError) in
      guard let given = call.number(0) else { return .undefined }
      let value = NumberReading.halfToEven(given)
      let radix = NumberReading.halfToEven(call.number(1) ?? 10)
      guard radix >= 2, radix <= 36 else { throw JSONataError("D3100", value: NumberText.text(of: radix)) }
      guard abs(value) < 9.2e18 else { return .string(NumberText.text(of: value)) }
      return .string(String(Int64(value), radix: Int(radix)))
    },
    NativeFunction("formatInteger", "<n-s:s>", arity: 2) { call throws(JSONataError) in
      guard let value = call.number(0), let picture = call.string(1) else { return .undefined }
      try call.run.tick(picture: picture)
      return .string(try IntegerPicture(picture).format(value.rounded(.down)))
    },
    NativeFunction("parseInteger", "<s-s:n>", arity: 2) { call throws(JSONataError) in
      guard let text = call.string(0), let picture = call.string(1) else { return .undefined }
      try call.run.tick(picture: picture)
      return try IntegerPicture(picture).parse(text).map { .number($0) } ?? .undefined
    },
  ]
}

/// Numbers from texts, and rounding.
enum NumberReading {
  /// A text that is a number: in decimal, or in hexadecimal, octal or binary with `0x`, `0o`, `0b`.
  static func number(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    if bytes.count > 2, bytes[0] == 48, let radix = [120: 16, 111: 8, 98: 2][Int(bytes[1] | 0x20)] {
      var value = 0.0
      for byte in bytes.dropFirst(2) {
        guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else { return nil }
        value = value * Double(radix) + Double(digit)
      }
      return value
    }
    guard isDecimal(bytes), let value = Double(text), value.isFinite else { return nil }
    return value
  }

  private static func isDecimal(_ bytes: [UInt8]) -> Bool {
    var at = 0
    func digits() -> Int {
      let start = at
      while at < bytes.count, (48...57).contains(bytes[at]) { at += 1 }
      return at - start
    }
    if at < bytes.count, bytes[at] == 45 { at += 1 }
    guard digits() > 0 else { return false }
    if at < bytes.count, bytes[at] == 46 {
      at += 1
      guard digits() > 0 else { return false }
    }
    if at < bytes.count, bytes[at] | 0x20 == 101 {
      at += 1
      if at < bytes.count, bytes[at] == 43 || bytes[at] == 45 { at += 1 }
      guard digits() > 0 else { return false }
    }
    return at == bytes.count
  }

  /// To so many decimal places, halves to the even neighbour.
  static func rounded(_ value: Double, _ places: Double) -> Double {
    let places = max(-400, min(400, places.rounded(.towardZero)))
    guard places != 0 else { return halfToEven(value) }
    // By moving the point in the text, so that no product is off by a little.
    let result = halfToEven(shifted(value, Int(places)))
    return shifted(result, -Int(places))
  }

  private static func shifted(_ value: Double, _ places: Int) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let (digits, exponent) = NumberText.shortest(abs(value))
    let text = "0." + String(decoding: digits, as: UTF8.self) + "e" + String(exponent + places)
    return (Double(text) ?? 0) * (value < 0 ? -1 : 1)
  }

  static func halfToEven(_ value: Double) -> Double {
    let result = value.rounded(.toNearestOrEven)
    return result == 0 ? 0 : result
  }
}
