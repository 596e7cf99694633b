import AWS
import ExecutionSource
import HTTP
import History
import JSON
import StatesLanguage
import TestSupport
import Testing
import Time

@testable import Remote

private func reason(_ server: PeerDriver.Server) -> Comment { Comment(rawValue: server.missing ?? "") }

/// What a peer test needs of a source.
struct PeerSource {
  var source: RemoteSource

  init(_ arn: String, _ endpoint: String) async throws {
    source = try RemoteSource.attach(arn, settings: AWSEndpointSettings(endpointURL: endpoint, environment: [:]), isReadOnly: false)
    try await source.connect()
  }

  /// The first update for which `condition` holds; the last one when the stream ends before.
  func update(where condition: (ExecutionSnapshot) -> Bool) async -> ExecutionSnapshot? {
    var last: ExecutionSnapshot?
    for await snapshot in source.updates() {
      last = snapshot
      if condition(snapshot) { break }
    }
    return last
  }

  /// The snapshot once the execution is over and nothing more is asked.
  func end() async -> ExecutionSnapshot? { await update { $0.status.isFinal && $0.live.poll?.next == nil } }
}

/// The two machines that the project began with.
enum Seed {
  static func definition(_ name: String) throws -> String { String(decoding: try Corpus.bytes("seed/\(name).asl.json"), as: UTF8.self) }
  static var both: [String: String] {
    get throws { ["run-and-wait": try definition("run-and-wait"), "task-token": try definition("task-token")] }
  }
  static let input = #"{"commands": ["test command 1", "test command 2", "test command 3"]}"#
}

private let waiting = """
  {"StartAt": "Before", "States": {"Before": {"Type": "Pass", "Next": "Wait"}, "Wait": {"Type": "Wait", "Seconds": 15, "Next": "After"},
    "After": {"Type": "Pass", "Result": {"done": true}, "End": true}}}
  """

