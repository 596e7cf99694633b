/// The form of times in definitions.
enum TimestampText {
  /// Whether a text is an RFC 3339 date and time, with the capital `T` and `Z` that the language asks for.
  static func isRFC3339(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var at = 0
    func digits(_ count: Int) -> Int? {
      guard at + count <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[at..<at + count] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte) - 48
      }
      at += count
      return value
    }
    func skip(_ letter: Character) -> Bool {
      guard at < bytes.count, bytes[at] == letter.asciiValue else { return false }
      at += 1
      return true
    }
    guard let year = digits(4), skip("-"), let month = digits(2), skip("-"), let day = digits(2), skip("T") else { return false }
    guard let hour = digits(2), skip(":"), let minute = digits(2), skip(":"), let second = digits(2) else { return false }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...12).contains(month), (1...days[month - 1]).contains(day), hour < 24, minute < 60, second < 60 else { return false }
    if skip(".") {
      guard digits(1) != nil else { return false }
      while digits(1) != nil {}
    }
    if skip("Z") { return at == bytes.count }
    guard skip("+") || skip("-"), let offset = digits(2), skip(":"), let minutes = digits(2) else { return false }
    return offset < 24 && minutes < 60 && at == bytes.count
  }
}
