import Engine
import ExecutionSource
import History
import JSON
import StatesLanguage
import Tasks
import Testing
import Time

@testable import Embedded

@Suite("What executions reach of a definition, and how test cases are reported")
struct CoverageTests {
  /// Two rules and the default lead to the same state, so that no transition tells which was taken.
  static let choosing = #"""
    {"StartAt": "C", "States": {
      "C": {"Type": "Choice", "Choices": [
        {"Variable": "$.n", "NumericEquals": 1, "Next": "P"},
        {"Variable": "$.n", "NumericEquals": 2, "Next": "P"}], "Default": "P"},
      "P": {"Type": "Pass", "End": true}}}
    """#

  static let failing = #"""
    {"StartAt": "T", "States": {
      "T": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": {"Message": "m", "TopicArn": "t"},
        "Retry": [{"ErrorEquals": ["A"], "IntervalSeconds": 2, "MaxAttempts": 1}, {"ErrorEquals": ["B"]}],
        "Catch": [{"ErrorEquals": ["A"], "Next": "P"}, {"ErrorEquals": ["States.ALL"], "Next": "P"}], "Next": "P"},
      "P": {"Type": "Pass", "End": true}}}
    """#

  static let map = #"""
    {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "C", "States": {
        "C": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 1, "Next": "P"}], "Default": "Q"},
        "P": {"Type": "Pass", "End": true}, "Q": {"Type": "Pass", "End": true}}}}}}
    """#

  static func machine(_ text: String) throws -> StateMachine {
    try #require(StateMachine.load(bytes: Array(text.utf8), file: "m.json").machine)
  }

  static func run(
    _ text: String, input: String = "{}", mocks: [MockResponse] = [], coverage: inout Coverage?
  ) async throws -> CaseResult {
    let machine = try machine(text)
    let runner = RunnerChain(
      mocks: mocks.isEmpty ? nil : MockRunner(states: ["T": MockSequence(name: "R", responses: mocks, place: "x.json:1:2")]),
      tasks: .simulated(SimulatedECS(seed: 1)))
    let setup = LocalSetup(
      machine: machine, identity: EngineIdentity(machineName: "m", executionName: "e"), seed: EngineSeed(1), input: input, runner: runner,
      startTime: Timestamp(milliseconds: 1_767_225_600_000), clock: .virtual, detail: "")
    var execution = try HeadlessExecution(setup, wall: setup.startTime)
    var reached = coverage ?? Coverage(machine)
    var problem: String?
    do throws(EngineRefusal) { try await execution.run(clock: FakeWall(), coverage: &reached) } catch { problem = error.message }
    coverage = reached
    return CaseResult(name: "case", execution, machine: machine, problem: problem)
  }

  @Test("Of rules that lead to the same state the one that held is noted")
  func choices() async throws {
    var coverage: Coverage?
    #expect(try await Self.run(Self.choosing, input: #"{"n": 2}"#, coverage: &coverage).hasSucceeded)
    #expect(coverage?.missed.map(\.sentence) == [#"Choice "C", rule 1 → "P""#, #"Choice "C", Default → "P""#])
    #expect(try await Self.run(Self.choosing, input: #"{"n": 7}"#, coverage: &coverage).hasSucceeded)
    #expect(try await Self.run(Self.choosing, input: #"{"n": 1}"#, coverage: &coverage).hasSucceeded)
    #expect(coverage?.missed.isEmpty == true)
    #expect(coverage?.items.map(\.count) == [3, 1, 1, 1, 3])
  }

  @Test("Retry and Catch rules are reached when they take a failure")
  func handlers() async throws {
    var coverage: Coverage?
    let failure = MockResponse(.throwing(error: "A", cause: nil))
    let result = try await Self.run(Self.failing, mocks: [failure, failure], coverage: &coverage)
    #expect(result.hasSucceeded)
    #expect(result.duration == .seconds(2))
    #expect(
      coverage?.missed.map(\.sentence) == [#"Retry 2 of "T", B"#, #"Catch 2 of "T", States.ALL → "P""#])
    #expect(coverage?.figures(.retry).reached == 1)
  }

  @Test("Children of a distributed Map count for the states of its processor")
  func children() async throws {
    var coverage: Coverage?
    #expect(try await Self.run(Self.map, input: "[1, 1]", coverage: &coverage).hasSucceeded)
    #expect(coverage?.missed.map(\.sentence) == [#"Choice "C", Default → "Q""#, #"state "Q""#])
    #expect(coverage?.items.first { $0.state == "P" }?.count == 2)
  }

  @Test("A mocked response that is not there, and a task that nobody performs, are problems and no failures")
  func problems() async throws {
    var coverage: Coverage?
    let once = [MockResponse(.throwing(error: "A", cause: nil))]
    let result = try await Self.run(Self.failing, mocks: once, coverage: &coverage)
    #expect(
      result.verdict
        == .notRun(
          #"x.json:1:2: Mocked response "R" has no entry "1" for state "T", only 0; add one, or schedule the state less often."#))
    #expect(result.failedState == "T")
    #expect(coverage?.figures(.retry).reached == 1)
    var other: Coverage?
    let unmocked = try await Self.run(Self.failing, coverage: &other)
    #expect(unmocked.verdict != .ended(.failed, error: nil, cause: nil) && !unmocked.hasSucceeded)
  }
}
