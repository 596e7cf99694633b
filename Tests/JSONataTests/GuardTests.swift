import JSON
import JSONata
import Testing

@Suite("No expression can hold the process")
struct GuardTests {
  private func failure(_ expression: String, _ limits: JSONataLimits = JSONataLimits(), _ input: JSONValue? = nil) -> JSONataError? {
    do throws(JSONataError) {
      _ = try JSONataExpression(parsing: expression).evaluate(json: input, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test("a signature whose optional parameters are passed over has nothing for those behind them")
  func signatureBeyondItsArguments() throws {
    for text in [#"λ($arr, $sep)<a<s>s?*s>{$join($arr, $sep)}([], "-")"#, #"function($a, $b, $c)<s?n?s>{$c}("x")"#] {
      _ = failure(text)
    }
    #expect(try JSONataExpression(parsing: #"function($a, $b)<s?s>{$b}("x")"#).evaluate(json: nil) == nil)
  }

  @Test(
    "recursion without an end stops before the thread's stack does",
    arguments: [
      "($f := function($n) { 1 + $f($n + 1) }; $f(0))",
      "($f := function($n) { $map([$n], function($x) { [$f($x + 1), 1] }) }; $f(0))",
      "($f := function($n) { {'a': $f($n)} }; $f(0))",
      "($f := function($n) { $n ~> $f ~> $f }; 1 ~> $f)",
      "($f := function($n) { [1,2]^($f($)) }; $f(0))",
      "($f := function($n) { $replace('ab', /a/, function($m) { $f($n) & 'x' }) }; $f(0))",
      "($f := function($n) { $sort([1, 2], function($a, $b) { $f($a) > 1 }) }; $f(0))",
      "($f := function($n) { [1][$f($n) = 1] }; $f(0))",
      "($f := function($n) { $reduce([1, 2, 3], function($a, $b) { $f($a) + 1 }) }; $f(0))",
      "($clone := function($x) { ($x ~> |$|{}|).a }; {'a': 1} ~> |$|{}|)",
    ])
  func recursion(_ expression: String) {
    let error = failure(expression)
    #expect(error?.code == "U1001")
    #expect(error?.message == "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive.")
  }

  @Test("so it does on the threads of tasks")
  func recursionInTasks() async {
    await withTaskGroup(of: String?.self) { group in
      for _ in 0..<8 {
        group.addTask {
          do throws(JSONataError) {
            _ = try JSONataExpression(parsing: "($f := function($n) { 1 + $f($n + 1) }; $f(0))").evaluate(json: nil)
            return nil
          } catch {
            return error.code
          }
        }
      }
      for await code in group { #expect(code == "U1001") }
    }
  }

  @Test("tail calls go on for ever and are stopped by steps or by time")
  func tailCalls() {
    let endless = "($f := function($n) { $f($n + 1) }; $f(0))"
    var limits = JSONataLimits()
    limits.maximumSteps = 100_000
    #expect(failure(endless, limits)?.code == "U1001")
    #expect(failure(endless, limits)?.message == "Expression evaluation timeout: Check for infinite loop")
    limits = JSONataLimits()
    limits.timeLimit = .milliseconds(50)
    #expect(failure(endless, limits)?.message == "Expression evaluation timeout: Check for infinite loop")
    #expect(failure("($f := function($n) { $n = 0 ? 'done' : $f($n - 1) }; $f(100000))") == nil)
  }

  @Test("depth counts as the reference counts it")
  func depth() {
    var limits = JSONataLimits()
    limits.maximumDepth = 302
    let factorial = "($factorial := function($n) { $n = 0 ? 1 : $n * $factorial($n - 1) }; $factorial(COUNT))"
    #expect(failure(factorial.replacing("COUNT", with: "99"), limits) == nil)
    #expect(failure(factorial.replacing("COUNT", with: "100"), limits)?.code == "U1001")
  }

  @Test("an evaluation can be cancelled")
  func cancellation() {
    var limits = JSONataLimits()
    limits.isCancelled = { true }
    let error = failure("$sum([1..100000].($ * 2))", limits)
    #expect(error?.code == "U1003")
    #expect(error?.message == "The evaluation was cancelled")
  }

  @Test(
    "what is too large is not made",
    arguments: [
      "[1..10000001]",
      "$pad('', 20000000, 'x')",
      "$reduce([1..60], function($text, $n) { $text & $text }, 'x')",
      "$reduce([1..60], function($all, $n) { $append($all, $all) }, [1])",
      "$map([1..100], function($n) { [1..1000000] })",
      "[1..3000000].{'a': $}",
      "$join([1..2000000].('0123456789'), '')",
      "$map([1..1000], function($n) { $pad('', 1000000, 'x') })",
    ])
  func size(_ expression: String) {
    var limits = JSONataLimits()
    limits.maximumItems /= 20
    limits.maximumTotal /= 20
    #expect(["U1002", "D2014"].contains(failure(expression, limits)?.code))
  }

  @Test(
    "values do not nest without an end",
    arguments: [
      "($f := function($n, $x) { $n = 0 ? $x : $f($n - 1, [[$x]]) }; $f(100000, 1))",
      "($f := function($n, $x) { $n = 0 ? $x : $f($n - 1, {'a': $x}) }; $f(100000, 1))",
      "($f := function($n, $x) { $n = 0 ? $x : $f($n - 1, $zip($x)) }; $f(100000, [1]))",
      "($f := function($n, $g) { $n = 0 ? $g : $f($n - 1, $g(?)) }; $f(100000, function($x) { $x }))",
      "($f := function($n, $g) { $n = 0 ? $g : $f($n - 1, $g ~> $uppercase) }; $f(100000, $lowercase))",
    ])
  func nesting(_ expression: String) {
    #expect(failure(expression)?.code == "U1001")
  }

  @Test("functions in functions are freed one after the other")
  func chains() {
    #expect(failure("($f := function($n, $g) { $n = 0 ? 1 : $f($n - 1, function() { $g() }) }; $f(200000, function() { 1 }))") == nil)
    #expect(failure("($f := function($n) { $n = 0 ? 1 : ($g := function() { $g }; $f($n - 1)) }; $f(20000))") == nil)
  }

  @Test(
    "expressions that nest or go on too far are refused when they are read",
    arguments: [
      ("", "(", 100_000, ""), ("", "[", 5_000, "1"), ("", "-", 100_000, "1"), ("1", "+1", 100_000, ""), ("a", ".a", 100_000, ""),
      ("f", "()", 100_000, ""),
      ("a", "[0]", 100_000, ""), ("a", "[]", 100_000, "[0"), ("", "function($x){", 10_000, ""), ("", "1?", 100_000, "1"),
      ("", "|", 100_000, ""),
      ("", "{'a':", 100_000, ""), ("", "$f:=", 100_000, "1"), ("a", "^(a)", 100_000, ""), ("a", "{a:", 100_000, ""),
      ("a", "@$b", 100_000, ""),
      ("a", "~>a", 100_000, ""), ("1", " and 1", 100_000, ""), ("", "/a/.", 100_000, "a"),
    ])
  func hostileSyntax(_ head: String, _ unit: String, _ count: Int, _ tail: String) {
    #expect(throws: JSONataError.self) { try JSONataExpression(parsing: head + String(repeating: unit, count: count) + tail) }
  }

  @Test("what people write is not refused")
  func longExpressions() throws {
    let sum = "1" + String(repeating: " + 1", count: 400)
    #expect(try JSONataExpression(parsing: sum).evaluate(json: nil) == 401)
    let path = "a" + String(repeating: ".a", count: 400)
    #expect(try JSONataExpression(parsing: path).evaluate(json: [:]) == nil)
    let nested = String(repeating: "(", count: 250) + "1" + String(repeating: ")", count: 250)
    #expect(try JSONataExpression(parsing: nested).evaluate(json: nil) == 1)
  }

  @Test(
    "patterns that would take for ever are stopped",
    arguments: [
      ("$match(text, /(a+)+b/)", "U1001"), ("$contains(text, /(a|aa)+$/)", "U1001"), ("$replace(text, /(a*)*c/, 'x')", "U1001"),
      ("$contains('x', /(?:(?:(?:(?:){9999}){9999}){9999}){9999}/)", "S0303"),
      ("$contains('x', /((((x{9999}){9999}){9999}){9999})/)", "S0303"),
    ])
  func patterns(_ expression: String, _ code: String) {
    #expect(failure(expression, JSONataLimits(), ["text": .string(String(repeating: "a", count: 60) + "!")])?.code == code)
  }

  @Test("patterns that nest too deep are refused")
  func deepPatterns() {
    #expect(failure("/" + String(repeating: "(", count: 10_000) + "a" + String(repeating: ")", count: 10_000) + "/")?.code == "S0303")
  }
}
