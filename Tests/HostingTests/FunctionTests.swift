import Embedded
import Hosting
import JSON
import Synchronization
import Testing
import Time

/// Lambda functions that the host runs.
@Suite("Local functions in place of Lambda")
struct FunctionTests {
  private let fixture = Fixture()

  /// Answers with its payload, and counts.
  private final class Echo: FunctionRunner {
    let names: Set<String> = ["f"]
    private let received = Mutex<[String]>([])
    var payloads: [String] { received.withLock { $0 } }

    func run(_ name: String, payload: String) -> FunctionOutcome {
      received.withLock { $0.append(payload) }
      return payload.contains("bad") ? .failed(error: "Bad", cause: "it is bad") : .returned(["echo": .string(payload)])
    }
  }

  @Test("A function's result is the state's output, its error fails the state, and what it answered is not asked for again")
  func answers() async throws {
    let echo = Echo()
    func set(_ settings: inout HostSettings) {
      settings.functions = echo
      settings.runner.functions = ["f"]
    }
    var host = try await fixture.open(set)
    let well = try Orders.order(FunctionTests.definition, name: "well", input: #"{"n":1}"#)
    let bad = try Orders.order(FunctionTests.definition, name: "bad", input: #"{"n":"bad"}"#)
    for order in [well, bad] { _ = try await host.start(order) }
    await host.settle()
    #expect(await host.execution(well.executionArn)?.output == #"{"echo":"{\"n\":1}"}"#)
    #expect(await host.execution(bad.executionArn)?.error == "Bad")
    #expect(try await host.types(of: well.executionArn).contains("TaskSucceeded"))
    await host.close()
    host = try await fixture.open(set)
    await host.settle()
    #expect(echo.payloads.count == 2)
    #expect(await host.execution(well.executionArn)?.status == .succeeded)
  }

  @Test("A function that was to run when the server ended, and is not given any more, fails its state with a sentence")
  func gone() async throws {
    var host = try await fixture.open { $0.runner.functions = ["f"] }
    let order = try Orders.order(FunctionTests.definition)
    _ = try await host.start(order)
    await host.settle()
    await host.close()
    host = try await fixture.open()
    await host.settle()
    let record = await host.execution(order.executionArn)
    #expect(record?.status == .failed && record?.error == "Lambda.ResourceNotFoundException")
    #expect(record?.cause == "No command was given for f")
  }

  private static let definition = """
    {"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
      "Parameters": {"FunctionName": "f", "Payload.$": "$"}, "OutputPath": "$.Payload", "End": true}}}
    """
}
