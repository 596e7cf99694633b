import DataFlow
import ExecutionSource
import History
import Synchronization
import Testing
import Time

@testable import Embedded

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Expressions that do not end, on a run that somebody watches.
@Suite("Interrupting evaluations")
struct InterruptTests {
  private static let endless = """
    {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"},
      "B": {"Type": "Pass", "Output": {"n": "{% ($f := function(){$f()}; $f()) %}"}, "End": true}}}
    """

  /// What happens before the endless expression.
  private static let before: [EventType] = [.executionStarted, .passStateEntered, .passStateExited, .passStateEntered]

  /// A run, and a stream that says when something is evaluated. The evaluation then stands where it asked until it is ended, so that it never comes to the end of its
  /// steps before.
  private func running(
    paused: Bool = false, breakpoints: [Breakpoint] = [], machine: String = endless, functions: (any FunctionRunner)? = nil
  ) throws -> (LocalExecution, AsyncStream<Void>) {
    let (asked, asking) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let own = Own()
    let interrupt = EvaluationInterrupt {
      asking.yield()
      while own.interrupt.withLock({ $0?.isRaised == false }) { sched_yield() }
      return false
    }
    own.interrupt.withLock { $0 = interrupt }
    var setup = try Bench.setup(machine, paused: paused, breakpoints: breakpoints)
    setup.supply.functions = functions
    return (try LocalExecution(setup, wall: SystemClock(), interrupt: interrupt), asked)
  }

  /// The interrupt, for what it asks.
  private final class Own: Sendable {
    let interrupt = Mutex<EvaluationInterrupt?>(nil)
  }

  private func begin(_ execution: LocalExecution, _ asked: AsyncStream<Void>) async {
    Task { await execution.settle() }
    for await _ in asked { break }
  }

  @Test("p ends an evaluation: the run stands before it, and says what was interrupted")
  func pause() async throws {
    let (execution, asked) = try running()
    await begin(execution, asked)
    await #expect(throws: SourceRefusal("The evaluation of 'Output/n' in \"B\" was interrupted; the run stands before it.")) {
      try await execution.perform(.pause)
    }
    let snapshot = await execution.snapshot()
    #expect(snapshot.status == .running && snapshot.live.pause == .request)
    #expect(snapshot.live.cursors.map(\.state) == ["B"] && snapshot.events.map(\.type) == Self.before)
    #expect(snapshot.audit.last?.text == "interrupted the evaluation of 'Output/n' in \"B\"; the run stands before it")
    #expect(snapshot.live.cursors.first?.stop == .entered)
    await execution.close()
  }

  @Test("Stopping ends an evaluation, and nothing of it is in the history")
  func stop() async throws {
    let (execution, asked) = try running()
    await begin(execution, asked)
    try await execution.perform(.stop(error: "Enough", cause: ""))
    let snapshot = await execution.snapshot()
    #expect(snapshot.status == .aborted && snapshot.events.map(\.type) == Self.before + [.executionAborted])
    await execution.close()
  }

  /// Counts how often its function is called.
  private final class Counted: FunctionRunner {
    let calls = Atomic<Int>(0)
    var names: Set<String> { ["f"] }

    func run(_ name: String, payload: String) -> FunctionOutcome {
      calls.add(1, ordering: .relaxed)
      return .returned(["n": 1])
    }
  }

  @Test("A command that was run before an evaluation that is interrupted is not run again")
  func commands() async throws {
    let machine = """
      {"QueryLanguage": "JSONata", "StartAt": "T", "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Next": "B"},
        "B": {"Type": "Pass", "Output": "{% ($f := function(){$f()}; $f()) %}", "End": true}}}
      """
    let functions = Counted()
    let (execution, asked) = try running(machine: machine, functions: functions)
    await begin(execution, asked)
    await #expect(throws: SourceRefusal("The evaluation of 'Output' in \"B\" was interrupted; the run stands before it.")) {
      try await execution.perform(.pause)
    }
    #expect(await execution.snapshot().events.map(\.type).contains(.lambdaFunctionSucceeded))
    #expect(functions.calls.load(ordering: .relaxed) == 1)
    await execution.close()
  }

  @Test("Leaving does not wait for an evaluation")
  func close() async throws {
    let (execution, asked) = try running()
    await begin(execution, asked)
    await execution.close()
    #expect(await execution.snapshot().events.map(\.type) == Self.before)
  }

  @Test("A step whose evaluation is interrupted has not happened; what was interrupted is said")
  func step() async throws {
    let count = Atomic<Int>(0)
    // The third time it asks, somebody has pressed p.
    let interrupt = EvaluationInterrupt { count.add(1, ordering: .relaxed).newValue == 3 }
    let execution = try LocalExecution(try Bench.setup(Self.endless), wall: SystemClock(), interrupt: interrupt)
    try await execution.perform(.stepOver)
    try await execution.perform(.step)
    let before = await execution.snapshot()
    #expect(before.live.cursors.map(\.state) == ["B"] && before.live.cursors.first?.stop == .entered)
    await #expect(throws: SourceRefusal("The evaluation of 'Output/n' in \"B\" was interrupted; the run stands where it stood.")) {
      try await execution.perform(.step)
    }
    let after = await execution.snapshot()
    #expect(after.events.map(\.id) == before.events.map(\.id) && after.status == .running)
    #expect(after.live.cursors.map(\.state) == ["B"] && after.live.cursors.first?.stop == .entered)
    #expect(count.load(ordering: .relaxed) == 3)
    await execution.close()
  }

  @Test("The condition of a breakpoint is interrupted as well, in a machine without JSONata too")
  func condition() async throws {
    let machine = #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": true}}}"#
    let breakpoint = Breakpoint(place: .state("B"), condition: "($f := function(){$f()}; $f())")
    let (execution, asked) = try running(breakpoints: [breakpoint], machine: machine)
    await begin(execution, asked)
    await #expect(
      throws: SourceRefusal("The evaluation of '($f := function(){$f()}; $f())' in \"B\" was interrupted; the run stands before it.")
    ) { try await execution.perform(.pause) }
    await execution.close()
  }

  @Test("An expression that nobody interrupts comes to the same history on a run that could be interrupted")
  func same() async throws {
    let machine = """
      {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"n": "{% $sum([1..2000].($ * 2)) %}"}, "Next": "B"},
        "B": {"Type": "Pass", "Output": "{% $n & $random() %}", "End": true}}}
      """
    let setup = try Bench.setup(machine, paused: false)
    let execution = try LocalExecution(setup)
    await execution.settle()
    var headless = try HeadlessExecution(setup, wall: Bench.start)
    try headless.runToEnd()
    let snapshot = await execution.snapshot()
    #expect(snapshot.status == .succeeded && snapshot.events.map(\.details) == headless.events.map(\.details))
    await execution.close()
  }
}
