import AWS
import ExecutionSource
import HTTP
import History
import Remote
import StatesLanguage
import TestSupport
import Testing
import Time

/// The source against a real emulator. What is waited for is always an update of the source, never time.
@Suite(.serialized, .enabled(if: MinistackDriver.isThere, Comment(rawValue: MinistackDriver.skipped)), .timeLimit(.minutes(20)))
struct MinistackPeerTests {
  private let job = """
    {"StartAt": "Run the job", "States": {"Run the job": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true,
      "Parameters": {"Cluster": "jobs", "TaskDefinition": "job",
        "Overrides": {"ContainerOverrides": [{"Name": "main", "Command.$": "$.commands"}]}}}}}
    """
  private let approval = """
    {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken", "End": true,
      "Parameters": {"LaunchType": "FARGATE", "Cluster": "jobs", "TaskDefinition": "job",
        "Overrides": {"ContainerOverrides": [{"Name": "main", "Environment": [{"Name": "TOKEN", "Value.$": "$$.Task.Token"}]}]}}}}}
    """

  private func attach(_ arn: String, _ driver: MinistackDriver, isReadOnly: Bool = false) async throws -> RemoteSource {
    let source = try RemoteSource.attach(
      arn, settings: AWSEndpointSettings(endpointURL: driver.endpoint, environment: [:]), isReadOnly: isReadOnly)
    try await source.connect()
    return source
  }

  /// The first update for which `condition` holds; the last one when the stream ends before.
  private func update(of source: RemoteSource, where condition: (ExecutionSnapshot) -> Bool) async -> ExecutionSnapshot? {
    var last: ExecutionSnapshot?
    for await snapshot in source.updates() {
      last = snapshot
      if condition(snapshot) { break }
    }
    return last
  }

  @Test func aJobIsFollowedToItsEnd() async throws {
    let driver = try await MinistackDriver(machines: ["job": job])
    let arn = try await driver.start("job", #"{"commands": ["a", "b c"]}"#)
    let source = try await attach(arn, driver)
    let running = try #require(await update(of: source) { $0.tasks.contains { $0.task.lastStatus == .running } })
    #expect(running.status == .running)
    #expect(running.definition?.stateNames == ["Run the job"])
    let observed = try #require(running.tasks.last)
    #expect(observed.state == "Run the job")
    #expect(observed.scheduledEventId == 3)
    #expect(observed.task.overrides?.container("main")?.command == ["a", "b c"])

    try await driver.ask("stop-tasks jobs")
    try await source.perform(.pollNow)
    let ended = try #require(await update(of: source) { _ in false })
    #expect(ended.status == .succeeded)
    #expect(ended.events.last?.type == .executionSucceeded)
    #expect(ended.tasks.last?.task.lastStatus == .stopped)
    #expect(ended.tasks.last?.task.containers.first?.exitCode == 0)
    #expect(ended.taskDefinitions["job"]?.containers.map(\.name) == ["main"])
    #expect(ended.live.poll?.problem == nil)
  }

  @Test func aTokenIsFoundAndAnswered() async throws {
    let driver = try await MinistackDriver(machines: ["approval": approval])
    let arn = try await driver.start("approval")
    let source = try await attach(arn, driver)
    let waiting = try #require(await update(of: source) { !$0.tasks.isEmpty })
    #expect(waiting.capabilities.contains(.answerTokens))
    let task = try #require(waiting.tasks.last)
    #expect(task.state == "Ask")
    let token = try #require(task.task.overrides?.container("main")?.environment.first { $0.name == "TOKEN" }?.value)
    let index = HistoryIndex(waiting.events, facts: waiting.definition.map { MachineFacts(definition: $0.root.value) })
    #expect(index.pendingTokens(in: waiting.events).map(\.token) == [token])
    try await source.perform(.sendTaskHeartbeat(token: token))
    try await source.perform(.sendTaskSuccess(token: token, output: #"{"ok": true}"#))
    let ended = try #require(await update(of: source) { $0.status.isFinal })
    #expect(ended.status == .succeeded)
    #expect(ended.audit.map(\.text) == ["sent a heartbeat for \"Ask\"", "approved \"Ask\""])
    #expect(try await driver.ask("describe \(arn)")["status"]?.stringValue == "SUCCEEDED")
    await source.close()
  }

  @Test func aFailureIsSentAndTheExecutionStopped() async throws {
    let driver = try await MinistackDriver(machines: ["approval": approval])
    let rejected = try await attach(driver.start("approval"), driver)
    let waiting = try #require(await update(of: rejected) { !$0.tasks.isEmpty })
    let token = try #require(waiting.tasks.last?.task.overrides?.container("main")?.environment.first?.value)
    try await rejected.perform(.sendTaskFailure(token: token, error: "Declined", cause: "not today"))
    let failed = try #require(await update(of: rejected) { $0.status.isFinal })
    #expect(failed.status == .failed)
    #expect(failed.events.last?.details.failure?.error == "Declined")
    await rejected.close()

    let arn = try await driver.start("approval")
    let readOnly = try await attach(arn, driver, isReadOnly: true)
    await #expect(
      throws: SourceRefusal(
        "StopExecution is not sent: this monitor is read-only; start it without --read-only, or take stepscope_read_only out of its profile"
      )
    ) {
      try await readOnly.perform(.stop(error: "", cause: ""))
    }
    let source = try await attach(arn, driver)
    try await source.perform(.stop(error: "Operator", cause: "stopped by hand"))
    #expect(await update(of: source) { $0.status.isFinal }?.status == .aborted)
    await source.close()
  }

  @Test func anExecutionThatIsNotThereIsSaidSo() async throws {
    let driver = try await MinistackDriver(machines: [:])
    let arn = "arn:aws:states:us-east-1:123456789012:execution:none:none"
    let source = try RemoteSource.attach(
      arn, settings: AWSEndpointSettings(endpointURL: driver.endpoint, environment: [:]), isReadOnly: false)
    let error = try #require(await #expect(throws: AWSError.self) { try await source.connect() })
    #expect(error.code == "ExecutionDoesNotExist")
    #expect("\(error)".hasSuffix("check the ARN, and that it belongs to region us-east-1 of this account"))
  }
}
