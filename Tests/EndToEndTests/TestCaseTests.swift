import Foundation
import JSON
import TestSupport
import Testing

/// `run` over the test cases of a mock file, and `run --watch`.
@Suite struct TestCaseTests {
  private static let order = #"""
    {"StartAt": "How many?", "States": {
      "How many?": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 0, "Next": "Nothing"}], "Default": "Charge"},
      "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 60,
        "Parameters": {"FunctionName": "charge", "Payload.$": "$"},
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Give up"}], "End": true},
      "Nothing": {"Type": "Succeed"},
      "Give up": {"Type": "Fail", "Error": "GaveUp", "Cause": "<no>"}}}
    """#

  private static let mocks = #"""
    {"StateMachines": {"order": {"TestCases": {"Happy": {"Charge": "Paid"}, "Broken": {"Charge": "Never"}, "Gap": {"Charge": "None"}}}},
     "MockedResponses": {"Paid": {"0": {"Return": {"Payload": "ok"}}}, "Never": {"0": {"Throw": {"Error": "Card"}}}, "None": {}}}
    """#

  private struct Files {
    var folder: TestFolder
    var arguments: [String]

    init() throws {
      folder = try TestFolder()
      let machine = try folder.write("order.asl.json", TestCaseTests.order)
      let mocks = try folder.write("mocks.json", TestCaseTests.mocks)
      let input = try folder.write("input.json", #"{"n": 3}"#)
      arguments = ["run", machine, "--mocks", mocks, "--input", input, "--seed", "1"]
    }

    func run(_ more: String...) async throws -> Outcome { try await Stepscope.run(arguments + more, in: folder) }
  }

  @Test func allTestCasesInOneRun() async throws {
    let files = try Files()
    let outcome = try await files.run("--junit", files.folder.path("out.xml"), "--coverage")
    let machine = files.arguments[1]
    let mocks = files.arguments[3]
    #expect(outcome.status == 2 && outcome.error.isEmpty, "\(outcome)")
    #expect(
      outcome.output == """
        FAILED     Broken      0.000 s     10 events  GaveUp: <no>
        NOT RUN    Gap         0.000 s      5 events  \(mocks):2:114: Mocked response "None" has no entry "0" for state "Charge"; add one, or schedule the state less often.
        SUCCEEDED  Happy       0.000 s      9 events

        3 test cases: 1 succeeded, 1 did not, 1 could not be run.

        Coverage of \(machine): states 3 of 4, branches 1 of 2, retries 0 of 0, catches 1 of 1.
        Not reached:
          \(machine):2:47  Choice "How many?", rule 1 → "Nothing"
          \(machine):6:3   state "Nothing"

        """)
    let xml = files.folder.read("out.xml")
    #expect(
      xml.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"stepscope\" tests=\"3\" failures=\"1\" errors=\"1\""))
    #expect(xml.contains(#"<failure type="GaveUp" message="GaveUp: &lt;no&gt;">in state "Give up""#))
  }

  @Test func exitCodes() async throws {
    let files = try Files()
    #expect(try await files.run("--coverage", "--test-case", "Happy").status == 0)
    #expect(try await files.run("--coverage", "--test-case", "Broken").status == 1)
    #expect(try await files.run("--coverage", "--test-case", "Gap").status == 2)
    let events = try await files.run("--coverage", "--output", "events")
    #expect(
      (events.status, events.error) == (
        2, "error: --output events is one execution's; with --coverage there are lines and result, or leave --coverage away\n"
      ))
    let unwritable = try await files.run("--junit", files.folder.path("no/such/folder.xml"), "--test-case", "Happy")
    #expect(unwritable.status == 3 && unwritable.error.hasPrefix("error: --junit "), "\(unwritable)")
    let result = try await files.run("--coverage", "--output", "result")
    let json = try JSONValue(parsing: result.output)
    #expect(json["testCases"]?.arrayValue?.map { $0["status"] } == ["FAILED", "NOT_RUN", "SUCCEEDED"])
    #expect(json["coverage"]?["states"] == ["reached": 3, "all": 4])
    let watched = try await Stepscope.run(["run", "-", "--watch"], input: Self.order, in: files.folder)
    #expect((watched.status, watched.error) == (2, "error: --watch needs files; standard input cannot be saved again\n"))
  }

  @Test func aSaveRunsAgain() async throws {
    let files = try Files()
    // The shell saves, waits for what came of it, and ends the program as Ctrl-C does.
    let script = """
      "$@" > out.txt 2> err.txt & pid=$!
      until_there() { for i in $(seq 600); do grep -q "$1" $2 2>/dev/null && return; sleep 0.05; done; echo "not seen: $1"; }
      until_there 'Ctrl-C ends' err.txt
      echo '{"n": 0}' > input.json; until_there 'Nothing' out.txt
      echo '{"n": ' > input.json; until_there 'INPUT' err.txt
      kill -INT $pid; wait $pid; echo "left $?"
      """
    try files.folder.write("watch.sh", script)
    let arguments = [Stepscope.binary] + files.arguments + ["--test-case", "Happy", "--clock", "virtual", "--watch"]
    // A background job of a shell without job control ignores SIGINT unless it is set back.
    let outcome = try await Program.run(
      "/bin/bash", ["-c", "set -m; . ./watch.sh", "bash"] + arguments, in: files.folder)
    #expect(outcome.output == "left 130\n", "\(outcome)")
    let error = files.folder.read("err.txt")
    #expect(
      error.contains("watching order.asl.json, mocks.json and input.json; Ctrl-C ends\n\ninput.json has changed: run again\n"), "\(error)")
    #expect(error.contains("input.json:2:1: error: the input is not JSON: the text ends where a value was expected [INPUT]\n"), "\(error)")
  }
}
