/// How often a call that may pass is made, and how long to wait between: full jitter over a doubling limit, as AWS's own clients do.
public struct RetryPolicy: Sendable, Equatable {
  /// Calls in all, the first included.
  public var attempts: Int
  /// The longest wait.
  public var longest: Duration

  /// Three calls, at most 20 s apart.
  public init(attempts: Int = 3, longest: Duration = .seconds(20)) {
    self.attempts = max(1, attempts)
    self.longest = longest
  }

  /// How long to wait after `failures` failed calls: `random` (0 to 1) of 1 s, 2 s, 4 s …; nil when it was the last.
  public func delay(after failures: Int, random: Double) -> Duration? {
    guard failures < attempts else { return nil }
    let limit = min(longest, .seconds(1 << min(max(failures - 1, 0), 20)))
    return limit * min(max(random, 0), 1)
  }
}
