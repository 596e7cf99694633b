import Time

/// One event of an execution's history, as GetExecutionHistory gives it.
public struct HistoryEvent: Sendable, Equatable {
  /// 1 for the first; without gaps.
  public var id: Int
  /// The event that caused this one in the same branch; 0 for none, and where an endpoint does not say.
  public var previousEventId: Int
  /// When it happened, in milliseconds as Step Functions stamps.
  public var timestamp: Timestamp
  /// What happened.
  public var type: EventType
  /// What the event carries.
  public var details: EventDetails

  /// An event; nothing is checked, as histories hold what an endpoint sends.
  public init(id: Int, previousEventId: Int, timestamp: Timestamp, type: EventType, details: EventDetails = .none) {
    self.id = id
    self.previousEventId = previousEventId
    self.timestamp = timestamp
    self.type = type
    self.details = details
  }
}

/// What an event carries beside its type. Inputs, outputs and parameters are JSON text, as on the wire; nil where the endpoint left them
/// out. Most events enter and leave states: what is larger than that lies outside of the event, which keeps a long history small.
public enum EventDetails: Sendable, Equatable {
  case none
  case executionStarted(input: String?, roleArn: String?)
  case stateEntered(name: String, input: String?)
  /// `assignedVariables` maps a variable's name to the JSON text of its new value.
  case stateExited(name: String, output: String?, assignedVariables: [AssignedVariable])
  /// ExecutionSucceeded, LambdaFunctionSucceeded, ActivitySucceeded.
  case succeeded(output: String?)
  /// Every failure without a resource: Execution*, LambdaFunction*, Activity*, MapRunFailed.
  case failed(error: String?, cause: String?)
  indirect case taskScheduled(TaskScheduled)
  /// TaskStarted.
  case task(TaskResource)
  /// TaskSubmitted, TaskSucceeded.
  indirect case taskOutput(TaskResource, output: String?)
  /// TaskFailed, TaskTimedOut, TaskStartFailed, TaskSubmitFailed.
  indirect case taskFailed(TaskResource, error: String?, cause: String?)
  indirect case lambdaScheduled(resource: String, input: String?, timeoutInSeconds: Int?, credentialsRoleArn: String? = nil)
  indirect case activityScheduled(resource: String, input: String?, timeoutInSeconds: Int?, heartbeatInSeconds: Int?)
  case activityStarted(workerName: String?)
  case mapStarted(length: Int)
  case mapIteration(name: String, index: Int)
  case mapRunStarted(mapRunArn: String)
  case mapRunRedriven(mapRunArn: String, redriveCount: Int)
  case executionRedriven(redriveCount: Int)
  indirect case evaluationFailed(state: String, location: String?, error: String?, cause: String?)
}

/// A variable set as a state was left.
public struct AssignedVariable: Sendable, Equatable {
  /// The variable's name without `$`.
  public var name: String
  /// The new value as JSON text.
  public var value: String

  /// A variable and its new value as JSON text.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// A service integration as events name it: `ecs` and `runTask.sync`.
public struct TaskResource: Sendable, Equatable, Hashable {
  /// The service: `ecs`, `lambda`, `aws-sdk:dynamodb`.
  public var resourceType: String
  /// The call and its pattern: `runTask.sync`.
  public var resource: String

  /// An integration by its two names.
  public init(resourceType: String, resource: String) {
    self.resourceType = resourceType
    self.resource = resource
  }
}

/// The details of TaskScheduled.
public struct TaskScheduled: Sendable, Equatable {
  /// The integration that is called.
  public var task: TaskResource
  /// The region the call goes to.
  public var region: String?
  /// The request as it was sent, JSON text.
  public var parameters: String?
  /// The Task's timeout; nil where none is declared.
  public var timeoutInSeconds: Int?
  /// The longest pause between two heartbeats; nil where none is declared.
  public var heartbeatInSeconds: Int?
  /// `taskCredentials.roleArn`.
  public var credentialsRoleArn: String?

  /// The details of one scheduling.
  public init(
    task: TaskResource, region: String? = nil, parameters: String? = nil, timeoutInSeconds: Int? = nil, heartbeatInSeconds: Int? = nil,
    credentialsRoleArn: String? = nil
  ) {
    self.task = task
    self.region = region
    self.parameters = parameters
    self.timeoutInSeconds = timeoutInSeconds
    self.heartbeatInSeconds = heartbeatInSeconds
    self.credentialsRoleArn = credentialsRoleArn
  }
}

extension EventDetails {
  /// The state's name where the details carry it.
  public var stateName: String? {
    switch self {
    case .stateEntered(let name, _), .stateExited(let name, _, _), .mapIteration(let name, _), .evaluationFailed(let name, _, _, _): name
    default: nil
    }
  }

  /// Error and cause where the details carry them.
  public var failure: (error: String?, cause: String?)? {
    switch self {
    case .failed(let error, let cause), .taskFailed(_, let error, let cause), .evaluationFailed(_, _, let error, let cause): (error, cause)
    default: nil
    }
  }
}
