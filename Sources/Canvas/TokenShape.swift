/// How the secrets that show themselves are made up.
enum TokenShape {
  static let shortestTaskToken = 200

  static func mayBegin(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "A") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "-") }

  /// Base64, its URL form, and the dots of a JSON Web Token.
  static func isPart(_ byte: UInt8) -> Bool { isBase64(byte) || byte == UInt8(ascii: ".") }

  static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): return true
    case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "-"), UInt8(ascii: "_"): return true
    default: return false
    }
  }

  /// Where the secret that begins at `start` ends; nil when none begins there.
  static func end(of bytes: [UInt8], from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    let rest = bytes[start...]
    if rest.starts(with: "-----BEGIN ".utf8) { return endOfPEM(bytes, start) }
    let end = rest.firstIndex { !isBase64($0) } ?? bytes.count
    let count = end - start
    if count >= shortestTaskToken && (rest.starts(with: "AQC".utf8) || rest.starts(with: "AAAA".utf8)) { return end }
    if count == 20 && (rest.starts(with: "AKIA".utf8) || rest.starts(with: "ASIA".utf8)) {
      return rest[..<end].allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) } ? end : nil
    }
    if rest.starts(with: "eyJ".utf8) { return endOfWebToken(bytes, start, firstDot: end) }
    return nil
  }

  /// Header, payload and signature, a dot between each; the first two are JSON objects.
  private static func endOfWebToken(_ bytes: [UInt8], _ start: Int, firstDot: Int) -> Int? {
    guard firstDot < bytes.count, bytes[firstDot] == UInt8(ascii: "."), bytes[(firstDot + 1)...].starts(with: "eyJ".utf8) else { return nil }
    guard let secondDot = bytes[(firstDot + 1)...].firstIndex(where: { !isBase64($0) }), bytes[secondDot] == UInt8(ascii: ".") else { return nil }
    return bytes[(secondDot + 1)...].firstIndex { !isBase64($0) } ?? bytes.count
  }

  /// Public things (certificates) are masked as well: telling them apart is not worth a mistake.
  private static func endOfPEM(_ bytes: [UInt8], _ start: Int) -> Int {
    let marker = Array("-----END ".utf8)
    var index = start
    while index < bytes.count {
      if bytes[index] == marker[0] && bytes[index...].starts(with: marker) {
        let afterMarker = index + marker.count
        guard let dashes = bytes[afterMarker...].firstIndex(of: UInt8(ascii: "-")) else { return bytes.count }
        return bytes[dashes...].firstIndex { $0 != UInt8(ascii: "-") } ?? bytes.count
      }
      index += 1
    }
    return bytes.count
  }
}
