import History
import StatesLanguage
import Time

/// Which Retry or Catch rule took a visit's failures, and why the others did not: the rules are asked in order, Retry before
/// Catch, and each Retry rule counts its own retries.
struct RuleChoice: Sendable {
  struct Verdict: Sendable, Equatable {
    var isTaken: Bool
    /// `matched · retry 2 of 3`, `does not name this error`.
    var text: String
  }

  struct Rule: Sendable, Equatable {
    /// `Retry 1  States.TaskFailed`.
    var title: String
    var line: Int
    var verdict: Verdict
  }

  /// The newest failure's error name.
  private(set) var error: String?
  private(set) var rules: [Rule] = []
  /// What took each attempt's failure, by the attempt's position.
  private var takers: [Int: String] = [:]

  init(state: State?, visit: Visit?) {
    guard let state else { return }
    let failures = (visit?.attempts ?? []).enumerated().filter { $0.element.hasFailed }
    var used = [Int](repeating: 0, count: state.retriers.count)
    var last: Taken = .none
    var failure: Failure?
    for (at, attempt) in failures {
      failure = Failure(attempt)
      last = RuleChoice.take(Failure(attempt), state, used: &used)
      switch last {
      case .retry(let rule): takers[at] = "Retry \(rule + 1) · retry \(used[rule]) of \(state.retriers[rule].maxAttempts)"
      case .caught(let rule): takers[at] = "Catch \(rule + 1) · \(state.catchers[rule].next.value)"
      case .none: break
      }
    }
    if failure == nil, let error = visit?.error {
      failure = Failure(error: error)
      last = RuleChoice.take(Failure(error: error), state, used: &used)
    }
    error = failure?.error
    makeRules(state, last, used, failure)
  }

  func taken(byAttempt at: Int) -> String? { takers[at] }

  /// What the rules are asked about.
  private struct Failure {
    var error: String
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
  }

  private enum Taken: Equatable {
    case none
    case retry(Int)
    case caught(Int)
  }

  private static func take(_ failure: Failure, _ state: State, used: inout [Int]) -> Taken {
    if let rule = state.retriers.firstIndex(where: { matches($0.errorEquals, failure) }) {
      // Only the first rule that names the error is asked; once it is used up, no later Retry is.
      if used[rule] < state.retriers[rule].maxAttempts {
        used[rule] += 1
        return .retry(rule)
      }
    }
    return state.catchers.firstIndex { matches($0.errorEquals, failure) }.map(Taken.caught) ?? .none
  }

  /// By the rule that Retry and Catch share; a beat that did not come is recorded as States.Timeout and known by its own name too.
  private static func matches(_ names: [String], _ failure: Failure) -> Bool {
    // Never retried or caught, not even by its name.
    if failure.error == "States.Runtime" { return false }
    if failure.missedBeat, names.contains("States.HeartbeatTimeout") { return true }
    return RetrierFacts(errors: names).matches(failure.error, timedOut: failure.timedOut)
  }

  private mutating func makeRules(_ state: State, _ last: Taken, _ used: [Int], _ failure: Failure?) {
    var isDecided = false
    for (at, retrier) in state.retriers.enumerated() {
      let count = "\(used[at]) of \(retrier.maxAttempts) used"
      let verdict = verdict(retrier.errorEquals, failure, isTaken: last == .retry(at), isDecided: &isDecided, count: count)
      rules.append(
        Rule(title: "Retry \(at + 1)  " + retrier.errorEquals.joined(separator: ", "), line: retrier.range.start.line, verdict: verdict))
    }
    isDecided = if case .retry = last { true } else { false }
    for (at, catcher) in state.catchers.enumerated() {
      let verdict = verdict(
        catcher.errorEquals, failure, isTaken: last == .caught(at), isDecided: &isDecided, count: "next \(catcher.next.value)")
      rules.append(
        Rule(title: "Catch \(at + 1)  " + catcher.errorEquals.joined(separator: ", "), line: catcher.range.start.line, verdict: verdict))
    }
  }

  private func verdict(_ names: [String], _ failure: Failure?, isTaken: Bool, isDecided: inout Bool, count: String) -> Verdict {
    guard let failure else { return Verdict(isTaken: false, text: count) }
    defer { if isTaken { isDecided = true } }
    if isTaken { return Verdict(isTaken: true, text: "matched · \(count)") }
    if isDecided { return Verdict(isTaken: false, text: "not asked: an earlier rule took it") }
    if RuleChoice.matches(names, failure) { return Verdict(isTaken: false, text: "matches, but not taken: \(count)") }
    let isUncatchable = failure.error == "States.Runtime" || failure.error == "States.DataLimitExceeded"
    return Verdict(isTaken: false, text: isUncatchable ? "no rule takes \(failure.error)" : "does not name this error")
  }
}
