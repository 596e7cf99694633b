import Canvas
import DataFlow
import JSON

extension MonitorApp {
  /// `:evaluate`: what an expression gives over what the selected state sees, in a box.
  mutating func evaluate(_ text: String) {
    guard let context = tabContext(width: max(20, size.width - 8)) else { return say("no state is selected", isProblem: true) }
    guard let evaluation = VisitEvaluation(context) ?? VisitEvaluation(before: context) else {
      let reason = context.missing > 0 ? "older events are still missing" : "it was not entered, so it has no data"
      return say("nothing can be evaluated in \"\(context.clean(context.stateName))\": \(reason)", isProblem: true)
    }
    var rows = [Row(id: "text", StyledText(context.clean(text), Style(.provenance)), value: .text(text))]
    do throws(TypedExpression.Problem) {
      var scope = evaluation.scope
      let expression = try TypedExpression(text)
      if let value = try expression.value(&scope) {
        rows += JSONRows.rows(value, id: "value", secrets: context.secrets, unfolded: 2)
      } else {
        rows.append(Row(id: "value", StyledText("nothing (undefined)", Style(.muted))))
      }
    } catch {
      rows += ExpressionRows.caret(error, id: "problem", context.secrets)
      rows += TabText.sentence("why", context.clean(error.message), width: context.width, style: Style(.stateFailed))
    }
    overlay = .list(ListOverlay(kind: .evaluation, rows: rows))
  }
}
