import Embedded
import Hosting
import JSON
import Store
import Testing
import Time

@Suite("A hosted execution that would start others without end is ended, and the host goes on")
struct RunLimitTests {
  let fixture = Fixture()

  /// A machine that starts itself and waits.
  static let itself = """
    {"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution",
      "Parameters": {"StateMachineArn": "\(Orders.machineArn("m"))"}, "Next": "W"}, "W": {"Type": "Wait", "Seconds": 600, "End": true}}}
    """

  static let cause =
    "The run has started more than 5 executions, the most that one run may; the last was started by state 'S' of 'm': "
    + "look whether a Next, Retry or Catch leads there again without end."

  @Test("All that it started fails with the limit as its cause, and is found so after a restart")
  func failing() async throws {
    var host = try await fixture.open { $0.limits = RunLimits(executions: 5) }
    try await host.keep([
      DocumentChange(
        kind: "stateMachine", key: Orders.machineArn("m"),
        document: ["name": "m", "type": "STANDARD", "definition": .string(Self.itself), "roleArn": "role"])
    ])
    let order = try Orders.order(Self.itself)
    _ = try await host.start(order)
    await host.settle()
    for _ in 0..<2 {
      let page = await host.executions(ExecutionQuery(owner: .machine(order.stateMachineArn), limit: 100))
      #expect(page.executions.count == 6)
      for row in page.executions {
        let record = try #require(await host.execution(row.executionArn))
        #expect((record.status.rawValue, record.error, record.cause) == ("FAILED", "States.Runtime", Self.cause))
      }
      #expect(host.runningCount == 0)
      #expect(try await host.types(of: order.executionArn).last == "ExecutionFailed")
      await host.close()
      host = try await fixture.open { $0.limits = RunLimits(executions: 5) }
      await host.settle()
    }
    // Others are run as ever.
    let other = try Orders.order(Definitions.pass, name: "other")
    _ = try await host.start(other)
    await host.settle()
    #expect(await host.status(of: other.executionArn) == "SUCCEEDED")
  }
}
