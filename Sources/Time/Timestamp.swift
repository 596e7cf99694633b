/// A moment, in milliseconds since 1970-01-01T00:00:00Z: the resolution in which Step Functions stamps events.
public struct Timestamp: Sendable, Hashable, Comparable {
  public var milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// From epoch seconds as the AWS APIs send them; nil when not finite or beyond the year 9999.
  public init?(seconds: Double) {
    guard seconds.isFinite, abs(seconds) < 253_402_300_800 else { return nil }
    milliseconds = Int64((seconds * 1_000).rounded())
  }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
  public static func + (a: Timestamp, b: Duration) -> Timestamp { Timestamp(milliseconds: a.milliseconds + b.milliseconds) }
  public static func - (a: Timestamp, b: Timestamp) -> Duration { .milliseconds(a.milliseconds - b.milliseconds) }

  /// Epoch seconds.
  public var seconds: Double { Double(milliseconds) / 1_000 }

  /// Epoch seconds with three decimals: the API's wire form, `1700000000.123`.
  public var wire: String {
    let whole = milliseconds / 1_000
    let rest = abs(milliseconds % 1_000)
    return "\(milliseconds < 0 && whole == 0 ? "-" : "")\(whole).\(Timestamp.pad(Int(rest), 3))"
  }

  static func pad(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return text.count >= width ? text : String(repeating: "0", count: width - text.count) + text
  }
}

extension Duration {
  /// Whole milliseconds, rounded towards zero.
  public var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
