import History
import Time

/// Durations and moments as the screen writes them.
public enum TimeText {
  /// `00:02:41`; beyond a day `2 d 00:02:41`. Negative durations count as none.
  public static func clock(_ duration: Duration) -> String {
    ClockText.clock(duration)
  }

  /// As short as it can be said: `0.2s`, `42:41`, `1:42:41`, `3 d 04:05`.
  public static func short(_ duration: Duration) -> String {
    let ms = max(0, duration.milliseconds)
    let total = Int(ms / 1_000)
    if total < 60 { return "\(total).\(ms / 100 % 10)s" }
    if total < 3_600 { return "\(pad(total / 60, 2)):\(pad(total % 60, 2))" }
    if total < 86_400 { return "\(total / 3_600):\(pad(total / 60 % 60, 2)):\(pad(total % 60, 2))" }
    return "\(total / 86_400) d \(pad(total / 3_600 % 24, 2)):\(pad(total / 60 % 60, 2))"
  }

  /// In words for sentences: `3 s`, `5 min`, `2 h`, `4 d`.
  public static func rough(_ duration: Duration) -> String {
    let total = max(0, duration.components.seconds)
    if total < 120 { return "\(total) s" }
    if total < 7_200 { return "\(total / 60) min" }
    if total < 172_800 { return "\(total / 3_600) h" }
    return "\(total / 86_400) d"
  }

  /// Seconds with milliseconds and a sign: `+12.402`.
  public static func offset(_ duration: Duration) -> String {
    let ms = duration.milliseconds
    let size = ms.magnitude
    return "\(ms < 0 ? "-" : "+")\(size / 1_000).\(pad(Int(size % 1_000), 3))"
  }

  /// `12:04:31`, in UTC moved by `offsetMinutes`.
  public static func timeOfDay(_ at: Timestamp, offsetMinutes: Int = 0) -> String {
    let f = moved(at, offsetMinutes).fields
    return "\(pad(f.hour, 2)):\(pad(f.minute, 2)):\(pad(f.second, 2))"
  }

  /// A moment in the chosen style: `+12.402`, or `12:04:31.402` (UTC with a `Z`).
  /// - Parameter previous: The event before, which `previous` counts from.
  public static func moment(_ at: Timestamp, _ style: TimeStyle, previous: Timestamp? = nil) -> String {
    switch style.mode {
    case .start: return offset(at - style.origin)
    case .previous: return offset(at - (previous ?? at))
    case .local: return timeOfDay(at, offsetMinutes: style.offsetMinutes) + "." + pad(at.fields.millisecond, 3)
    case .utc: return timeOfDay(at) + "." + pad(at.fields.millisecond, 3) + "Z"
    }
  }

  private static func moved(_ at: Timestamp, _ minutes: Int) -> Timestamp {
    let sum = at.milliseconds.addingReportingOverflow(Int64(clamping: minutes) &* 60_000)
    return sum.overflow ? at : Timestamp(milliseconds: sum.partialValue)
  }

  static func pad(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return text.count >= width ? text : String(repeating: "0", count: width - text.count) + text
  }
}
