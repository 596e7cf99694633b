/// A moment's parts in UTC, by the proleptic Gregorian calendar.
struct CalendarDate {
  var year: Int
  var month: Int
  var day: Int
  var hour: Int
  var minute: Int
  var second: Int
  var millisecond: Int
  /// Days since 1970-01-01.
  let days: Int

  static let dayLength: Int64 = 86_400_000

  init(_ milliseconds: Int64) {
    days = Int(milliseconds.floorDivided(by: CalendarDate.dayLength))
    var rest = Int(milliseconds - Int64(days) * CalendarDate.dayLength)
    millisecond = rest % 1_000
    rest /= 1_000
    second = rest % 60
    minute = rest / 60 % 60
    hour = rest / 3_600
    (year, month, day) = CalendarDate.civil(days)
  }

  /// The date of a day: eras of 400 years, years that begin in March.
  private static func civil(_ days: Int) -> (Int, Int, Int) {
    let shifted = days + 719_468
    let era = Int(Int64(shifted).floorDivided(by: 146_097))
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// Days since 1970-01-01 of a date; months and days beyond their range lead into other months and years.
  static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let index = month - 1
    let year = year + Int(Int64(index).floorDivided(by: 12))
    let month = index - Int(Int64(index).floorDivided(by: 12)) * 12 + 1
    let shifted = month <= 2 ? year - 1 : year
    let era = Int(Int64(shifted).floorDivided(by: 400))
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468 + day - 1
  }

  /// 1 for Monday to 7 for Sunday.
  static func weekday(_ days: Int) -> Int { (((days + 3) % 7) + 7) % 7 + 1 }

  var weekday: Int { CalendarDate.weekday(days) }
  var dayOfYear: Int { days - CalendarDate.days(year, 1, 1) + 1 }

  /// The Monday that the first week of a year or month begins with: the one that holds its first Thursday.
  private static func firstWeek(_ year: Int, _ month: Int) -> Int {
    let first = days(year, month, 1)
    let weekday = weekday(first)
    return weekday > 4 ? first + 8 - weekday : first - (weekday - 1)
  }

  private func weeks(since start: Int) -> Int { Int(Int64(days - start).floorDivided(by: 7)) + 1 }

  var weekOfYear: Int {
    if days < CalendarDate.firstWeek(year, 1) { return weeks(since: CalendarDate.firstWeek(year - 1, 1)) }
    return days >= CalendarDate.firstWeek(year + 1, 1) ? 1 : weeks(since: CalendarDate.firstWeek(year, 1))
  }

  var weekOfMonth: Int {
    if days < CalendarDate.firstWeek(year, month) { return weeks(since: CalendarDate.firstWeek(year, month - 1)) }
    return days >= CalendarDate.firstWeek(year, month + 1) ? 1 : weeks(since: CalendarDate.firstWeek(year, month))
  }

  /// The year that the week belongs to.
  var weekYear: Int {
    days < CalendarDate.firstWeek(year, 1) ? year - 1 : days >= CalendarDate.firstWeek(year + 1, 1) ? year + 1 : year
  }

  /// The month that the week belongs to.
  var weekMonth: Int {
    let month = days < CalendarDate.firstWeek(year, month) ? month - 1 : days >= CalendarDate.firstWeek(year, month + 1) ? month + 1 : month
    return (month + 11) % 12 + 1
  }
}

extension Int64 {
  func floorDivided(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
