import History

/// Measures the texts of one execution's events. What a state leaves, the next one enters: the same text again is not another one.
struct TextMeter: Sendable {
  /// Where the last long text lies.
  private var last: UInt = 0

  /// Shorter texts are part of an event's own weight.
  private static let short = 64

  /// Bytes that an event's details add.
  mutating func bytes(of details: EventDetails) -> Int {
    switch details {
    case .executionStarted(let text?, _), .succeeded(let text?), .taskOutput(_, let text?),
      .lambdaScheduled(_, let text?, _, _), .activityScheduled(_, let text?, _, _):
      bytes(of: text)
    case .stateExited(_, let text, let assigned):
      (text.map { bytes(of: $0) } ?? 0) + assigned.reduce(0) { $0 + $1.value.utf8.count }
    case .failed(_, let cause?), .taskFailed(_, _, let cause?), .evaluationFailed(_, _, _, let cause?): bytes(of: cause)
    case .taskScheduled(let scheduled): scheduled.parameters.map { bytes(of: $0) } ?? 0
    default: 0
    }
  }

  private mutating func bytes(of text: String) -> Int {
    let count = text.utf8.count
    guard count > TextMeter.short else { return 0 }
    // A long text is never moved: where it lies says whether it is the one before.
    let place = text.utf8.withContiguousStorageIfAvailable { UInt(bitPattern: $0.baseAddress) } ?? 0
    guard place != last || place == 0 else { return 0 }
    last = place
    return count
  }
}
