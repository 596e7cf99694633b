import ExecutionSource
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
    let choice = HandlerChoice(state: state, visit: visit)
    for (at, taken) in choice.taken {
      switch taken {
      case .retry(let rule, let number): takers[at] = "Retry \(rule + 1) · retry \(number) of \(state.retriers[rule].maxAttempts)"
      case .caught(let rule): takers[at] = "Catch \(rule + 1) · \(state.catchers[rule].next.value)"
      }
    }
    error = choice.newest?.error
    makeRules(state, choice.last, choice.used, choice.newest)
  }

  func taken(byAttempt at: Int) -> String? { takers[at] }

  private mutating func makeRules(_ state: State, _ last: HandlerChoice.Taken?, _ used: [Int], _ failure: HandlerChoice.Failure?) {
    var isDecided = false
    for (at, retrier) in state.retriers.enumerated() {
      let count = "\(used[at]) of \(retrier.maxAttempts) used"
      let verdict = verdict(retrier.errorEquals, failure, isTaken: last?.retrier == at, isDecided: &isDecided, count: count)
      rules.append(
        Rule(title: "Retry \(at + 1)  " + retrier.errorEquals.joined(separator: ", "), line: retrier.range.start.line, verdict: verdict))
    }
    isDecided = last?.retrier != nil
    for (at, catcher) in state.catchers.enumerated() {
      let verdict = verdict(
        catcher.errorEquals, failure, isTaken: last?.catcher == at, isDecided: &isDecided, count: "next \(catcher.next.value)")
      rules.append(
        Rule(title: "Catch \(at + 1)  " + catcher.errorEquals.joined(separator: ", "), line: catcher.range.start.line, verdict: verdict))
    }
  }

  private func verdict(_ names: [String], _ failure: HandlerChoice.Failure?, isTaken: Bool, isDecided: inout Bool, count: String) -> Verdict
  {
    guard let failure else { return Verdict(isTaken: false, text: count) }
    defer { if isTaken { isDecided = true } }
    if isTaken { return Verdict(isTaken: true, text: "matched · \(count)") }
    if isDecided { return Verdict(isTaken: false, text: "not asked: an earlier rule took it") }
    if failure.isNamed(by: names) { return Verdict(isTaken: false, text: "matches, but not taken: \(count)") }
    let isUncatchable = failure.error == "States.Runtime" || failure.error == "States.DataLimitExceeded"
    return Verdict(isTaken: false, text: isUncatchable ? "no rule takes \(failure.error)" : "does not name this error")
  }
}
