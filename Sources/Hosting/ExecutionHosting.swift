import History
import JSON
import StatesLanguage
import Time

/// Runs executions of many machines at once and keeps them over restarts: what the Step Functions API answers from.
///
/// Everything a caller was told is kept before he is told it: whoever ends the process at any moment, and starts again, finds every execution where it was.
public protocol ExecutionHosting: Sendable {
  /// StartExecution. With the name and input of an execution that runs, that one; with the name of another, a refusal.
  func start(_ order: StartOrder) async throws(HostRefusal) -> ExecutionRecord
  /// StartSyncExecution: an Express execution, run to its end.
  func runToEnd(_ order: StartOrder) async throws(HostRefusal) -> ExecutionRecord
  /// DescribeExecution; nil when there is none.
  func execution(_ arn: String) async -> ExecutionRecord?
  /// ListExecutions, newest first.
  func executions(_ query: ExecutionQuery) async -> ExecutionPage
  /// GetExecutionHistory; nil when there is no such execution.
  func history(of arn: String, _ query: HistoryQuery) async -> HistoryPage?
  /// StopExecution.
  func stop(_ arn: String, error: String?, cause: String?) async throws(HostRefusal) -> ExecutionRecord
  /// RedriveExecution; gives the redrive's time.
  func redrive(_ arn: String) async throws(HostRefusal) -> Timestamp
  /// SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat.
  func answer(token: String, _ answer: TokenAnswer) async throws(HostRefusal)
  /// GetActivityTask: the oldest task that waits for the activity, at the latest at `deadline`; nil when none came.
  func activityTask(of activityArn: String, worker: String?, until deadline: Timestamp) async throws(HostRefusal) -> ActivityTask?
  /// ListMapRuns of an execution, newest first.
  func mapRuns(of executionArn: String) async -> [MapRunRecord]
  /// DescribeMapRun; nil when there is none.
  func mapRun(_ arn: String) async -> MapRunRecord?
  /// UpdateMapRun; nil leaves a value as it is.
  func update(mapRun arn: String, _ change: MapRunChange) async throws(HostRefusal)

  /// Documents of the API's own (machines, versions, aliases, activities, tags), by kind and key, oldest first.
  func documents(_ kind: String) async -> [(key: String, document: JSONValue)]
  /// Keeps documents, all of them or none; a nil document removes.
  func keep(_ changes: [DocumentChange]) async throws(HostRefusal)
}

/// A document to keep or to remove.
public struct DocumentChange: Sendable, Equatable {
  /// Of which kind it is.
  public var kind: String
  /// What it is kept under.
  public var key: String
  /// The document; nil removes it.
  public var document: JSONValue?

  /// From its parts.
  public init(kind: String, key: String, document: JSONValue?) {
    self.kind = kind
    self.key = key
    self.document = document
  }
}

/// What StartExecution says, with what it names looked up.
public struct StartOrder: Sendable {
  /// As it was read.
  public var machine: StateMachine
  /// The definition as it was given.
  public var definition: String
  /// The machine's name.
  public var machineName: String
  /// The execution's name.
  public var executionName: String
  /// Of the machine without version or alias.
  public var stateMachineArn: String
  /// The version that was named, or that the alias led to.
  public var stateMachineVersionArn: String?
  /// The alias that was named.
  public var stateMachineAliasArn: String?
  /// The execution's ARN.
  public var executionArn: String
  /// The role it runs as.
  public var roleArn: String
  /// Whether the machine is an Express one.
  public var isExpress: Bool
  /// JSON text.
  public var input: String
  /// X-Ray's header, as it was given.
  public var traceHeader: String?
  /// What the API wants to know of the machine as it was when the execution started: JSON text that the host keeps and does not read.
  public var machineDetails: String?
  /// The test case of the mock file; nil for the machine's only one.
  public var mockTestCase: String?

  /// From its parts.
  public init(
    machine: StateMachine, definition: String, machineName: String, executionName: String, stateMachineArn: String,
    stateMachineVersionArn: String? = nil, stateMachineAliasArn: String? = nil, executionArn: String, roleArn: String, isExpress: Bool,
    input: String, traceHeader: String? = nil, machineDetails: String? = nil, mockTestCase: String? = nil
  ) {
    self.machine = machine
    self.definition = definition
    self.machineName = machineName
    self.executionName = executionName
    self.stateMachineArn = stateMachineArn
    self.stateMachineVersionArn = stateMachineVersionArn
    self.stateMachineAliasArn = stateMachineAliasArn
    self.executionArn = executionArn
    self.roleArn = roleArn
    self.isExpress = isExpress
    self.input = input
    self.traceHeader = traceHeader
    self.machineDetails = machineDetails
    self.mockTestCase = mockTestCase
  }
}

