import Emulator
import JSON
import Testing

/// Machines in JSONata, through the API.
struct JSONataMachineTests {
  private static let role: JSONValue = "arn:aws:iam::123456789012:role/any"

  private func definition(_ state: String) -> JSONValue { .string(#"{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":\#(state)}}"#) }

  @Test("An execution whose expression fails tells it in its history, and DescribeExecution has the cause")
  func evaluationFailed() async throws {
    let local = try await LocalAPI()
    let machine = try await local.call(
      .createStateMachine,
      ["name": "a", "roleArn": Self.role, "definition": definition(#"{"Type":"Pass","Output":{"v":"{% $states.input.no %}"},"End":true}"#)]
    ).get()
    let started = try await local.call(.startExecution, ["stateMachineArn": machine["stateMachineArn"] ?? .null, "input": "{}"]).get()
    let execution = started["executionArn"] ?? .null
    await local.host.settle()
    let events = try await local.call(.getExecutionHistory, ["executionArn": execution]).get()["events"]?.arrayValue ?? []
    #expect(
      events.compactMap { $0["type"]?.stringValue } == ["ExecutionStarted", "PassStateEntered", "EvaluationFailed", "ExecutionFailed"])
    let cause: JSONValue =
      "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$states.input.no' specified for the field 'Output/v' returned nothing (undefined)."
    #expect(
      events[2]["evaluationFailedEventDetails"] == [
        "cause": cause, "error": "States.QueryEvaluationError", "location": "Output/v", "state": "A",
      ])
    let described = try await local.call(.describeExecution, ["executionArn": execution]).get()
    #expect(described["status"] == "FAILED" && described["error"] == "States.QueryEvaluationError" && described["cause"] == cause)
    await local.end()
  }

  @Test(
    "What is wrong with an expression is told in AWS's words",
    arguments: [
      (
        #"{"Type":"Pass","Output":{"v":"{% phone[0] %}"},"End":true}"#,
        "'UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/A/Output/v'"
      ),
      (
        #"{"Type":"Pass","Output":{"a":{"b":["{% $.phone %}"]}},"End":true}"#,
        "'UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$' at the top level is not supported. at /States/A/Output/a/b[0]'"
      ),
      (
        #"{"Type":"Pass","Output":{"v":"{% phone[1,2) %}"},"End":true}"#,
        #"'INVALID_JSONATA_EXPRESSION: Expected "]", got "," at /States/A/Output/v'"#
      ),
    ])
  func refused(state: String, words: String) async throws {
    let local = try await LocalAPI()
    let made = await local.call(.createStateMachine, ["name": "a", "roleArn": Self.role, "definition": definition(state)])
    guard case .failure(let error) = made else { Issue.record("\(made)"); return }
    #expect(error.code == "InvalidDefinition")
    #expect(error.message == "Invalid State Machine Definition: \(words)")
    await local.end()
  }
}
