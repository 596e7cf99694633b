import ExecutionSource
import Hosting
import JSON
import Store
import Testing
import Time

@Suite("The local store on the screen")
struct LocalCatalogTests {
  let fixture = Fixture()

  /// A host with a machine that waits for a token, one execution of it, and one that has ended.
  func filled() async throws -> ExecutionHost {
    let host = try await fixture.open()
    for (name, definition) in [("token", Definitions.token), ("pass", Definitions.pass)] {
      try await host.keep([
        DocumentChange(
          kind: "stateMachine", key: Orders.machineArn(name),
          document: [
            "name": .string(name), "type": "STANDARD", "definition": .string(definition), "roleArn": "role", "creationDate": 1_000,
          ])
      ])
      _ = try await host.start(Orders.order(definition, machine: name))
    }
    await host.settle()
    return host
  }

  @Test("Machines, their executions and the tokens that wait are listed")
  func lists() async throws {
    let catalog = LocalCatalog(try await filled())
    await catalog.look(at: .machines)
    var snapshot = await catalog.snapshot()
    #expect(snapshot.machines.rows.map(\.name) == ["pass", "token"])
    #expect(snapshot.machines.rows.first?.createdAt == Timestamp(milliseconds: 1_000))
    #expect(snapshot.region == "us-east-1" && snapshot.account == "123456789012" && !snapshot.isReadOnly)
    let view = CatalogView.executions(machineArn: Orders.machineArn("token"), status: nil, limit: 10)
    await catalog.look(at: view)
    snapshot = await catalog.snapshot()
    #expect(snapshot.executions[view]?.rows.map(\.status) == [.running])
    try await catalog.perform(.watch([Orders.machineArn("token")]))
    await catalog.look(at: .tokens)
    snapshot = await catalog.snapshot()
    #expect(snapshot.sweep.tokens.map(\.state) == ["Ask"] && snapshot.sweep.scanned == 1 && snapshot.sweep.total == 1)
    #expect(snapshot.sweep.tokens.first?.heartbeatSeconds == 600)
    let token = try #require(snapshot.sweep.tokens.first?.token)
    try await catalog.perform(.sendTaskSuccess(token: token, output: "{}"))
    snapshot = await catalog.snapshot()
    #expect(snapshot.sweep.tokens.isEmpty && snapshot.audit.map(\.text) == ["answered a task token with success"])
    await #expect(throws: SourceRefusal("Nobody waits for this token any more: its task has ended.")) {
      try await catalog.perform(.sendTaskSuccess(token: token, output: "{}"))
    }
  }

  @Test("An execution is started, shown as it goes on, stopped, and its end stays to be seen")
  func live() async throws {
    let host = try await filled()
    let catalog = LocalCatalog(host)
    let answer = try await catalog.perform(.start(machineArn: Orders.machineArn("token"), name: "mine", input: #"{"a":1}"#))
    #expect(answer == .started(executionArn: Orders.arn("token", "mine")))
    await host.settle()
    let source = try await catalog.open(Orders.arn("token", "mine"))
    var snapshot = await source.snapshot()
    #expect(snapshot.status == .running && snapshot.events.count == 4 && snapshot.definition?.stateNames == ["Ask", "Done"])
    #expect(snapshot.live.cursors.map(\.state) == ["Ask"] && snapshot.live.timers.map(\.kind).contains(.heartbeat))
    #expect(snapshot.capabilities == [.answerTokens, .stop, .redrive, .startNew, .learnDurations])
    var updates = source.updates().makeAsyncIterator()
    _ = await updates.next()
    try await source.perform(.stop(error: "E", cause: "C"))
    while let next = await updates.next() {
      snapshot = next
      if next.status.isFinal { break }
    }
    #expect(snapshot.status == .aborted && snapshot.events.last?.type == .executionAborted)
    #expect(snapshot.audit.map(\.text) == ["stopped"])
    #expect(snapshot.live.cursors.isEmpty && !snapshot.live.isClockRunning)
    await source.close()
  }

  @Test("Simulated tasks are seen with their documents and log lines, also after a restart")
  func tasks() async throws {
    var host = try await fixture.open {
      $0.runner.scenario = RunnerSetup.File(name: "s", text: #"{"tasks": {"*": {"containers": {"app": {"log": ["hello"]}}}}}"#)
    }
    let definition = """
      {"StartAt": "Run", "States": {"Run": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true, "Parameters":
        {"LaunchType": "FARGATE", "Cluster": "c", "TaskDefinition": "job:1", "Overrides": {"ContainerOverrides": [{"Name": "app"}]},
         "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-1"]}}}}}}
      """
    let order = try Orders.order(definition)
    _ = try await host.start(order)
    await host.settle()
    for _ in 0..<100 {
      fixture.clock.advance(by: .seconds(1))
      await host.settle()
    }
    #expect(await host.status(of: order.executionArn) == "SUCCEEDED")
    await host.close()
    host = try await fixture.open()
    let snapshot = try await LocalCatalog(host).open(order.executionArn).snapshot()
    #expect(snapshot.status == .succeeded && snapshot.tasks.count > 4 && snapshot.tasks.last?.task.lastStatus == .stopped)
    #expect(snapshot.logs.map(\.text) == ["hello"])
    #expect(snapshot.stoppedAt == snapshot.events.last?.timestamp)
  }

  @Test("While another process runs the executions they are read, and every change is refused with its number")
  func reading() async throws {
    let host = try await filled()
    let catalog = try await LocalCatalog.open(fixture.folder, settings: settings)
    let snapshot = await catalog.snapshot()
    #expect(snapshot.isReadOnly && snapshot.capabilities.isEmpty)
    let source = try await catalog.open(Orders.arn("token", "one"))
    #expect(await source.snapshot().events.count == 4)
    let me = try #require(ExecutionStore.owner(of: fixture.folder))
    await #expect(
      throws: SourceRefusal("StopExecution is not done: process \(me) runs these executions; browse its server with --endpoint-url")
    ) { try await source.perform(.stop(error: "", cause: "")) }
    await #expect(
      throws: SourceRefusal("RedriveExecution is not done: process \(me) runs these executions; browse its server with --endpoint-url")
    ) { try await catalog.perform(.redrive(executionArn: Orders.arn("token", "one"))) }
    // What the other process does is seen when the clock has come round.
    var updates = source.updates().makeAsyncIterator()
    _ = await updates.next()
    _ = try await host.stop(Orders.arn("token", "one"), error: nil, cause: nil)
    fixture.clock.advance(by: .seconds(1))
    var last = ExecutionSnapshotStatus.running
    while last == .running, let next = await updates.next() { last = next.status == .aborted ? .over : .running }
    #expect(last == .over)
    await source.close()
  }

  enum ExecutionSnapshotStatus { case running, over }

  var settings: HostSettings {
    var settings = HostSettings()
    settings.clock = fixture.clock
    return settings
  }

  @Test("Opened when nobody runs it, its executions go on")
  func opening() async throws {
    let host = try await fixture.open()
    let order = try Orders.order(Definitions.wait(60))
    _ = try await host.start(order)
    await host.settle()
    await host.close()
    let catalog = try await LocalCatalog.open(fixture.folder, settings: settings)
    let source = try await catalog.open(order.executionArn)
    var updates = source.updates().makeAsyncIterator()
    _ = await updates.next()
    fixture.clock.advance(by: .seconds(61))
    var status = await source.snapshot().status
    while status == .running, let next = await updates.next() { status = next.status }
    #expect(status == .succeeded)
    await source.close()
    await catalog.close()
    #expect(ExecutionStore.owner(of: fixture.folder) == nil)
  }

  @Test("Read only it is never taken over, and says why nothing is changed")
  func readOnly() async throws {
    await (try await filled()).close()
    let catalog = try await LocalCatalog.open(fixture.folder, settings: settings, isReadOnly: true)
    #expect(ExecutionStore.owner(of: fixture.folder) == nil)
    await #expect(throws: SourceRefusal.readOnly("StopExecution")) {
      try await catalog.perform(.stop(executionArn: Orders.arn("token", "one"), error: "", cause: ""))
    }
    let empty = TemporaryStore()
    await #expect(throws: StoreFailure("There is no store in \(empty.folder.path) yet; stepscope serve makes one.")) {
      _ = try await LocalCatalog.open(empty.folder)
    }
  }

  struct TemporaryStore { let folder = StoreFolder("/nonexistent-stepscope-store") }

  @Test("How long states usually take is learnt from past executions")
  func durations() async throws {
    let host = try await fixture.open()
    for name in ["a", "b"] {
      _ = try await host.start(Orders.order(Definitions.wait(60), name: name))
      await host.settle()
      fixture.clock.advance(by: .seconds(name == "a" ? 60 : 80))
      await host.settle()
    }
    let current = try Orders.order(Definitions.wait(60), name: "c")
    _ = try await host.start(current)
    let source = try await LocalCatalog(host).open(current.executionArn)
    try await source.perform(.learnDurations)
    let usual = try #require(await source.snapshot().usualDurations["W"])
    #expect(usual == UsualDuration(shortest: .seconds(60), median: .seconds(70), longest: .seconds(80), visits: 2))
  }
}
