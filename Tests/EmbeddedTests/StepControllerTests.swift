import Engine
import ExecutionSource
import History
import JSON
import StatesLanguage
import Tasks
import Testing
import Time

@testable import Embedded

/// A controller on a machine of a test's own.
enum Bench {
  static let start = Timestamp(milliseconds: 1_700_000_000_000)

  static func setup(
    _ definition: String, input: String = "{}", clock: ClockMode = .virtual,
    tasks: RunnerChain = RunnerChain(tasks: .simulated(SimulatedECS(seed: 1))),
    paused: Bool = true, breakpoints: [Breakpoint] = []
  ) throws -> LocalSetup {
    let loaded = StateMachine.load(bytes: Array(definition.utf8), file: "m.asl.json")
    return LocalSetup(
      machine: try #require(loaded.machine, "\(loaded.diagnostics.map(\.message))"),
      identity: EngineIdentity(machineName: "m", executionName: "one"), seed: EngineSeed(1), input: input, runner: tasks, startTime: start,
      clock: clock,
      detail: "test", breakpoints: breakpoints, startsPaused: paused)
  }

  static let task = """
    {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "TimeoutSeconds": 600,
      "Parameters": {"TaskDefinition": "job"}, "Next": "Z", "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 60}],
      "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Z"}]}, "Z": {"Type": "Pass", "End": true}}}
    """

  static let branches = """
    {"StartAt": "P", "States": {"P": {"Type": "Parallel", "Next": "Z", "Branches": [
      {"StartAt": "A1", "States": {"A1": {"Type": "Pass", "Next": "A2"}, "A2": {"Type": "Wait", "Seconds": 10, "End": true}}},
      {"StartAt": "B1", "States": {"B1": {"Type": "Pass", "Next": "B2"}, "B2": {"Type": "Pass", "End": true}}}]}, "Z": {"Type": "Pass", "End": true}}}
    """
}

extension StepController {
  /// Where the chosen cursor stands: `state place`.
  var stand: String {
    guard let view = current.flatMap({ core.engine.view(of: $0) }) else { return core.engine.status.rawValue }
    return "\(view.state) \(view.place)"
  }

  var chosen: CursorID { CursorID(current?.rawValue ?? 0) }
}

@Suite("The step controller")
struct StepControllerTests {
  @Test(
    "A condition is JSONata, a JSONPath or a filter, over the state's input and the variables",
    arguments: [
      ("{% $states.input.n > 2 %}", true), ("$states.input.n > 5", false), ("$limit < n", true), ("$.n", true), ("@.n > 2", true),
      ("@.n > 3", false),
      ("$sum([n, 1]) = 4", true), ("$states.context.Execution.Name = 'one'", true), ("$states.input.missing.more", false),
    ])
  func conditions(condition: String, stops: Bool) throws {
    let machine = """
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"limit": 2}, "Next": "B"}, "B": {"Type": "Pass", "End": true}}}
      """
    var controller = try Bench.setup(machine, input: #"{"n": 3}"#, breakpoints: [Breakpoint(place: .state("B"), condition: condition)])
      .controller(isInteractive: true)
    _ = try controller.perform(.resume)
    _ = try controller.run(budget: 1_000)
    #expect(controller.pause == (stops ? .breakpoint("B") : nil))
  }

  @Test("A condition that is nothing at all is refused with the reason")
  func badCondition() throws {
    var controller = try Bench.setup(Bench.task).controller(isInteractive: true)
    #expect(
      throws: SourceRefusal("The condition '1 +' is neither JSONata nor a JSONPath: S0207: Unexpected end of expression.")
    ) { _ = try controller.perform(.setBreakpoints([Breakpoint(place: .state("T"), condition: "1 +")])) }
  }

