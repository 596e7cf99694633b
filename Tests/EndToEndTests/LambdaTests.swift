import Foundation
import JSON
import Testing

/// `serve --lambda`: commands stand in for Lambda functions of executions that are started over the API.
struct LambdaTests {
  private static let definition = """
    {"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
      "Parameters": {"FunctionName.$": "$.f", "Payload.$": "$.payload"}, "OutputPath": "$.Payload", "End": true}}}
    """
  /// What the commands are; each is run by a shell.
  private static let options = [
    "double=python3 -c 'import json,sys; print(json.dumps({\"twice\": json.load(sys.stdin)[\"n\"] * 2}))'",
    "says=printf '{\"errorType\":\"OutOfStock\",\"errorMessage\":\"no bolts\"}'; exit 4",
    "fails=cat > /dev/null; echo 'disk is full' >&2; exit 3",
    "quiet=exit 7",
    "words=echo not json",
    "nothing=true",
    "where=pwd >&2; kill -9 $$",
  ].flatMap { ["--lambda", $0] }

  /// Follows an execution to its end with `attach --headless`; gives its exit code, status and what DescribeExecution says.
  private func run(_ place: ServedPlace, _ name: String, payload: String = "{}") async throws -> (Int32, JSONValue) {
    try await place.start("calls", name, #"{"f": "\#(name)", "payload": \#(payload)}"#)
    let arn = "arn:aws:states:us-east-1:123456789012:execution:calls:\(name)"
    let outcome = try await Stepscope.run(
      ["attach", arn, "--headless", "--follow", "--output", "result", "--endpoint-url", place.url], in: place.folder)
    return (outcome.status, try await place.call("DescribeExecution", ["executionArn": .string(arn)]))
  }

  @Test func aCommandAnswersInPlaceOfAFunction() async throws {
    let place = try await ServedPlace(in: try TestFolder(), LambdaTests.options)
    try await place.create("calls", LambdaTests.definition)
    let (status, told) = try await run(place, "double", payload: #"{"n": 21}"#)
    #expect(status == 0 && told["status"] == "SUCCEEDED" && told["output"] == #"{"twice":42}"#, "\(told)")
    let (_, nothing) = try await run(place, "nothing")
    #expect(nothing["status"] == "SUCCEEDED" && nothing["output"] == "null", "\(nothing)")
  }

  @Test func aCommandThatFailsFailsItsState() async throws {
    let place = try await ServedPlace(in: try TestFolder(), LambdaTests.options)
    try await place.create("calls", LambdaTests.definition)
    let cases: [(name: String, error: String, cause: String)] = [
      ("says", "OutOfStock", #"{"errorType":"OutOfStock","errorMessage":"no bolts"}"#),
      ("fails", "Error", #"{"errorMessage":"disk is full","errorType":"Error"}"#),
      ("quiet", "Error", #"{"errorMessage":"the command ended with status 7","errorType":"Error"}"#),
    ]
    for (name, error, cause) in cases {
      let (status, told) = try await run(place, name)
      #expect(status == 1 && told["status"] == "FAILED", "\(name): exit \(status), \(told)")
      #expect(told["error"]?.stringValue == error && told["cause"]?.stringValue == cause, "\(name): \(told)")
    }
    // What prints no JSON is told what was wrong with it.
    let (_, words) = try await run(place, "words")
    #expect(words["status"] == "FAILED" && words["error"] == "Runtime.MarshalError", "\(words)")
    let cause = try JSONValue(parsing: words["cause"]?.stringValue ?? "")
    #expect(cause["errorMessage"]?.stringValue?.hasPrefix("the command's output is not JSON: ") == true, "\(cause)")
    let (_, killed) = try await run(place, "where")
    #expect(killed["status"] == "FAILED" && killed["error"] == "Error", "\(killed)")
    // A function that no command was given for waits for nobody: its state says that it is not there.
    let history = try await place.call(
      "GetExecutionHistory", ["executionArn": "arn:aws:states:us-east-1:123456789012:execution:calls:fails"])
    let types = history["events"]?.arrayValue?.compactMap { $0["type"]?.stringValue } ?? []
    #expect(types == ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskFailed", "ExecutionFailed"])
  }
}
