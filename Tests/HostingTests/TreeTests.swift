import Hosting
import JSON
import Store
import Testing
import Time

@Suite("Executions that belong to others")
struct TreeTests {
  let fixture = Fixture()

  @Test("A machine that is started is found among the documents, and its execution belongs to its own machine's list")
  func nested() async throws {
    let host = try await fixture.open()
    let inner = Orders.machineArn("inner")
    let order = try Orders.order(Definitions.nested("inner"))
    _ = try await host.start(order)
    await host.settle()
    #expect(await host.execution(order.executionArn)?.error == "StepFunctions.StateMachineDoesNotExistException")
    try await host.keep([
      DocumentChange(
        kind: "stateMachine", key: inner,
        document: ["name": "inner", "type": "STANDARD", "definition": .string(Definitions.wait(5)), "roleArn": "role"])
    ])
    let second = try Orders.order(Definitions.nested("inner"), name: "two")
    _ = try await host.start(second)
    await host.settle()
    let page = await host.executions(ExecutionQuery(owner: .machine(inner), limit: 10))
    #expect(page.executions.map(\.executionArn) == [Orders.arn("inner", "inner")])
    #expect(await host.status(of: Orders.arn("inner", "inner")) == "RUNNING")
    #expect(try await host.types(of: Orders.arn("inner", "inner")) == ["ExecutionStarted", "WaitStateEntered"])
    // Its name is taken for others.
    let third = try Orders.order(Definitions.nested("inner"), name: "three")
    _ = try await host.start(third)
    await host.settle()
    #expect(await host.execution(third.executionArn)?.error == "StepFunctions.ExecutionAlreadyExistsException")
    fixture.clock.advance(by: .seconds(5))
    await host.settle()
    #expect(await host.status(of: Orders.arn("inner", "inner")) == "SUCCEEDED")
    #expect(await host.status(of: second.executionArn) == "SUCCEEDED")
    #expect(host.runningCount == 0)
  }

  @Test("Aliases lead to the version they route to")
  func alias() async throws {
    let host = try await fixture.open()
    let version = Orders.machineArn("inner") + ":1"
    let alias = Orders.machineArn("inner") + ":live"
    try await host.keep([
      DocumentChange(
        kind: "stateMachineVersion", key: version,
        document: [
          "stateMachineArn": .string(Orders.machineArn("inner")), "name": "inner", "type": "STANDARD", "roleArn": "role",
          "definition": .string(Definitions.pass),
        ]),
      DocumentChange(
        kind: "stateMachineAlias", key: alias,
        document: ["name": "live", "routingConfiguration": [["stateMachineVersionArn": .string(version), "weight": 100]]]),
    ])
    let order = try Orders.order(Definitions.nested("inner:live"))
    _ = try await host.start(order)
    await host.settle()
    #expect(await host.status(of: order.executionArn) == "SUCCEEDED")
    let record = try #require(await host.execution(Orders.arn("inner", "inner")))
    #expect(record.stateMachineArn == Orders.machineArn("inner"))
    #expect(record.stateMachineVersionArn == version && record.stateMachineAliasArn == alias)
    #expect(await host.executions(ExecutionQuery(owner: .alias(alias), limit: 10)).executions.count == 1)
  }