/// What DescribeExecution tells.
public struct ExecutionRecord: Sendable, Equatable {
  /// The execution's ARN.
  public var executionArn: String
  /// The execution's name.
  public var name: String
  /// The machine's name.
  public var machineName: String
  /// Of the machine without version or alias.
  public var stateMachineArn: String
  /// The version that was named, or that the alias led to.
  public var stateMachineVersionArn: String?
  /// The alias that was named.
  public var stateMachineAliasArn: String?
  /// The Map Run.
  public var mapRunArn: String?
  /// As it ran.
  public var definition: String
  /// The role it runs as.
  public var roleArn: String
  /// Whether the machine is an Express one.
  public var isExpress: Bool
  /// How it stands.
  public var status: ExecutionStatus
  /// When it began.
  public var startedAt: Timestamp
  /// When it ended; nil while it runs.
  public var stoppedAt: Timestamp?
  /// JSON text.
  public var input: String
  /// JSON text; nil unless it succeeded.
  public var output: String?
  /// The error's name; nil unless it failed.
  public var error: String?
  /// The error's cause.
  public var cause: String?
  /// X-Ray's header, as it was given.
  public var traceHeader: String?
  /// How often it was redriven.
  public var redriveCount: Int
  /// When it was last redriven.
  public var redrivenAt: Timestamp?
  /// Items of a Map Run's child.
  public var itemCount: Int?
  /// What the order said.
  public var machineDetails: String?

  /// A record of an execution that has just started.
  public init(
    executionArn: String, name: String, machineName: String, stateMachineArn: String, definition: String, roleArn: String, isExpress: Bool,
    startedAt: Timestamp, input: String
  ) {
    self.executionArn = executionArn
    self.name = name
    self.machineName = machineName
    self.stateMachineArn = stateMachineArn
    self.definition = definition
    self.roleArn = roleArn
    self.isExpress = isExpress
    self.startedAt = startedAt
    self.input = input
    status = .running
    redriveCount = 0
  }
}

/// Which executions are listed.
public struct ExecutionQuery: Sendable, Equatable {
  /// Executions of a machine, version or alias, or the children of a Map Run.
  public enum Owner: Sendable, Equatable {
    case machine(String), version(String), alias(String), mapRun(String)
    case all
  }

  /// Whose they are.
  public var owner: Owner
  /// How it stands.
  public var status: ExecutionStatus?
  /// Nil lists both; true only those that were redriven.
  public var isRedriven: Bool?
  /// At most so many.
  public var limit: Int
  /// How many to pass over.
  public var offset: Int

  /// From its parts.
  public init(owner: Owner, status: ExecutionStatus? = nil, isRedriven: Bool? = nil, limit: Int, offset: Int = 0) {
    self.owner = owner
    self.status = status
    self.isRedriven = isRedriven
    self.limit = limit
    self.offset = offset
  }
}

/// A page of a list.
public struct ExecutionPage: Sendable, Equatable {
  /// In the order of the list.
  public var executions: [ExecutionRecord]
  /// Whether there is more after it.
  public var hasMore: Bool

  /// From its parts.
  public init(executions: [ExecutionRecord], hasMore: Bool) {
    self.executions = executions
    self.hasMore = hasMore
  }
}

/// Which events are asked for.
public struct HistoryQuery: Sendable, Equatable {
  /// At most so many.
  public var limit: Int
  /// Newest first.
  public var isReversed: Bool
  /// Whether inputs and outputs are told.
  public var includesData: Bool
  /// How many events to pass over.
  public var offset: Int

  /// From its parts.
  public init(limit: Int, isReversed: Bool = false, includesData: Bool = true, offset: Int = 0) {
    self.limit = limit
    self.isReversed = isReversed
    self.includesData = includesData
    self.offset = offset
  }
}

/// A page of a history, each event as JSON in the API's form: it is copied into the answer as it is.
public struct HistoryPage: Sendable, Equatable {
  /// `{…},{…}`: the events with commas between.
  public var events: [UInt8]
  /// How many events there are in it.
  public var count: Int
  /// Whether there is more after it.
  public var hasMore: Bool

