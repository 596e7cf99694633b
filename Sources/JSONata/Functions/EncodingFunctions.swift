extension Builtins {
  static let encodings: [NativeFunction] = [
    NativeFunction("base64encode", "<s-:s>", arity: 1) { call throws(JSONataError) in try text(call) { .string(Base64.encode($0)) } },
    NativeFunction("base64decode", "<s-:s>", arity: 1) { call throws(JSONataError) in try text(call) { .string(Base64.decode($0)) } },
    NativeFunction("encodeUrlComponent", "<s-:s>", arity: 1) { call throws(JSONataError) in
      try text(call) { text throws(JSONataError) in .string(try URLText.encode(text, keeping: URLText.component, "encodeUrlComponent")) }
    },
    NativeFunction("encodeUrl", "<s-:s>", arity: 1) { call throws(JSONataError) in
      try text(call) { text throws(JSONataError) in .string(try URLText.encode(text, keeping: URLText.whole, "encodeUrl")) }
    },
    NativeFunction("decodeUrlComponent", "<s-:s>", arity: 1) { call throws(JSONataError) in
      try text(call) { text throws(JSONataError) in .string(try URLText.decode(text, reserving: [], "decodeUrlComponent")) }
    },
    NativeFunction("decodeUrl", "<s-:s>", arity: 1) { call throws(JSONataError) in
      try text(call) { text throws(JSONataError) in .string(try URLText.decode(text, reserving: URLText.reserved, "decodeUrl")) }
    },
  ]
}

/// Base64 over bytes as the reference makes them of a text: one of each UTF-16 unit's lower half.
private enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ text: String) -> String {
    let bytes = text.utf16.map { UInt8(truncatingIfNeeded: $0) }
    var out: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let chunk = bytes[start..<min(start + 3, bytes.count)]
      var word = 0
      for at in 0..<3 { word = word << 8 | Int(at < chunk.count ? chunk[start + at] : 0) }
      for at in 0..<4 { out.append(at <= chunk.count ? alphabet[word >> (18 - 6 * at) & 63] : UInt8(ascii: "=")) }
    }
    return String(decoding: out, as: UTF8.self)
  }

  static func decode(_ text: String) -> String {
    var (word, bits) = (0, 0)
    var scalars = String.UnicodeScalarView()
    for byte in text.utf8 {
      guard let value = alphabet.firstIndex(of: byte == 45 ? 43 : byte == 95 ? 47 : byte) else {
        if byte == UInt8(ascii: "=") { break }
        continue
      }
      word = (word << 6 | value) & 0xFFFF
      bits += 6
      if bits >= 8 {
        bits -= 8
        scalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: word >> bits)))
      }
    }
    return String(scalars)
  }
}

/// Percent-encoding as JavaScript's `encodeURI` and `encodeURIComponent` do it.
private enum URLText {
  static let component = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()".utf8)
  static let reserved = Set(";/?:@&=+$,#".utf8)
  static let whole = component.union(reserved)

  static func malformed(_ text: String, _ name: String) -> JSONataError {
    JSONataError("D3140", token: name, value: text, text: "Malformed URL passed to $\(name)(): \(ValueText.json(.string(text)))")
  }

  static func encode(_ text: String, keeping kept: Set<UInt8>, _ name: String) throws(JSONataError) -> String {
    // What stands for half a surrogate pair, which JavaScript refuses to encode.
    if text.unicodeScalars.contains("\u{FFFD}") { throw malformed(text, name) }
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in text.utf8 {
      if kept.contains(byte) { out.append(byte) } else { out += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    }
    return String(decoding: out, as: UTF8.self)
  }

  static func decode(_ text: String, reserving reserved: Set<UInt8>, _ name: String) throws(JSONataError) -> String {
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    var at = 0
    while at < bytes.count {
      guard bytes[at] == 37 else {
        out.append(bytes[at])
        at += 1
        continue
      }
      guard at + 2 < bytes.count, let value = UInt8(String(decoding: bytes[at + 1...at + 2], as: UTF8.self), radix: 16) else {
        throw malformed(text, name)
      }
      if reserved.contains(value) { out += bytes[at...at + 2] } else { out.append(value) }
      at += 3
    }
    guard let decoded = String(validating: out, as: UTF8.self) else { throw malformed(text, name) }
    return decoded
  }
}
