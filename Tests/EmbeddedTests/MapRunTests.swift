import Engine
import History
import JSON
import Tasks
import Testing
import Time

@testable import Embedded

@Suite("Map Runs and their child executions")
struct MapRunTests {
  static func map(
    _ fields: String, _ states: String = #""P": {"Type": "Pass", "End": true}"#, start: String = "P", type: String = "STANDARD"
  ) -> String {
    """
    {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "\(type)"},
      "StartAt": "\(start)", "States": {\(states)}}\(fields), "End": true}}}
    """
  }

  static let failing = #"""
    "C": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericGreaterThan": 2, "Next": "F"}], "Default": "P"},
    "F": {"Type": "Fail", "Error": "Big", "Cause": "too big"}, "P": {"Type": "Pass", "End": true}
    """#

  @Test("Each item is an execution of its own, with a name, an ARN and a history; the Map's result is their outputs in order")
  func children() throws {
    var bench = try TreeBench(Self.map(#", "Label": "L""#), input: #"[{"a": 1}, 2]"#)
    try bench.run()
    #expect(
      bench.story() == [
        "1<0 ExecutionStarted", "2<0 MapStateEntered", "3<2 MapStateStarted", "4<3 MapRunStarted", "5<4 MapRunSucceeded",
        "6<5 MapStateSucceeded", "7<4 MapStateExited", "8<7 ExecutionSucceeded",
      ])
    #expect(try bench.facts(.root).output == #"[{"a":1},2]"#)
    let child = try bench.facts(ExecutionKey(1))
    #expect(child.identity.executionArn == "arn:aws:states:us-east-1:123456789012:execution:m/L:\(child.identity.executionName)")
    #expect(child.identity.stateMachineArn == "arn:aws:states:us-east-1:123456789012:stateMachine:m/L")
    #expect(child.mapRunArn?.hasPrefix("arn:aws:states:us-east-1:123456789012:mapRun:m/L:") == true)
    #expect((child.status, child.input, child.output, child.itemCount) == (.succeeded, #"{"a":1}"#, #"{"a":1}"#, 1))
    #expect(
      bench.story(ExecutionKey(1)) == [
        "1<0 ExecutionStarted", "2<0 PassStateEntered", "3<2 PassStateExited", "4<3 ExecutionSucceeded",
      ])
    let run = try #require(bench.core.mapRunFacts.first)
    #expect((run.status, run.items.succeeded, run.executions.total, run.executions.resultsWritten) == ("SUCCEEDED", 2, 2, 2))
  }

  /// Answers at once with its payload.
  private struct Echo: FunctionRunner {
    let names: Set<String> = ["f"]
    func run(_ name: String, payload: String) -> FunctionOutcome { .returned(.string(payload)) }
  }

  @Test(
    "Children end in the moment for which the start of their function is planned, and nothing is told them any more",
    arguments: [
      (#""W": {"Type": "Wait", "Seconds": 2, "Next": "T"}, "#, "W", "", #"["1","2"]"#, nil),
      (
        "", "T",
        #", "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix": "p"}}"#, nil,
        "States.ResultWriterFailed"
      ),
    ] as [(String, String, String, String?, String?)])
  func functions(before: String, start: String, fields: String, output: String?, error: String?) throws {
    let task = #""T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}"#
    var setup = try Bench.setup(Self.map(fields, before + task, start: start), input: "[1,2]", paused: false)
    setup.supply.functions = Echo()
    var run = try HeadlessExecution(setup, wall: Bench.start)
    try run.runToEnd()
    switch run.events.last?.details {
    case .succeeded(let text): #expect(text == output && error == nil)
    case .failed(let reason, _): #expect(reason == error && output == nil)
    default: Issue.record("it has not ended")
    }
  }

  @Test("A distributed Map goes through the pairs of an object; the context object has the value and its key")
  func objects() throws {
    let input = #"{"b": 2, "a": {"x": 1}}"#
    var plain = try TreeBench(Self.map(""), input: input)
    try plain.run()
    #expect(try plain.facts(.root).output == #"[{"Key":"b","Value":2},{"Key":"a","Value":{"x":1}}]"#)
    var path = try TreeBench(
      Self.map(
        #", "ItemsPath": "$.all", "ItemSelector": {"k.$": "$$.Map.Item.Key", "v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index"}"#),
      input: #"{"all": \#(input)}"#)
    try path.run()
    #expect(try path.facts(.root).output == #"[{"k":"b","v":2,"i":0},{"k":"a","v":{"x":1},"i":1}]"#)
    var jsonata = try TreeBench(
      Self.map(
        """
        , "QueryLanguage": "JSONata", "Items": "{% $states.input.all %}", "ItemSelector": {"k": "{% $states.context.Map.Item.Key %}",
        "v": "{% $states.context.Map.Item.Value %}"}, "ItemBatcher": {"MaxItemsPerBatch": 2}
        """), input: #"{"all": \#(input)}"#)
    try jsonata.run()
    #expect(try jsonata.facts(.root).output == #"[{"Items":[{"k":"b","v":2},{"k":"a","v":{"x":1}}]}]"#)
    #expect(jsonata.story().contains("3<2 MapStateStarted"))
    var empty = try TreeBench(Self.map(""), input: "{}")
    try empty.run()
    #expect(try empty.facts(.root).output == "[]")
  }

  @Test("Express children have Express ARNs, and a label is made where none is given")
  func express() throws {
    var bench = try TreeBench(Self.map("", type: "EXPRESS"), input: "[1]")
    try bench.run()
    let child = try bench.facts(ExecutionKey(1))
    #expect(child.isExpress)
    #expect(child.identity.executionArn.split(separator: ":").count == 9)
    #expect(child.identity.executionArn.contains(":express:m/"))
  }

  @Test("As many children run at once as MaxConcurrency says")
  func concurrency() throws {
    let waiting = #""W": {"Type": "Wait", "Seconds": 10, "End": true}"#
    var bench = try TreeBench(Self.map(#", "MaxConcurrency": 2"#, waiting, start: "W"), input: "[1,2,3,4,5]")
    try bench.settle()
    var run = try #require(bench.core.mapRunFacts.first)
    #expect((run.executions.running, run.executions.pending, run.executions.total) == (2, 3, 5))
    try bench.feed(.updateMapRun(arn: run.arn, MapRunLimits(maxConcurrency: 4)))
    try bench.settle()
    run = try #require(bench.core.mapRunFacts.first)
    #expect((run.executions.running, run.executions.pending, run.maxConcurrency) == (4, 1, 4))
    try bench.run()
    #expect(bench.core.now - Bench.start == .seconds(20))
    #expect(try bench.facts(.root).output == "[1,2,3,4,5]")
  }

  @Test("More failed items than tolerated fail the Map Run and stop the children that still run")
  func intolerable() throws {
    let states = Self.failing.replacing(#""P": {"Type": "Pass", "End": true}"#, with: #""P": {"Type": "Wait", "Seconds": 60, "End": true}"#)
    var bench = try TreeBench(Self.map("", states, start: "C"), input: "[1,3,2]")
    try bench.run()
    #expect(
      bench.story().suffix(4) == ["4<3 MapRunStarted", "5<4 MapRunFailed", "6<5 MapStateFailed", "7<6 ExecutionFailed"])
    #expect(
      bench.core.events.last?.details
        == .failed(error: "States.ExceedToleratedFailureThreshold", cause: "The specified tolerated failure threshold was exceeded"))
    #expect(try bench.core.executionKeys.map { try bench.facts($0).status } == [.failed, .aborted, .failed, .aborted])
    let run = try #require(bench.core.mapRunFacts.first)
    #expect((run.status, run.executions.failed, run.executions.aborted) == ("FAILED", 1, 2))
  }

  @Test(
    "Tolerated failures leave the outputs of those that succeeded",
    arguments: [
      (#", "ToleratedFailureCount": 2"#, true), (#", "ToleratedFailureCount": 1"#, false), (#", "ToleratedFailurePercentage": 50"#, true),
      (#", "ToleratedFailurePercentage": 49"#, false), (#", "ToleratedFailureCountPath": "$$.Execution.Input[0]""#, false),
    ])
  func tolerated(fields: String, succeeds: Bool) throws {
    var bench = try TreeBench(Self.map(fields, Self.failing, start: "C"), input: "[1,3,2,4]")
    try bench.run()
    #expect(try bench.facts(.root).status == (succeeds ? .succeeded : .failed))
    if succeeds { #expect(try bench.facts(.root).output == "[1,2]") }
  }

  @Test("Batches hold as many items and bytes as they may, with BatchInput beside them")
  func batches() throws {
    var bench = try TreeBench(
      Self.map(
        #", "ItemSelector": {"v.$": "$$.Map.Item.Value"}, "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"n.$": "$$.Execution.Name"}}"#
      ),
      input: "[1,2,3]")
    try bench.run()
    #expect(
      try bench.facts(.root).output
        == #"[{"BatchInput":{"n":"one"},"Items":[{"v":1},{"v":2}]},{"BatchInput":{"n":"one"},"Items":[{"v":3}]}]"#)
    let run = try #require(bench.core.mapRunFacts.first)
    #expect((run.items.total, run.executions.total) == (3, 2))
    // {"Items":["aaaa","bbbb"]} has 25 bytes.
    bench = try TreeBench(Self.map(#", "ItemBatcher": {"MaxInputBytesPerBatch": 25}"#), input: #"["aaaa","bbbb","cccc"]"#)
    try bench.run()
    #expect(try bench.facts(.root).output == #"[{"Items":["aaaa","bbbb"]},{"Items":["cccc"]}]"#)
    bench = try TreeBench(Self.map(#", "ItemBatcher": {"MaxInputBytesPerBatch": 24}"#), input: #"["aaaa","bbbb","cccc"]"#)
    try bench.run()
    #expect(bench.core.executionKeys.count == 4)
  }

  @Test("Stopping the execution aborts the Map Run and its children; stopping one child is that child's failure")
  func stopped() throws {
    let waiting = #""W": {"Type": "Wait", "Seconds": 10, "End": true}"#
    var bench = try TreeBench(Self.map(#", "ToleratedFailureCount": 1"#, waiting, start: "W"), input: "[1,2,3]")
    try bench.settle()
    var one = bench
    try one.feed(.stop(ExecutionKey(2), error: nil, cause: "enough"))
    try one.run()
    #expect(try one.facts(.root).output == "[1,3]")
    #expect(try one.facts(ExecutionKey(2)).cause == "enough")
    try bench.feed(.stop(.root, error: "E", cause: nil))
    try bench.settle()
    #expect(bench.story().last == "5<0 ExecutionAborted")
    #expect(try bench.core.executionKeys.map { try bench.facts($0).status } == [.aborted, .aborted, .aborted, .aborted])
    #expect(bench.core.mapRunFacts.map(\.status) == ["ABORTED"])
    #expect(bench.core.isOver)
  }

  @Test("A failed execution redriven redrives the failed children only, and starts those that were pending")
  func redriven() throws {
    let task = #""T": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true}"#
    var bench = try TreeBench(Self.map(#", "MaxConcurrency": 2, "Label": "L""#, task, start: "T"), input: "[1,2,3]")
    try bench.settle()
    let first = bench.core.waitingActivities
    #expect(first.map(\.input) == ["1", "2"])
    try bench.feed(.answer(token: first[0].token, .success("ok")))
    try bench.settle()
    try bench.feed(.answer(token: first[1].token, .failure(error: "E", cause: "c")))
    try bench.settle()
    #expect(try bench.facts(.root).status == .failed)
    try bench.feed(.time(Bench.start + .seconds(60)))
    try bench.feed(.redrive)
    try bench.settle()
    #expect(
      bench.story().suffix(5) == [
        "5<4 MapRunFailed", "6<5 MapStateFailed", "7<6 ExecutionFailed", "8<7 ExecutionRedriven", "9<8 MapRunRedriven",
      ])
    for waiting in bench.core.waitingActivities { try bench.feed(.answer(token: waiting.token, .success("again"))) }
    try bench.settle()
    #expect(try bench.facts(.root).output == #"["ok","again","again"]"#)
    #expect(try bench.facts(.root).redriveCount == 1)
    #expect(
      bench.story(ExecutionKey(2)).suffix(7) == [
        "6<5 ExecutionFailed", "7<6 ExecutionRedriven", "8<7 ActivityScheduled", "9<8 ActivityStarted",
        "10<9 ActivitySucceeded", "11<10 TaskStateExited", "12<11 ExecutionSucceeded",
      ])
    #expect(try bench.replayed().told == bench.core.told)
  }

  @Test("The journal replayed gives the same tree, child for child, whatever stood in between")
  func replay() throws {
    let nested = """
      "I": {"Type": "Map", "ItemsPath": "$.n", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$", "Next": "U"},
        "U": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "End": true}}}, "End": true}
      """
    var bench = try TreeBench(Self.map("", nested, start: "I"), input: #"[{"n":[3,1,2]},{"n":[5]},{"n":[]}]"#)
    try bench.run()
    #expect(try bench.facts(.root).status == .succeeded)
    #expect(bench.core.executionKeys.count == 8)
    #expect(bench.core.mapRunFacts.count == 4)
    #expect(try bench.replayed().told == bench.core.told)
  }

  @Test("What became new is told once; with events given away the core keeps none")
  func news() throws {
    var bench = try TreeBench(Self.map(""), input: "[1,2]")
    try bench.run()
    var core = bench.core
    let news = core.takeNews()
    #expect(news.executions.map(\.facts.key.rawValue).sorted() == [0, 1, 2])
    #expect(news.executions.first { $0.facts.key == .root }?.events.count == 8)
    #expect(news.mapRuns.map(\.status) == ["SUCCEEDED"])
    #expect(core.takeNews().executions.isEmpty)
  }
}
