/// What the Step Functions API can be asked.
public enum APIOperation: String, Sendable, CaseIterable {
  case createActivity = "CreateActivity"
  case createStateMachine = "CreateStateMachine"
  case createStateMachineAlias = "CreateStateMachineAlias"
  case deleteActivity = "DeleteActivity"
  case deleteStateMachine = "DeleteStateMachine"
  case deleteStateMachineAlias = "DeleteStateMachineAlias"
  case deleteStateMachineVersion = "DeleteStateMachineVersion"
  case describeActivity = "DescribeActivity"
  case describeExecution = "DescribeExecution"
  case describeMapRun = "DescribeMapRun"
  case describeStateMachine = "DescribeStateMachine"
  case describeStateMachineAlias = "DescribeStateMachineAlias"
  case describeStateMachineForExecution = "DescribeStateMachineForExecution"
  case getActivityTask = "GetActivityTask"
  case getExecutionHistory = "GetExecutionHistory"
  case listActivities = "ListActivities"
  case listExecutions = "ListExecutions"
  case listMapRuns = "ListMapRuns"
  case listStateMachineAliases = "ListStateMachineAliases"
  case listStateMachineVersions = "ListStateMachineVersions"
  case listStateMachines = "ListStateMachines"
  case listTagsForResource = "ListTagsForResource"
  case publishStateMachineVersion = "PublishStateMachineVersion"
  case redriveExecution = "RedriveExecution"
  case sendTaskFailure = "SendTaskFailure"
  case sendTaskHeartbeat = "SendTaskHeartbeat"
  case sendTaskSuccess = "SendTaskSuccess"
  case startExecution = "StartExecution"
  case startSyncExecution = "StartSyncExecution"
  case stopExecution = "StopExecution"
  case tagResource = "TagResource"
  case testState = "TestState"
  case untagResource = "UntagResource"
  case updateMapRun = "UpdateMapRun"
  case updateStateMachine = "UpdateStateMachine"
  case updateStateMachineAlias = "UpdateStateMachineAlias"
  case validateStateMachineDefinition = "ValidateStateMachineDefinition"

  /// What stands before an operation's name in `X-Amz-Target`.
  static let targetPrefix = "AWSStepFunctions."

  private static let byTarget = Dictionary(uniqueKeysWithValues: allCases.map { (targetPrefix + $0.rawValue, $0) })

  /// The operation that an `X-Amz-Target` names.
  init?(target: String) {
    guard let operation = APIOperation.byTarget[target] else { return nil }
    self = operation
  }

  /// Whether it only reads what is in memory.
  var isQuick: Bool {
    switch self {
    case .describeExecution, .getExecutionHistory, .describeStateMachine, .describeActivity, .listStateMachines, .listActivities: true
    default: false
    }
  }
}
