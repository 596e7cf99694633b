import Time

/// So many calls at once, and one more every so often: what a part of the screen may cost, however much there is to see in it.
struct Allowance: Sendable {
  let burst: Double
  let every: Duration
  private var left: Double
  private var countedAt: Timestamp?

  /// One of which nothing is spent.
  init(burst: Int, every: Duration) {
    self.burst = Double(burst)
    self.every = every
    left = Double(burst)
  }

  /// Takes one call; false when there is none to take.
  mutating func take(at now: Timestamp) -> Bool {
    count(now)
    guard left >= 1 else { return false }
    left -= 1
    return true
  }

  /// When the next call may be made.
  var next: Timestamp {
    guard left < 1, let countedAt else { return Timestamp(milliseconds: .min) }
    return countedAt + every * (1 - left) + .milliseconds(1)
  }

  /// Somebody asked: some calls more.
  mutating func grant(_ calls: Double) { left = min(burst, left + calls) }

  private mutating func count(_ now: Timestamp) {
    if let countedAt, now > countedAt { left = min(burst, left + (now - countedAt) / every) }
    countedAt = now
  }
}
