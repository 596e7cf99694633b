import Canvas
import ExecutionSource
import History
import Time

/// How old the two are: clocks go on while they run and are heard of, and stand at what was last heard where nothing answers.
extension CompareApp {
  /// The clock of one of the two as the screen shows it.
  func clock(of side: Side) -> Timestamp {
    guard let snapshot = side.snapshot else { return now }
    let live = snapshot.live
    guard !snapshot.status.isFinal else { return live.now }
    if side.isCutOff { return live.now.heard(asOf: live.poll?.asOf, receivedAt: side.receivedAt) }
    guard live.isClockRunning else { return live.now }
    return live.now + max(.zero, now - side.receivedAt)
  }

  /// Those that may still change.
  private var open: [Side] { sides.filter { $0.problem == nil && $0.snapshot?.live.poll != nil && $0.snapshot?.status.isFinal == false } }

  /// What stands at the header's right end: of the two the one that is worse off.
  var ageForms: [StyledText] {
    let polls = open.compactMap { side in side.snapshot?.live.poll.map { (side.isCutOff, $0) } }
    guard let worst = polls.first(where: \.0) ?? polls.min(by: { ($0.1.asOf ?? now) < ($1.1.asOf ?? now) }) else { return [] }
    var poll = worst.1
    // What only ECS or a log does not answer takes nothing from a comparison.
    if !worst.0, !poll.isThrottled { poll.problem = nil }
    return HeaderBar.ages(poll, isFinal: false, now: now, secrets: secrets)
  }

  /// `last known · as of 12:40:03` where one of the two is cut off: the older moment.
  var lastKnown: HeaderBar.Fact? {
    let moments = open.filter(\.isCutOff).compactMap { $0.snapshot?.live.poll?.asOf }
    return moments.min().map { .lastKnown(asOf: $0, now: now, settings) }
  }

  /// A second from now while something on the screen counts: a state that runs, an age, the time to the next try.
  var nextSecond: Timestamp? {
    guard layout.form != .none, open.contains(where: { !$0.isCutOff || $0.snapshot?.live.poll?.next != nil }) else { return nil }
    return Timestamp(milliseconds: now.milliseconds.addingReportingOverflow(1_000).partialValue)
  }
}

extension CompareApp.Side {
  /// Whether the connection or the credentials fail: what is shown is what was last known.
  var isCutOff: Bool { snapshot?.isCutOff ?? false }
}
