import Canvas
import ECSModel
import History

/// Who holds the token a visit waits for, and whether anybody is left to answer it.
struct WaitToken {
  let context: TabContext

  var rows: [Row] {
    guard let visit = context.visit,
      let pending = context.index.pendingTokens(in: context.snapshot.events).first(where: { $0.visit == visit.index })
    else { return [] }
    return [place(pending)] + clocks(pending) + verdict(pending)
  }

  private func place(_ pending: PendingToken) -> Row {
    let label = StyledText("token     ", Style(.muted))
    guard let token = pending.token else {
      return Row(id: "token", label.appending("not readable: the request does not hold it, or its data was left out", Style(.stateWaiting)))
    }
    let holder =
      context.recordedRequest.flatMap { ($0["Overrides"] ?? $0["overrides"]).map { TaskOverride($0).holder(ofToken: token) } } ?? nil
    let variable = holder?.variable ?? TokenVariable.name(of: pending, in: context.snapshot.events)
    var line = label.appending(Mask.masked + " ", Style(.muted)).appending("v", Style(.key, .bold)).appending(" reveals", Style(.muted))
    if let variable {
      line.append(context.separator)
      line.append("in ", Style(.muted))
      line.append(context.clean(variable), Style(.title, .bold))
      if let container = holder?.container { line.append(" of \(context.clean(container))", Style(.muted)) }
    }
    return Row(id: "token", line, revealed: label.appending(TabText.clean(revealing: token)), value: .text(token))
  }

  private func clocks(_ pending: PendingToken) -> [Row] {
    var pieces: [StyledText] = []
    if let seconds = pending.heartbeatSeconds {
      pieces.append(StyledText("beats ", Style(.muted)).appending("every \(seconds) s"))
    } else {
      pieces.append(StyledText("no heartbeat asked for", Style(.muted)))
    }
    switch pending.deadline {
    case .at(let at): pieces.append(StyledText("times out ", Style(.muted)).appending("at \(context.clock(at))"))
    case .none: pieces.append(StyledText("no timeout ", Style(.stateWaiting)).appending("(1-year limit)", Style(.muted)))
    case .unknown: break
    }
    pieces.append(StyledText("t", Style(.key, .bold)).appending(" tokens", Style(.muted)))
    return TabText.flow("clocks", pieces, width: context.width, gap: StyledText("   "))
  }

  private func verdict(_ pending: PendingToken) -> [Row] {
    guard pending.task.resourceType == "ecs", let task = context.task else { return [] }
    let holder = context.recordedRequest.flatMap { ($0["Overrides"] ?? $0["overrides"]).map { TaskOverride($0) } }
      .flatMap { overrides in pending.token.flatMap { overrides.holder(ofToken: $0) } }
    let verdict = StrandedVerdict(task, holder: holder?.container)
    guard let sentence = verdict.sentence else { return [] }
    let isBad = verdict == .stranded
    return TabText.sentence(
      "stranded", sentence, width: context.width, mark: isBad ? context.glyphs.failed : context.glyphs.waiting,
      style: Style(isBad ? .stateFailed : .stateWaiting, .bold))
  }
}

extension TabText {
  /// A secret that somebody asked to see: nothing masked, bounded all the same.
  static func clean(revealing text: String) -> String { VisibleText.sanitise(String(text.prefix(longest))) }
}
