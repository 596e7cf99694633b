import DataFlow
import History
import JSON
import StatesLanguage
import Time

/// Retry, Catch and what happens where neither applies.
extension ExecutionEngine {
  /// Retriers first, then catchers, each in order; then the failure goes up.
  mutating func recover(_ cursor: inout EngineCursor, _ failure: StateFailure, _ step: inout EngineStep) {
    guard !failure.isFatal else { return give(up: &cursor, failure, &step) }
    let state = cursor.state.state
    for (at, retrier) in state.retriers.enumerated() where ErrorNames.match(retrier.errorEquals, failure) {
      let used = cursor.visit.retries.indices.contains(at) ? cursor.visit.retries[at] : 0
      // The first retrier that names the error decides; when it is used up, nothing is retried.
      guard used < retrier.maxAttempts else { break }
      cursor.visit.retries[at] = used + 1
      cursor.visit.retryCount += 1
      cursor.visit.request = nil
      cursor.phase = .backOff
      setTimer(
        .retry(next: used &+ 2, of: max(retrier.maxAttempts, retrier.maxAttempts &+ 1)), cursor: cursor,
        after: backOff(retrier, attempt: used), &step)
      return keep(cursor, &step, ready: false)
    }
    for (at, catcher) in state.catchers.enumerated() where ErrorNames.match(catcher.errorEquals, failure) {
      return caught(&cursor, failure, by: at, &step)
    }
    give(up: &cursor, failure, &step)
  }

  /// Interval × rate^attempt, at most MaxDelaySeconds, with full jitter anywhere from 0 to that.
  private mutating func backOff(_ retrier: Retrier, attempt: Int) -> Duration {
    let longest = Double(min(max(0, retrier.maxDelaySeconds ?? Retrier.longestDelay), Retrier.longestDelay))
    let grown = Double(max(0, retrier.intervalSeconds)) * power(retrier.backoffRate, attempt)
    // Neither a product beyond all numbers nor 0 × ∞ gets past this.
    var seconds = grown < longest ? max(0, grown) : longest
    if retrier.hasFullJitter { seconds *= random.unit() }
    return .milliseconds(Int64((seconds * 1_000).rounded()))
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, left) = (1.0, base, exponent)
    while left > 0 {
      if left & 1 == 1 { result *= factor }
      factor *= factor
      left >>= 1
    }
    return result
  }

  private mutating func caught(
    _ cursor: inout EngineCursor, _ failure: StateFailure, by index: Int, _ step: inout EngineStep
  ) {
    let failed = cursor.last
    recordScopeFailure(&cursor, &step)
    // A clock that ran out gives an empty text, an answer without a cause null: both as recorded.
    let noCause: JSONValue = failure.isTimeout ? "" : .null
    let error: JSONValue = .object([
      "Error": failure.error.map { .string($0) } ?? .null, "Cause": failure.cause.map { .string($0) } ?? noCause,
    ])
    do throws(DataFlowError) {
      let state = cursor.state
      if let jsonata = state.jsonata {
        let (assigned, output) = try caught(cursor, jsonata, error, catcher: index)
        return exit(&cursor, output, assigned, next: state.catcherNext[index], &step)
      }
      let values = try evaluate(cursor, input: error) { context throws(DataFlowError) in
        try state.assignments(catcher: index, &context)
      }
      let assigned = try measured(values, of: cursor)
      let output = try state.placeError(error, into: cursor.input.value, catcher: index)
      exit(&cursor, Payload(output), assigned, next: state.catcherNext[index], &step)
    } catch {
      let cause = error.cause(state: cursor.state.state.name, enteredAt: cursor.visit.enteredEvent)
      recordEvaluationFailed(&cursor, error, cause: cause, after: failed, &step)
      give(up: &cursor, StateFailure(error: error.name, cause: cause), &step)
    }
  }

  /// The failure is not handled in this state: its scope fails.
  mutating func give(up cursor: inout EngineCursor, _ failure: StateFailure, _ step: inout EngineStep) {
    guard status == .running else { return }
    recordScopeFailure(&cursor, &step)
    settle(&cursor)
    guard let parent = cursor.parent else {
      return end(
        .executionFailed, after: cursor.last, .failed(error: failure.error, cause: failure.cause),
        reason: "the execution failed", &step)
    }
    childFailed(cursor, of: parent, failure, &step)
  }

  /// MapStateFailed or ParallelStateFailed, once nothing retries the state.
  private mutating func recordScopeFailure(_ cursor: inout EngineCursor, _ step: inout EngineStep) {
    guard cursor.visit.children.hasFailed else { return }
    cursor.visit.children.hasFailed = false
    let type: EventType
    switch cursor.state.state.kind {
    case .map: type = .mapStateFailed
    case .parallel: type = .parallelStateFailed
    default: return
    }
    cursor.last = emit(type, after: cursor.last, &step)
  }
}

extension Retrier {
  /// The longest back-off in seconds, where MaxDelaySeconds says nothing: what IntervalSeconds may be at most.
  static let longestDelay = 99_999_999
}

/// How ErrorEquals matches.
enum ErrorNames {
  static func match(_ names: [String], _ failure: StateFailure) -> Bool {
    let error = failure.error ?? ""
    // States.Runtime is never retried or caught, not even by its name.
    if error == "States.Runtime" { return false }
    return names.contains { name in
      switch name {
      case "States.ALL": true
      case "States.TaskFailed": error == name || error != "States.Timeout"
      default: name == error || name == failure.alias
      }
    }
  }
}
