import DataFlow
import Intrinsics
import JSON
import JSONPath
import TestSupport
import Testing
import Time

func context(_ input: JSONValue, variables: [String: JSONValue] = [:]) -> EvaluationContext {
  let execution = ContextObject.Execution(
    id: "arn:execution:1", input: input, name: "run-1", roleArn: "arn:role", startTime: "2026-01-31T09:05:07.123Z")
  let state = ContextObject.StateEntry(name: "Work", enteredTime: "2026-01-31T09:05:08Z", retryCount: 0)
  return EvaluationContext(
    input: input,
    context: ContextObject(
      execution: execution, stateMachineID: "arn:machine", stateMachineName: "the-machine", state: state, taskToken: "secret-token"),
    variables: variables, random: SplitMix64(seed: 1))
}

@Suite("Intrinsic functions")
struct IntrinsicTests {
  static func evaluate(_ call: String, _ input: JSONValue = [:]) throws -> JSONValue {
    var context = context(input)
    return try IntrinsicCall(parsing: call).evaluate(&context)
  }

  @Test("every recorded answer", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func recorded() throws {
    var checked = 0
    for row in try Corpus.jsonLines("aws-tables/intrinsic_functions.jsonl") {
      guard case .object(let fields)? = row["expressions"], let parameters = fields["State_0.Parameters"],
        let call = parameters["FunctionResult.$"]?.stringValue, let input = row["input"], let expected = row["output"]?["FunctionResult"]
      else { continue }
      let result = try Self.evaluate(call, input)
      // Values that differ from run to run are recorded as placeholders.
      let isPlaceholder = expected.stringValue.map { $0.contains("<") || $0 == "RandomNumberGenerated" } ?? false
      if isPlaceholder { continue }
      #expect(result == expected, Comment(rawValue: "\(call) of \(input.compact)"))
      checked += 1
    }
    #expect(checked > 60)
  }

  @Test(
    "give what Step Functions gives",
    arguments: [
      ("States.Format('Hello {}, you are {}', $.name, $.age)", "\"Hello Ann, you are 41\""),
      ("States.Format('{} {} {}', null, true, 1.10)", "\"null true 1.10\""),
      ("States.Format('{}', $.object)", "\"{Arg1=1, Arg2=[], Arg3={k=v}}\""),
      (#"States.Format('\{\} \\ \' {}', 'it\'s')"#, #""{} \\ ' it's""#),
      ("States.Format($.template, 'x')", "\"<x>\""),
      ("States.Format('plain')", "\"plain\""),
      ("States.Array(1, 'a', null, $.name, States.Array())", "[1,\"a\",null,\"Ann\",[]]"),
      ("States.ArrayPartition(States.Array(1,2,3,4,5), 2)", "[[1,2],[3,4],[5]]"),
      ("States.ArrayPartition(States.Array(), 2)", "[]"),
      ("States.ArrayContains($.list, $.object)", "true"),
      ("States.ArrayContains($.list, 3)", "false"),
      ("States.ArrayRange(1, 9, 2)", "[1,3,5,7,9]"),
      ("States.ArrayRange(3, 1, -1)", "[3,2,1]"),
      ("States.ArrayRange(3, 1, 1)", "[]"),
      ("States.ArrayGetItem($.list, 1)", "\"two\""),
      ("States.ArrayLength($.list)", "3"),
      ("States.ArrayUnique(States.Array(1, 2, 1, 'a', 'a', 1.0))", "[1,2,\"a\"]"),
      ("States.Base64Encode('Data to encode')", "\"RGF0YSB0byBlbmNvZGU=\""),
      ("States.Base64Encode('')", "\"\""),
      ("States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", "\"Data to encode\""),
      ("States.Hash('input data', 'SHA-1')", "\"aaff4a450a104cd177d28d18d74485e8cae074b7\""),
      ("States.Hash('', 'MD5')", "\"d41d8cd98f00b204e9800998ecf8427e\""),
      ("States.Hash('abc', 'SHA-256')", "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""),
      ("States.JsonMerge($.object, $.other, false)", "{\"Arg1\":9,\"Arg2\":[],\"Arg3\":{\"k\":\"v\"},\"x\":0}"),
      ("States.StringToJson('{\"a\": [1, 2]}')", "{\"a\":[1,2]}"),
      ("States.StringToJson('')", "null"),
      ("States.StringToJson(' -0 ')", "0"),
      ("States.JsonToString($.object)", #""{\"Arg1\":1,\"Arg2\":[],\"Arg3\":{\"k\":\"v\"}}""#),
      ("States.MathAdd(111, -1)", "110"),
      ("States.MathAdd(-2.5, 2.5)", "1"),
      ("States.MathAdd(-0.5, 0)", "0"),
      ("States.StringSplit('1,2;3,;,4', ',;')", "[\"1\",\"2\",\"3\",\"4\"]"),
      ("States.StringSplit(',,,,', ',')", "[]"),
      ("States.StringSplit('abc', '')", "[\"abc\"]"),
      ("States.UUID()", "\"910a2dec-8902-4cc1-beeb-8da1658eec67\""),
      (" States.ArrayLength( $['list'] ) ", "3"),
      ("States.ArrayLength($.list[?(@ in ['two', 'x)'])])", "1"),
      ("States.Format('{}', $$.State.Name)", "\"Work\""),
    ])
  func values(call: String, expected: String) throws {
    let input: JSONValue = [
      "name": "Ann", "age": 41, "object": ["Arg1": 1, "Arg2": [], "Arg3": ["k": "v"]], "other": ["Arg1": 9, "x": 0],
      "list": [1, "two", ["Arg1": 1, "Arg2": [], "Arg3": ["k": "v"]]], "template": "<{}>",
    ]
    #expect(try Self.evaluate(call, input).compact == expected)
  }

  @Test(
    "fail with a sentence",
    arguments: [
      ("States.Format('{}')", "the template has 1 {} for 0 values"),
      (#"States.Format($.dangling)"#, "a brace of the template must be part of {} or follow a backslash, and no backslash can end it"),
      ("States.ArrayPartition($.list, 0)", "the size of a part must be positive, not 0"),
      ("States.ArrayPartition('x', 1)", "argument 1 must be an array, not string"),
      ("States.ArrayRange(0, 10000, 1)", "the range has more than 1000 items"),
      ("States.ArrayRange(0, 5, 0)", "the step must not be 0"),
      ("States.ArrayGetItem($.list, 3)", "the index 3 is outside the array of 1 items"),
      ("States.ArrayGetItem($.list, -1)", "the index -1 is outside the array of 1 items"),
      ("States.Base64Decode('a')", "the text is not Base64"),
      ("States.Base64Encode($.long)", "argument 1 has 10001 characters; at most 10000 are accepted"),
      ("States.Hash('a', 'CRC32')", "the algorithm must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512"),
      ("States.JsonMerge($.o, $.o, true)", "the third argument must be false: only shallow merging is supported"),
      ("States.JsonMerge($.o, 1, false)", "the first two arguments must be objects"),
      ("States.StringToJson('{')", "the text is not JSON: line 1, column 2: the text ends inside an object; a key was expected"),
      ("States.MathAdd(2147483647, 1)", "the sum 2147483648 does not fit 32 bits"),
      ("States.MathAdd(1e300, 1)", "argument 1 is 1e300, which does not fit 32 bits"),
      ("States.MathRandom(5, 5)", "the range from 5 to 5 is empty"),
      ("States.StringSplit(1, ',')", "argument 1 must be a string, not number"),
    ])
  func failures(call: String, message: String) {
    let input: JSONValue = ["list": [1], "o": [:], "dangling": "x\\", "long": .string(String(repeating: "x", count: 10_001))]
    let error = #expect(throws: IntrinsicError.self) { try Self.evaluate(call, input) }
    #expect(error == .failure("The function '\(call)' had the following error: \(message)"))
  }

  @Test(
    "that do not parse say why and where",
    arguments: [
      ("", 0, "a path ($…) or a call of an intrinsic function was expected"),
      ("States.Foo()", 0, "'States.Foo' is not an intrinsic function"),
      ("States.format('x')", 0, "'States.format' is not an intrinsic function; write States.Format"),
      ("Format('x')", 0, "'Format' is not an intrinsic function; write States.Format"),
      ("States.Array", 12, "'(' must follow States.Array"),
      ("States.Array(1, 2", 12, "this '(' is not closed"),
      ("States.Array(1 2)", 15, "',' or ')' was expected"),
      ("States.Array('ä", 13, "this quote is not closed"),
      ("States.Array('ä', $.a..)", 23, "the path ends with '.'; a name must follow"),
      ("States.Array(1) x", 16, "nothing can follow the call's ')'"),
      ("States.UUID(1)", 0, "States.UUID takes 0 arguments, not 1"),
      ("States.ArrayLength()", 0, "States.ArrayLength takes 1 argument, not 0"),
      ("States.Array(States.MathRandom(1))", 13, "States.MathRandom takes 2 to 3 arguments, not 1"),
      ("States.Format('{', 1)", 14, "a brace of a template must be part of {} or follow a backslash"),
      ("States.Array(01)", 13, "'01' is not a number"),
    ])
  func syntax(call: String, offset: Int, message: String) {
    let error = #expect(throws: IntrinsicSyntaxError.self) { try IntrinsicCall(parsing: call) }
    #expect(error == IntrinsicSyntaxError(message, offset: offset))
  }

  @Test("nest ten deep and no deeper")
  func nesting() throws {
    func nested(_ levels: Int) -> String { String(repeating: "States.Array(", count: levels) + String(repeating: ")", count: levels) }
    #expect(try Self.evaluate(nested(10)).compact == "[[[[[[[[[[]]]]]]]]]]")
    #expect(throws: IntrinsicSyntaxError("calls nest deeper than 10 levels", offset: 130)) { try IntrinsicCall(parsing: nested(11)) }
    #expect(throws: IntrinsicSyntaxError.self) { try IntrinsicCall(parsing: String(repeating: "States.Array(", count: 50_000)) }
  }

  @Test("draw numbers inside their range, the same for the same seed")
  func random() throws {
    var context = context([:])
    let call = try IntrinsicCall(parsing: "States.MathRandom(-3, 3)")
    var seen: Set<Int> = []
    for _ in 0..<200 { seen.insert(try #require(try call.evaluate(&context).integerValue)) }
    #expect(seen == [-3, -2, -1, 0, 1, 2])
    let seeded = try Self.evaluate("States.MathRandom(0, 999, 3)")
    #expect(try Self.evaluate("States.MathRandom(0, 999, 3)") == seeded)
    #expect(try (0..<999).contains(#require(seeded.integerValue)))
    // Numbers that java.util.Random is documented to give: new Random(42).nextInt(10) is 0, nextInt(100) is 0, then 63.
    #expect(try Self.evaluate("States.MathRandom(0, 10, 42)") == 0)
    #expect(try Self.evaluate("States.MathRandom(-2147483648, 2147483647, 1)").integerValue != nil)
  }

  @Test("report the path that leads nowhere")
  func missingPath() throws {
    let path = try JSONPath(parsing: "$.nowhere")
    let error = #expect(throws: IntrinsicError.self) { try Self.evaluate("States.Array($.nowhere)") }
    #expect(error == .path(path, JSONPathError(.missing, "No results for path: $['nowhere']")))
  }
}
