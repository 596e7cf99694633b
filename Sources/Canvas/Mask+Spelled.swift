/// Secrets that a text spells out beside their names: in commands, in lines of logs, in messages of services.
extension Mask {
  /// `text` as a value of an execution is shown: with given secrets and tokens masked, and what is spelt beside a name that `isSecretName` knows:
  /// `--password X`, `password=X`, `token: X`, `"token":"X"`, `Authorization: Bearer X`, `scheme://user:X@host`.
  public static func value(_ text: String, secrets: Set<String> = []) -> String { Mask.text(spelled(text), secrets: secrets) }

  /// Whether a command's argument says that the next one is a secret: `--password`.
  public static func announcesSecret(_ argument: String) -> Bool {
    argument.utf8.count <= SpelledSecrets.longestName && argument.hasPrefix("-") && !argument.contains("=") && isSecretName(argument)
  }

  /// `text` with only what is spelt beside a name masked. Takes time in proportion to the text.
  static func spelled(_ text: String) -> String {
    var secrets = SpelledSecrets(Array(text.utf8))
    return secrets.masked ?? text
  }
}

/// Looks for names and the values beside them, byte by byte. Bytes of other letters than ASCII's belong to values, never to names.
private struct SpelledSecrets {
  /// Longer words are no names.
  static let longestName = 64
  /// Words that say that there is nothing to hide.
  private static let nothings = Set(["true", "false", "null", "none", "nil", "undefined"])
  private static let schemes = Set(["bearer", "basic", "token", "digest", "negotiate"])

  private let bytes: [UInt8]
  private var places: [Range<Int>] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Nil where nothing is spelt out.
  var masked: String? {
    mutating get {
      find()
      guard !places.isEmpty else { return nil }
      var result: [UInt8] = []
      var copied = 0
      for place in places {
        result += bytes[copied..<place.lowerBound]
        result += Array(Mask.masked.utf8)
        copied = place.upperBound
      }
      return String(decoding: result + bytes[copied...], as: UTF8.self)
    }
  }

  private mutating func find() {
    var at = 0
    while at < bytes.count {
      guard isName(bytes[at]) else {
        at += 1
        continue
      }
      let start = at
      while at < bytes.count, isName(bytes[at]) { at += 1 }
      if let place = value(after: start..<at) {
        places.append(place)
        at = place.upperBound
      }
    }
  }

  /// The secret that follows a name; nil where the word names none.
  private func value(after name: Range<Int>) -> Range<Int>? {
    if let place = userInfo(after: name) { return place }
    guard name.count <= SpelledSecrets.longestName else { return nil }
    var at = name.upperBound
    let isOption = bytes[name.lowerBound] == UInt8(ascii: "-")
    let isQuoted = skipQuote(&at)
    let afterQuote = at
    skipSpace(&at)
    guard at < bytes.count else { return nil }
    switch bytes[at] {
    case UInt8(ascii: "="):
      at += 1
    case UInt8(ascii: ":"):
      guard mayName(name, isQuoted: isQuoted, colon: at) else { return nil }
      at += 1
    case UInt8(ascii: ","):
      // `["--password","X"]`: an option, and the argument after it.
      guard isOption, isQuoted else { return nil }
      at += 1
      skipSpace(&at)
      if at < bytes.count, bytes[at] == UInt8(ascii: "\\") { at += 1 }
      guard at < bytes.count, isQuote(bytes[at]) else { return nil }
    default:
      // `--password X`: an option, and the word after it.
      guard isOption, !isQuoted, at > afterQuote, bytes[at] != UInt8(ascii: "-") else { return nil }
    }
    guard Mask.isSecretName(text(name)) else { return nil }
    return value(from: at, isHeader: bytes[..<at].last == UInt8(ascii: ":"))
  }

  /// A colon is also a part of ARNs, of actions such as `secretsmanager:GetSecretValue`, of times and of addresses.
  private func mayName(_ name: Range<Int>, isQuoted: Bool, colon: Int) -> Bool {
    if name.lowerBound > 0, Array(":/.$".utf8).contains(bytes[name.lowerBound - 1]) { return false }
    let next = colon + 1
    guard next < bytes.count, bytes[next] != UInt8(ascii: "/") else { return false }
    if isQuoted || isSpace(bytes[next]) || isQuote(bytes[next]) { return true }
    let lower = text(name).lowercased()
    return ["password", "passwd", "passphrase", "token", "secret", "key", "credential", "credentials"].contains { lower.hasSuffix($0) }
  }

  private func value(from start: Int, isHeader: Bool) -> Range<Int>? {
    var at = start
    skipSpace(&at)
    var quote: UInt8?
    if at < bytes.count, bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count, isQuote(bytes[at + 1]) { at += 1 }
    if at < bytes.count, isQuote(bytes[at]) {
      quote = bytes[at]
      at += 1
    }
    let first = at
    end(&at, quote)
    guard at > first else { return nil }
    let word = text(first..<at).lowercased()
    if quote == nil, SpelledSecrets.nothings.contains(word) || word == Mask.masked { return nil }
    // The scheme of a header is none; what follows it is.
    if isHeader, quote == nil, SpelledSecrets.schemes.contains(word) {
      var next = at
      skipSpace(&next)
      let second = next
      end(&next, nil)
      if next > second { return second..<next }
    }
    return first..<at
  }

  private func end(_ at: inout Int, _ quote: UInt8?) {
    while at < bytes.count {
      if let quote {
        if bytes[at] == quote { break }
        if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count {
          // In JSON inside a text the quote that ends it is written with a backslash.
          if bytes[at + 1] == quote { break }
          at += 1
        }
      } else if isSpace(bytes[at]) || Array(",;&\"'`)}]<>|".utf8).contains(bytes[at]) {
        break
      }
      at += 1
    }
    at = min(at, bytes.count)
  }

  /// `postgres://user:X@host`: the name is the scheme, the value what stands between the user's colon and the `@`.
  private func userInfo(after name: Range<Int>) -> Range<Int>? {
    var at = name.upperBound
    guard bytes[at...].starts(with: "://".utf8) else { return nil }
    at += 3
    var colon: Int?
    let limit = min(bytes.count, at + 512)
    while at < limit, !isSpace(bytes[at]), !Array("/?#\"'<>".utf8).contains(bytes[at]) {
      if bytes[at] == UInt8(ascii: ":"), colon == nil { colon = at }
      if bytes[at] == UInt8(ascii: "@") {
        guard let colon, colon + 1 < at else { return nil }
        return colon + 1..<at
      }
      at += 1
    }
    return nil
  }

  /// A quote that ends a quoted name, with the backslash it has inside a text.
  private func skipQuote(_ at: inout Int) -> Bool {
    let start = at
    if at < bytes.count, bytes[at] == UInt8(ascii: "\\") { at += 1 }
    guard at < bytes.count, isQuote(bytes[at]) else {
      at = start
      return false
    }
    at += 1
    return true
  }

  private func skipSpace(_ at: inout Int) {
    // Past a few spaces there is another column, not a value.
    let limit = min(bytes.count, at + 8)
    while at < limit, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
  }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
  private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
