import Foundation
import JSON
import TestSupport
import Testing

/// `run` with what it may be given beside its machine, and `test-state`.
@Suite struct SupplyTests {
  private static let reading = """
    {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"},
      "Parameters": {"Bucket": "in", "Key.$": "$.key"}}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
      "StartAt": "L", "States": {"L": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": "double", "Payload.$": "$"}, "OutputPath": "$.Payload", "End": true}}},
      "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "out", "Prefix": "p"}}, "End": true}}}
    """

  @Test func itemsAreReadRunAndWritten() async throws {
    let folder = try TestFolder()
    let machine = try folder.write("m.asl.json", Self.reading)
    for bucket in ["in", "out"] {
      try FileManager.default.createDirectory(atPath: folder.path("s3/\(bucket)"), withIntermediateDirectories: true)
    }
    try folder.write("s3/in/items.json", "[1, 2]")
    let root = folder.path("s3")
    let outcome = try await Stepscope.run(
      [
        "run", machine, "--input-json", #"{"key":"items.json"}"#, "--s3-root", root, "--lambda", "double=sed 's/$/0/'", "--output",
        "result",
      ]
        + Stepscope.fixed, in: folder)
    #expect(outcome.status == 0, "\(outcome)")
    let details = try #require(try JSONValue(parsing: outcome.output)["ResultWriterDetails"])
    #expect(details["Bucket"] == "out")
    let manifest = try JSONValue(parsing: folder.read("s3/out/\(details["Key"]?.stringValue ?? "")"))
    let file = try #require(manifest["ResultFiles"]?["SUCCEEDED"]?[0]?["Key"]?.stringValue)
    let records = try JSONValue(parsing: folder.read("s3/out/\(file)"))
    #expect(records.arrayValue?.map { $0["Output"] } == ["10", "20"])
    #expect(records[0]?["Status"] == "SUCCEEDED")
  }

  @Test func keysNameNothingOutsideTheFolder() async throws {
    let folder = try TestFolder()
    let machine = try folder.write("m.asl.json", Self.reading)
    try FileManager.default.createDirectory(atPath: folder.path("s3/in"), withIntermediateDirectories: true)
    try folder.write("secret.json", "[1]")
    let outcome = try await Stepscope.run(
      ["run", machine, "--input-json", #"{"key":"../../secret.json"}"#, "--s3-root", folder.path("s3"), "--output", "result"]
        + Stepscope.fixed, in: folder)
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("would lie outside the folder"))
  }

  @Test func machinesAreStarted() async throws {
    let folder = try TestFolder()
    let outer = try folder.write(
      "outer.asl.json",
      #"{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"inner","Input":{"x":1}},"OutputPath":"$.Output","End":true}}}"#
    )
    let inner = try folder.write("inner.asl.json", #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#)
    let arguments = ["run", outer, "--output", "result"] + Stepscope.fixed
    let outcome = try await Stepscope.run(arguments + ["--machine", "inner=\(inner)"], in: folder)
    #expect((outcome.status, outcome.output) == (0, "{\"x\":1}\n"), "\(outcome)")
    let missing = try await Stepscope.run(arguments, in: folder)
    #expect(missing.status == 1)
    #expect(missing.error.contains("--machine inner=FILE"))
    let wrong = try await Stepscope.run(arguments + ["--machine", "inner"], in: folder)
    #expect((wrong.status, wrong.error) == (2, "error: --machine takes NAME=FILE, not 'inner'\n"), "\(wrong)")
  }

  @Test func oneStateIsTested() async throws {
    let folder = try TestFolder()
    let state = try folder.write("s.json", #"{"Type":"Pass","Result":{"a":1},"Next":"N"}"#)
    let outcome = try await Stepscope.run(["test-state", state], in: folder)
    #expect((outcome.status, outcome.output) == (0, #"{"output":"{\"a\":1}","status":"SUCCEEDED","nextState":"N"}"# + "\n"), "\(outcome)")
    let fail = try folder.write("f.json", #"{"Type":"Fail","Error":"E"}"#)
    #expect(try await Stepscope.run(["test-state", fail], in: folder).status == 1)
    let refused = try await Stepscope.run(["test-state", fail, "--mock", #"{"result":"1"}"#], in: folder)
    #expect(refused.status == 2)
    #expect(
      refused.error == #"{"__type":"ValidationException","message":"State type 'Fail' is not supported when a mock is specified"}"# + "\n")
  }
}
