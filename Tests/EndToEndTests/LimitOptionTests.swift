import Foundation
import JSON
import TestSupport
import Testing

/// `run --limit`: runs that would not end.
@Suite struct LimitOptionTests {
  /// A distributed Map whose Catch leads back to it.
  private static let circle = """
    {"StartAt": "M", "States": {"M": {"Type": "Map", "Label": "L", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "M"}],
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "F",
        "States": {"F": {"Type": "Fail", "Error": "E"}}}}}}
    """

  private static let message =
    "the run has started more than 20 executions, the most that one run may; the last was started by state 'M' of 'm': "
    + "look whether a Next, Retry or Catch leads there again without end, or allow more with --limit executions=40\n"

  @Test func aRunBeyondItStopsAndKeepsItsHistory() async throws {
    let folder = try TestFolder()
    let machine = try folder.write("m.asl.json", Self.circle)
    let arguments = ["run", machine, "--input-json", "[1,2]", "--limit", "executions=20"] + Stepscope.fixed
    let outcome = try await Stepscope.run(arguments + ["--output", "history"], in: folder)
    #expect(outcome.status == 2 && outcome.error == "error: \(Self.message)", "\(outcome)")
    let events = try #require(try JSONValue(parsing: outcome.output)["events"]?.arrayValue)
    #expect(events.count == 58 && events.last?["type"] == "MapRunStarted")
    let lines = try await Stepscope.run(arguments + ["--output", "events"], in: folder)
    #expect(lines.output.split(separator: "\n").count == 58 && lines.error == outcome.error)
    let result = try await Stepscope.run(arguments + ["--output", "result"], in: folder)
    #expect(result.status == 2 && result.output.isEmpty && result.error == outcome.error)
  }

  @Test func aWrongLimitIsRefused() async throws {
    let folder = try TestFolder()
    let machine = try folder.write("m.asl.json", Self.circle)
    for wrong in ["executions", "executions=0", "executions=x", "machines=3"] {
      let outcome = try await Stepscope.run(["run", machine, "--limit", wrong] + Stepscope.fixed, in: folder)
      #expect(outcome.status == 2 && outcome.error.contains("The value '\(wrong)' is invalid for '--limit <WHAT=N>'"), "\(outcome)")
    }
  }
}
