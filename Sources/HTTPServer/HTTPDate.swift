#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The `Date` field's text, made anew once a second. Each connection's loop has its own.
final class HTTPDate {
  private var second = 0
  private var text = ""

  /// `Sun, 06 Nov 1994 08:49:37 GMT`.
  func now() -> String {
    let now = time(nil)
    if now != second {
      second = now
      text = HTTPDate.text(now)
    }
    return text
  }

  static func text(_ seconds: Int) -> String {
    var seconds = time_t(seconds)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
  }
}
