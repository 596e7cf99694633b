import Canvas
import ExecutionSource
import History
import Time

/// What a snapshot tells of its connection.
extension ExecutionSnapshot {
  /// Whether the connection or the credentials fail: what is shown is what was last known. What only ECS or the log does not answer leaves the execution's own clocks running.
  var isCutOff: Bool {
    guard let poll = live.poll, !status.isFinal else { return false }
    return poll.problem != nil && !poll.isThrottled && !live.isClockRunning
  }
}

extension Timestamp {
  /// What a clock showed when it was last heard of.
  /// - Parameters:
  ///   - asOf: when that was; nil where it is not known.
  ///   - receivedAt: when it was told to have shown this, in an answer or in what stands for one that failed.
  func heard(asOf: Timestamp?, receivedAt: Timestamp) -> Timestamp {
    guard let asOf, asOf < receivedAt else { return self }
    return self + (asOf - receivedAt)
  }
}

extension HeaderBar.Fact {
  /// `last known · as of 12:40:03`.
  static func lastKnown(asOf: Timestamp, now: Timestamp, _ settings: MonitorSettings) -> HeaderBar.Fact {
    let at = ClockText.timeOfDay(asOf, now: now, offset: settings.utcOffsetMinutes * 60)
    return HeaderBar.Fact(forms: [StyledText("last known · as of \(at)", Style(.stateWaiting, .bold))], costs: [])
  }
}
