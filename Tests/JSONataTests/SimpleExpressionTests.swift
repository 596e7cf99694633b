import JSON
import JSONata
import Testing

/// Simple expressions give what the evaluator gives, or leave it to it.
struct SimpleExpressionTests {
  private static let values: [JSONValue] = [0, 1, -2, 2.5, "", "a", "é", true, false, .null, [1, 2], ["k": 1]]

  @Test(arguments: ["+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">=", "and", "or"])
  func agrees(sign: String) throws {
    let expression = try JSONataExpression(parsing: "$a.v \(sign) $b")
    let simple = try #require(expression.simple)
    var answered = 0
    for a in Self.values {
      for b in Self.values {
        guard let found = simple.value({ $0 == ["b"] ? b : a }) else { continue }
        answered += 1
        var environment = JSONataEnvironment()
        let maker = JSONataInput()
        environment.bind("a", maker.value(of: ["v": a]))
        environment.bind("b", maker.value(of: b))
        #expect(try expression.evaluate(.undefined, in: environment).json == found, "\(a.compact) \(sign) \(b.compact)")
      }
    }
    #expect(answered > 0)
  }

  @Test(arguments: ["$a", "$a ~> $f", "$sum($a) + 1", "$a & 'x'", "($a + 1)[0]", "$a[0] + 1", "a + 1", "-$a.b + *"])
  func leavesTheRest(text: String) throws { #expect((try? JSONataExpression(parsing: text))?.simple == nil) }
}
