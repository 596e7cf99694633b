import Time

/// A token bucket whose tokens can be taken in advance: a taker is told how long to wait for the one it took, so takers go in the order in
/// which they came and nobody has to try again.
public struct TokenBucket: Sendable, Equatable {
  /// Tokens that come back each second.
  public let perSecond: Double
  /// Tokens in a full bucket.
  public let burst: Double
  private var tokens: Double
  private var counted: Timestamp?

  /// A full bucket. Both figures are more than zero.
  public init(perSecond: Double, burst: Double) {
    self.perSecond = max(perSecond, 0.001)
    self.burst = max(burst, 1)
    tokens = self.burst
  }

  /// Takes a token and says how long to wait before it may be used.
  /// - Parameter reserve: the part of a full bucket, from 0 to 1, that stays for others: the token may be used when as much is there beside it.
  public mutating func take(at now: Timestamp, leaving reserve: Double = 0) -> Duration {
    refill(now)
    tokens -= 1
    return debt(tokens - burst * min(max(reserve, 0), 1))
  }

  /// What `take` would say; nothing is taken.
  public func wait(at now: Timestamp, leaving reserve: Double = 0) -> Duration {
    var bucket = self
    return bucket.take(at: now, leaving: reserve)
  }

  /// Gives back a token that was not used after all.
  public mutating func giveBack() { tokens = min(burst, tokens + 1) }

  /// Whether every token is there.
  public func isFull(at now: Timestamp) -> Bool {
    var bucket = self
    bucket.refill(now)
    return bucket.tokens >= burst
  }

  private mutating func refill(_ now: Timestamp) {
    // A clock that is set back gives nothing and takes nothing.
    if let counted, now > counted { tokens = min(burst, tokens + (now - counted) / .seconds(1) * perSecond) }
    counted = now
  }

  /// Rounded up to the clock's milliseconds: a token is never used early.
  private func debt(_ tokens: Double) -> Duration {
    tokens >= -1e-9 ? .zero : .milliseconds(Int64((-tokens / perSecond * 1_000).rounded(.up)))
  }
}
