import Canvas
import ECSModel
import ExecutionSource
import History
import Time

extension MonitorApp {
  /// What the header says of what is waited for: the most worth knowing first.
  struct WaitWords {
    /// Three, from the longest to the shortest.
    var forms: [String]
    var look: StateLook
    var role: Role
  }

  /// The visit whose wait the header names: one that will fail, the selected cursor's, else the newest that is not over.
  private var waiting: (visit: Visit, reason: WaitReason)? {
    let leaves = view.leaves
    let preferred = view.selectedCursor.flatMap { cursor in leaves.last { $0.enteredEvent == cursor.enteredEventId } }
    let doomed = preferred == nil && leaves.count > 1 ? leaves.suffix(200).last { alarm(of: $0) != nil } : nil
    guard let visit = preferred ?? doomed ?? leaves.last, let reason = view.index.waitReason(of: visit) else { return nil }
    return (visit, reason)
  }

  var waitFact: HeaderBar.Fact? {
    guard !view.snapshot.status.isFinal, let (visit, reason) = waiting else { return nil }
    let words = alarm(of: visit) ?? waitWords(visit, reason)
    let name = TextWidth.truncateMiddle(VisibleText.sanitise(visit.state), columns: 24)
    let glyph = String(words.look.glyph(settings.glyphs))
    let dot = StyledText("· ", Style(.faint))
    let texts = words.forms.map(VisibleText.sanitise)
    var forms = ["\(texts[0]) · \(name)"] + texts
    if let last = texts.last { forms.insert("\(last) in \(TextWidth.truncateMiddle(name, columns: 20))", at: max(1, forms.count - 1)) }
    var shown = forms.map { dot + StyledText("\(glyph) \($0)", Style(words.role)) }
    if let last = texts.last {
      shown.append(dot + StyledText(last.hasPrefix("waiting: ") ? String(last.dropFirst(9)) : last, Style(words.role)))
    }
    shown.append(StyledText())
    // What will fail stays to the last.
    return HeaderBar.Fact(forms: shown, gap: 1, costs: words.role == .stateFailed ? [0, 20, 35, 41, 96, 99] : [0, 20, 35, 45, 60, 90])
  }

  private func waitWords(_ visit: Visit, _ reason: WaitReason) -> WaitWords {
    let isRetry = if case .retry = reason { true } else { false }
    let role: Role = isRetry ? .stateRetrying : reason.isWaiting ? .stateWaiting : .stateRunning
    let look: StateLook = isRetry ? .retrying : reason.isWaiting ? .waiting : .running
    let isByHand = view.isLive && view.snapshot.live.cursors.contains { $0.awaitsResultByHand && $0.enteredEventId == visit.enteredEvent }
    let full = isByHand ? "waiting: a result by hand · r gives it" : reason.headline(now: clock, context: waitContext(visit))
    let parts = full.components(of: " · ")
    // The reason and its first clock.
    return WaitWords(forms: [full, parts.prefix(2).joined(separator: " · "), parts.first ?? full], look: look, role: role)
  }

  private func waitContext(_ visit: Visit) -> WaitContext {
    var context = WaitContext(utcOffset: settings.utcOffsetMinutes * 60)
    guard let task = view.task(of: visit) else { return context }
    context.taskStatus = task.lastStatus.rawValue
    // As the Wait tab counts: since the status was first seen.
    let seen = view.observations(of: visit).first { $0.task.lastStatus == task.lastStatus }?.at
    context.taskSince = task.lastStatus == .running ? task.startedAt ?? seen : seen
    return context
  }

  /// What ECS knows before Step Functions records it: that a job is over or will fail, or that nobody is left to answer a token.
  func alarm(of visit: Visit) -> WaitWords? {
    guard visit.status.isActive, let attempt = visit.attempts.last, attempt.outcome == .running, attempt.waitsForOthers,
      let task = view.task(of: visit)
    else { return nil }
    let verdict = SyncVerdict(task, definition: definition(of: task))
    let short = verdict.brief.map { $0.replacing(" (killed)", with: "") }
    let isOver = task.lastStatus.isFinal
    if attempt.waitsForToken {
      switch StrandedVerdict(task) {
      case .stranded:
        let why = verdict.brief.map { "stranded: \($0)" } ?? "stranded: its ECS task stopped"
        return WaitWords(
          forms: ["waiting: task token · \(why) · nobody will answer", "\(why)", "stranded"], look: .failed, role: .stateFailed)
      case .unattended:
        return WaitWords(
          forms: ["waiting: task token · unattended: its ECS task ended with exit 0", "unattended: its task ended", "unattended"],
          look: .waiting, role: .stateWaiting)
      case .attended, .unknown: return nil
      }
    }
    guard attempt.waitsForJob else { return nil }
    if let brief = verdict.brief, let short {
      let forms =
        isOver
        ? ["ECS STOPPED · will fail: \(brief) · Step Functions has not recorded it yet", "ECS STOPPED · will fail: \(short)"]
        : ["waiting: ECS .sync · will fail: \(brief) · task \(task.lastStatus.rawValue)", "will fail: \(brief)"]
      return WaitWords(forms: forms + ["will fail: \(short)"], look: .failed, role: .stateFailed)
    }
    guard isOver else { return nil }
    return WaitWords(
      forms: ["ECS STOPPED · Step Functions has not recorded it yet", "ECS STOPPED · not recorded yet", "ECS STOPPED"], look: .waiting,
      role: .stateWaiting)
  }

  func definition(of task: ECSTask) -> TaskDefinition? {
    guard let name = task.taskDefinitionArn else { return nil }
    let known = view.snapshot.taskDefinitions
    return known[name] ?? TaskDefinitionReference(name).find(in: Array(known.values))
  }
}