  @Test("Step moves only the chosen cursor; over stops where that cursor left its state; out stops at the join")
  func severalCursors() throws {
    var controller = try Bench.setup(Bench.branches).controller(isInteractive: true)
    for _ in 0..<2 { _ = try controller.perform(.step) }
    #expect(controller.stand == "A1 before")
    let keys = controller.core.engine.cursorKeys
    #expect(keys.count == 3)
    _ = try controller.perform(.selectCursor(CursorID(keys[2].rawValue)))
    for _ in 0..<2 { _ = try controller.perform(.step) }
    #expect(controller.stand == "B2 before")
    #expect(controller.core.engine.view(of: keys[1])?.place == .before)
    _ = try controller.perform(.selectCursor(CursorID(keys[1].rawValue)))
    _ = try controller.perform(.stepOver)
    #expect(controller.stand == "A2 before")
    #expect(controller.pause == .step)
    _ = try controller.perform(.stepOut)
    #expect(controller.stand == "P finished")
    #expect(controller.core.now - Bench.start == .seconds(10))
    #expect(throws: SourceRefusal("The cursor is at the top level; c continues to the end.")) { try controller.perform(.stepOut) }
  }

  @Test("A cursor whose branches run hands the step to one of them")
  func children() throws {
    var controller = try Bench.setup(Bench.branches).controller(isInteractive: true)
    for _ in 0..<2 { _ = try controller.perform(.step) }
    let parent = try #require(controller.core.engine.cursorKeys.first)
    controller.selected = parent
    #expect(controller.stand == "P children")
    _ = try controller.perform(.step)
    #expect(controller.stand == "A1 before")
  }

  @Test("Over a loop of one state stops when it is left, though it is entered again")
  func overALoop() throws {
    var controller = try Bench.setup(
      """
      {"StartAt": "L", "States": {"L": {"Type": "Choice", "Choices": [{"Variable": "$.end", "IsPresent": true, "Next": "Z"}], "Default": "L"},
        "Z": {"Type": "Succeed"}}}
      """
    ).controller(isInteractive: true)
    _ = try controller.perform(.stepOver)
    #expect(controller.stand == "L before")
    #expect(controller.core.events.count == 3)
  }

