import ExecutionSource
import JSON

/// One call that the poll engine asks for.
public enum PollRequest: Sendable, Hashable {
  /// DescribeExecution.
  case execution
  /// DescribeStateMachineForExecution.
  case definition
  /// GetExecutionHistory.
  case history(HistoryFollower.Request)
  /// ListMapRuns.
  case listMapRuns
  /// DescribeMapRun.
  case mapRun(arn: String)
  /// ListTasks, of one desired status (`RUNNING`, `STOPPED`).
  case listTasks(cluster: String, family: String?, desiredStatus: String)
  /// DescribeTasks, at most 100.
  case tasks(cluster: String, arns: [String])
  /// DescribeTaskDefinition.
  case taskDefinition(arn: String)
  /// GetLogEvents.
  case logEvents(LogTail.Request)

  /// Calls of one lane are made one at a time; a lane whose endpoint hangs does not hold up another.
  enum Lane: Int, Sendable, CaseIterable { case history, description, definition, tasks, logs }

  var lane: Lane {
    switch self {
    case .history: .history
    case .execution, .listMapRuns, .mapRun: .description
    case .definition: .definition
    case .listTasks, .tasks, .taskDefinition: .tasks
    case .logEvents: .logs
    }
  }

  /// The part of the screen that it is for.
  var part: PollStatus.Part {
    switch self {
    case .execution: .execution
    case .definition: .definition
    case .history: .history
    case .listMapRuns, .mapRun: .mapRuns
    case .listTasks, .tasks, .taskDefinition: .tasks
    case .logEvents: .logs
    }
  }

  /// The operation's name in the API.
  var operation: String {
    switch self {
    case .execution: "DescribeExecution"
    case .definition: "DescribeStateMachineForExecution"
    case .history: "GetExecutionHistory"
    case .listMapRuns: "ListMapRuns"
    case .mapRun: "DescribeMapRun"
    case .listTasks: "ListTasks"
    case .tasks: "DescribeTasks"
    case .taskDefinition: "DescribeTaskDefinition"
    case .logEvents: "GetLogEvents"
    }
  }

  /// The operation's input.
  func input(executionArn: String) -> JSONValue {
    switch self {
    case .execution, .definition: return ["executionArn": .string(executionArn)]
    case .history(let request):
      var input: JSONObject = [
        "executionArn": .string(executionArn), "maxResults": .number(JSONNumber(request.maxResults)), "includeExecutionData": true,
        "reverseOrder": true,
      ]
      if let token = request.nextToken { input["nextToken"] = .string(token) }
      return .object(input)
    case .listMapRuns: return ["executionArn": .string(executionArn), "maxResults": 1_000]
    case .mapRun(let arn): return ["mapRunArn": .string(arn)]
    case .listTasks(let cluster, let family, let desiredStatus):
      var input: JSONObject = ["cluster": .string(cluster), "desiredStatus": .string(desiredStatus)]
      if let family { input["family"] = .string(family) }
      return .object(input)
    case .tasks(let cluster, let arns): return ["cluster": .string(cluster), "tasks": .array(arns.map { .string($0) })]
    case .taskDefinition(let arn): return ["taskDefinition": .string(arn)]
    case .logEvents(let request): return request.input
    }
  }
}
