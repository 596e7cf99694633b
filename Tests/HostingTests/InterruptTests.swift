import History
import JSON
import Synchronization
import Testing

@testable import Hosting

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Interrupting evaluations of a host")
struct InterruptTests {
  private static let endless = """
    {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"},
      "B": {"Type": "Pass", "Output": "{% ($f := function(){$f()}; $f()) %}", "End": true}}}
    """

  /// A host with an execution that evaluates. The evaluation then stands where it asked until somebody wants it to end, so that it never
  /// comes to the end of its steps before.
  private func evaluating(_ fixture: Fixture) async throws -> (ExecutionHost, arn: String) {
    let host = try await fixture.open()
    let (asked, asking) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let interrupts = host.shared.interrupts
    interrupts.probe.withLock {
      $0 = {
        asking.yield()
        while !interrupts.isWanted { sched_yield() }
        return false
      }
    }
    let order = try Orders.order(Self.endless)
    _ = try await host.start(order)
    for await _ in asked { break }
    return (host, order.executionArn)
  }

  @Test("StopExecution ends an evaluation; what it was for has not happened, here and after a restart")
  func stop() async throws {
    let fixture = Fixture()
    var (host, arn) = try await evaluating(fixture)
    let record = try await host.stop(arn, error: "Enough", cause: nil)
    #expect(record.status == .aborted && record.error == "Enough")
    let events = try await host.events(of: arn)
    #expect(events.first?["type"] == "ExecutionStarted" && events.last?["type"] == "ExecutionAborted")
    #expect(!events.contains { $0["type"] == "EvaluationFailed" || $0["type"] == "ExecutionFailed" })
    // Others are evaluated as ever.
    let other = try Orders.order(
      #"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Output": "{% $sum([1..100]) %}", "End": true}}}"#,
      name: "two")
    _ = try await host.start(other)
    await host.settle()
    #expect(await host.execution(other.executionArn)?.output == "5050")
    await host.close()
    host = try await fixture.open()
    #expect(try await host.events(of: arn) == events)
    await host.close()
  }

  @Test("A host that is to end does not wait for an evaluation")
  func close() async throws {
    let fixture = Fixture()
    let (host, arn) = try await evaluating(fixture)
    await host.close()
    #expect(await host.execution(arn)?.status == .running)
  }
}
