import History
import Time

/// What a place has beyond one execution: its machines, their executions, Map Runs, and the task tokens that wait in them. An endpoint has one, and so has the local
/// store. Only what somebody looks at is asked for.
public protocol ExecutionCatalog: Sendable {
  /// The catalog as it is now.
  func snapshot() async -> CatalogSnapshot

  /// Snapshots as they change, newest only. The first comes at once; the stream ends with `close`.
  func updates() -> AsyncStream<CatalogSnapshot>

  /// What is on the screen from now on: nothing else is asked for.
  func look(at view: CatalogView) async

  /// Does what somebody asked for.
  /// - Throws: `SourceRefusal`, a sentence, when it cannot or may not be done: the check is here, not on the screen.
  @discardableResult
  func perform(_ action: CatalogAction) async throws(SourceRefusal) -> SourceAnswer

  /// A source for one execution; nothing is asked before its first reader.
  func open(_ executionArn: String) async throws(SourceRefusal) -> any ExecutionSource

  /// Ends what the catalog keeps running.
  func close() async
}

/// The part of a catalog that is looked at.
public enum CatalogView: Sendable, Hashable {
  /// Nothing of it: another screen is in front.
  case nothing
  case machines
  /// Executions of a machine, newest first; `status` filters at the endpoint; at least `limit` of them where there are as many.
  case executions(machineArn: String, status: ExecutionStatus?, limit: Int)
  /// The child executions of a Map Run.
  case mapRun(arn: String, status: ExecutionStatus?, limit: Int)
  /// The tokens of the watched machines.
  case tokens
}

/// All that a screen reads of a catalog.
public struct CatalogSnapshot: Sendable {
  /// Grows with each change.
  public var revision: UInt64 = 0
  /// Where it is.
  public var place: ExecutionIdentity.Place
  /// Empty where it is not known.
  public var region: String = ""
  /// Twelve digits; empty where it is not known.
  public var account: String = ""
  /// Whether nothing may be changed through it.
  public var isReadOnly: Bool
  /// What it can do.
  public var capabilities: Set<Capability> = []
  /// The machines, by name.
  public var machines = CatalogList<MachineRow>()
  /// Executions by the view that asked for them.
  public var executions: [CatalogView: CatalogList<ExecutionRow>] = [:]
  /// The search for tokens.
  public var sweep = TokenSweep()
  /// How it stands with its endpoint; nil for a place that is not polled.
  public var poll: PollStatus?
  /// The place's clock.
  public var now = Timestamp(milliseconds: 0)
  /// One line for each thing somebody did through the catalog, oldest first.
  public var audit: [AuditLine] = []

  /// A catalog of which nothing is known yet.
  public init(place: ExecutionIdentity.Place, isReadOnly: Bool) {
    self.place = place
    self.isReadOnly = isReadOnly
  }
}

/// A list as far as it is known.
public struct CatalogList<Row: Sendable>: Sendable {
  /// What is known, in the order of the list.
  public var rows: [Row] = []
  /// When the list was received; nil before.
  public var asOf: Timestamp?
  /// Whether there is more than `rows`.
  public var hasMore = false
  /// Why it could not be read, in a sentence; the rows are then as they were.
  public var problem: String?

  /// Nothing known.
  public init() {}
}

/// A state machine in a list.
public struct MachineRow: Sendable, Equatable {
  /// The machine's ARN.
  public var arn: String
  /// Its name.
  public var name: String
  /// `STANDARD` or `EXPRESS`.
  public var type: String
  /// When it was made; nil where the place does not tell.
  public var createdAt: Timestamp?

  /// From its parts.
  public init(arn: String, name: String, type: String = "STANDARD", createdAt: Timestamp? = nil) {
    self.arn = arn
    self.name = name
    self.type = type
    self.createdAt = createdAt
  }
}

/// An execution in a list.
public struct ExecutionRow: Sendable, Equatable {
  /// The execution's ARN.
  public var arn: String
  /// Its name.
  public var name: String
  /// The machine it is an execution of; empty where the place does not tell.
  public var stateMachineArn: String
  /// How it stands.
  public var status: ExecutionStatus
  /// When it was started; nil where the place does not tell.
  public var startedAt: Timestamp?
  /// When it ended; nil while it runs.
  public var stoppedAt: Timestamp?
  /// How often it was redriven; nil where the endpoint does not tell.
  public var redriveCount: Int?
  /// Items of a Map Run's child execution; nil elsewhere.
  public var itemCount: Int?

