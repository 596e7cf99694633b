import AWS
import HTTP
import JSON

/// Makes the calls that the poll engine asks for. They are not repeated here: the engine backs off itself, and says so meanwhile.
struct PollingClients: Sendable {
  private let states: AWSClient
  private let describer: TaskDescriber?
  private let ecs: AWSClient?
  private let logs: AWSClient?

  init(states: AWSClient, ecs: AWSClient?, logs: AWSClient?, clients: RemoteClients?) {
    let once = RetryPolicy(attempts: 1)
    self.states = states.with(once)
    self.ecs = ecs?.with(once)
    self.logs = logs?.with(once)
    describer = self.ecs.map { clients?.describer($0) ?? TaskDescriber($0) }
  }

  /// Makes the call. Reading a page of events is part of it, so that whoever takes it in need not.
  func outcome(of request: PollRequest, executionArn: String) async -> PollEngine.Outcome {
    do throws(AWSError) {
      let answer = try await answer(to: request, executionArn)
      guard case .history = request else { return .answer(answer.value, wasThrottled: answer.wasThrottled) }
      return .page(HistoryPage(answer.value), wasThrottled: answer.wasThrottled)
    } catch { return .failure(error) }
  }

  private func answer(to request: PollRequest, _ executionArn: String) async throws(AWSError) -> AWSClient.Answer {
    if case .tasks(let cluster, let arns) = request, let describer { return try await describer.describe(arns, in: cluster) }
    guard let client = client(for: request) else { throw AWSError(.transport(HTTPFailure(.cancelled)), operation: request.operation) }
    return try await client.answer(to: request.operation, request.input(executionArn: executionArn))
  }

  private func client(for request: PollRequest) -> AWSClient? {
    switch request.lane {
    case .history, .description, .definition: return states
    case .tasks: return ecs
    case .logs:
      guard case .logEvents(let page) = request, let region = page.region else { return logs }
      return logs?.inRegion(region)
    }
  }
}
