import Engine
import JSON
import Tasks
import Testing

struct MocksTests {
  private static let text = """
    {"StateMachines": {"m": {"TestCases": {"Happy": {"Run job": "Job"}, "Sad": {"Run job": "Bad"}}}},
     "MockedResponses": {
      "Job": {"0": {"Submitted": {"Tasks": []}, "Return": {"ok": true}}, "1-2": {"Throw": {"Error": "States.TaskFailed", "Cause": "no"}}},
      "Bad": {"0": {"Throw": {"Error": "States.HeartbeatTimeout"}}, "1": {"Throw": {}}}}}
    """

  private func mocks(_ text: String = text) throws -> Mocks { try Mocks(parsing: Array(text.utf8), file: "m.json") }

  @Test func schedulingsTakeTheirAnswers() throws {
    var runner = try mocks().runner(machine: "m", testCase: "Happy")
    let plans = try (0...2).map { try runner.begin(Fixtures.request(scheduling: $0), at: Fixtures.start).told.map(\.1) }
    #expect(plans[0] == [.submitted(output: ["Tasks": []]), .succeeded(output: ["ok": true])])
    #expect(plans[1] == [.failed(error: "States.TaskFailed", cause: "no")])
    #expect(plans[2] == plans[1])
    let plain = try runner.begin(Fixtures.request("arn:aws:states:::ecs:runTask"), at: Fixtures.start).told.map(\.1)
    #expect(plain == [.succeeded(output: ["ok": true])])
  }

  @Test func timeoutsAreRecordedAsSuch() throws {
    var runner = try mocks().runner(machine: "anything", testCase: "Sad")
    #expect(
      try runner.begin(Fixtures.request(), at: Fixtures.start).told.map(\.1) == [.timedOut(error: "States.HeartbeatTimeout", cause: nil)])
    #expect(try runner.begin(Fixtures.request(scheduling: 1), at: Fixtures.start).told.map(\.1) == [.failed(error: nil, cause: nil)])
  }

  @Test func anIndexPastTheLastFailsTheRun() throws {
    var runner = try mocks().runner(machine: "m", testCase: "Happy")
    let error = #expect(throws: TaskRunnerError.self) { try runner.begin(Fixtures.request(scheduling: 3), at: Fixtures.start) }
    #expect(
      error?.message
        == "m.json:3:3: Mocked response \"Job\" has no entry \"3\" for state \"Run job\", only 0, 1-2; "
        + "add one, or schedule the state less often."
    )
  }

  @Test func choosingATestCase() throws {
    let one = #expect(throws: TaskFileError.self) { try mocks().runner(machine: "m", testCase: nil) }
    #expect(one?.message == "m.json: State machine \"m\" has 2 test cases, \"Happy\" and \"Sad\"; choose one with --test-case NAME.")
    let two = #expect(throws: TaskFileError.self) { try mocks().runner(machine: "m", testCase: "X") }
    #expect(two?.message == "m.json: State machine \"m\" has no test case \"X\"; it has \"Happy\" and \"Sad\".")
    let many = try mocks(#"{"StateMachines":{"a":{"TestCases":{}},"b":{"TestCases":{}}}}"#)
    let three = #expect(throws: TaskFileError.self) { try many.runner(machine: "m", testCase: nil) }
    #expect(three?.message == "m.json: There is no state machine \"m\"; the file has \"a\" and \"b\": choose one with --name NAME.")
    #expect(try many.runner(machine: "a", testCase: nil).stateNames == [])
    #expect(try mocks().testCases(machine: "m") == ["Happy", "Sad"])
  }

  @Test(arguments: [
    ("[]", "m.json:1:1: A mock file must be an object, but is an array."),
    ("{", "m.json:1:2: the text ends inside an object; a key was expected."),
    (#"{"StateMachines":{"m":{}}}"#, "m.json:1:23: State machine \"m\" has no \"TestCases\"."),
    (
      #"{"StateMachines":{"m":{"TestCases":{"c":{"s":"R"}}}}}"#,
      "m.json:1:46: \"MockedResponses\" has no \"R\", which state \"s\" asks for; it has none."
    ),
    (#"{"StateMachines":{},"MockedResponses":{"R":{"0":{}}}}"#, "m.json:1:49: Response \"0\" needs \"Return\" or \"Throw\"."),
    (
      #"{"StateMachines":{},"MockedResponses":{"R":{"0":{"Return":1,"Throw":{}}}}}"#,
      "m.json:1:49: Response \"0\" has both \"Return\" and \"Throw\"; keep one."
    ),
    (
      #"{"StateMachines":{},"MockedResponses":{"R":{"x":{"Return":1}}}}"#,
      "m.json:1:45: \"x\" must be the number of a scheduling, from 0, or a range such as \"1-2\"."
    ),
    (
      #"{"StateMachines":{},"MockedResponses":{"R":{"0-2":{"Return":1},"2":{"Return":1}}}}"#,
      "m.json:1:64: \"2\" and \"0-2\" of \"R\" both answer scheduling 2."
    ),
    (
      #"{"StateMachines":{},"MockedResponses":{"R":{"0":{"Throw":{"Error":1}}}}}"#,
      "m.json:1:67: \"Error\" must be a string, but is a number."
    ),
    (
      #"{"StateMachines":{},"MockedResponses":{"R":{"0":{"Retrun":1}}}}"#,
      "m.json:1:50: A response has no field \"Retrun\"; it has \"Return\" or \"Throw\", and maybe \"Submitted\"."
    ),
  ])
  func errorsNameThePlace(_ text: String, _ message: String) {
    let error = #expect(throws: TaskFileError.self) { try mocks(text) }
    #expect(error?.message == message)
  }

  @Test func mocksWinAndTheRestGoesToTheRunner() throws {
    let mocks = MockRunner(states: ["Run job": MockSequence(name: "R", responses: [MockResponse(.returns(1))])])
    var chain = RunnerChain(mocks: mocks, tasks: .simulated(SimulatedECS(seed: 1)))
    #expect(try chain.begin(Fixtures.request(), at: Fixtures.start).told.map(\.1) == [.succeeded(output: 1)])
    #expect(try chain.begin(Fixtures.request(state: "Other"), at: Fixtures.start).documents.isEmpty == false)
    let plan = try chain.begin(Fixtures.request("arn:aws:states:::sns:publish", state: "Tell"), at: Fixtures.start)
    #expect(
      plan
        == .unsupported(
          "Nothing here performs sns:publish for state \"Tell\"; give its result with --mocks FILE, where "
            + "StateMachines.NAME.TestCases.CASE.\"Tell\" names a mocked response, or by hand with --tasks manual."))
    var manual = RunnerChain(tasks: .manual)
    #expect(try manual.begin(Fixtures.request(), at: Fixtures.start) == .byHand)
  }
}
