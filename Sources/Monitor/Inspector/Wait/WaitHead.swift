import Canvas
import ECSModel
import ExecutionSource
import History
import Time

/// The first lines of the Wait tab: how the visit stands, why, and its clocks.
struct WaitHead {
  let context: TabContext

  var rows: [Row] {
    if let cursor = context.cursor, cursor.stop == .ready, context.snapshot.live.pause != nil {
      let pieces = [
        mark(.paused, "before sending"), StyledText("nothing sent"), attempt(cursor.attempt),
        StyledText("]", Style(.key, .bold)).appending(" Overrides shows what will be sent", Style(.muted)),
      ]
      return flow(pieces)
    }
    guard let visit = context.visit else { return notEntered }
    return visit.status.isActive ? active(visit) : over(visit)
  }

  private var notEntered: [Row] {
    if context.cursor?.stop == .before, context.snapshot.live.pause != nil {
      return flow([mark(.paused, "before this state"), StyledText("nothing of it has happened")])
    }
    if let map = context.mapAround {
      var row = flow([mark(.elsewhere, "in child executions"), StyledText("of \(context.clean(map))", Style(.muted))])
      row = row.map {
        var row = $0; row.link = .state(map); return row
      }
      return row
    }
    if context.isUnknown {
      let why =
        context.snapshot.isUnheard
        ? "nothing heard of it yet" : context.snapshot.missingEvents > 0 ? "older events are still loading" : "older events are missing"
      return flow([mark(.unknown, "not known"), StyledText(why, Style(.muted))])
    }
    let isOver = context.snapshot.status.isFinal && context.isLive
    return flow([mark(isOver ? .skipped : .pending, isOver ? "never entered" : "not entered yet")])
  }

  private func active(_ visit: Visit) -> [Row] {
    guard let reason = context.index.waitReason(of: visit) else {
      let clock = StyledText(ClockText.clock(visit.duration(now: context.now)))
      return flow([mark(StateLook(visit.status), visit.status.rawValue), clock, usual(visit)])
    }
    let text = reason.text(now: context.now, context: waitContext(visit, reason))
    var parts = text.components(of: " · ")
    // A task that is over will not time out.
    if isUnrecorded(visit) { parts.removeAll { $0.hasPrefix("times out ") || $0.hasPrefix("no timeout ") } }
    var pieces = parts.map { StyledText(context.clean($0)) }
    if !pieces.isEmpty { pieces[0] = mark(StateLook(visit.status), pieces[0].plain) }
    pieces = pieces.map(highlighted)
    pieces.append(attempt(max(0, visit.attempts.count - 1)))
    pieces.append(usual(visit))
    if context.isLive, context.cursor?.awaitsResultByHand == true {
      pieces.append(StyledText("waits for a result by hand", Style(.stateWaiting)))
      pieces.append(StyledText("r", Style(.key, .bold)).appending(" gives it", Style(.muted)))
    }
    return flow(pieces) + unrecorded(visit)
  }

  /// The task is over, and the history does not say so: polling and events of ECS take their time.
  private func isUnrecorded(_ visit: Visit) -> Bool {
    guard let attempt = visit.attempts.last, attempt.outcome == .running, attempt.waitsForJob else { return false }
    return context.task?.lastStatus.isFinal ?? false
  }

  private func unrecorded(_ visit: Visit) -> [Row] {
    guard isUnrecorded(visit) else { return [] }
    let pieces: [StyledText] = [
      StyledText("ECS STOPPED", Style(.stateWaiting, .bold)), StyledText("Step Functions has not recorded it yet", Style(.stateWaiting)),
    ]
    return TabText.flow("unrecorded", pieces, width: context.width, gap: context.separator, indent: 2)
  }

  private func over(_ visit: Visit) -> [Row] {
    var pieces = [mark(StateLook(visit.status), word(visit.status))]
    if let error = visit.error, visit.status == .failed || visit.status == .caught {
      pieces.append(StyledText(context.clean(error), Style(.stateFailed, .bold)))
    }
    let verb = visit.kind == .fail ? "" : "took "
    if visit.kind != .fail { pieces.append(StyledText(verb + TimeText.short(visit.duration(now: context.now)))) }
    if let ended = visit.endedAt { pieces.append(StyledText("at \(context.clock(ended))", Style(.muted))) }
    if visit.attempts.count > 1 { pieces.append(StyledText("\(visit.attempts.count) attempts", Style(.muted))) }
    return flow(pieces)
  }

  /// `usually 38–44 min`, in the colour of waiting once it has taken longer than ever.
  private func usual(_ visit: Visit) -> StyledText {
    guard let usual = context.snapshot.usualDurations[visit.state], usual.visits > 0 else { return StyledText() }
    let isLate = visit.duration(now: context.now) > usual.longest
    return StyledText(UsualText.text(usual), Style(isLate ? .stateWaiting : .muted))
  }

  private func word(_ status: VisitStatus) -> String { status == .caught ? "failed, caught" : status.rawValue }

  /// `task RUNNING 00:02:41` with the status in its colour.
  private func highlighted(_ piece: StyledText) -> StyledText {
    guard piece.plain.hasPrefix("task "), let status = context.task?.lastStatus.rawValue, piece.plain.hasPrefix("task \(status) ") else {
      return piece
    }
    let rest = String(piece.plain.dropFirst(5 + status.count))
    let role: Role = context.task?.lastStatus == .running ? .stateRunning : .stateWaiting
    return StyledText("task ") + StyledText(status, Style(role, .bold)).appending(rest)
  }

  private func waitContext(_ visit: Visit, _ reason: WaitReason) -> WaitContext {
    let minutes = context.times.mode == .utc ? 0 : min(max(context.times.offsetMinutes, -1_440), 1_440)
    var wait = WaitContext(utcOffset: minutes * 60)
    if case .job = reason, let task = context.task {
      wait.taskStatus = task.lastStatus.rawValue
      let seen = context.observations.first { $0.task.lastStatus == task.lastStatus }?.at
      wait.taskSince = task.lastStatus == .running ? task.startedAt ?? seen : seen
    }
    wait.lastBeat = lastBeat(visit, reason)
    return wait
  }

  /// Local runs have a timer for the next beat; what it counts from is the last one. Before the first beat that is the start, which is
  /// none.
  private func lastBeat(_ visit: Visit, _ reason: WaitReason) -> Timestamp? {
    let seconds: Int? =
      switch reason {
      case .token(_, let heartbeat, _): heartbeat
      case .activity(_, _, _, let heartbeat, _): heartbeat
      default: nil
      }
    let timer = context.snapshot.live.timers.first { $0.kind == .heartbeat && $0.state == context.stateName && $0.scope == visit.scope }
    guard let seconds, let timer else { return nil }
    let last = timer.due + .seconds(-min(max(0, seconds), 100_000_000))
    return last > reason.since ? last : nil
  }

  private func attempt(_ retries: Int) -> StyledText {
    retries > 0 ? StyledText("attempt \(retries + 1)", Style(.stateRetrying)) : StyledText()
  }

  private func mark(_ look: StateLook, _ words: String) -> StyledText {
    StyledText("\(look.glyph(context.glyphs)) \(words)", Style(look.role, .bold))
  }

  private func flow(_ pieces: [StyledText]) -> [Row] {
    TabText.flow("head", pieces, width: context.width, gap: context.separator, indent: 2)
  }
}

extension String {
  /// The parts between a separator.
  func components(of separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: true).map(String.init)
  }
}
