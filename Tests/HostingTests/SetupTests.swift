import Embedded
import Engine
import Hosting
import JSON
import Store
import Testing
import Time

@Suite("What performs the tasks of hosted executions")
struct SetupTests {
  let fixture = Fixture()

  static let mocks = RunnerSetup.File(
    name: "mocks.json",
    text: """
      {"StateMachines": {"m": {"TestCases": {"Happy": {"Call": "good"}, "Sad": {"Call": "bad"}}}},
       "MockedResponses": {"good": {"0": {"Return": {"x": 1}}}, "bad": {"0": {"Throw": {"Error": "E", "Cause": "C"}}}}}
      """)

  @Test("The order's test case of the mock file answers; without one of several the start is refused")
  func testCases() async throws {
    let host = try await fixture.open { $0.runner.mocks = SetupTests.mocks }
    var order = try Orders.order(Definitions.function, name: "happy")
    order.mockTestCase = "Happy"
    _ = try await host.start(order)
    order = try Orders.order(Definitions.function, name: "sad")
    order.mockTestCase = "Sad"
    _ = try await host.start(order)
    await host.settle()
    #expect(await host.execution(Orders.arn("m", "happy"))?.output == #"{"x":1}"#)
    #expect(await host.execution(Orders.arn("m", "sad"))?.error == "E")
    let none = try Orders.order(Definitions.function, name: "none")
    await #expect(
      throws: HostRefusal.unsupported(
        "mocks.json: State machine \"m\" has 2 test cases, \"Happy\" and \"Sad\"; choose one with --test-case NAME.")
    ) { _ = try await host.start(none) }
    #expect(await host.execution(none.executionArn) == nil && host.runningCount == 0)
  }

  @Test("An execution goes on with the files it was started with, whatever the server is given now")
  func kept() async throws {
    let definition = """
      {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "Next": "Call"}, "Call": {"Type": "Task", "Resource":
        "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "End": true}}}
      """
    var host = try await fixture.open { $0.runner.mocks = SetupTests.mocks }
    var order = try Orders.order(definition)
    order.mockTestCase = "Happy"
    _ = try await host.start(order)
    await host.settle()
    await host.close()
    host = try await fixture.open()
    fixture.clock.advance(by: .seconds(60))
    await host.settle()
    #expect(await host.execution(order.executionArn)?.output == #"{"x":1}"#)
  }

  @Test("A file that cannot be read stops the server with its place")
  func unreadable() async throws {
    let failure = await #expect(throws: StoreFailure.self) {
      _ = try await fixture.open { $0.runner.scenario = RunnerSetup.File(name: "s.yaml", text: "tasks: {x: {phases: {running: never}}}") }
    }
    #expect(failure?.message.hasPrefix("s.yaml:1:") == true)
    #expect(ExecutionStore.owner(of: fixture.folder) == nil)
  }

  @Test("Items are read from what stands for S3")
  func objects() async throws {
    let host = try await fixture.open { $0.objects = Shelf() }
    let definition = """
      {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "b", "Key": "items.json"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P",
          "States": {"P": {"Type": "Pass", "End": true}}}}}}
      """
    let order = try Orders.order(definition)
    _ = try await host.start(order)
    await host.settle()
    #expect(await host.execution(order.executionArn)?.output == "[1,2,3]")
  }

  struct Shelf: ObjectStore {
    func read(bucket: String, key: String) -> ObjectAnswer { .object(Array("[1,2,3]".utf8)) }
    func list(bucket: String, prefix: String) -> ObjectAnswer { .listing([]) }
    func write(bucket: String, key: String, text: String) -> String? { nil }
  }
}
