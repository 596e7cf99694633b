import Time

/// Durations and times of day as words on the screen.
public enum ClockText {
  /// `00:02:41`; from a day up `3 d 02:00:00`. Negative durations count as none.
  public static func clock(_ duration: Duration) -> String {
    let seconds = max(0, duration.milliseconds / 1_000)
    let days = seconds / 86_400
    let text = "\(two(seconds / 3_600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    return days > 0 ? "\(days) d \(text)" : text
  }

  /// `8 s` below a minute, else a clock; a started second counts, so that a countdown never shows 0 too early.
  public static func short(_ duration: Duration) -> String {
    let milliseconds = max(0, duration.milliseconds)
    return milliseconds <= 59_000 ? "\((milliseconds + 999) / 1_000) s" : clock(duration)
  }

  /// `12.402`: seconds with three decimals, as lists of events show them; negative when a clock went back.
  public static func seconds(_ duration: Duration) -> String {
    let milliseconds = duration.milliseconds
    let rest = String(abs(milliseconds % 1_000))
    return "\(milliseconds < 0 ? "-" : "")\(abs(milliseconds / 1_000)).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }

  /// `14:00:00`, with the date before it when that is another day than `now`'s; `offset` is the seconds east of UTC.
  public static func timeOfDay(_ moment: Timestamp, now: Timestamp, offset: Int = 0) -> String {
    let here = (moment + .seconds(offset)).fields
    let today = (now + .seconds(offset)).fields
    let time = "\(two(Int64(here.hour))):\(two(Int64(here.minute))):\(two(Int64(here.second)))"
    guard (here.year, here.month, here.day) != (today.year, today.month, today.day) else { return time }
    return "\(here.year)-\(two(Int64(here.month)))-\(two(Int64(here.day))) \(time)"
  }

  private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
}