@Suite(.serialized, .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)), .timeLimit(.minutes(3))) struct EmulatorPeerTests {
  /// moto tells everything each time, oldest first; its machines are followed all the same, and events are seen as they come.
  @Test(.enabled(if: PeerDriver.Server.moto.missing == nil, reason(.moto))) func motoAsShipped() async throws {
    let driver = try await PeerDriver(.moto, machines: try Seed.both.merging(["waiting": waiting]) { $1 })
    let source = try await PeerSource(driver.start("waiting"), driver.endpoint)
    let middle = try #require(await source.update { $0.definition != nil && $0.events.contains { $0.type == .waitStateEntered } })
    #expect(middle.status == .running)
    #expect(middle.definition?.stateNames == ["Before", "Wait", "After"])
    let ended = try #require(await source.end())
    #expect(ended.status == .succeeded)
    #expect(ended.events.map(\.id) == Array(1...ended.events.count))
    #expect(ended.events.last?.type == .executionSucceeded)
    #expect(ended.live.poll?.problem == nil)

    // Every ECS task of its machines fails before it begins; they are followed to that end.
    for (machine, input) in [("run-and-wait", Seed.input), ("task-token", "{}")] {
      let source = try await PeerSource(driver.start(machine, input), driver.endpoint)
      let ended = try #require(await source.end())
      #expect(ended.status == .failed)
      #expect(ended.events.contains { $0.type == .taskFailed })
      #expect(ended.events.last?.type == .executionFailed)
      #expect(ended.live.poll?.problem == nil)
      await source.source.close()
    }
  }

  @Test(.enabled(if: PeerDriver.Server.motoWithECS.missing == nil, reason(.motoWithECS))) func motoRunsTheJob() async throws {
    let driver = try await PeerDriver(.motoWithECS, machines: try Seed.both)
    try await driver.ask("transition 3")
    let source = try await PeerSource(driver.start("run-and-wait", Seed.input), driver.endpoint)
    let running = try #require(await source.update { $0.tasks.contains { $0.task.lastStatus == .running } })
    let task = try #require(running.tasks.last)
    #expect(task.state == "Run an ECS Task and wait for it to complete")
    #expect(task.task.overrides?.container("container-name")?.command == ["test command 1", "test command 2", "test command 3"])
    #expect(running.status == .running)
    // The log of its container, line by line.
    try await source.source.perform(.attend(Attention(logsOfTask: task.task.arn)))
    let unread = try #require(await source.update { !$0.logStreams.isEmpty && $0.logStreams.allSatisfy { $0.state != .unread } })
    #expect(unread.logStreams.map(\.container) == ["container-name"])
    #expect(unread.logStreams.first?.group == "/ecs/job-id")
    #expect(try await driver.ask("log cluster-arn hello from the job")["written"]?.integerValue == 1)
    let read = try #require(await source.update { !$0.logs.isEmpty })
    #expect(read.logs.map(\.text) == ["hello from the job"])
    let ended = try #require(await source.end())
    #expect(ended.status == .succeeded)
    #expect(ended.tasks.last?.task.lastStatus == .stopped)
    #expect(ended.tasks.allSatisfy { $0.task.arn == task.task.arn })
    #expect(ended.events.map(\.type).contains(.taskSubmitted))
    #expect(ended.events.map(\.id) == Array(1...ended.events.count))
    #expect(ended.logs.map(\.text) == ["hello from the job"])
    #expect(ended.taskDefinitions["job-id"]?.containers.map(\.name) == ["container-name"])
    #expect(ended.live.poll?.problem == nil)
  }

  @Test(.enabled(if: PeerDriver.Server.motoWithECS.missing == nil, reason(.motoWithECS))) func motoHandsOutATokenThatIsAnswered()
    async throws
  {
    let driver = try await PeerDriver(.motoWithECS, machines: try Seed.both)
    let source = try await PeerSource(driver.start("task-token"), driver.endpoint)
    let waiting = try #require(await source.update { !$0.tasks.isEmpty && $0.definition != nil })
    let index = HistoryIndex(waiting.events, facts: waiting.definition.map { MachineFacts(definition: $0.root.value) })
    let token = try #require(index.pendingTokens(in: waiting.events).first?.token)
    #expect(waiting.tasks.last?.task.overrides?.container("container-name")?.environment.first?.value == token)
    // A heartbeat is no answer to a state without HeartbeatSeconds, moto thinks.
    try await source.source.perform(.sendTaskSuccess(token: token, output: #"{"ok": true}"#))
    let ended = try #require(await source.end())
    #expect(ended.status == .succeeded)
    #expect(
      try await driver.ask("describe \(ended.identity.executionArn)")["output"]?.stringValue.map { try JSONValue(parsing: $0) } == [
        "ok": true
      ])
  }

  /// LocalStack has no ECS: its task results are mocked, its history comes newest first but never in pages, and ECS answers 501.
  @Test(.enabled(if: PeerDriver.Server.localstack.missing == nil, reason(.localstack))) func localstack() async throws {
    let mocks = """
      {"StateMachines": {
        "run-and-wait": {"TestCases": {"ok": {"Run an ECS Task and wait for it to complete": "Ran"}, "bad": {"Run an ECS Task and wait for it to complete": "Broke"}}},
        "task-token": {"TestCases": {"ok": {"Manage ECS task": "Answered"}}}},
       "MockedResponses": {"Ran": {"0": {"Return": {"TaskArn": "arn:aws:ecs:us-east-1:000000000000:task/cluster-arn/t1", "LastStatus": "STOPPED"}}},
        "Broke": {"0": {"Throw": {"Error": "ECS.ServerException", "Cause": "mocked"}}}, "Answered": {"0": {"Return": {"ok": true}}}}}
      """
    let driver: PeerDriver
    do { driver = try await PeerDriver(.localstack, machines: try Seed.both.merging(["waiting": waiting]) { $1 }, mocks: mocks) } catch {
      // Not up within a minute on this machine.
      withKnownIssue("LocalStack did not start") { Issue.record("\(error)") }
      return
    }
    let source = try await PeerSource(driver.start("waiting"), driver.endpoint)
    let middle = try #require(await source.update { $0.events.contains { $0.type == .waitStateEntered } })
    #expect(middle.status == .running)
    let ended = try #require(await source.end())
    #expect(ended.status == .succeeded)
    #expect(ended.events.map(\.id) == Array(1...ended.events.count))
    for (machine, test, status) in [
      ("run-and-wait", "ok", ExecutionStatus.succeeded), ("run-and-wait", "bad", .failed), ("task-token", "ok", .succeeded),
    ] {
      let arn = try await #require(driver.ask("mocked \(machine) \(test) \(Seed.input)")["executionArn"]?.stringValue)
      let source = try await PeerSource(arn, driver.endpoint)
      let ended = try #require(await source.end())
      #expect(ended.status == status)
      #expect(ended.events.contains { $0.type == .taskScheduled })
      #expect(ended.events.last.map { $0.type.endsExecution } == true)
      #expect(ended.live.poll?.problem == nil)
      await source.source.close()
    }
  }

  @Test(.enabled(if: MinistackDriver.isThere, Comment(rawValue: MinistackDriver.skipped))) func ministackRunsBothSeedMachines() async throws
  {
    let driver = try await MinistackDriver(machines: try Seed.both)
    let job = try await PeerSource(driver.start("run-and-wait", Seed.input), driver.endpoint)
    let running = try #require(await job.update { $0.tasks.contains { $0.task.lastStatus == .running } })
    #expect(
      running.tasks.last?.task.overrides?.container("container-name")?.command == ["test command 1", "test command 2", "test command 3"])
    try await driver.ask("stop-tasks cluster-arn")
    let ended = try #require(await job.end())
    #expect(ended.status == .succeeded)
    #expect(ended.tasks.last?.task.lastStatus == .stopped)

    let approval = try await PeerSource(driver.start("task-token"), driver.endpoint)
    let waiting = try #require(await approval.update { !$0.tasks.isEmpty })
    let token = try #require(waiting.tasks.last?.task.overrides?.container("container-name")?.environment.first?.value)
    try await approval.source.perform(.sendTaskSuccess(token: token, output: "{}"))
    #expect(await approval.end()?.status == .succeeded)
  }
}
