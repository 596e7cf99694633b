import Engine
import ExecutionSource
import History
import JSON
import Tasks
import Testing
import Time

@testable import Embedded

@Suite("A run that would not end is stopped at a limit, with what, where and what to do")
struct RunLimitTests {
  /// A distributed Map whose Catch leads back to it.
  static let circle = """
    {"StartAt": "M", "States": {"M": {"Type": "Map", "Label": "L", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "M"}],
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "F",
        "States": {"F": {"Type": "Fail", "Error": "E"}}}}}}
    """

  /// A machine that starts itself and goes on.
  static let itself = """
    {"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution",
      "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m"}, "Next": "W"},
      "W": {"Type": "Wait", "Seconds": 60, "End": true}}}
    """

  static let circleMessage =
    "the run has started more than 20 executions, the most that one run may; the last was started by state 'M' of 'm': "
    + "look whether a Next, Retry or Catch leads there again without end, or allow more with --limit executions=40"

  @Test("Without a screen the run ends with a sentence, and everything until then is told")
  func headless() async throws {
    var setup = try Bench.setup(Self.circle, input: "[1, 2]", paused: false)
    setup.limits = RunLimits(executions: 20)
    var execution = try HeadlessExecution(setup, wall: Bench.start)
    var told = 0
    await #expect(throws: EngineRefusal(message: Self.circleMessage)) {
      try await execution.run(clock: FakeWall()) { log, seen in
        #expect(seen == told)
        told = log.count
      }
    }
    #expect(execution.events.count == told && told > 40)
    #expect(execution.status == .running)
    #expect(execution.controller.core.executionKeys.count == 21)
    #expect(throws: EngineRefusal(message: Self.circleMessage)) { try execution.runToEnd() }
  }

  @Test("As many as are allowed are no excess")
  func exact() throws {
    var setup = try Bench.setup(MapRunTests.map(""), input: "[1, 2, 3]", paused: false)
    setup.limits = RunLimits(executions: 4, events: 8 + 3 * 4)
    var execution = try HeadlessExecution(setup, wall: Bench.start)
    try execution.runToEnd()
    #expect(execution.status == .succeeded)
    setup.limits.events -= 1
    execution = try HeadlessExecution(setup, wall: Bench.start)
    try execution.runToEnd()
    // The last event was the one too many: it is over all the same.
    #expect(execution.status == .succeeded)
  }

  @Test("Events count over the whole tree, and texts by what they weigh")
  func otherLimits() throws {
    let choice =
      #""B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "C"}], "Default": "A"}, "C": {"Type": "Succeed"}"#
    var setup = try Bench.setup(#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, \#(choice)}}"#, paused: false)
    setup.limits = RunLimits(events: 1_000)
    var execution = try HeadlessExecution(setup, wall: Bench.start)
    #expect(
      throws: EngineRefusal(
        message: "the run has recorded more than 1000 events, the most that one run may; the last came from state 'B' of 'm': "
          + "look whether a Next, Retry or Catch leads there again without end, or allow more with --limit events=2000")
    ) { try execution.runToEnd() }
    let growing = #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"u.$": "States.UUID()", "t.$": "$.t"}, "Next": "B"}, \#(choice)}}
      """#
    let text = String(repeating: "x", count: 10_000)
    setup = try Bench.setup(growing, input: #"{"t": "\#(text)"}"#, paused: false)
    setup.limits = RunLimits(textBytes: 1_000_000)
    execution = try HeadlessExecution(setup, wall: Bench.start)
    #expect(
      throws: EngineRefusal(
        message: "the run has recorded more than 1000000 bytes of inputs, outputs and causes, the most that one run may; "
          + "the last came from state 'B' of 'm': look whether a Next, Retry or Catch leads there again without end, "
          + "or allow more with --limit bytes=2000000")
    ) { try execution.runToEnd() }
    // Each output is entered as it was left: one text, some hundred times ten thousand bytes.
    #expect(execution.controller.core.tally.textBytes < 1_000_000 + 512 * 10_100)
    #expect(execution.controller.core.tally.textBytes > 1_000_000)
  }

  @Test("A text that goes on unchanged counts once, however many states it passes")
  func sharedText() throws {
    let chain = (0..<200).map { #""S\#($0)": {"Type": "Pass", \#($0 < 199 ? #""Next": "S\#($0 + 1)""# : #""End": true"#)}"# }
    let text = String(repeating: "x", count: 100_000)
    var setup = try Bench.setup(
      #"{"StartAt": "S0", "States": {\#(chain.joined(separator: ", "))}}"#, input: #"{"t": "\#(text)"}"#, paused: false)
    setup.limits = RunLimits(textBytes: 150_000)
    var execution = try HeadlessExecution(setup, wall: Bench.start)
    try execution.runToEnd()
    #expect(execution.status == .succeeded)
    #expect(execution.controller.core.tally.textBytes == #"{"t": ""}"#.utf8.count + 100_000)
  }

  @Test("On the screen the run stands still with the sentence, nothing is lost, and back leads before it")
  func screen() async throws {
    var setup = try Bench.setup(Self.circle, input: "[1, 2]")
    setup.limits = RunLimits(executions: 20)
    let execution = try LocalExecution(setup)
    await execution.settle()
    try await execution.perform(.resume)
    await execution.settle()
    var snapshot = await execution.snapshot()
    #expect(snapshot.live.pause != nil && snapshot.status == .running)
    #expect(snapshot.audit.last?.text == "stopped: \(Self.circleMessage)")
    #expect(snapshot.events.count > 40 && snapshot.mapRuns.count == 10)
    let refusal = await #expect(throws: SourceRefusal.self) { try await execution.perform(.step) }
    #expect(refusal?.message == "Nothing goes on: \(Self.circleMessage).")
    let count = snapshot.events.count
    try await execution.perform(.stepBack)
    await execution.settle()
    snapshot = await execution.snapshot()
    #expect(snapshot.events.count < count)
  }

  @Test("Where nobody looks on, all that runs fails with the limit as its cause, in every replay too, and cannot be redriven")
  func hosted() throws {
    var bench = try TreeBench(Self.itself, limits: RunLimits(executions: 6))
    bench.answers = { _ in
      .machine(
        ProvidedMachine(
          definition: Self.itself, machineName: "m", stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m",
          roleArn: "arn:aws:iam::123456789012:role/r"))
    }
    try bench.run()
    let cause =
      "The run has started more than 6 executions, the most that one run may; the last was started by state 'S' of 'm': "
      + "look whether a Next, Retry or Catch leads there again without end."
    #expect(bench.core.executionKeys.count == 7 && bench.core.isOver)
    for key in bench.core.executionKeys {
      let facts = try bench.facts(key)
      #expect((facts.status, facts.error, facts.cause, facts.redriveRefusal) == (.failed, "States.Runtime", cause, cause))
    }
    #expect(bench.story().last == "8<0 ExecutionFailed")
    #expect(throws: EngineRefusal(message: cause)) { try bench.feed(.redrive) }
    #expect(try bench.replayed().told == bench.core.told)
  }

  @Test("A Map Run that is over for good keeps its counts and its children's histories, not their engines or its items")
  func released() throws {
    var bench = try TreeBench(Self.circle, input: "[1, 2]", limits: RunLimits(executions: 20))
    try bench.run()
    let core = bench.core
    #expect(core.mapRuns.count == 10)
    for run in core.mapRunFacts.dropLast() {
      #expect((run.status, run.items.total, run.items.failed + run.items.aborted, run.executions.total) == ("FAILED", 2, 2, 2))
    }
    for run in core.mapRuns.dropLast() {
      #expect(run.run.children.isEmpty && run.children.count == 2)
      #expect(run.children.allSatisfy { core.children[$0].child.engine == nil && !core.events(of: $0).isEmpty })
    }
  }

  @Test("What is known of tasks goes when they are over, plans of dropped ones when they are the most")
  func tasks() throws {
    let loop = """
      {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"T.$": "$$.Task.Token"}, "TimeoutSeconds": 1, "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "T"}], "End": true}}}
      """
    var bench = try TreeBench(loop)
    try bench.run()
    #expect(bench.core.events.count == 25_000)
    #expect(bench.core.tokens.count <= 512 && bench.core.scheduledEvents.count <= 512)
    var queue = PlanQueue()
    for id in 1...1_000 {
      queue.insert(.started([]), for: TaskID(id), at: Bench.start + .seconds(id))
      if id != 1 { queue.removeAll(of: TaskID(id)) }
    }
    #expect(queue.count < 200 && queue.has(TaskID(1)) && !queue.has(TaskID(2)))
    #expect(queue.popFirst()?.task == TaskID(1))
    #expect(queue.isEmpty)
  }
}