  /// From its parts.
  public init(
    arn: String, name: String, stateMachineArn: String, status: ExecutionStatus, startedAt: Timestamp? = nil, stoppedAt: Timestamp? = nil,
    redriveCount: Int? = nil, itemCount: Int? = nil
  ) {
    self.arn = arn
    self.name = name
    self.stateMachineArn = stateMachineArn
    self.status = status
    self.startedAt = startedAt
    self.stoppedAt = stoppedAt
    self.redriveCount = redriveCount
    self.itemCount = itemCount
  }
}

/// The search for pending tokens over the watched machines.
public struct TokenSweep: Sendable {
  /// ARNs of the machines named with `:watch`.
  public var watched: [String] = []
  /// Running executions looked at in this round.
  public var scanned = 0
  /// Running executions in this round, as far as they are listed.
  public var total = 0
  /// When this round began; nil before the first.
  public var startedAt: Timestamp?
  /// When a round was last complete; nil before the first was.
  public var endedAt: Timestamp?
  /// What was found, the longest waiting first.
  public var tokens: [TokenRow] = []
  /// Why it could not go on, in a sentence.
  public var problem: String?

  /// Nothing watched.
  public init() {}
}

/// A token that waits for an answer in some execution.
public struct TokenRow: Sendable, Equatable {
  /// What is known of who will answer.
  public enum Verdict: Sendable, Equatable {
    /// The ECS task behind it still runs, or there is none.
    case waiting
    /// Its ECS task stopped with an error, or never started: nobody will answer. The sentence says how.
    case stranded(String)
    /// Its ECS task ended with exit 0: an answer may still come from elsewhere.
    case unattended
    /// ECS no longer knows the task, or could not be asked.
    case unknown
  }

  /// The execution that waits.
  public var executionArn: String
  /// Its name.
  public var executionName: String
  /// The name of its machine.
  public var machineName: String
  /// The state that waits.
  public var state: String
  /// The token; nil where it cannot be read, and then `unreadable` says why.
  public var token: String?
  /// Why the token cannot be read; nil where it can.
  public var unreadable: String?
  /// When the task was scheduled.
  public var since: Timestamp
  /// When its TimeoutSeconds run out; nil without.
  public var timesOutAt: Timestamp?
  /// HeartbeatSeconds; nil without.
  public var heartbeatSeconds: Int?
  /// The ECS task that holds it; nil without.
  public var taskArn: String?
  /// What is known of who will answer.
  public var verdict: Verdict
  /// When this row was found to be so.
  public var asOf: Timestamp

  /// From its parts.
  public init(
    executionArn: String, executionName: String, machineName: String, state: String, token: String?, unreadable: String? = nil,
    since: Timestamp, timesOutAt: Timestamp? = nil, heartbeatSeconds: Int? = nil, taskArn: String? = nil, verdict: Verdict, asOf: Timestamp
  ) {
    self.executionArn = executionArn
    self.executionName = executionName
    self.machineName = machineName
    self.state = state
    self.token = token
    self.unreadable = unreadable
    self.since = since
    self.timesOutAt = timesOutAt
    self.heartbeatSeconds = heartbeatSeconds
    self.taskArn = taskArn
    self.verdict = verdict
    self.asOf = asOf
  }
}

/// What a person can ask of a catalog.
public enum CatalogAction: Sendable, Equatable {
  case pollNow
  /// StartExecution; without a name it gets a new one. Answered with `.started`.
  case start(machineArn: String, name: String?, input: String)
  /// StopExecution.
  case stop(executionArn: String, error: String, cause: String)
  /// RedriveExecution.
  case redrive(executionArn: String)
  case sendTaskSuccess(token: String, output: String)
  case sendTaskFailure(token: String, error: String, cause: String)
  case sendTaskHeartbeat(token: String)
  /// ECS StopTask.
  case stopTask(taskArn: String, reason: String)
  /// Which machines' executions are searched for tokens, by ARN.
  case watch([String])
  /// UpdateMapRun: how many child executions at a time, 0 for no limit.
  case setMapRunConcurrency(mapRunArn: String, Int)
}

extension CatalogAction {
  /// What a catalog must be able to do for this action; nil for what only looks.
  public var capability: Capability? {
    switch self {
    case .pollNow, .watch: nil
    case .start: .startNew
    case .stop: .stop
    case .redrive: .redrive
    case .sendTaskSuccess, .sendTaskFailure, .sendTaskHeartbeat: .answerTokens
    case .stopTask: .stopTask
    case .setMapRunConcurrency: .edit
    }
  }
}
