import JSON

/// One call that the poll engine asks for.
public enum PollRequest: Sendable, Hashable {
  /// DescribeExecution.
  case execution
  /// DescribeStateMachineForExecution.
  case definition
  /// GetExecutionHistory.
  case history(HistoryFollower.Request)
  /// ListTasks, of one desired status (`RUNNING`, `STOPPED`).
  case listTasks(cluster: String, family: String?, desiredStatus: String)
  /// DescribeTasks, at most 100.
  case tasks(cluster: String, arns: [String])
  /// DescribeTaskDefinition.
  case taskDefinition(arn: String)

  /// Whether ECS is asked, rather than Step Functions.
  var asksECS: Bool {
    switch self {
    case .execution, .definition, .history: false
    case .listTasks, .tasks, .taskDefinition: true
    }
  }

  /// The operation's name in the API.
  var operation: String {
    switch self {
    case .execution: "DescribeExecution"
    case .definition: "DescribeStateMachineForExecution"
    case .history: "GetExecutionHistory"
    case .listTasks: "ListTasks"
    case .tasks: "DescribeTasks"
    case .taskDefinition: "DescribeTaskDefinition"
    }
  }

  /// The operation's input.
  func input(executionArn: String) -> JSONValue {
    switch self {
    case .execution, .definition: return ["executionArn": .string(executionArn)]
    case .history(let request):
      var input: JSONObject = [
        "executionArn": .string(executionArn), "maxResults": .number(JSONNumber(request.maxResults)), "includeExecutionData": true,
      ]
      if request.isReversed { input["reverseOrder"] = true }
      if let token = request.nextToken { input["nextToken"] = .string(token) }
      return .object(input)
    case .listTasks(let cluster, let family, let desiredStatus):
      var input: JSONObject = ["cluster": .string(cluster), "desiredStatus": .string(desiredStatus)]
      if let family { input["family"] = .string(family) }
      return .object(input)
    case .tasks(let cluster, let arns): return ["cluster": .string(cluster), "tasks": .array(arns.map { .string($0) })]
    case .taskDefinition(let arn): return ["taskDefinition": .string(arn)]
    }
  }
}
