extension Mask {
  /// Found anywhere in a name, whatever separates its words.
  private static let secretWords = [
    "token", "secret", "password", "passwd", "passphrase", "credential", "cookie", "signature", "connectionstring",
  ].map { Array($0.utf8) }
  /// Too short to be looked for inside other words (`KEYBOARD`, `PASSENGERS`): a word of the name is exactly this.
  private static let secretParts = Set(["pass", "pwd", "pat", "jwt", "dsn", "pin"].map { Array($0.utf8) })
  private static let keys = ["key", "keys"].map { Array($0.utf8) }
  private static let noKeys = Set(["monkey", "donkey", "turkey", "hockey", "jockey", "whiskey"].map { Array($0.utf8) })

  /// Whether a variable, field or header of this name (`API_TOKEN`, `dbPassword`, `AWS_ACCESS_KEY_ID`) is taken to hold a secret. Case does not
  /// matter; the rule masks rather too much.
  public static func isSecretName(_ name: String) -> Bool {
    var squeezed: [UInt8] = []
    var word: [UInt8] = []
    var wasLower = false
    for byte in name.utf8 {
      let isUpper = (0x41...0x5A).contains(byte)
      let isLower = (0x61...0x7A).contains(byte) || byte >= 0x80
      let isPart = isUpper || isLower || (0x30...0x39).contains(byte)
      if !isPart || (isUpper && wasLower) {
        if isSecretWord(word) { return true }
        word = []
      }
      wasLower = isLower
      guard isPart else { continue }
      let lower = isUpper ? byte | 0x20 : byte
      word.append(lower)
      squeezed.append(lower)
    }
    return isSecretWord(word) || secretWords.contains { contains(squeezed, $0) } || announcesAuthorization(squeezed)
  }

  private static func isSecretWord(_ word: [UInt8]) -> Bool {
    let digits = word.reversed().prefix { (0x30...0x39).contains($0) }.count
    let word = Array(word.dropLast(digits))
    return secretParts.contains(word) || (keys.contains { word.suffix($0.count) == $0[...] } && !noKeys.contains(word))
  }

  /// `auth`, `OAUTH`, `Authorization`; not `author`.
  private static func announcesAuthorization(_ name: [UInt8]) -> Bool {
    contains(name, Array("auth".utf8)) && (!contains(name, Array("author".utf8)) || contains(name, Array("authoriz".utf8)))
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard let first = part.first else { return true }
    return text.indices.contains { text[$0] == first && text[$0...].starts(with: part) }
  }
}
