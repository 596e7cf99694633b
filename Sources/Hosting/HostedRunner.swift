import Engine
import Tasks
import Time

/// A runner behind which nobody sits: what the tree itself performs is left to it, also where all else waits for a person.
struct HostedRunner: TaskRunner {
  private var chain: RunnerChain
  private let mockedStates: Set<String>

  init(mocks: MockRunner?, tasks: RunnerChain.Tasks) {
    chain = RunnerChain(mocks: mocks, tasks: tasks)
    mockedStates = Set(mocks?.stateNames ?? [])
  }

  mutating func begin(_ request: TaskRequest, at: Timestamp) throws(TaskRunnerError) -> TaskPlan {
    let plan = try chain.begin(request, at: at)
    guard plan == .byHand, !mockedStates.contains(request.state) else { return plan }
    let target = request.target
    // Activities have their workers, and machines are started here.
    guard target.kind == .activity || target.kind == .service && target.api == "startExecution" else { return plan }
    return .unsupported("")
  }

  func refusal(of request: ReadyRequest) -> String? { chain.refusal(of: request) }

  mutating func stop(_ id: TaskID, at: Timestamp, reason: String) -> [PlannedUpdate] { chain.stop(id, at: at, reason: reason) }
}