  @Test("On a real clock a waiting cursor is not stepped, and over goes on until the state is left")
  func realClock() throws {
    var controller = try Bench.setup(
      #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 30, "Next": "Z"}, "Z": {"Type": "Pass", "End": true}}}"#, clock: .real
    ).controller(isInteractive: true)
    for _ in 0..<2 { _ = try controller.perform(.step) }
    #expect(throws: SourceRefusal("'W' waits and this run's clock is real; c continues, :skip-wait lets its timer fire.")) {
      try controller.perform(.step)
    }
    _ = try controller.perform(.stepOver)
    #expect(controller.pause == nil)
    #expect(try controller.run(budget: 10) == .idle(until: Bench.start + .seconds(30)))
    try controller.apply(.time(Bench.start + .seconds(31)))
    #expect(try controller.run(budget: 10) == .paused)
    #expect(controller.stand == "Z before")
    #expect(controller.pause == .step)
  }

  @Test("Pausing gives up what over was running to")
  func pauseEndsGoal() throws {
    var controller = try Bench.setup(
      #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 30, "Next": "Z"}, "Z": {"Type": "Pass", "End": true}}}"#, clock: .real
    ).controller(isInteractive: true)
    _ = try controller.perform(.stepOver)
    _ = try controller.perform(.pause)
    #expect(controller.pause == .request)
    _ = try controller.perform(.resume)
    try controller.apply(.time(Bench.start + .seconds(31)))
    #expect(try controller.run(budget: 100) == .ended)
  }

  @Test("skip-wait ends a Wait and a back-off, and never fires a Task's timeout")
  func skipWait() throws {
    var controller = try Bench.setup(Bench.task, tasks: RunnerChain(tasks: .manual)).controller(isInteractive: true)
    for _ in 0..<3 { _ = try controller.perform(.step) }
    #expect(controller.stand == "T sent")
    #expect(throws: SourceRefusal("This cursor waits for no timer; r gives a Task's result by hand.")) {
      try controller.perform(.skipWait(controller.chosen))
    }
    #expect(try controller.perform(.failByHand(controller.chosen, error: "E", cause: "c")) == #"failed by hand (E) for "T""#)
    _ = try controller.perform(.step)
    #expect(controller.stand == "T waiting")
    #expect(try controller.perform(.skipWait(controller.chosen)) == #"let the timer of "T" fire"#)
    #expect(controller.core.now == Bench.start)
    _ = try controller.perform(.step)
    #expect(controller.stand == "T ready")
  }

  @Test("By hand: virtual time stands, s says what is missing, and the result ends the wait")
  func manual() throws {
    var controller = try Bench.setup(Bench.task, tasks: RunnerChain(tasks: .manual), paused: false).controller(isInteractive: true)
    #expect(try controller.run(budget: 100) == .idle(until: Bench.start + .seconds(600)))
    #expect(controller.stand == "T sent")
    #expect(throws: SourceRefusal("'T' waits for a result by hand; r gives it.")) { try controller.perform(.step) }
    #expect(try controller.perform(.succeedByHand(controller.chosen, json: #"{"ok":true}"#)) == #"gave a result by hand for "T""#)
    _ = try controller.perform(.resume)
    #expect(try controller.run(budget: 100) == .ended)
    #expect(controller.core.engine.status == .succeeded)
    #expect(throws: SourceRefusal("That cursor is gone.")) { try controller.perform(.succeedByHand(CursorID(1), json: "{}")) }
  }

  @Test("While a person is awaited, time goes on for what is planned elsewhere, but not past his own deadline")
  func deadline() throws {
    // The simulated task of the one branch takes less than the heartbeat of the other in the first, and more in the second.
    for (heartbeat, ends) in [(3_600, true), (10, false)] {
      var controller = try Bench.setup(
        """
        {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
          {"StartAt": "Job", "States": {"Job": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": {"TaskDefinition": "job"}, "End": true}}},
          {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "HeartbeatSeconds": \(heartbeat),
            "Parameters": {"QueueUrl": "q", "MessageBody": {"t.$": "$$.Task.Token"}}, "End": true}}}]}}}
        """, paused: false
      ).controller(isInteractive: true)
      while case .paused = try controller.run(budget: 1_000) {
        #expect(controller.takeProblems().count == 1)
        _ = try controller.perform(.resume)
      }
      #expect(controller.core.engine.status == .running)
      #expect(controller.core.events.contains { $0.type == .taskSucceeded } == ends)
      #expect(!controller.core.events.contains { $0.type == .taskTimedOut })
    }
  }

  @Test("Break on failure stops before Retry and Catch, for errors of a task and of the definition")
  func breakOnFailure() throws {
    var controller = try Bench.setup(
      Bench.task, tasks: RunnerChain(tasks: .manual), paused: false, breakpoints: [Breakpoint(place: .failure)]
    ).controller(isInteractive: true)
    _ = try controller.run(budget: 100)
    _ = try controller.perform(.failByHand(controller.chosen, error: "E", cause: ""))
    #expect(try controller.run(budget: 100) == .paused)
    #expect(controller.pause == .failure(state: "T"))
    #expect(controller.stand == "T failed")
    #expect(!controller.core.engine.timers.contains { $0.kind == .retry(next: 2, of: 4) })
    _ = try controller.perform(.resume)
    _ = try controller.run(budget: 1)
    #expect(controller.core.engine.timers.contains { $0.kind == .retry(next: 2, of: 4) })

    var broken = try Bench.setup(
      #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.no", "End": true}}}"#, paused: false,
      breakpoints: [Breakpoint(place: .failure)]
    ).controller(isInteractive: true)
    #expect(try broken.run(budget: 100) == .paused)
    #expect(broken.pause == .failure(state: "A"))
    #expect(broken.core.engine.status == .running)
  }

  @Test("A request that cannot be bound is not sent: the execution ends with AWS's sentence, and editing the request saves it")
  func refused() throws {
    let definition = """
      {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true, "Parameters": {"TaskDefinition": "job",
        "Overrides": {"ContainerOverrides": [{"Name": "app", "Environment": [{"Name": "A", "Value.$": "$.n"}]}]}}}}}
      """
    var controller = try Bench.setup(definition, input: #"{"n":7}"#).controller(isInteractive: true)
    for _ in 0..<2 { _ = try controller.perform(.step) }
    #expect(controller.stand == "T ready")
    var edited = controller
    #expect(try edited.perform(.edit(edited.chosen, json: #"{"TaskDefinition":"job"}"#)) == #"edited what "T" will send"#)
    _ = try edited.perform(.resume)
    #expect(try edited.run(budget: 1_000) == .ended)
    #expect(edited.core.engine.status == .succeeded)
    _ = try controller.perform(.resume)
    #expect(try controller.run(budget: 1_000) == .ended)
    #expect(controller.core.events.map(\.type) == [.executionStarted, .taskStateEntered, .executionFailed])
    let parameters =
      #"{"TaskDefinition":"job","Overrides":{"ContainerOverrides":[{"Name":"app","Environment":[{"Name":"A","Value":7}]}]},"StartedBy":"AWS Step Functions"}"#
    let sentence =
      "The Parameters '\(parameters)' could not be used to start the Task: [The value of the field 'Value' has an invalid format]"
    #expect(
      controller.core.events.last?.details
        == .failed(
          error: "States.Runtime", cause: "An error occurred while executing the state 'T' (entered at the event id #2). \(sentence)"))
  }

  @Test("What fails at one moment is recorded before the first failure takes the others down")
  func oneMoment() throws {
    var controller = try Bench.setup(
      """
      {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "T", "States": {"T": {"Type": "Task", "TimeoutSeconds": 5,
        "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": {"TaskDefinition": "job"}, "End": true}}}}}}
      """, input: "[1, 2, 3]", tasks: RunnerChain(tasks: .manual), paused: false
    ).controller(isInteractive: false)
    #expect(try controller.run(budget: 1_000) == .ended)
    let events = controller.core.events
    let outcome = try #require(events.first { $0.type == .taskTimedOut }).id
    #expect(
      events.dropFirst(outcome - 1).map { "\($0.type.rawValue)<\($0.previousEventId)" } == [
        "TaskTimedOut<13", "TaskTimedOut<14", "TaskTimedOut<15", "MapIterationFailed<\(outcome)", "TaskStateAborted<\(outcome)",
        "MapIterationAborted<\(outcome)", "TaskStateAborted<\(outcome)", "MapIterationAborted<\(outcome)", "TaskStateAborted<\(outcome)",
        "MapStateFailed<\(outcome)", "ExecutionFailed<\(outcome + 9)",
      ])
  }

  @Test("A mock file without the answer stops the run with its sentence, and the result can be given by hand")
  func noMock() throws {
    let mocks = MockRunner(states: ["T": MockSequence(name: "none", entries: [], place: "mocks.json:3:5")])
    var controller = try Bench.setup(Bench.task, tasks: RunnerChain(mocks: mocks, tasks: .manual), paused: false).controller(
      isInteractive: true)
    #expect(try controller.run(budget: 1_000) == .paused)
    #expect(
      controller.takeProblems() == [
        "mocks.json:3:5: Mocked response \"none\" has no entry \"0\" for state \"T\"; add one, or schedule the state less often."
      ])
    _ = try controller.perform(.succeedByHand(controller.chosen, json: "{}"))
    _ = try controller.perform(.resume)
    #expect(try controller.run(budget: 1_000) == .ended)
  }

  @Test("The input is edited before its state, not behind")
  func edit() throws {
    var controller = try Bench.setup(Bench.branches).controller(isInteractive: true)
    #expect(try controller.perform(.edit(controller.chosen, json: #"{"a": 1}"#)) == #"edited the input of "P""#)
    _ = try controller.perform(.step)
    #expect(
      throws: SourceRefusal("That is not possible: 'P' is past the point where its input or request can be edited.")
    ) { try controller.perform(.edit(controller.chosen, json: "{}")) }
    _ = try controller.perform(.resume)
    _ = try controller.run(budget: 1_000)
    #expect(controller.core.events.first { $0.type == .parallelStateEntered }?.details == .stateEntered(name: "P", input: #"{"a":1}"#))
    #expect(controller.core.events.last?.details == .succeeded(output: #"[{"a":1},{"a":1}]"#))
  }
}
