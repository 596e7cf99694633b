import Canvas
import DataFlow
import JSON

/// What `:evaluate` asks for. It may take long, so that the monitor only asks: whoever drives it evaluates, and can end it from any thread.
public struct TypedEvaluation: Sendable, Equatable {
  /// Its number on its screen.
  let id: Int
  let text: String
  let moment: VisitEvaluation
  let secrets: Set<String>
  let width: Int
  let interrupt: EvaluationInterrupt

  /// The same request, whatever became of it.
  public static func == (left: TypedEvaluation, right: TypedEvaluation) -> Bool { left.id == right.id && left.text == right.text }

  /// Evaluates; returns soon after `end` was called.
  public func run() -> EvaluatedExpression {
    interrupt.during {
      do throws(TypedExpression.Problem) {
        var scope = moment.scope
        // What the execution itself may cost: it can be ended.
        scope.limits = JSONataField.limits
        guard let value = try TypedExpression(text).value(&scope) else {
          return EvaluatedExpression(id: id, rows: [Row(id: "value", StyledText("nothing (undefined)", Style(.muted)))])
        }
        return EvaluatedExpression(id: id, rows: JSONRows.rows(value, id: "value", secrets: secrets, unfolded: 2))
      } catch {
        let why = TabText.clean(error.message, secrets: secrets)
        return EvaluatedExpression(
          id: id,
          rows: ExpressionRows.caret(error, id: "problem", secrets)
            + TabText.sentence("why", why, width: width, style: Style(.stateFailed)))
      }
    }
  }

  /// Ends it, if it is still evaluated.
  public func end() { interrupt.raise() }
}

/// What an expression came to, as it is shown.
public struct EvaluatedExpression: Sendable {
  let id: Int
  let rows: [Row]
}
