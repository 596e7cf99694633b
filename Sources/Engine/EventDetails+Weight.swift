import History

extension EventDetails {
  /// Bytes of the longer texts that were made for this event. A state's input was made when the state before it was left, an execution's output when its last one was, and
  /// whoever leaves a state knows whether its output is new. Only the texts decide, so that a replay comes to the same sum.
  var newTextBytes: Int {
    switch self {
    case .executionStarted(let text?, _), .taskOutput(_, let text?), .lambdaScheduled(_, let text?, _, _),
      .activityScheduled(_, let text?, _, _), .failed(_, let text?), .taskFailed(_, _, let text?), .evaluationFailed(_, _, _, let text?):
      EventDetails.weight(of: text)
    case .taskScheduled(let scheduled): EventDetails.weight(of: scheduled.parameters ?? "")
    default: 0
    }
  }

  /// Bytes of a text; short ones are part of an event's own weight.
  static func weight(of text: String) -> Int {
    let count = text.utf8.count
    return count > 64 ? count : 0
  }
}
