import JSON

/// JSON as text with its secrets masked.
enum JSONRowsText {
  /// - Throws: `JSONSyntaxError` when `text` is no JSON.
  static func pretty(_ text: String, secrets: Set<String>) throws(JSONSyntaxError) -> String {
    SecretJSON.masked(try JSONValue(parsing: text, limits: .payload), secrets: secrets).pretty
  }
}
