import DataFlow
import Engine

/// A breakpoint's condition: JSONata, a JSONPath, or what a JSONPath filter may hold between `?(` and `)`, over what the state's expressions see.
struct BreakCondition: Sendable {
  private let expression: TypedExpression

  /// - Throws: why the text is none of them.
  init(_ text: String) throws(TypedExpression.Problem) { expression = try TypedExpression(text) }

  /// Whether it holds where a cursor stands.
  func holds(_ place: ExpressionContext) -> Bool {
    var scope = JSONataScope(place.context, result: place.result, errorOutput: place.errorOutput)
    scope.limits.maximumSteps = 2_000_000
    return expression.holds(&scope)
  }
}
