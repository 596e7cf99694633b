import Engine
import History
import JSON
import Testing
import Time

@Suite("What each state records")
struct StateTests {
  @Test("Pass, Choice and Succeed: the first Entered has no cause, each Exited is caused by its Entered")
  func straight() throws {
    var bench = try EngineBench(
      """
      {"StartAt": "A", "States": {
        "A": {"Type": "Pass", "Result": {"n": 2}, "ResultPath": "$.made", "Next": "B"},
        "B": {"Type": "Choice", "Choices": [{"Variable": "$.made.n", "NumericGreaterThan": 1, "Next": "C"}], "Default": "D"},
        "C": {"Type": "Succeed", "OutputPath": "$.made"},
        "D": {"Type": "Fail"}}}
      """)
    try bench.run()
    #expect(
      bench.story == [
        "1<0 ExecutionStarted", "2<0 PassStateEntered A", "3<2 PassStateExited A", "4<3 ChoiceStateEntered B", "5<4 ChoiceStateExited B",
        "6<5 SucceedStateEntered C", "7<6 SucceedStateExited C", "8<7 ExecutionSucceeded",
      ])
    #expect(bench.output == #"{"n":2}"#)
  }

  @Test("Text that no state changes goes through as it was written")
  func verbatim() throws {
    var bench = try EngineBench(
      #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Wait", "Seconds": 1, "End": true}}}"#,
      input: "{ \"a\" : 1.0,  \"b\":[ ] }")
    try bench.run()
    try bench.fire()
    #expect(bench.output == "{ \"a\" : 1.0,  \"b\":[ ] }")
  }

  @Test("A Wait is left when its time is up")
  func wait() throws {
    var bench = try EngineBench(#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 259200, "End": true}}}"#)
    try bench.run()
    #expect(bench.story.last == "2<0 WaitStateEntered W")
    try bench.fire()
    #expect(bench.story.suffix(2) == ["3<2 WaitStateExited W", "4<3 ExecutionSucceeded"])
    #expect(bench.events.last.map { $0.timestamp - bench.events[0].timestamp } == .seconds(259_200))
  }

  @Test("Fail ends the execution with its error and is not left")
  func fail() throws {
    var bench = try EngineBench(#"{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Bad", "Cause": "so"}}}"#)
    try bench.run()
    #expect(bench.story == ["1<0 ExecutionStarted", "2<0 FailStateEntered F", "3<2 ExecutionFailed"])
    #expect(bench.events.last?.details == .failed(error: "Bad", cause: "so"))
    #expect(bench.engine.status == .failed)
  }

  @Test("A path that leads nowhere is States.Runtime with AWS's sentence, and nothing catches it")
  func runtime() throws {
    var bench = try EngineBench(
      #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.no", "End": true}}}"#)
    try bench.run()
    #expect(
      bench.events.last?.details
        == .failed(
          error: "States.Runtime",
          cause:
            "An error occurred while executing the state 'A' (entered at the event id #2). Invalid path '$.no' : No results for path: $['no']"
        ))
  }

  @Test("A Map with MaxConcurrency 1: each iteration is caused by the last inner event of the one before")
  func sequentialMap() throws {
    var bench = try EngineBench(
      """
      {"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": 1, "End": true, "ItemProcessor": {
        "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
      """, input: "[1,2]")
    try bench.run()
    #expect(
      bench.story == [
        "1<0 ExecutionStarted", "2<0 MapStateEntered M", "3<2 MapStateStarted", "4<3 MapIterationStarted M", "5<4 PassStateEntered P",
        "6<5 PassStateExited P", "7<6 MapIterationSucceeded M", "8<6 MapIterationStarted M", "9<8 PassStateEntered P",
        "10<9 PassStateExited P", "11<10 MapIterationSucceeded M", "12<11 MapStateSucceeded", "13<11 MapStateExited M",
        "14<13 ExecutionSucceeded",
      ])
    #expect(bench.output == "[1,2]")
  }

  @Test("An empty Map succeeds at once, both ends caused by MapStateStarted")
  func emptyMap() throws {
    var bench = try EngineBench(
      """
      {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
        "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
      """, input: "[]")
    try bench.run()
    #expect(
      bench.story.suffix(4) == ["3<2 MapStateStarted", "4<3 MapStateSucceeded", "5<3 MapStateExited M", "6<5 ExecutionSucceeded"])
  }

  @Test("Parallel joins in branch order, both ends caused by the last branch event")
  func parallel() throws {
    var bench = try EngineBench(
      """
      {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "X", "States": {"X": {"Type": "Wait", "Seconds": 5, "Next": "X2"}, "X2": {"Type": "Pass", "Result": "x", "End": true}}},
        {"StartAt": "Y", "States": {"Y": {"Type": "Pass", "Result": "y", "End": true}}}]}}}
      """)
    try bench.run()
    try bench.fire()
    #expect(bench.output == #"["x","y"]"#)
    let succeeded = try #require(bench.events.first { $0.type == .parallelStateSucceeded })
    let exited = try #require(bench.events.first { $0.type == .parallelStateExited })
    #expect(succeeded.previousEventId == succeeded.id - 1)
    #expect(exited.previousEventId == succeeded.previousEventId)
  }

  @Test("A failing branch takes its siblings down: their tasks are stopped and recorded as aborted")
  func parallelFailure() throws {
    var bench = try EngineBench(
      """
      {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": {"TaskDefinition": "t"}, "End": true}}},
        {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3, "Next": "F"}, "F": {"Type": "Fail", "Error": "E"}}}]}}}
      """)
    try bench.run()
    #expect(bench.requests.count == 1)
    try bench.fire()
    #expect(bench.requests.isEmpty)
    #expect(bench.stopped.map(\.1) == ["a sibling branch or iteration failed"])
    let failed = try #require(bench.events.first { $0.type == .failStateEntered })
    #expect(
      bench.events.suffix(3).map { "\($0.type.rawValue)<\($0.previousEventId)" } == [
        "TaskStateAborted<\(failed.id)", "ParallelStateFailed<\(failed.id)", "ExecutionFailed<\(failed.id + 2)",
      ])
  }
}
