import Engine
import ExecutionSource
import History
import JSON
import Testing
import Time

@testable import Embedded

@Suite("What a local run has started, as a screen opens it")
struct LocalChildrenTests {
  static let starting = """
    {"StartAt": "M", "States": {"M": {"Type": "Map", "Label": "L", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
      "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "Next": "S"},
      "S": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"StateMachineArn": "inner", "Input": {"x": 1}}, "End": true}}}
    """

  static func setup(_ definition: String = starting, input: String = "[1,2]", paused: Bool = false) throws -> LocalSetup {
    var setup = try Bench.setup(definition, input: input, paused: paused)
    setup.supply = LocalSupply(machines: [
      "inner": LocalSupply.Machine(
        definition: #"{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 30, "End": true}}}"#,
        roleArn: "arn:aws:iam::123456789012:role/r")
    ])
    return setup
  }

  @Test("Map Runs are in the snapshot, their children in the catalog, and each child opens as an execution of its own")
  func mapRuns() async throws {
    let run = try LocalExecution(try Self.setup())
    await run.settle()
    let snapshot = await run.snapshot()
    #expect(snapshot.status == .succeeded)
    let row = try #require(snapshot.mapRuns.first)
    #expect((row.state, row.status, row.items.succeeded) == ("M", "SUCCEEDED", 2))
    let catalog = run.catalog
    let view = CatalogView.mapRun(arn: row.arn, status: nil, limit: 10)
    await catalog.look(at: view)
    let list = try #require(await catalog.snapshot().executions[view])
    #expect(list.rows.map(\.status) == [.succeeded, .succeeded])
    let child = try await catalog.open(try #require(list.rows.last).arn).snapshot()
    #expect(child.events.map(\.type) == [.executionStarted, .passStateEntered, .passStateExited, .executionSucceeded])
    #expect(child.definition?.stateNames == ["P"])
    let nested = try #require(await catalog.snapshot().machines.rows.first { $0.name == "inner" })
    let inner = CatalogView.executions(machineArn: nested.arn, status: nil, limit: 1)
    await catalog.look(at: inner)
    let started = try #require(await catalog.snapshot().executions[inner]?.rows.first)
    #expect(try await run.open(started.arn).snapshot().events.last?.details == .succeeded(output: #"{"x":1}"#))
    await #expect(throws: SourceRefusal("This run has started no execution 'arn:x'.")) { try await run.open("arn:x") }
  }

  @Test("The catalog of a run that begins again has the children of its present run")
  func begunAgain() async throws {
    let run = try RestartableExecution(try Self.setup())
    let catalog = run.catalog
    func children() async throws -> [ExecutionRow] {
      await run.settle()
      let view = CatalogView.mapRun(arn: try #require(await run.snapshot().mapRuns.first).arn, status: nil, limit: 10)
      await catalog.look(at: view)
      return try #require(await catalog.snapshot().executions[view]).rows
    }
    let before = try await children()
    #expect(before.count == 2)
    await run.restart(try Self.setup(input: "[1,2,3]"), because: "input.json has changed")
    let after = try await children()
    #expect(after.count == 3)
    #expect(try await catalog.open(try #require(after.first).arn).snapshot().status == .succeeded)
    await run.close()
  }

  @Test("A step at a Map Run, and at a Task that waits for an execution, goes on until it is over; back undoes that")
  func stepping() throws {
    var controller = try Self.setup(paused: true).controller(isInteractive: true)
    for _ in 0..<2 { _ = try controller.perform(.step) }
    #expect(controller.stand == "M children")
    _ = try controller.perform(.step)
    #expect(controller.stand == "M finished")
    #expect(controller.core.children.count == 2)
    for _ in 0..<2 { _ = try controller.perform(.stepBack) }
    #expect(controller.stand == "M entered")
    #expect(controller.core.children.count == 0)
    controller.resume()
    _ = try controller.run(budget: 1_000)
    #expect(controller.core.engine.status == .succeeded)
    #expect(controller.core.now - Bench.start == .seconds(30))
  }

  @Test("Without a folder for S3, and without the machine, the sentence says which option gives it")
  func nothingGiven() throws {
    var controller = try Bench.setup(Self.starting, input: "[]", paused: false).controller(isInteractive: true)
    _ = try controller.run(budget: 1_000)
    #expect(
      controller.core.events.last?.details
        == .failed(
          error: "StepFunctions.StateMachineDoesNotExistException",
          cause: "State Machine Does Not Exist: 'inner'; no machine of this name was given with --machine inner=FILE"))
    let reading = MapRunTests.map(
      #", "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"}}"#)
    controller = try Bench.setup(reading, paused: false).controller(isInteractive: true)
    _ = try controller.run(budget: 1_000)
    #expect(
      controller.core.events.last?.details
        == .failed(
          error: "States.ItemReaderFailed",
          cause: "No folder stands for Amazon S3 here; give one, laid out bucket/key, with --s3-root DIR"))
  }
}
