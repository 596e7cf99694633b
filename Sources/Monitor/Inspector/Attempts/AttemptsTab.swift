import Canvas
import History
import JSON
import StatesLanguage
import Time

/// Every try of a visit with its error, cause and back-off, and which Retry or Catch rule took its failure.
struct AttemptsTab: InspectorTab {
  let id = InspectorTabID.attempts
  /// The newest attempts that are shown; MaxAttempts may be 99,999,999.
  private static let most = 500

  func rows(_ context: TabContext) -> [Row] {
    if context.isUnknown { return context.unknownRows() + rules(context, RuleChoice(state: context.state, visit: nil)) }
    guard let visit = context.visit else {
      return TabText.sentence("none", "No attempts yet: the state was not entered.", width: context.width, style: Style(.muted))
        + rules(context, RuleChoice(state: context.state, visit: nil))
    }
    let choice = RuleChoice(state: context.state, visit: visit)
    var rows: [Row] = []
    if visit.attempts.isEmpty {
      let text = visit.kind == .task ? "Nothing was sent yet." : "A \(visit.kind.rawValue) state is not tried again: it has no attempts."
      rows += TabText.sentence("none", text, width: context.width, style: Style(.muted))
    }
    for (at, attempt) in visit.attempts.enumerated().suffix(AttemptsTab.most) {
      if !rows.isEmpty { rows.append(.gap("attempt\(at)/gap")) }
      if at > 0, attempt.redrive != visit.attempts[at - 1].redrive { rows += redriven(attempt, at, context) }
      rows += self.attempt(attempt, at, choice, context)
    }
    return rows + rules(context, choice)
  }

  /// Between attempts: the execution had ended, and was sent on.
  private func redriven(_ attempt: Attempt, _ at: Int, _ context: TabContext) -> [Row] {
    var text = StyledText("\(context.glyphs.retrying) redrive \(attempt.redrive)", Style(.stateRetrying, .bold))
    let redrive = context.index.redrives.last { $0.count == attempt.redrive }
    if let redrive { text.append("  the execution was redriven at \(context.clock(redrive.at))", Style(.muted)) }
    return [Row(id: "attempt\(at)/redrive", text, link: redrive.map { .event($0.event) })]
  }

  private func attempt(_ attempt: Attempt, _ at: Int, _ choice: RuleChoice, _ context: TabContext) -> [Row] {
    let look = StateLook(attempt.outcome)
    let end = attempt.endedAt ?? context.now
    var pieces = [
      StyledText("\(look.glyph(context.glyphs)) ", Style(look.role, .bold)).appending("\(at + 1)  ", Style(.title, .bold))
        .appending(attempt.outcome == .timedOut ? "timed out" : attempt.outcome.rawValue, Style(look.role, .bold))
    ]
    if let error = attempt.error { pieces.append(StyledText(context.clean(error), Style(.stateFailed))) }
    pieces.append(StyledText(TimeText.short(end - attempt.scheduledAt), Style(.text)))
    pieces.append(StyledText("at \(context.clock(attempt.scheduledAt))", Style(.muted)))
    if let wait = attempt.backOff { pieces.append(StyledText("after a back-off of \(TimeText.short(wait))", Style(.stateRetrying))) }
    let link = attempt.scheduledEvent > 0 ? RowLink.event(attempt.scheduledEvent) : nil
    var rows = TabText.flow("attempt\(at)", pieces, width: context.width, gap: context.separator, indent: 2).map {
      var row = $0
      row.link = link
      return row
    }
    if let cause = attempt.cause, !cause.isEmpty { rows += FailureText.cause(cause, id: "attempt\(at)/cause", context) }
    if let taken = choice.taken(byAttempt: at) {
      rows.append(
        Row(
          id: "attempt\(at)/rule",
          StyledText("  \(context.glyphs.leadsTo) ", Style(.muted)).appending(context.clean(taken), Style(.stateRetrying))))
    }
    return rows
  }

  private func rules(_ context: TabContext, _ choice: RuleChoice) -> [Row] {
    guard !choice.rules.isEmpty else { return [] }
    let error = choice.error.map { " FOR " + context.clean($0) } ?? ""
    var rows: [Row] = [.gap("rules/gap"), .heading("rules", "RETRY AND CATCH" + error)]
    for (at, rule) in choice.rules.enumerated() {
      let isTaken = rule.verdict.isTaken
      let mark = StyledText("\(isTaken ? context.glyphs.cursor : " ") ", Style(.stateRetrying, .bold))
      let pieces = [
        mark.appending(context.clean(rule.title), Style(isTaken ? .title : .text, isTaken ? .bold : [])),
        StyledText(context.clean(rule.verdict.text), Style(isTaken ? .stateRetrying : .muted)),
        StyledText("line \(rule.line)", Style(.faint)),
      ]
      rows += TabText.flow("rule\(at)", pieces, width: context.width, gap: StyledText("  "), indent: 4)
    }
    return rows
  }
}

extension StateLook {
  init(_ outcome: Attempt.Outcome) {
    switch outcome {
    case .running: self = .running
    case .succeeded: self = .succeeded
    case .failed, .timedOut: self = .failed
    case .aborted: self = .aborted
    }
  }
}
