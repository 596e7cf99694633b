import History
import StatesLanguage
import Time

/// Which Retry or Catch rule took each failure of a visit: the rules are asked in order, Retry before Catch, and each Retry rule counts its own retries.
public struct HandlerChoice: Sendable {
  /// A rule of a state, by its position among those of its kind.
  public enum Taken: Sendable, Equatable {
    /// `number` counts the rule's retries from 1.
    case retry(rule: Int, number: Int)
    case caught(rule: Int)

    /// The Retry rule that took it.
    public var retrier: Int? { if case .retry(let rule, _) = self { rule } else { nil } }
    /// The Catch rule that took it.
    public var catcher: Int? { if case .caught(let rule) = self { rule } else { nil } }
  }

  /// What the rules are asked about.
  public struct Failure: Sendable, Equatable {
    /// The error's name.
    public var error: String
    var timedOut = false
    /// It ended before its timeout, so it was the heartbeat that ran out.
    var missedBeat = false

    init(error: String) { self.error = error }

    init(_ attempt: Attempt) {
      error = attempt.error ?? (attempt.outcome == .timedOut ? "States.Timeout" : "")
      timedOut = attempt.outcome == .timedOut
      guard timedOut, attempt.heartbeatInSeconds != nil, let ended = attempt.endedAt else { return }
      missedBeat = attempt.timeoutInSeconds.map { ended - attempt.scheduledAt < .seconds(min(max(0, $0), 100_000_000)) } ?? true
    }

    /// By the rule that Retry and Catch share; a beat that did not come is recorded as States.Timeout and known by its own name too.
    public func isNamed(by names: [String]) -> Bool {
      // Never retried or caught, not even by its name.
      if error == "States.Runtime" { return false }
      if missedBeat, names.contains("States.HeartbeatTimeout") { return true }
      return RetrierFacts(errors: names).matches(error, timedOut: timedOut)
    }
  }

  /// What took each attempt's failure, by the attempt's position.
  public private(set) var taken: [Int: Taken] = [:]
  /// How often each Retry rule was used.
  public private(set) var used: [Int]
  /// The newest failure; nil where nothing failed.
  public private(set) var newest: Failure?
  /// What took it.
  public private(set) var last: Taken?

  /// - Parameter visit: a visit of `state`; nil before it was entered.
  public init(state: State, visit: Visit?) {
    used = [Int](repeating: 0, count: state.retriers.count)
    for (at, attempt) in (visit?.attempts ?? []).enumerated() where attempt.hasFailed {
      newest = Failure(attempt)
      last = take(Failure(attempt), state)
      taken[at] = last
    }
    if newest == nil, let error = visit?.error {
      newest = Failure(error: error)
      last = take(Failure(error: error), state)
    }
  }

  private mutating func take(_ failure: Failure, _ state: State) -> Taken? {
    if let rule = state.retriers.firstIndex(where: { failure.isNamed(by: $0.errorEquals) }) {
      // Only the first rule that names the error is asked; once it is used up, no later Retry is.
      if used[rule] < state.retriers[rule].maxAttempts {
        used[rule] += 1
        return .retry(rule: rule, number: used[rule])
      }
    }
    return state.catchers.firstIndex { failure.isNamed(by: $0.errorEquals) }.map { .caught(rule: $0) }
  }
}
