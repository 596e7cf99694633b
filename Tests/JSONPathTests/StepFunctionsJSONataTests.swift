import Intrinsics
import JSON
import JSONata
import TestSupport
import Testing

@Suite("JSONata as Step Functions has it")
struct StepFunctionsJSONataTests {
  private static func evaluate(_ text: String, states: JSONValue = [:], seed: UInt64 = 1) throws -> JSONValue? {
    let expression = try JSONataExpression(parsing: text)
    if let refusal = StepFunctionsJSONata.refusal(of: expression) { throw refusal }
    var environment = JSONataEnvironment()
    StepFunctionsJSONata.register(in: &environment, bits: { seed << 40 }, uuid: { "00000000-0000-4000-8000-000000000000" })
    environment.bind("states", JSONataInput().value(of: states))
    return try expression.evaluate(json: nil, in: environment)
  }

  private static func failure(_ text: String) -> JSONataError? {
    do {
      _ = try evaluate(text)
      return nil
    } catch {
      return error as? JSONataError
    }
  }

  @Test("the functions it adds")
  func functions() throws {
    #expect(try Self.evaluate("$partition([1,2,3,4], 3.9)") == [[1, 2, 3], [4]])
    #expect(try Self.evaluate("$partition([0], 1)") == [[0]])
    #expect(try Self.evaluate("$partition([], 2)") == [])
    #expect(try Self.evaluate("$range(1, 9, 2)") == [1, 3, 5, 7, 9])
    #expect(try Self.evaluate("$range(1, 9, 9)") == 1)
    #expect(try Self.evaluate("$range(3, 1, -1)") == [3, 2, 1])
    #expect(try Self.evaluate("$hash('input data', 'SHA-1')") == "aaff4a450a104cd177d28d18d74485e8cae074b7")
    #expect(try Self.evaluate("$uuid()") == "00000000-0000-4000-8000-000000000000")
    #expect(try Self.evaluate("$parse('{\"b\": [1, 2.50], \"a\": null}')") == ["b": [1, 2.5], "a": .null])
    #expect(try Self.evaluate("$random(7) = $random(7)") == true)
    #expect(try Self.evaluate("$random(7) = $random(8)") == false)
    #expect(try Self.evaluate("$random() < 1") == true)
    #expect(try Self.evaluate("[1,2,3] ~> $partition(2)") == [[1, 2], [3]])
  }

  @Test("what the functions refuse")
  func refusals() {
    #expect(
      Self.failure("$partition([1], 0)")?.message
        == "The function '$partition' had the following error: the size of a part must be positive, not 0")
    #expect(Self.failure("$range(1, 2, 0)")?.message == "The function '$range' had the following error: the step must not be 0")
    #expect(
      Self.failure("$range(0, 1e9, 1)")?.message == "The function '$range' had the following error: the range has more than 1000 items")
    #expect(Self.failure("$hash('a', 'CRC')")?.code == "D3150")
    #expect(Self.failure("$parse('{')")?.code == "D3150")
    #expect(Self.failure("$partition('a', 'b')")?.code == "T0410")
    #expect(Self.failure("$randomSeeded(1)")?.message == "Attempted to invoke a non-function")
  }

  @Test(
    "there is no input document",
    arguments: ["$", "$$", "name", "name.first", "*", "$map([1], function($x) { name })", "$states.input[$$ = 1]", "sum([1])"])
  func noInput(_ text: String) {
    #expect(Self.failure(text)?.code == "S0500")
  }

  @Test(
    "within steps, predicates and transforms names and $ mean something",
    arguments: [
      "$states.input.orders[total > 10].id", "$states.input.orders[$.total > 10]", "$states.input.(a + b)", "$states.input ~> |a|{'b': c}|",
      "$states.input.orders^(>total)", "$states.input.orders{id: total}", "$sum($states.input.orders.total)",
    ])
  func names(_ text: String) throws {
    let input: JSONValue = ["input": ["orders": [["total": 5, "id": "x"], ["total": 15, "id": "y"]], "a": 1, "b": 2]]
    _ = try Self.evaluate(text, states: input)
  }

  @Test("$states is reserved and $eval is not there")
  func reserved() {
    #expect(Self.failure("($states := 1)")?.message == "'$states' is reserved and cannot be assigned")
    #expect(Self.failure("function($states) { 1 }")?.code == "S0500")
    #expect(Self.failure("1 + $eval('2')")?.message == "'$eval' is not supported by Step Functions; '$parse' reads a JSON text")
    #expect(
      Self.failure("a")?.message
        == "Step Functions has no input document, so 'a' means nothing here; write '$states.input.a' or quote a text")
  }

  @Test("what an expression looks at")
  func uses() throws {
    let expression = try JSONataExpression(parsing: "($x := $states.input.a; $order[$states.context.State = $x] & $sum($states.result))")
    #expect(expression.uses.map(\.kind).contains(.states("input")))
    #expect(expression.uses.map(\.kind).contains(.states("context")))
    #expect(expression.uses.map(\.kind).contains(.states("result")))
    #expect(expression.uses.map(\.kind).contains(.variable("order")))
    #expect(!expression.uses.map(\.kind).contains(.variable("x")))
  }

  @Test("recorded calls", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func recorded() throws {
    var count = 0
    for row in try Corpus.jsonLines("aws-tables/intrinsic_functions.jsonl") {
      for (_, value) in row["expressions"]?.objectValue ?? JSONObject() {
        guard let text = value.stringValue, text.hasPrefix("{%"), row["status"] == "SUCCEEDED", let wanted = row["output"] else { continue }
        if ["$uuid", "$random"].contains(where: text.contains) { continue }
        count += 1
        let got = try Self.evaluate(String(text.dropFirst(2).dropLast(2)), states: ["input": row["input"] ?? [:]])
        #expect(got == wanted || got == wanted["FunctionResult"], "\(text) of \(row["input"]?.compact ?? "")")
      }
    }
    #expect(count > 20)
  }
}
