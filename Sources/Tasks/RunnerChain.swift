import Engine
import Time

/// Which runner takes a task: mocks win, then the tasks' own runner takes `ecs:runTask`, or, by hand, everything.
public struct RunnerChain: TaskRunner {
  /// Who performs ECS tasks.
  public enum Tasks: Sendable {
    case simulated(SimulatedECS)
    case manual
  }

  private var mocks: MockRunner?
  private var tasks: Tasks

  /// - Parameter mocks: win for the states they list.
  public init(mocks: MockRunner? = nil, tasks: Tasks) {
    self.mocks = mocks
    self.tasks = tasks
  }

  /// Mocks first; what nobody performs is answered with a sentence that says how to mock it.
  public mutating func begin(_ request: TaskRequest, at: Timestamp) throws(TaskRunnerError) -> TaskPlan {
    if mocks?.covers(request.state) == true, let plan = try mocks?.begin(request, at: at) { return plan }
    switch tasks {
    case .manual: return .byHand
    case .simulated(var simulated) where request.target.runsECSTask:
      // Let go of the stored copy while the other is changed, or each change would copy all tasks.
      tasks = .manual
      defer { tasks = .simulated(simulated) }
      return try simulated.begin(request, at: at)
    case .simulated: return .unsupported(RunnerChain.unsupported(request))
    }
  }

  /// What Step Functions refuses itself, and what the runner says that would take the request.
  public func refusal(of request: ReadyRequest) -> String? {
    if let failure = APIGatewayRules.bindingFailure(request) { return failure }
    guard mocks?.covers(request.state) != true, case .simulated(let simulated) = tasks else { return nil }
    return simulated.refusal(of: request)
  }

  /// Handed to the tasks' runner.
  public mutating func stop(_ id: TaskID, at: Timestamp, reason: String) -> [PlannedUpdate] {
    guard case .simulated(var simulated) = tasks else { return [] }
    tasks = .manual
    defer { tasks = .simulated(simulated) }
    return simulated.stop(id, at: at, reason: reason)
  }

  private static func unsupported(_ request: TaskRequest) -> String {
    let target = request.target
    let what =
      switch target.kind {
      case .service: "\(target.resourceType):\(target.resource)"
      case .lambdaFunction: "the function \(target.arn)"
      case .activity: "the activity \(target.arn)"
      }
    let isFunction = target.kind == .lambdaFunction || target.resourceType == "lambda"
    return "Nothing here performs \(what) for state \"\(request.state)\"; give its result with --mocks FILE, where "
      + "StateMachines.NAME.TestCases.CASE.\"\(request.state)\" names a mocked response, "
      + (isFunction ? "by a local command with --lambda NAME='COMMAND', " : "") + "or by hand with --tasks manual."
  }
}
