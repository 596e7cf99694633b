/// How the secrets that show themselves are made up. Every look ahead is bounded or stops where the next may begin, so that hostile text costs no
/// more than its length.
enum TokenShape {
  static let shortestTaskToken = 200

  /// Whether a secret may begin there: at a byte that begins one, not inside a word.
  static func mayBegin(_ bytes: [UInt8], at index: Int) -> Bool {
    switch bytes[index] {
    case UInt8(ascii: "A"): return index == 0 || !isAlphanumeric(bytes[index - 1])
    case UInt8(ascii: "e"): return index == 0 || !isURLBase64(bytes[index - 1])
    case UInt8(ascii: "-"): return true
    default: return false
    }
  }

  /// Where the secret that begins at `start` ends; nil when none begins there.
  static func end(of bytes: [UInt8], from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    let rest = bytes[start...]
    switch bytes[start] {
    case UInt8(ascii: "-"): return rest.starts(with: "-----BEGIN ".utf8) ? endOfPEM(bytes, start) : nil
    case UInt8(ascii: "e"): return rest.starts(with: "eyJ".utf8) ? endOfWebToken(bytes, start) : nil
    default: break
    }
    if rest.starts(with: "AKIA".utf8) || rest.starts(with: "ASIA".utf8) { return endOfAccessKey(bytes, start) }
    return endOfTaskToken(bytes, start)
  }

  /// 200 or more base64 characters that begin as AWS's do (`AQC`, `AAAA`); a real one has 712, with a `=` in the middle.
  static func endOfTaskToken(_ bytes: [UInt8], _ start: Int) -> Int? {
    let rest = bytes[start...]
    guard rest.starts(with: "AQC".utf8) || rest.starts(with: "AAAA".utf8) else { return nil }
    guard rest.count >= shortestTaskToken, rest.prefix(shortestTaskToken).allSatisfy(isBase64) else { return nil }
    return rest.firstIndex { !isBase64($0) } ?? bytes.count
  }

  private static func endOfAccessKey(_ bytes: [UInt8], _ start: Int) -> Int? {
    let end = start + 20
    guard end <= bytes.count, end == bytes.count || !isAlphanumeric(bytes[end]) else { return nil }
    return bytes[start..<end].allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) } ? end : nil
  }

  /// Header, payload and signature, a dot between each; the first two are JSON objects.
  private static func endOfWebToken(_ bytes: [UInt8], _ start: Int) -> Int? {
    func segment(from index: Int) -> Int { bytes[index...].firstIndex { !isURLBase64($0) } ?? bytes.count }
    let firstDot = segment(from: start)
    guard firstDot < bytes.count, bytes[firstDot] == UInt8(ascii: "."), bytes[(firstDot + 1)...].starts(with: "eyJ".utf8) else {
      return nil
    }
    let secondDot = segment(from: firstDot + 1)
    guard secondDot < bytes.count, bytes[secondDot] == UInt8(ascii: ".") else { return nil }
    return segment(from: secondDot + 1)
  }

  /// Public things (certificates) are masked as well: telling them apart is not worth a mistake.
  private static func endOfPEM(_ bytes: [UInt8], _ start: Int) -> Int {
    let marker = Array("-----END ".utf8)
    var index = start
    while index < bytes.count {
      if bytes[index] == marker[0] && bytes[index...].starts(with: marker) {
        guard let dashes = bytes[(index + marker.count)...].firstIndex(of: UInt8(ascii: "-")) else { return bytes.count }
        return bytes[dashes...].firstIndex { $0 != UInt8(ascii: "-") } ?? bytes.count
      }
      index += 1
    }
    return bytes.count
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): return true
    default: return false
    }
  }

  private static func isURLBase64(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") }

  private static func isBase64(_ byte: UInt8) -> Bool {
    isURLBase64(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
  }
}
