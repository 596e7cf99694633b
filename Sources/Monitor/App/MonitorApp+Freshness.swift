import Canvas
import ExecutionSource
import History
import Time

/// How old what is shown is. Nothing older than two polls stands without its age, and a clock does not go on where nothing is heard.
extension MonitorApp {
  /// Whether the connection or the credentials fail: what is shown is what was last known.
  var isCutOff: Bool { live?.isCutOff ?? false }

  /// Whether new events would come: nobody follows what is not told.
  var hearsEvents: Bool { !isCutOff && live?.live.poll?.denied[.history] == nil }

  /// What stands in place of `following` while nothing answers: that, and when it is tried again.
  var silence: String? {
    guard isCutOff, let poll = live?.live.poll else { return nil }
    return "nothing new is heard"
      + (poll.next.map { " \(settings.glyphs.separator) next try in \(TimeText.rough(max(.zero, $0 - now)))" } ?? "")
  }

  /// The execution's clock when it was last heard of.
  func heardAt(_ live: ExecutionSnapshot) -> Timestamp { live.live.now.heard(asOf: live.live.poll?.asOf, receivedAt: receivedAt) }

  /// `12:40:03`, with the date before it on another day.
  func momentText(_ moment: Timestamp) -> String { ClockText.timeOfDay(moment, now: now, offset: settings.utcOffsetMinutes * 60) }

  /// What stands at the header's right end, the longest form first.
  var ageForms: [StyledText] {
    guard let live, let poll = live.live.poll else { return [] }
    if poll.problem != nil, !isCutOff, !poll.isThrottled, !live.status.isFinal { return partAges(poll) }
    return HeaderBar.ages(poll, isFinal: live.status.isFinal, now: now, secrets: secrets)
  }

  /// The age while only a part beside the execution cannot be had: what is wrong with that stands behind it.
  private func partAges(_ poll: PollStatus) -> [StyledText] {
    var well = poll
    well.problem = nil
    let ages = HeaderBar.ages(well, isFinal: false, now: now, secrets: secrets)
    guard let age = ages.last, let problem = poll.problem else { return ages }
    return [age + StyledText(" · \(cleanLine(problem))", Style(.stateWaiting)), age + StyledText(" · ! says more", Style(.stateWaiting))]
  }

  /// What the Events pane says above its events: what is missing, and why nothing comes.
  var eventNotes: [StyledText] {
    var notes: [StyledText] = []
    if let live, let poll = live.live.poll {
      if let problem = poll.problem, isCutOff || live.status.isFinal && !poll.isThrottled {
        notes.append(StyledText(cleanLine(problem), Style(.stateFailed)))
      }
      // Where nothing answers, one sentence says so.
      for part in [PollStatus.Part.history, .execution] where !isCutOff {
        if let sentence = poll.denied[part] { notes.append(StyledText(cleanLine(sentence), Style(.stateWaiting))) }
      }
    }
    if view.snapshot.missingEvents > 0 {
      notes.append(StyledText("older events still loading: \(Count.text(view.snapshot.missingEvents))", Style(.stateWaiting)))
    } else if view.isPartial {
      notes.append(StyledText("events 1 to \(Count.text(view.missing)) are not known", Style(.stateWaiting)))
    }
    return notes
  }

  /// What the Graph pane says above its states: why there is no definition.
  func graphNotes(_ width: Int) -> [String] {
    guard view.snapshot.definition == nil, let sentence = live?.live.poll?.denied[.definition] else { return [] }
    return Array(TextWidth.wrap(cleanLine(sentence), columns: max(1, width - 2)).prefix(6))
  }

  /// `as of 24 s` where the log that is looked at is older than two looks at it.
  var logAge: String? {
    guard view.isLive, let live, !live.status.isFinal, let poll = live.live.poll, let asOf = poll.logsAsOf else { return nil }
    if isCutOff { return "as of \(momentText(asOf))" }
    return now - asOf > .seconds(25) ? "as of \(TimeText.rough(now - asOf))" : nil
  }

  /// What changes between the endpoint and the screen is kept for `!`: a connection that fails, and that it is back; calls that are denied.
  mutating func noticePolls(from before: PollStatus?, to poll: PollStatus?) {
    guard let poll else { return }
    if let problem = poll.problem, problem != before?.problem, !poll.isThrottled { note(problem, isProblem: true) }
    if poll.problem == nil, before?.problem != nil, before?.isThrottled == false { note("the endpoint answers again", isProblem: false) }
    for part in PollStatus.Part.allCases {
      if let sentence = poll.denied[part], sentence != before?.denied[part] { note(sentence, isProblem: true) }
    }
  }

  /// What was asked for with `usual` has come.
  mutating func noticeUsual(from before: ExecutionSnapshot?, to snapshot: ExecutionSnapshot) {
    guard before != nil, before?.usualDurations != snapshot.usualDurations, !snapshot.usualDurations.isEmpty else { return }
    let count = snapshot.usualDurations.count
    say("it is known how long \(count) state\(count == 1 ? "" : "s") usually take\(count == 1 ? "s" : "")")
  }

  private func cleanLine(_ text: String) -> String { VisibleText.sanitise(Mask.text(text, secrets: view.secrets)) }
}

/// Numbers of things as they are read.
enum Count {
  /// `24,000`.
  static func text(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits = String(digits.dropLast(3))
    }
    return (number < 0 ? "-" : "") + ([digits[...]] + groups).joined(separator: ",")
  }
}
