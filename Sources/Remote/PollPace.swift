/// How long to wait between looks: a second after something changed, then half as long again each time, up to ten seconds; longer after
/// failures.
public struct PollPace: Sendable, Equatable {
  /// After a change, and the first.
  public static let shortest = Duration.seconds(1)
  /// While nothing changes.
  public static let longest = Duration.seconds(10)
  /// While the endpoint fails.
  public static let longestAfterFailure = Duration.seconds(30)

  /// The wait before jitter.
  public private(set) var interval = PollPace.shortest

  /// A pace at its quickest.
  public init() {}

  /// Something changed, or somebody asked.
  public mutating func quicken() { interval = PollPace.shortest }

  /// Nothing changed.
  public mutating func slacken() { interval = max(PollPace.shortest, min(PollPace.longest, interval * 3 / 2)) }

  /// The endpoint failed or throttled.
  public mutating func retreat() { interval = min(PollPace.longestAfterFailure, max(.seconds(2), interval * 2)) }

  /// The wait with up to a fifth more or less, so that many monitors do not ask in step. `chance` runs from 0 to 1.
  public func delay(chance: Double) -> Duration { interval * (0.8 + 0.4 * min(max(chance, 0), 1)) }
}
