import JSON
import JSONata
import Testing

@Suite("Errors say what, where and which token")
struct ErrorTests {
  /// The error of an expression.
  static func failure(_ expression: String, _ input: JSONValue? = nil) -> JSONataError? {
    do throws(JSONataError) {
      _ = try JSONataExpression(parsing: expression).evaluate(json: input)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "places and tokens",
    arguments: [
      ("\"unfinished", "S0101", 11, nil, "String literal must be terminated by a matching quote"),
      ("1 + ", "S0207", 4, "(end)", "Unexpected end of expression"),
      ("[1, 2", "S0203", 5, "(end)", "Expected \"]\" before end of expression"),
      ("(1; 2}", "S0202", 6, "}", "Expected \")\", got \"}\""),
      ("a ?? b", "S0211", 4, "?", "The symbol \"?\" cannot be used as a unary operator"),
      ("$sum('a')", "T0412", 5, "sum", "Argument 1 of function \"sum\" must be an array of \"numbers\""),
      ("1 + 'a'", "T2002", 3, "+", "The right side of the \"+\" operator must evaluate to a number"),
      ("$nothing()", "T1006", 9, "nothing", "Attempted to invoke a non-function"),
      ("/* open", "S0106", 0, nil, "Comment has no closing tag"),
      ("'\\q'", "S0103", 2, "q", "Unsupported escape sequence: \\\"q\""),
      ("1 = 1 /(/", nil, nil, nil, nil),
    ] as [(String, String?, Int?, String?, String?)])
  func places(_ expression: String, _ code: String?, _ position: Int?, _ token: String?, _ message: String?) {
    let error = Self.failure(expression)
    guard let code else {
      #expect(error != nil)
      return
    }
    #expect(error?.code == code)
    #expect(error?.position == position)
    #expect(error?.token == token)
    #expect(error?.message == message)
  }

  @Test("positions count UTF-16 units, as the reference counts")
  func units() {
    #expect(Self.failure("'\u{1F600}' + 1")?.position == 6)
  }

  @Test("the expression's own errors keep their sentence")
  func own() {
    #expect(Self.failure("$error('no such order')")?.message == "no such order")
    #expect(Self.failure("$assert(false, 'must be so')")?.message == "must be so")
    #expect(Self.failure("$error()")?.message == "$error() function evaluated")
  }

  @Test("$eval is refused with its reason")
  func eval() {
    #expect(Self.failure("$eval('1')")?.message == "$eval is not supported by Step Functions; $parse reads a JSON text")
  }
}

@Suite("Values come out as they went in")
struct ValueTests {
  private func evaluate(_ expression: String, _ input: String = "null") throws -> String? {
    let json = try JSONataExpression(parsing: expression).evaluate(json: try JSONValue(parsing: input))
    return json.map(ReferenceCase.compact)
  }

  @Test("numbers that nothing computes with keep their text")
  func numbers() throws {
    #expect(try evaluate("a", #"{"a": 1.0}"#) == "1.0")
    #expect(try evaluate("a", #"{"a": 12345678901234567890}"#) == "12345678901234567890")
    #expect(try evaluate("a + 0", #"{"a": 1.0}"#) == "1")
    #expect(try evaluate("$", "[1e3, -0.0, 2.50]") == "[1e3,-0.0,2.50]")
    #expect(try evaluate("0.1 + 0.2") == "0.30000000000000004")
    #expect(try evaluate("$string(0.1 + 0.2)") == "\"0.3\"")
  }

  @Test("members stay in their order")
  func order() throws {
    #expect(try evaluate("$", #"{"z": 1, "a": {"y": 2, "b": 3}}"#) == #"{"z":1,"a":{"y":2,"b":3}}"#)
    #expect(try evaluate("{'z': 1, 'b': 2, 'a': 3}") == #"{"z":1,"b":2,"a":3}"#)
    #expect(try evaluate("$merge([{'b': 1}, {'a': 2}, {'b': 3}])") == #"{"b":3,"a":2}"#)
  }

  @Test("texts that look alike are not the same")
  func texts() throws {
    #expect(try evaluate("'\u{E9}' = 'e\u{301}'") == "false")
    #expect(try evaluate("$length('e\u{301}')") == "2")
  }

  @Test("a transform cannot make an object hold itself")
  func knots() throws {
    #expect(try evaluate("$ ~> |$|{'self': $}|", #"{"a": 1}"#) == #"{"a":1,"self":{"a":1}}"#)
  }

  @Test("an expression is evaluated on many threads at once")
  func threads() async throws {
    let expression = try JSONataExpression(parsing: "$sum(items[price > 2].(price * qty)) & '/' & $join(items.sku, ',')")
    let input = try JSONValue(
      parsing: #"{"items":[{"price":1,"qty":2,"sku":"a"},{"price":3,"qty":4,"sku":"b"},{"price":5,"qty":6,"sku":"c"}]}"#)
    await withTaskGroup(of: JSONValue?.self) { group in
      for _ in 0..<64 { group.addTask { try? expression.evaluate(json: input) } }
      for await result in group { #expect(result == "42/a,b,c") }
    }
  }
}
