/// The parts of an RFC 3339 text with a capital `T` and either `Z` or an offset. Every part is in its calendar's range, except that the readers
/// differ on leap seconds, far offsets and how many decimals there may be.
struct RFC3339 {
  /// Days since 1970-01-01 of the date as written.
  let day: Int
  let hour: Int
  let minute: Int
  /// 0 to 60.
  let second: Int
  /// Decimal digits (0 to 9) of the second's fraction; empty without one.
  let fraction: [Int]
  /// Minutes that the written time is ahead of UTC; less than a day.
  let offset: Int

  /// Nil when `text` is anything else.
  init?(_ text: String) {
    var reader = Reader(rest: text.utf8[...])
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"), let dayOfMonth = reader.number(2),
      reader.skip("T"), let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2), reader.skip(":"),
      let second = reader.number(2), (1...12).contains(month), (1...Timestamp.daysIn(month: month, year: year)).contains(dayOfMonth),
      hour < 24, minute < 60, second < 61, let fraction = reader.fraction(), let offset = reader.offset(), reader.rest.isEmpty
    else { return nil }
    day = Timestamp.day(year: year, month: month, day: dayOfMonth)
    (self.hour, self.minute, self.second, self.fraction, self.offset) = (hour, minute, second, fraction, offset)
  }

  /// Seconds since 1970-01-01T00:00:00Z, without the fraction.
  var seconds: Int { ((day * 24 + hour) * 60 + minute - offset) * 60 + second }

  /// The fraction in units of ten to the power of minus `places`; further digits are dropped.
  func fraction(places: Int) -> Int { (0..<places).reduce(0) { $0 * 10 + (fraction.indices.contains($1) ? fraction[$1] : 0) } }

  private struct Reader {
    var rest: Substring.UTF8View

    mutating func number(_ digits: Int) -> Int? {
      let part = rest.prefix(digits)
      guard part.count == digits, part.allSatisfy({ (48...57).contains($0) }) else { return nil }
      rest = rest.dropFirst(digits)
      return part.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: character) else { return false }
      rest = rest.dropFirst()
      return true
    }

    /// Nil for a dot without digits.
    mutating func fraction() -> [Int]? {
      guard skip(".") else { return [] }
      let digits = rest.prefix { (48...57).contains($0) }
      rest = rest.dropFirst(digits.count)
      return digits.isEmpty ? nil : digits.map { Int($0 - 48) }
    }

    mutating func offset() -> Int? {
      if skip("Z") { return 0 }
      let sign = rest.first == UInt8(ascii: "-") ? -1 : 1
      guard skip("+") || skip("-"), let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
      return sign * (hours * 60 + minutes)
    }
  }
}
