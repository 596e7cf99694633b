import Foundation
import JSON
import TestSupport
import Testing

/// Tasks that real machines have, by mocks, local commands and other machines; and what nobody performs.
@Suite struct IntegrationTests {
  private static func task(_ resource: String, _ parameters: String = "{}", more: String = "") -> String {
    #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(resource)","Parameters":\#(parameters),"TimeoutSeconds":600\#(more),"End":true}}}"#
  }

  private func run(_ definition: String, _ arguments: [String], mock: String? = nil) async throws -> Outcome {
    let folder = try TestFolder()
    let machine = try folder.write("m.asl.json", definition)
    var all = ["run", machine, "--output", "result"] + arguments
    if let mock {
      let mocks =
        #"{"StateMachines":{"m":{"TestCases":{"c":{"T":"R"}}}},"MockedResponses":{"R":{"0":\#(mock)}}}"#
      all += ["--mocks", try folder.write("mocks.json", mocks)]
    }
    return try await Stepscope.run(all, in: folder)
  }

  private static let function = "arn:aws:lambda:us-east-1:123456789012:function:double"

  @Test(arguments: [
    (function, "{}"), ("arn:aws:states:::lambda:invoke", #"{"FunctionName":"f","Payload":{}}"#),
    ("arn:aws:states:us-east-1:123456789012:activity:sign", "{}"),
    ("arn:aws:states:::aws-sdk:dynamodb:getItem", #"{"TableName":"t","Key":{}}"#),
    ("arn:aws:states:::dynamodb:putItem", #"{"TableName":"t","Item":{}}"#),
    ("arn:aws:states:::sns:publish", #"{"TopicArn":"t","Message":"m"}"#),
    ("arn:aws:states:::sqs:sendMessage", #"{"QueueUrl":"q","MessageBody":"m"}"#),
    ("arn:aws:states:::batch:submitJob.sync", #"{"JobName":"j","JobQueue":"q","JobDefinition":"d"}"#),
    ("arn:aws:states:::glue:startJobRun.sync", #"{"JobName":"j"}"#), ("arn:aws:states:::events:putEvents", #"{"Entries":[]}"#),
    ("arn:aws:states:::states:startExecution.sync:2", #"{"StateMachineArn":"x"}"#),
    ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", #"{"QueueUrl":"q","MessageBody":{"t.$":"$$.Task.Token"}}"#),
    ("arn:aws:states:::codebuild:startBuild.sync", #"{"ProjectName":"p"}"#),
    ("arn:aws:states:::bedrock:invokeModel", #"{"ModelId":"m","Body":{}}"#),
    ("arn:aws:states:::http:invoke", #"{"ApiEndpoint":"https://x","Method":"GET"}"#),
  ])
  func mocksAnswerEveryIntegration(_ resource: String, _ parameters: String) async throws {
    let outcome = try await run(Self.task(resource, parameters), Stepscope.fixed, mock: #"{"Return":{"ok":[1]}}"#)
    #expect((outcome.status, outcome.output) == (0, "{\"ok\":[1]}\n"), "\(outcome)")
    let failed = try await run(Self.task(resource, parameters), Stepscope.fixed, mock: #"{"Throw":{"Error":"E","Cause":"c"}}"#)
    #expect((failed.status, failed.error.hasSuffix("{\"error\":\"E\",\"cause\":\"c\"}\n")) == (1, true), "\(failed)")
  }

  /// On a real clock: had it waited for its timeout, the test would last ten minutes.
  @Test(arguments: [
    (function, "{}", "the function \(function)", true),
    ("arn:aws:states:::lambda:invoke", #"{"FunctionName":"f"}"#, "lambda:invoke", true),
    (
      "arn:aws:states:us-east-1:123456789012:activity:sign", "{}", "the activity arn:aws:states:us-east-1:123456789012:activity:sign", false
    ),
    ("arn:aws:states:::aws-sdk:dynamodb:getItem", #"{"TableName":"t","Key":{}}"#, "aws-sdk:dynamodb:getItem", false),
    ("arn:aws:states:::batch:submitJob.sync", #"{"JobName":"j","JobQueue":"q","JobDefinition":"d"}"#, "batch:submitJob.sync", false),
  ])
  func whatNobodyPerformsStopsAtOnce(_ resource: String, _ parameters: String, _ what: String, _ isFunction: Bool) async throws {
    let sentence =
      "error: Nothing here performs \(what) for state \"T\"; give its result with --mocks FILE, where StateMachines.NAME.TestCases.CASE.\"T\" "
      + "names a mocked response, " + (isFunction ? "by a local command with --lambda NAME='COMMAND', " : "")
      + "or by hand with --tasks manual.\n"
    for clock in ["virtual", "real"] {
      let outcome = try await run(Self.task(resource, parameters), ["--clock", clock])
      #expect(outcome.status == 2 && outcome.error.contains(sentence.dropFirst("error: ".count)), "\(outcome)")
      #expect(outcome.output == "")
    }
  }

  @Test(arguments: [
    (function, "{\"x\": 4}", "", "40"),
    ("arn:aws:states:::lambda:invoke", #"{"FunctionName":"double","Payload":4}"#, ",\"OutputPath\":\"$.Payload\"", "40"),
    ("arn:aws:states:::lambda:invoke", #"{"FunctionName":"\#(function):live","Payload":4}"#, ",\"OutputPath\":\"$.Payload\"", "40"),
  ])
  func functionsAreLocalCommands(_ resource: String, _ parameters: String, _ more: String, _ output: String) async throws {
    let outcome = try await run(
      Self.task(resource, parameters, more: more), ["--lambda", "double=sed 's/.*4.*/40/'"] + Stepscope.fixed)
    #expect((outcome.status, outcome.output) == (0, output + "\n"), "\(outcome)")
    let failed = try await run(
      Self.task(resource, parameters, more: more),
      ["--lambda", #"double=echo '{"errorType":"Odd","errorMessage":"no"}'; exit 1"#] + Stepscope.fixed)
    #expect(failed.status == 1 && failed.error.contains(#"{"error":"Odd""#), "\(failed)")
  }

  @Test(arguments: ["", ".sync", ".sync:2", ".waitForTaskToken"])
  func machinesAreStartedInEveryPattern(_ pattern: String) async throws {
    let folder = try TestFolder()
    let input = pattern == ".waitForTaskToken" ? #"{"t.$":"$$.Task.Token"}"# : #"{"x":1}"#
    let outer = try folder.write(
      "m.asl.json",
      Self.task(
        "arn:aws:states:::states:startExecution\(pattern)",
        #"{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:inner","Input":\#(input)}"#))
    let inner = try folder.write("inner.asl.json", #"{"StartAt":"P","States":{"P":{"Type":"Pass","Result":{"y":2},"End":true}}}"#)
    let outcome = try await Stepscope.run(
      ["run", outer, "--machine", "inner=\(inner)", "--output", pattern == ".waitForTaskToken" ? "lines" : "result"] + Stepscope.fixed,
      in: folder)
    if pattern == ".waitForTaskToken" {
      // Nobody answers the token: virtual time goes on to the timeout.
      #expect(outcome.status == 1 && outcome.output.contains("TaskSubmitted") && outcome.output.contains("TaskTimedOut"), "\(outcome)")
      return
    }
    let output = try JSONValue(parsing: outcome.output)
    #expect(outcome.status == 0, "\(outcome)")
    switch pattern {
    case ".sync": #expect(output["Output"] == "{\"y\":2}")
    case ".sync:2": #expect(output["Output"] == ["y": 2])
    default: #expect(output["ExecutionArn"]?.stringValue?.contains(":execution:inner:") == true)
    }
  }
}
