import DataFlow
import JSON
import JSONPath
import StatesLanguage
import TestSupport
import Testing

func located(_ json: String, at pointer: [String] = ["States", "Work", "Parameters"]) throws -> LocatedNode {
  LocatedNode(try JSONNode(parsing: Array(json.utf8)), JSONPointer(pointer))
}

func text(_ value: String) -> Located<String> {
  Located(value, SourceRange(start: .start, end: .start), JSONPointer())
}

@Suite("Payload templates")
struct PayloadTemplateTests {
  @Test("replace keys that end in .$ at any depth and keep the order of keys")
  func build() throws {
    let template = try PayloadTemplate(
      located(
        """
        {"first": 1, "second.$": "$.a", "third": [{"deep.$": "$$.Execution.Name", "plain": "$.a"}, 2.50],
         "fourth.$": "$v[0]", "fifth.$": "States.Format('{}!', $.a)", "sixth": {"$": "x"}}
        """))
    var context = context(["a": "A"], variables: ["v": [7]])
    #expect(
      try template.evaluate(&context).compact
        == #"{"first":1,"second":"A","third":[{"deep":"run-1","plain":"$.a"},2.50],"fourth":7,"fifth":"A!","sixth":{"$":"x"}}"#)
  }

  @Test("know where each value comes from")
  func provenance() throws {
    let template = try PayloadTemplate(located(#"{"Env": [{"Name": "T", "Value.$": "$.a"}]}"#))
    let computed = try #require(template.provenance(of: JSONPointer(["Env", "0", "Value", "below", "it"])))
    #expect(computed.expression == "$.a")
    #expect(computed.field.description == "/States/Work/Parameters/Env/0/Value.$")
    #expect((computed.range.start.column, computed.range.end.column) == (35, 40))
    let literal = try #require(template.provenance(of: JSONPointer(["Env", "0", "Name"])))
    #expect(literal.expression == nil)
    #expect(literal.field.description == "/States/Work/Parameters/Env/0/Name")
    #expect(literal.range.start.column == 19)
    #expect(template.provenance(of: JSONPointer())?.field.description == "/States/Work/Parameters")
    #expect(template.provenance(of: JSONPointer(["Absent"]))?.range.start.column == 1)
  }

  @Test(
    "know where the task token goes",
    arguments: [
      (#"{"a": {"t.$": "$$.Task.Token"}}"#, ["/a/t"]), (#"{"t.$": "$$.Task"}"#, ["/t/Token"]), (#"{"t.$": "$$"}"#, ["/t/Task/Token"]),
      (#"{"t.$": "States.Format('x {}', $$.Task.Token)"}"#, ["/t"]), (#"{"t.$": "$$..Token"}"#, ["/t"]),
      (#"{"t.$": "$$.Execution.Id", "u.$": "$.Task.Token", "v": "$$.Task.Token"}"#, []),
    ])
  func tokens(template: String, pointers: [String]) throws {
    #expect(try PayloadTemplate(located(template)).tokenPointers.map(\.description) == pointers)
  }

  @Test(
    "that do not compile say why and where",
    arguments: [
      (#"{"a.$": "$.b."}"#, "'$.b.': the path ends with '.'; a name must follow (at character 5)", 9, "/States/Work/Parameters/a.$"),
      (
        #"{"a.$": "States.Foo()"}"#, "'States.Foo()': 'States.Foo' is not an intrinsic function (at character 1)", 9,
        "/States/Work/Parameters/a.$"
      ),
      (#"{"a.$": 1}"#, "the value of 'a.$' must be a path or an intrinsic call, in quotes", 9, "/States/Work/Parameters/a.$"),
      (#"{"a": 1, "a.$": "$"}"#, "the key 'a' stands here twice; a key and the same key with '.$' are one", 10, "/States/Work/Parameters"),
    ])
  func syntax(template: String, message: String, column: Int, pointer: String) {
    let error = #expect(throws: FieldSyntaxError.self) { try PayloadTemplate(located(template)) }
    #expect(error?.message == message)
    #expect(error?.range.start.column == column)
    #expect(error?.pointer.description == pointer)
  }

  @Test("fail as Step Functions does")
  func failures() throws {
    var context = context(["a": 1])
    func cause(_ template: String) throws -> String? {
      let error = #expect(throws: DataFlowError.self) { try PayloadTemplate(located(template)).evaluate(&context) }
      return error.map { "\($0.name): \($0.cause(state: "pass", enteredAt: 2))" }
    }
    let words = "An error occurred while executing the state 'pass' (entered at the event id #2). "
    #expect(
      try cause(#"{"deep": {"value.$": "$.no_such_jsonpath"}}"#)
        == "States.Runtime: \(words)The JSONPath '$.no_such_jsonpath' specified for the field 'value.$' "
        + "could not be found in the input '{\"a\":1}'")
    #expect(
      try cause(#"{"value.$": "States.MathAdd($.a, 'x')"}"#)
        == "States.IntrinsicFailure: \(words)The function 'States.MathAdd($.a, 'x')' had the following error: "
        + "argument 2 must be a number, not string")
    #expect(try cause(#"{"value.$": "$none.x"}"#)?.hasPrefix("States.Runtime: \(words)The JSONPath '$none.x' specified") == true)
    let long = DataFlowError("States.Runtime", String(repeating: "ä", count: 40_000)).cause(state: "pass", enteredAt: 2)
    #expect(long.utf8.count <= 32_768 && long.utf8.count > 32_760)
  }
}

@Suite("Data fields of a state")
struct DataFieldTests {
  static func state(
    _ input: PathSetting = .absent, _ output: PathSetting = .absent, _ result: PathSetting = .absent
  ) throws -> StateDataFlow {
    let node = try JSONNode(parsing: Array("{}".utf8))
    return try StateDataFlow(
      State(
        name: "Work", nameRange: node.range, node: node, pointer: JSONPointer(), type: .pass, queryLanguage: .jsonPath, transition: .end,
        inputPath: input, outputPath: output, resultPath: result, parameters: try located(#"{"x.$": "$.a"}"#), kind: .pass(result: nil)))
  }

  @Test("go from the raw input to the output")
  func flow() throws {
    let flow = try Self.state(.path(text("$.in")), .path(text("$.out")), .path(text("$.out.result")))
    let raw: JSONValue = ["in": ["a": 1], "out": ["kept": true]]
    var context = context(raw)
    context.input = try flow.applyInputPath(context)
    #expect(context.input == ["a": 1])
    let payload = try flow.applyParameters(&context)
    #expect(payload == ["x": 1])
    context.input = payload
    #expect(try flow.applyResultSelector(&context) == payload)
    context.input = try flow.applyResultPath(payload, rawInput: raw)
    #expect(try flow.applyOutputPath(context) == ["kept": true, "result": ["x": 1]])
  }

  @Test("treat null and absence as Step Functions does")
  func absent() throws {
    let none = try Self.state(.null, .null, .null)
    #expect(try none.applyInputPath(context("raw")) == [:])
    #expect(try none.applyOutputPath(context("raw")) == [:])
    #expect(try none.applyResultPath("result", rawInput: "raw") == "raw")
    let all = try Self.state()
    #expect(try all.applyInputPath(context("raw")) == "raw")
    #expect(try all.applyOutputPath(context("raw")) == "raw")
    #expect(try all.applyResultPath("result", rawInput: "raw") == "result")
  }

  @Test("fail as Step Functions does")
  func failures() throws {
    let flow = try Self.state(.path(text("$.NoSuchInputPath")), .path(text("$.no.such.result.path")), .path(text("$.a.b")))
    let input = #expect(throws: DataFlowError.self) { try flow.applyInputPath(context([:])) }
    #expect(input == DataFlowError("States.Runtime", "Invalid path '$.NoSuchInputPath' : No results for path: $['NoSuchInputPath']"))
    let output = #expect(throws: DataFlowError.self) { try flow.applyOutputPath(context([:])) }
    #expect(output == DataFlowError("States.Runtime", "Invalid path '$.no.such.result.path' : Missing property in path $['no']"))
    let result = #expect(throws: DataFlowError.self) { try flow.applyResultPath(1, rawInput: "text") }
    #expect(result?.name == "States.ResultPathMatchFailure")
  }

  @Test("the context object keeps the order of its keys")
  func contextObject() {
    var context = context(["k": 1]).context
    #expect(
      context.value.compact
        == #"{"Execution":{"Id":"arn:execution:1","Input":{"k":1},"StartTime":"2026-01-31T09:05:07.123Z","Name":"run-1","#
        + #""RoleArn":"arn:role","RedriveCount":0},"StateMachine":{"Id":"arn:machine","Name":"the-machine"},"#
        + #""State":{"Name":"Work","EnteredTime":"2026-01-31T09:05:08Z","RetryCount":0},"Task":{"Token":"secret-token"}}"#)
    context.state = nil
    context.taskToken = nil
    context.execution.redriveTime = "2026-02-01T00:00:00Z"
    context.mapItem = ContextObject.MapItem(index: 2, value: "v", key: "k")
    #expect(context.value["Map"]?.compact == #"{"Item":{"Index":2,"Value":"v","Key":"k","Source":"STATE_DATA"}}"#)
    #expect(context.value["Execution"]?["RedriveTime"] == "2026-02-01T00:00:00Z")
    #expect(context.value["State"] == nil)
  }
}