  /// From its parts.
  public init(events: [UInt8], count: Int, hasMore: Bool) {
    self.events = events
    self.count = count
    self.hasMore = hasMore
  }
}

/// How a token is answered.
public enum TokenAnswer: Sendable, Equatable {
  case success(output: String)
  case failure(error: String?, cause: String?)
  case heartbeat
}

/// A task that a worker took.
public struct ActivityTask: Sendable, Equatable {
  /// What the worker answers with.
  public var token: String
  /// JSON text.
  public var input: String

  /// From its parts.
  public init(token: String, input: String) {
    self.token = token
    self.input = input
  }
}

/// What DescribeMapRun tells.
public struct MapRunRecord: Sendable, Equatable {
  /// The Map Run.
  public var mapRunArn: String
  /// The execution's ARN.
  public var executionArn: String
  /// Of the machine without version or alias.
  public var stateMachineArn: String
  /// `RUNNING`, `SUCCEEDED`, `FAILED` or `ABORTED`.
  public var status: String
  /// When it began.
  public var startedAt: Timestamp
  /// When it ended; nil while it runs.
  public var stoppedAt: Timestamp?
  /// Child executions at a time; 0 for no limit.
  public var maxConcurrency: Int
  /// Failures that are tolerated, of a hundred items.
  public var toleratedFailurePercentage: Double
  /// Failed items that are tolerated.
  public var toleratedFailureCount: Int
  /// Items by what became of them.
  public var itemCounts: MapRunCounts
  /// Child executions by what became of them.
  public var executionCounts: MapRunCounts
  /// How often it was redriven.
  public var redriveCount: Int
  /// When it was last redriven.
  public var redrivenAt: Timestamp?

  /// From its parts.
  public init(
    mapRunArn: String, executionArn: String, stateMachineArn: String, status: String, startedAt: Timestamp, stoppedAt: Timestamp? = nil,
    maxConcurrency: Int, toleratedFailurePercentage: Double, toleratedFailureCount: Int, itemCounts: MapRunCounts,
    executionCounts: MapRunCounts, redriveCount: Int = 0, redrivenAt: Timestamp? = nil
  ) {
    self.mapRunArn = mapRunArn
    self.executionArn = executionArn
    self.stateMachineArn = stateMachineArn
    self.status = status
    self.startedAt = startedAt
    self.stoppedAt = stoppedAt
    self.maxConcurrency = maxConcurrency
    self.toleratedFailurePercentage = toleratedFailurePercentage
    self.toleratedFailureCount = toleratedFailureCount
    self.itemCounts = itemCounts
    self.executionCounts = executionCounts
    self.redriveCount = redriveCount
    self.redrivenAt = redrivenAt
  }
}

/// Items or child executions of a Map Run by what became of them.
public struct MapRunCounts: Sendable, Equatable {
  /// By what became of them.
  public var pending = 0, running = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0, total = 0, resultsWritten = 0
  /// By what a redrive would do.
  public var failuresNotRedrivable = 0, pendingRedrive = 0
  /// Nothing counted.
  public init() {}
}

/// What UpdateMapRun changes.
public struct MapRunChange: Sendable, Equatable {
  /// Child executions at a time; 0 for no limit.
  public var maxConcurrency: Int?
  /// Failures that are tolerated, of a hundred items.
  public var toleratedFailurePercentage: Double?
  /// Failed items that are tolerated.
  public var toleratedFailureCount: Int?

  /// From its parts.
  public init(maxConcurrency: Int? = nil, toleratedFailurePercentage: Double? = nil, toleratedFailureCount: Int? = nil) {
    self.maxConcurrency = maxConcurrency
    self.toleratedFailurePercentage = toleratedFailurePercentage
    self.toleratedFailureCount = toleratedFailureCount
  }
}

/// Why a host did not do what it was asked; the API names it and words it as AWS does.
public enum HostRefusal: Error, Sendable, Equatable {
  case executionDoesNotExist
  /// Another execution has that name.
  case executionAlreadyExists
  /// It succeeded, is running, or is too old: the sentence.
  case notRedrivable(String)
  case invalidToken
  /// Its task does not exist any more.
  case taskTimedOut
  case mapRunDoesNotExist
  /// More than `--max-executions` run.
  case limitExceeded(String)
  /// The machine cannot be run here; the sentence.
  case unsupported(String)
  /// The store failed; the sentence.
  case store(String)
}
