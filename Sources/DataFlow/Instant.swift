/// A moment of a Choice rule, to the nanosecond: RFC 3339 with a capital `T` and `Z` or an offset, as Step Functions reads it.
public struct Instant: Sendable, Hashable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public let seconds: Int
  public let nanoseconds: Int

  /// Nil when `text` is not such a timestamp.
  public init?(_ text: String) {
    var rest = text.utf8[...]
    func number(_ digits: Int) -> Int? {
      let part = rest.prefix(digits)
      guard part.count == digits, part.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
      rest = rest.dropFirst(digits)
      return part.reduce(0) { $0 * 10 + Int($1 - 48) }
    }
    func skip(_ byte: UInt8) -> Bool {
      guard rest.first == byte else { return false }
      rest = rest.dropFirst()
      return true
    }
    let (dash, colon) = (UInt8(ascii: "-"), UInt8(ascii: ":"))
    guard let year = number(4), skip(dash), let month = number(2), skip(dash), let day = number(2), skip(UInt8(ascii: "T")),
      let hour = number(2), skip(colon), let minute = number(2), skip(colon), let second = number(2),
      let days = Instant.days(year, month, day), hour < 24, minute < 60, second < 60
    else { return nil }
    var fraction = 0
    if skip(UInt8(ascii: ".")) {
      let digits = rest.prefix { $0 >= 48 && $0 <= 57 }
      guard (1...9).contains(digits.count) else { return nil }
      rest = rest.dropFirst(digits.count)
      fraction = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
      for _ in digits.count..<9 { fraction *= 10 }
    }
    var offset = 0
    if !skip(UInt8(ascii: "Z")) {
      let sign = rest.first == dash ? -1 : 1
      guard skip(dash) || skip(UInt8(ascii: "+")), let hours = number(2), skip(colon), let minutes = number(2), hours <= 18, minutes < 60
      else { return nil }
      offset = sign * (hours * 60 + minutes) * 60
    }
    guard rest.isEmpty else { return nil }
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second - offset
    nanoseconds = fraction
  }

  /// Negative, zero or positive as the moments are ordered.
  public func compare(_ other: Instant) -> Int {
    let (a, b) = seconds == other.seconds ? (nanoseconds, other.nanoseconds) : (seconds, other.seconds)
    return a < b ? -1 : a > b ? 1 : 0
  }

  /// Days since 1970-01-01 in the Gregorian calendar; nil for a day there is not.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard lengths.indices.contains(month - 1), day >= 1, day <= lengths[month - 1] else { return nil }
    // Year 0 is a leap year; 719,528 days lie between its beginning and 1970.
    let before = year - 1
    let leaps = year > 0 ? before / 4 - before / 100 + before / 400 + 1 : 0
    return year * 365 + leaps + lengths.prefix(month - 1).reduce(0, +) + day - 1 - 719_528
  }
}
