import Synchronization
import Time

/// How far the service's clock is ahead of this machine's, as its answers tell when they refuse a signature's time. Shared by all clients of
/// a session: the machine has one clock.
public final class ClockOffset: Sendable {
  /// Signatures fail for many reasons; the clock is blamed when it is off by this much (AWS accepts five minutes).
  private static let suspicious = Duration.seconds(60)

  private let offset = Mutex(Duration.zero)

  /// No offset known.
  public init() {}

  /// What to add to this machine's time to get the service's.
  public var value: Duration { offset.withLock { $0 } }

  /// Takes in a refusal; says whether the offset changed, so that signing again may help.
  /// - Parameters:
  ///   - date: the answer's Date header.
  ///   - namesTheClock: whether the error is about the time, and not about the signature as a whole.
  ///   - now: this machine's time.
  func learn(_ date: Timestamp, namesTheClock: Bool, now: Timestamp) -> Bool {
    offset.withLock { offset in
      let seen = date - now
      let change = seen - offset
      guard abs(change.milliseconds) >= (namesTheClock ? 1_000 : ClockOffset.suspicious.milliseconds) else { return false }
      offset = seen
      return true
    }
  }
}

extension Timestamp {
  /// Reads the Date header's form, `Sun, 22 Nov 2026 12:05:45 GMT` (RFC 9110); nil when it is anything else.
  init?(httpDate text: String) {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = text.utf8.count > 40 ? [] : text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "\t" }).map(String.init)
    guard parts.count == 6, parts[5] == "GMT" || parts[5] == "UTC", let month = months.firstIndex(of: parts[2]) else { return nil }
    let day = parts[1].utf8.count == 1 ? "0" + parts[1] : parts[1]
    let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
    self.init(iso8601: "\(parts[3])-\(number)-\(day)T\(parts[4])Z")
  }
}
