/// What is kept from screens, logs, exports and crash texts: values that let their reader act as somebody else.
public enum Mask {
  /// What stands for a secret, whatever its length.
  public static let masked = "••••••"
  /// Shorter secrets are not looked for inside text: they would mask letters of other words.
  static let shortestSecret = 4

  /// Whether a value alone shows that it is a secret: a task token (200 base64 characters or more that begin `AQC` or `AAAA`), an AWS access
  /// key, a JSON Web Token, a private key's PEM text.
  public static func looksLikeToken(_ value: String) -> Bool {
    let bytes = Array(value.utf8)
    guard let start = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) }) else { return false }
    return TokenShape.end(of: bytes, from: start) == last + 1
  }

  /// The first task token inside `text`; nil when there is none.
  public static func taskToken(in text: String) -> String? {
    guard text.utf8.count >= TokenShape.shortestTaskToken else { return nil }
    let bytes = Array(text.utf8)
    for start in bytes.indices where TokenShape.mayBegin(bytes, at: start) {
      if let end = TokenShape.endOfTaskToken(bytes, start) { return String(decoding: bytes[start..<end], as: UTF8.self) }
    }
    return nil
  }

  /// `text` with every occurrence of the given secrets, and everything that looks like a token, replaced. Takes time in proportion to the text.
  public static func text(_ text: String, secrets: Set<String> = []) -> String {
    var wanted: [UInt8: [[UInt8]]] = [:]
    for secret in secrets where secret.utf8.count >= shortestSecret {
      let bytes = Array(secret.utf8)
      wanted[bytes[0], default: []].append(bytes)
    }
    // Of two secrets that begin alike the longer goes first, so that no end of it stays.
    for first in wanted.keys { wanted[first]?.sort { $0.count > $1.count } }
    return masking(Array(text.utf8), wanted) ?? text
  }

  /// Nil when nothing was masked.
  private static func masking(_ bytes: [UInt8], _ wanted: [UInt8: [[UInt8]]]) -> String? {
    var result: [UInt8] = []
    var copied = 0
    var index = 0
    while index < bytes.count {
      var end: Int?
      if let candidates = wanted[bytes[index]] {
        end = candidates.first { bytes[index...].starts(with: $0) }.map { index + $0.count }
      }
      if end == nil, TokenShape.mayBegin(bytes, at: index) { end = TokenShape.end(of: bytes, from: index) }
      guard let end else {
        index += 1
        continue
      }
      result += bytes[copied..<index]
      result += Array(masked.utf8)
      (index, copied) = (end, end)
    }
    guard copied > 0 else { return nil }
    result += bytes[copied...]
    return String(decoding: result, as: UTF8.self)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
