import Engine
import JSON
import Testing
import Time

@Suite("TestState")
struct TestStateTests {
  static func answer(_ definition: String, _ more: JSONObject = [:], input: String = "{}") throws -> JSONValue {
    var request: JSONObject = ["definition": .string(definition), "input": .string(input), "roleArn": "r"]
    for member in more { request[member.key] = member.value }
    return try TestState.answer(.object(request), at: Timestamp(milliseconds: 1_700_000_000_000), seed: 1)
  }

  static let task = #"""
    {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "ResultPath": "$.r", "Next": "N",
     "Retry": [{"ErrorEquals": ["A"], "MaxAttempts": 2, "IntervalSeconds": 3, "BackoffRate": 2, "MaxDelaySeconds": 5}],
     "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "C"}]}
    """#

  @Test("A mocked result goes through the state; DEBUG shows each step")
  func mocked() throws {
    let answer = try Self.answer(Self.task, ["mock": ["result": "{\"x\":1}"], "inspectionLevel": "DEBUG"], input: #"{"a":1}"#)
    #expect(answer["status"] == "SUCCEEDED")
    #expect(answer["nextState"] == "N")
    #expect(answer["output"] == #"{"a":1,"r":{"x":1}}"#)
    #expect(answer["inspectionData"]?["afterParameters"] == #"{"FunctionName":"f"}"#)
    #expect(answer["inspectionData"]?["afterResultPath"] == #"{"a":1,"r":{"x":1}}"#)
  }

  @Test("A mocked error is retriable, then caught, with the back-off that comes next")
  func errors() throws {
    let mock: JSONValue = ["errorOutput": ["error": "A", "cause": "c"]]
    var answer = try Self.answer(Self.task, ["mock": mock, "inspectionLevel": "TRACE", "stateConfiguration": ["retrierRetryCount": 1]])
    #expect(answer["status"] == "RETRIABLE")
    #expect(answer["inspectionData"]?["errorDetails"] == ["retryIndex": 0, "retryBackoffIntervalSeconds": 5])
    answer = try Self.answer(Self.task, ["mock": mock, "inspectionLevel": "TRACE", "stateConfiguration": ["retrierRetryCount": 2]])
    #expect(answer["status"] == "CAUGHT_ERROR")
    #expect(answer["nextState"] == "C")
    #expect(answer["output"] == #"{"e":{"Error":"A","Cause":"c"}}"#)
    #expect(answer["inspectionData"]?["errorDetails"] == ["retryIndex": 0, "catchIndex": 0])
  }

  @Test("Failed iterations beyond what is tolerated fail a Map")
  func tolerance() throws {
    let map = #"""
      {"Type": "Map", "ItemsPath": "$.v", "ToleratedFailureCount": 1, "ItemSelector": {"i.$": "$$.Map.Item.Value"}, "End": true, "ItemProcessor":
        {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}
      """#
    let answer = try Self.answer(
      map, ["mock": ["result": "[0,0]"], "inspectionLevel": "DEBUG", "stateConfiguration": ["mapIterationFailureCount": 2]],
      input: #"{"v":[1,2]}"#)
    #expect(answer["error"] == "States.ExceedToleratedFailureThreshold")
    #expect(answer["inspectionData"]?["afterItemSelector"] == #"[{"i":1},{"i":2}]"#)
  }

  @Test("Variables that are given are read, and those that are assigned are shown")
  func variables() throws {
    let pass = #"{"Type": "Pass", "Parameters": {"v.$": "$x"}, "Assign": {"y.$": "$.v"}, "End": true}"#
    let answer = try Self.answer(pass, ["variables": #"{"x":7}"#, "inspectionLevel": "TRACE"])
    #expect(answer["output"] == #"{"v":7}"#)
    #expect(answer["inspectionData"]?["variables"] == #"{"x":7,"y":7}"#)
  }

  /// A definition, what is asked beside it, and how that is refused.
  struct Refused: Sendable {
    var definition: String
    var more: JSONObject = [:]
    var code: String
    var message: String
  }

  static let wrong: [Refused] = [
    Refused(
      definition: #"{"Type": "Pass", "End": true}"#, more: ["mock": ["result": "1"]], code: "ValidationException",
      message: "State type 'Pass' is not supported when a mock is specified"),
    Refused(definition: "{", code: "InvalidDefinition", message: "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION:"),
    Refused(
      definition: #"{"Type": "Pass"}"#, code: "InvalidDefinition", message: "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED:"),
    Refused(
      definition: #"{"Type": "Pass", "End": true}"#, more: ["input": "{"], code: "InvalidExecutionInput",
      message: "Invalid State Machine Execution Input:"),
    Refused(
      definition: task, code: "ValidationException", message: "Nothing here performs the Task 'StateName'; give its result with mock.result"
    ),
    Refused(
      definition: #"{"Type": "Pass", "End": true}"#, more: ["inspectionLevel": "ALL"], code: "ValidationException",
      message: "1 validation error detected: Value 'ALL' at 'inspectionLevel'"),
  ]

  @Test("What is asked wrongly is refused by its name", arguments: wrong)
  func refused(_ asked: Refused) throws {
    let error = #expect(throws: TestStateError.self) { try Self.answer(asked.definition, asked.more) }
    #expect(error?.code == asked.code)
    #expect(error?.message.hasPrefix(asked.message) == true, "\(error?.message ?? "")")
  }
}
