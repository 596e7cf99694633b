import AWS
import HTTP
import JSON
import Synchronization

@testable import Remote

/// An execution inside the test as an endpoint tells it: its history, its description, and the tasks of a cluster. What the test changes,
/// the next call sees.
final class FakeExecution: Sendable {
  struct State: Sendable {
    var history = HistoryEndpoint()
    var status = "RUNNING"
    var definition: String
    var tasks: [JSONValue] = []
    /// Answers instead of the execution's own, by operation; taken one at a time.
    var instead: [String: [FakeTransport.Answer]] = [:]
    /// What happens at the n-th GetExecutionHistory, before it is answered.
    var script: [Int: @Sendable (inout State) -> Void] = [:]
    var historyCalls = 0
  }

  static let arn = "arn:aws:states:us-east-1:123456789012:execution:machine:run-1"
  private let state: Mutex<State>

  init(definition: String) { state = Mutex(State(definition: definition)) }

  func change(_ body: @Sendable (inout State) -> Void) { state.withLock { body(&$0) } }

  var transport: FakeTransport { FakeTransport { call, _ in self.answer(call) } }

  /// What the execution answers to a call of the engine.
  func outcome(of request: PollRequest) -> PollEngine.Outcome {
    let input = request.input(executionArn: FakeExecution.arn)
    let http = HTTPRequest(method: "POST", address: HTTPAddress(isSecure: false, host: "fake"))
    guard case .success(let response) = answer(FakeTransport.Call(operation: request.operation, input: input, request: http)),
      let value = try? JSONValue(parsing: response.body)
    else { return .failure(AWSError(.transport(HTTPFailure(.broken("reset"))), operation: request.operation)) }
    guard response.status < 400 else {
      let refusal = AWSError.Kind.service(code: value["__type"]?.stringValue ?? "", message: value["message"]?.stringValue ?? "")
      return .failure(AWSError(refusal, operation: request.operation, status: response.status))
    }
    return .answer(value, wasThrottled: false)
  }

  private func answer(_ call: FakeTransport.Call) -> FakeTransport.Answer {
    state.withLock { state in
      if call.operation == "GetExecutionHistory" {
        state.historyCalls += 1
        state.script[state.historyCalls]?(&state)
      }
      if var answers = state.instead[call.operation], !answers.isEmpty {
        let first = answers.removeFirst()
        state.instead[call.operation] = answers
        return first
      }
      return FakeExecution.own(call, state)
    }
  }

  private static func own(_ call: FakeTransport.Call, _ state: State) -> FakeTransport.Answer {
    switch call.operation {
    case "DescribeExecution":
      return .json([
        "executionArn": .string(arn), "stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:machine",
        "status": .string(state.status),
      ])
    case "DescribeStateMachineForExecution": return .json(["definition": .string(state.definition)])
    case "GetExecutionHistory":
      return .json(
        state.history.answer(
          isReversed: call.input["reverseOrder"]?.boolValue ?? false, call.input["maxResults"]?.integerValue ?? 100,
          call.input["nextToken"]?.stringValue))
    case "ListTasks":
      let wanted = call.input["desiredStatus"]?.stringValue
      return .json([
        "taskArns": .array(state.tasks.filter { ($0["lastStatus"] == "STOPPED") == (wanted == "STOPPED") }.compactMap { $0["taskArn"] })
      ])
    case "DescribeTasks":
      let asked = call.input["tasks"]?.arrayValue ?? []
      return .json(["tasks": .array(state.tasks.filter { asked.contains($0["taskArn"] ?? .null) }), "failures": []])
    case "DescribeTaskDefinition":
      return .json([
        "taskDefinition": [
          "family": "job", "revision": 1, "taskDefinitionArn": call.input["taskDefinition"] ?? .null,
          "containerDefinitions": [["name": "main"]],
        ]
      ])
    default: return .json([:])
    }
  }
}
