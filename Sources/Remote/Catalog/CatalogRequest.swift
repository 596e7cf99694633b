import AWS
import ExecutionSource
import History
import JSON

/// One call that the catalog engine asks for.
public enum CatalogRequest: Sendable, Hashable {
  /// ListStateMachines.
  case machines(token: String?)
  /// ListExecutions of a machine or a Map Run, for a list on the screen.
  case executions(ExecutionListKey, maxResults: Int, token: String?)
  /// ListExecutions of what runs, for the search of tokens.
  case running(machineArn: String, token: String?)
  /// DescribeStateMachine.
  case machine(arn: String)
  /// DescribeStateMachineForExecution.
  case definition(executionArn: String)
  /// GetExecutionHistory without data.
  case outline(executionArn: String, HistoryFollower.Request)
  /// GetExecutionHistory with data, newest first.
  case data(executionArn: String, maxResults: Int, token: String?)
  /// ListTasks, of one desired status.
  case listTasks(cluster: String, family: String?, desiredStatus: String)
  /// DescribeTasks, at most 100.
  case tasks(cluster: String, arns: [String])
  /// DescribeStateMachine of an Express machine, for its log group.
  case logging(machineArn: String)
  /// FilterLogEvents: where Express executions began and ended, from a time in epoch milliseconds on.
  case ends(group: String, from: Int64, token: String?)

  /// Whether ECS is asked, rather than Step Functions.
  var asksECS: Bool {
    switch self {
    case .listTasks, .tasks: true
    default: false
    }
  }

  /// Whether CloudWatch Logs is asked.
  var asksLogs: Bool { if case .ends = self { true } else { false } }

  /// The records that tell of a beginning or an end.
  private static let endsPattern =
    "{ " + ["Started", "Succeeded", "Failed", "TimedOut", "Aborted"].map { "($.type = \"Execution\($0)\")" }.joined(separator: " || ")
    + " }"

  /// The operation's name in the API.
  public var operation: String {
    switch self {
    case .machines: "ListStateMachines"
    case .executions, .running: "ListExecutions"
    case .machine, .logging: "DescribeStateMachine"
    case .definition: "DescribeStateMachineForExecution"
    case .outline, .data: "GetExecutionHistory"
    case .listTasks: "ListTasks"
    case .tasks: "DescribeTasks"
    case .ends: "FilterLogEvents"
    }
  }

  /// The operation's input.
  public var input: JSONValue {
    var input: JSONObject = [:]
    var token: String?
    switch self {
    case .machines(let next):
      input["maxResults"] = 1_000
      token = next
    case .executions(let key, let maxResults, let next):
      input[key.isMapRun ? "mapRunArn" : "stateMachineArn"] = .string(key.arn)
      if let status = key.status { input["statusFilter"] = .string(status.rawValue) }
      input["maxResults"] = .number(JSONNumber(maxResults))
      token = next
    case .running(let machine, let next):
      input = ["stateMachineArn": .string(machine), "statusFilter": "RUNNING", "maxResults": 1_000]
      token = next
    case .machine(let arn), .logging(let arn): input["stateMachineArn"] = .string(arn)
    case .ends(let group, let from, let next):
      input = [
        "logGroupName": .string(group), "startTime": .number(JSONNumber(Int(from))), "filterPattern": .string(CatalogRequest.endsPattern),
      ]
      token = next
    case .definition(let arn): input["executionArn"] = .string(arn)
    case .outline(let arn, let request):
      input = [
        "executionArn": .string(arn), "maxResults": .number(JSONNumber(request.maxResults)), "includeExecutionData": false,
        "reverseOrder": true,
      ]
      token = request.nextToken
    case .data(let arn, let maxResults, let next):
      input = [
        "executionArn": .string(arn), "maxResults": .number(JSONNumber(maxResults)), "includeExecutionData": true, "reverseOrder": true,
      ]
      token = next
    case .listTasks(let cluster, let family, let status):
      input = ["cluster": .string(cluster), "desiredStatus": .string(status)]
      if let family { input["family"] = .string(family) }
    case .tasks(let cluster, let arns): input = ["cluster": .string(cluster), "tasks": .array(arns.map { .string($0) })]
    }
    if let token { input["nextToken"] = .string(token) }
    return .object(input)
  }
}

/// Which executions a list holds, however many of them are wanted.
public struct ExecutionListKey: Sendable, Hashable {
  /// The state machine's or the Map Run's ARN.
  public var arn: String
  /// Whether `arn` is a Map Run's.
  public var isMapRun: Bool
  /// Only executions of this status; nil for all.
  public var status: ExecutionStatus?

  /// The list of a view; nil for views that hold no executions.
  init?(_ view: CatalogView) {
    switch view {
    case .executions(let arn, let status, _): (self.arn, isMapRun, self.status) = (arn, false, status)
    case .mapRun(let arn, let status, _): (self.arn, isMapRun, self.status) = (arn, true, status)
    case .nothing, .machines, .tokens: return nil
    }
  }
}

extension CatalogView {
  /// How many executions are wanted at least; 0 for views without any.
  var limit: Int {
    switch self {
    case .executions(_, _, let limit), .mapRun(_, _, let limit): limit
    case .nothing, .machines, .tokens: 0
    }
  }
}
