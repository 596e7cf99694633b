/// A moment, in milliseconds since 1970-01-01T00:00:00Z: the resolution in which Step Functions stamps events.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Since 1970-01-01T00:00:00Z; negative before.
  public var milliseconds: Int64

  /// From milliseconds since 1970-01-01T00:00:00Z.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// From epoch seconds as the AWS APIs send them; nil when not finite or beyond the year 9999.
  public init?(seconds: Double) {
    guard seconds.isFinite, abs(seconds) < 253_402_300_800 else { return nil }
    milliseconds = Int64((seconds * 1_000).rounded())
  }

  /// Whether `a` is earlier.
  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
  /// The moment `b` later; it stops at the ends of 64 bits instead of trapping.
  public static func + (a: Timestamp, b: Duration) -> Timestamp { Timestamp(milliseconds: a.milliseconds.clampedSum(b.milliseconds)) }
  /// The time from `b` to `a`, clamped likewise.
  public static func - (a: Timestamp, b: Timestamp) -> Duration {
    let (difference, overflow) = a.milliseconds.subtractingReportingOverflow(b.milliseconds)
    return .milliseconds(overflow ? (a.milliseconds < 0 ? .min : .max) : difference)
  }

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
  /// Whole milliseconds, rounded towards zero; clamped to 64 bits.
  public var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
    return overflow ? (seconds < 0 ? .min : .max) : whole.clampedSum(attoseconds / 1_000_000_000_000_000)
  }
}

extension Int64 {
  /// The sum, or the end of the range that it would go beyond.
  fileprivate func clampedSum(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}