  @Test("Children of a Map Run are listed with it alone, described, and stopped as executions of their own")
  func mapRun() async throws {
    let host = try await fixture.open()
    let order = try Orders.order(Definitions.distributed, input: #"{"items":[1,2,3,4,5]}"#)
    _ = try await host.start(order)
    await host.settle()
    let run = try #require(await host.mapRuns(of: order.executionArn).first)
    #expect(run.status == "RUNNING" && run.maxConcurrency == 3 && run.itemCounts.total == 5 && run.itemCounts.running == 3)
    let children = await host.executions(ExecutionQuery(owner: .mapRun(run.mapRunArn), status: .running, limit: 10)).executions
    #expect(children.count == 3)
    #expect(await host.executions(ExecutionQuery(owner: .machine(order.stateMachineArn), limit: 10)).executions.count == 1)
    let child = try #require(children.first)
    #expect(await host.execution(child.executionArn)?.mapRunArn == run.mapRunArn)
    try await host.update(mapRun: run.mapRunArn, MapRunChange(maxConcurrency: 5))
    await host.settle()
    #expect(await host.mapRun(run.mapRunArn)?.maxConcurrency == 5)
    #expect(await host.mapRun(run.mapRunArn)?.itemCounts.running == 5)
    let stopped = try await host.stop(child.executionArn, error: "E", cause: nil)
    #expect(stopped.status == .aborted && stopped.error == "E")
    await host.settle()
    // No failure is tolerated.
    #expect(await host.status(of: order.executionArn) == "FAILED")
    #expect(await host.mapRun(run.mapRunArn)?.status == "FAILED")
    await #expect(throws: HostRefusal.mapRunDoesNotExist) { try await host.update(mapRun: "arn:none", MapRunChange(maxConcurrency: 1)) }
    #expect(await host.mapRun("arn:none") == nil)
  }

  @Test("An execution that an Express execution starts outlives it and the process")
  func fromExpress() async throws {
    var host = try await fixture.open()
    try await host.keep([
      DocumentChange(
        kind: "stateMachine", key: Orders.machineArn("inner"),
        document: ["name": "inner", "type": "STANDARD", "definition": .string(Definitions.wait(5)), "roleArn": "role"])
    ])
    let definition = Definitions.nested("inner").replacing(".sync:2", with: "")
    let record = try await host.runToEnd(try Orders.order(definition, isExpress: true))
    #expect(record.status == .succeeded)
    await host.settle()
    await host.close()
    host = try await fixture.open()
    #expect(await host.status(of: Orders.arn("inner", "inner")) == "RUNNING")
    fixture.clock.advance(by: .seconds(5))
    await host.settle()
    #expect(await host.status(of: Orders.arn("inner", "inner")) == "SUCCEEDED")
  }

  @Test("A worker waits for a task, gets the oldest, and gives up when his time is over or he is gone")
  func activities() async throws {
    let host = try await fixture.open { $0.byHand() }
    let activity = "\(Orders.account):activity:a"
    try await host.keep([DocumentChange(kind: "activity", key: activity, document: ["name": "a"])])
    let clock = fixture.clock
    async let late = host.activityTask(of: activity, worker: nil, until: clock.now + .seconds(60))
    while host.pollers(of: activity) == 0 { await Task.yield() }
    clock.advance(by: .seconds(60))
    #expect(try await late == nil)
    async let found = host.activityTask(of: activity, worker: "w", until: clock.now + .seconds(60))
    while host.pollers(of: activity) == 0 { await Task.yield() }
    _ = try await host.start(Orders.order(Definitions.activity, input: #"{"n":1}"#))
    let task = try #require(try await found)
    #expect(task.input == #"{"n":1}"#)
    // Whoever is gone takes no task.
    let gone = Task { try await host.activityTask(of: activity, worker: nil, until: clock.now + .seconds(60)) }
    while host.pollers(of: activity) == 0 { await Task.yield() }
    gone.cancel()
    #expect(try await gone.value == nil)
    _ = try await host.start(Orders.order(Definitions.activity, name: "two"))
    await host.settle()
    #expect(try await host.activityTask(of: activity, worker: nil, until: clock.now + .seconds(60)) != nil)
    #expect(try await host.activityTask(of: activity, worker: nil, until: clock.now) == nil)
  }

  @Test("An activity task whose execution has ended is given to nobody")
  func stoppedActivity() async throws {
    let host = try await fixture.open()
    let activity = "\(Orders.account):activity:a"
    try await host.keep([DocumentChange(kind: "activity", key: activity, document: ["name": "a"])])
    for name in ["one", "two"] {
      _ = try await host.start(Orders.order(Definitions.activity, name: name, input: "\"\(name)\""))
      await host.settle()
    }
    _ = try await host.stop(Orders.arn("m", "one"), error: nil, cause: nil)
    #expect(try await host.activityTask(of: activity, worker: nil, until: fixture.clock.now)?.input == "\"two\"")
    #expect(try await host.activityTask(of: activity, worker: nil, until: fixture.clock.now) == nil)
  }

  @Test("A worker who took a task and says nothing is timed out")
  func silentWorker() async throws {
    let host = try await fixture.open()
    let activity = "\(Orders.account):activity:a"
    try await host.keep([DocumentChange(kind: "activity", key: activity, document: ["name": "a"])])
    let order = try Orders.order(Definitions.activity)
    _ = try await host.start(order)
    await host.settle()
    let task = try #require(try await host.activityTask(of: activity, worker: "w", until: fixture.clock.now))
    fixture.clock.advance(by: .seconds(901))
    await host.settle()
    #expect(await host.execution(order.executionArn)?.error == "States.Timeout")
    await #expect(throws: HostRefusal.taskTimedOut) { try await host.answer(token: task.token, .success(output: "1")) }
  }
}
