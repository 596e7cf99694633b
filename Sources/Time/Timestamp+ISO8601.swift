extension Timestamp {
  /// Year, month (1-12), day, hour, minute, second and millisecond in UTC.
  public struct Fields: Sendable, Equatable {
    public var year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, millisecond: Int
  }

  /// The moment taken apart in UTC (proleptic Gregorian calendar).
  public var fields: Fields {
    let day = milliseconds.flooredQuotient(86_400_000)
    let remainder = Int(milliseconds % 86_400_000)
    let rest = remainder < 0 ? remainder + 86_400_000 : remainder
    let (year, month, dayOfMonth) = Timestamp.civil(day: Int(day))
    return Fields(
      year: year, month: month, day: dayOfMonth, hour: rest / 3_600_000, minute: rest / 60_000 % 60, second: rest / 1_000 % 60,
      millisecond: rest % 1_000)
  }

  /// `2026-01-31T09:05:07.123Z`.
  public var iso8601: String {
    let f = fields
    return "\(Timestamp.pad(f.year, 4))-\(Timestamp.pad(f.month, 2))-\(Timestamp.pad(f.day, 2))T"
      + "\(Timestamp.pad(f.hour, 2)):\(Timestamp.pad(f.minute, 2)):\(Timestamp.pad(f.second, 2)).\(Timestamp.pad(f.millisecond, 3))Z"
  }

  /// Reads RFC 3339 with a capital `T` and an offset (`Z` or `+hh:mm`); digits beyond milliseconds are dropped. Nil when `text` is
  /// anything else.
  public init?(iso8601 text: String) {
    guard let parts = RFC3339(text) else { return nil }
    self.init(milliseconds: Int64(parts.seconds) * 1_000 + Int64(parts.fraction(places: 3)))
  }

  static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01, by counting whole 400-year eras from March (the usual civil-calendar arithmetic).
  static func day(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = Int64(y).flooredQuotient(400)
    let yearOfEra = y - Int(era) * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return Int(era) * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func civil(day: Int) -> (Int, Int, Int) {
    let shifted = day + 719_468
    let era = Int(Int64(shifted).flooredQuotient(146_097))
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}

extension Int64 {
  func flooredQuotient(_ divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
  }
}
