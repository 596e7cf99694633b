import Canvas
import DataFlow
import JSON

extension MonitorApp {
  /// `:evaluate`: what an expression gives over what the selected state sees, in a box.
  mutating func evaluate(_ text: String) {
    guard let context = tabContext(width: max(20, size.width - 8)) else { return say("no state is selected", isProblem: true) }
    guard let moment = VisitEvaluation(context) ?? VisitEvaluation(before: context) else {
      let reason = context.missing > 0 ? "older events are still missing" : "it was not entered, so it has no data"
      return say("nothing can be evaluated in \"\(context.clean(context.stateName))\": \(reason)", isProblem: true)
    }
    evaluations += 1
    let evaluation = TypedEvaluation(
      id: evaluations, text: text, moment: moment, secrets: context.secrets, width: context.width, interrupt: EvaluationInterrupt())
    let rows = [
      Row(id: "text", StyledText(context.clean(text), Style(.provenance)), value: .text(text)),
      Row(id: "running", StyledText("is being evaluated; Esc ends it", Style(.muted))),
    ]
    overlay = .list(ListOverlay(kind: .evaluation(evaluation), rows: rows))
    effects.append(.evaluate(evaluation))
  }

  /// What it came to, where somebody still waits for it.
  mutating func take(_ evaluated: EvaluatedExpression) {
    if case .list(var list) = overlay, list.take(evaluated) { overlay = .list(list) }
    // A line is being typed over it.
    if var list = suspended, list.take(evaluated) { suspended = list }
  }
}

extension ListOverlay {
  /// False when it waits for no such thing.
  fileprivate mutating func take(_ evaluated: EvaluatedExpression) -> Bool {
    guard case .evaluation(let waiting?) = kind, waiting.id == evaluated.id, let text = list.rows.first else { return false }
    self = ListOverlay(kind: .evaluation(nil), rows: [text] + evaluated.rows)
    return true
  }
}
