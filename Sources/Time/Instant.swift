/// A moment as definitions and Choice rules write it, to the nanosecond: RFC 3339 with a capital `T` and `Z` or an offset, as Step Functions reads it.
public struct Instant: Sendable, Hashable, Comparable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public let seconds: Int
  /// 0 to 999,999,999.
  public let nanoseconds: Int

  /// Nil when `text` is not such a timestamp: a leap second, more than nine decimals and offsets beyond 18 hours are refused.
  public init?(_ text: String) {
    guard let parts = RFC3339(text), parts.second < 60, parts.fraction.count <= 9, abs(parts.offset) < 19 * 60 else { return nil }
    seconds = parts.seconds
    nanoseconds = parts.fraction(places: 9)
  }

  /// Whether `a` comes before `b`.
  public static func < (a: Instant, b: Instant) -> Bool { (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds) }
}
