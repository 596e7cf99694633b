/// How long to wait between looks at a history: a second after something changed, then half as long again each time, up to ten seconds.
public struct PollPace: Sendable, Equatable {
  /// After a change, after a key, and at first.
  public static let shortest = Duration.seconds(1)
  /// While nothing changes.
  public static let longest = Duration.seconds(10)
  /// While an endpoint fails, or asks for fewer calls.
  public static let longestAfterFailure = Duration.seconds(20)
  /// While DescribeTasks watches the task that everything waits for: its end is seen there first.
  public static let whileTasksTell = Duration.seconds(27)

  /// The wait before jitter.
  public private(set) var interval = PollPace.shortest

  /// A pace at its quickest.
  public init() {}

  /// Something changed, or somebody asked.
  public mutating func quicken() { interval = PollPace.shortest }

  /// Nothing changed.
  public mutating func slacken() { interval = max(PollPace.shortest, min(PollPace.longest, interval * 3 / 2)) }

  /// The endpoint answered, but asked for fewer calls before.
  public mutating func retreat() { interval = min(PollPace.longestAfterFailure, max(.seconds(2), interval * 2)) }

  /// The wait with up to a fifth more or less, so that many monitors do not ask in step. `chance` runs from 0 to 1.
  public func delay(chance: Double) -> Duration { PollPace.spread(interval, by: 0.2, chance) }

  /// The wait after so many failed calls in a row: 2 s, 4 s, 8 s … 20 s, spread likewise.
  public static func delay(afterFailures failures: Int, chance: Double) -> Duration {
    spread(min(longestAfterFailure, .seconds(1 << min(max(failures, 1), 10))), by: 0.2, chance)
  }

  /// `duration` with up to `part` of it more or less.
  static func spread(_ duration: Duration, by part: Double, _ chance: Double) -> Duration {
    duration * (1 - part + 2 * part * min(max(chance, 0), 1))
  }
}
