import Embedded
import Engine
import Hosting
import JSON
import StatesLanguage
import Tasks
import Testing
import Time

@Suite("One run behind the API")
struct RunHostingTests {
  func run(_ definition: String) throws -> (LocalExecution, RunHosting) {
    let machine = try #require(StateMachine.load(bytes: Array(definition.utf8), file: "m.asl.json").machine)
    let setup = LocalSetup(
      machine: machine, identity: EngineIdentity(machineName: "m", executionName: "one"), seed: EngineSeed(1), input: #"{"a":1}"#,
      runner: RunnerChain(tasks: .simulated(SimulatedECS(seed: 1))), startTime: Timestamp(milliseconds: 1_700_000_000_000), clock: .virtual,
      detail: "test")
    let execution = try LocalExecution(setup, wall: FakeWall())
    return (execution, RunHosting(execution, definition: definition, roleArn: "role"))
  }

  @Test("It is described and listed, and its token is answered once")
  func tokens() async throws {
    let (execution, hosting) = try run(Definitions.token)
    await execution.settle()
    let arn = Orders.arn("m", "one")
    let running = try #require(await hosting.execution(arn))
    #expect(
      running.status == .running && running.input == #"{"a":1}"# && running.definition == Definitions.token && running.roleArn == "role")
    #expect(
      await hosting.executions(ExecutionQuery(owner: .machine(Orders.machineArn("m")), limit: 5)).executions.map(\.executionArn) == [arn])
    #expect(await hosting.executions(ExecutionQuery(owner: .machine("other"), limit: 5)).executions.isEmpty)
    #expect(await hosting.execution("arn:other") == nil)
    #expect(await hosting.history(of: "arn:other", HistoryQuery(limit: 1)) == nil)
    let page = try #require(await hosting.history(of: arn, HistoryQuery(limit: 1, isReversed: true)))
    let newest = try JSONValue(parsing: page.events)
    #expect(newest["type"] == "TaskStarted" && page.hasMore)
    let whole = try #require(await hosting.history(of: arn, HistoryQuery(limit: 100)))
    let events = try #require(try JSONValue(parsing: [91] + whole.events + [93]).arrayValue)
    let parameters = try #require(events[2]["taskScheduledEventDetails"]?["parameters"]?.stringValue)
    let token = try #require(try JSONValue(parsing: parameters)["MessageBody"]?["Token"]?.stringValue)
    await #expect(throws: HostRefusal.invalidToken) { try await hosting.answer(token: "nonsense", .heartbeat) }
    try await hosting.answer(token: token, .heartbeat)
    try await hosting.answer(token: token, .success(output: #"{"b":2}"#))
    await execution.settle()
    await #expect(throws: HostRefusal.taskTimedOut) { try await hosting.answer(token: token, .success(output: "1")) }
    let ended = try #require(await hosting.execution(arn))
    #expect(ended.status == .succeeded && ended.output == #"{"b":2}"# && ended.stoppedAt != nil)
    await execution.close()
  }

  @Test("It is stopped, and nothing else is started or kept there")
  func stop() async throws {
    let (execution, hosting) = try run(Definitions.token)
    await execution.settle()
    let record = try await hosting.stop(Orders.arn("m", "one"), error: "E", cause: "C")
    #expect(record.status == .aborted && record.error == "E" && record.cause == "C")
    let sentence = "This is the endpoint of one run; machines and other executions need stepscope serve."
    let order = try Orders.order(Definitions.pass)
    await #expect(throws: HostRefusal.unsupported(sentence)) { _ = try await hosting.start(order) }
    await #expect(throws: HostRefusal.unsupported(sentence)) { try await hosting.keep([]) }
    await #expect(throws: HostRefusal.executionDoesNotExist) { _ = try await hosting.stop("arn:other", error: nil, cause: nil) }
    let machines = await hosting.documents("stateMachine")
    #expect(machines.map(\.key) == [Orders.machineArn("m")] && machines.first?.document["definition"] == .string(Definitions.token))
    await execution.close()
  }
}
