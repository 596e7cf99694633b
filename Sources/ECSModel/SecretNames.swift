/// Which names promise a value that must not be shown.
public enum SecretNames {
  private static let words = [
    "token", "secret", "password", "passwd", "passphrase", "credential", "apikey", "authorization", "signature", "privatekey",
  ]
  /// Too short to be looked for inside other words (`MONKEY`, `KEYBOARD`): they must stand alone between separators.
  private static let parts: Set<String> = ["key", "keys", "pass", "pwd", "auth", "pat", "jwt", "dsn", "pin"]

  /// Whether a variable of this name (`API_TOKEN`, `dbPassword`, `AWS_ACCESS_KEY_ID`) is masked until it is revealed.
  public static func isSecret(_ name: String) -> Bool {
    let lower = name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != "." }
    if words.contains(where: { lower.contains($0) }) { return true }
    return pieces(of: name).contains { parts.contains($0) }
  }

  /// `dbKeyName_2` → `db`, `key`, `name`, `2`.
  private static func pieces(of name: String) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var previousIsLower = false
    for character in name {
      let isSeparator = !character.isLetter && !character.isNumber
      if isSeparator || (character.isUppercase && previousIsLower) {
        pieces.append(piece.lowercased())
        piece = ""
      }
      if !isSeparator { piece.append(character) }
      previousIsLower = character.isLowercase
    }
    return pieces + [piece.lowercased()]
  }
}

/// What a Step Functions task token looks like.
public enum TaskToken {
  /// Whether a text has the look of a task token: at least 200 characters of the base64 alphabet, beginning as AWS's do. A real one has
  /// 712, with a `=` in the middle.
  public static func looksLikeToken(_ text: String) -> Bool {
    guard text.utf8.count >= 200, text.hasPrefix("AQC") || text.hasPrefix("AAAA") else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "+"),
        UInt8(ascii: "/"), UInt8(ascii: "="):
        true
      default: false
      }
    }
  }
}
