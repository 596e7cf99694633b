import ECSModel
import History
import StatesLanguage
import Time

/// All that a screen reads of one execution: what it was told to do, what happened, what its ECS tasks said, and what no event tells.
///
/// The three sources fill the same snapshot, so an embedded run, a remote execution and a file look exactly the same. Everything drawn is derived from it.
public struct ExecutionSnapshot: Sendable {
  /// Grows with each change; two snapshots of one source with one revision are the same.
  public var revision: UInt64 = 0
  /// Which execution it is.
  public var identity: ExecutionIdentity
  /// Nil where the source has none (a recording without `--definition`, a denied call).
  public var definition: StateMachine?
  /// As the newest event or description tells.
  public var status: ExecutionStatus = .running
  /// When it began, as its description tells: known also while the history's beginning, or all of it, is not.
  public var startedAt: Timestamp?
  /// When it ended, as its description tells.
  public var stoppedAt: Timestamp?
  /// The history, oldest first. While older pages are still on their way it begins with a later event than the first, and `missingEvents` says how many are not here.
  public var events = EventLog()
  /// Events before `events` that are not loaded yet; 0 once all are here.
  public var missingEvents = 0
  /// Task documents in the order they were observed.
  public var tasks: [TaskObservation] = []
  /// By family, by `family:revision` and by ARN, whichever the source knows.
  public var taskDefinitions: [String: TaskDefinition] = [:]
  /// What containers printed, oldest first, as far as the source knows.
  public var logs: [ContainerLogLine] = []
  /// Where each container's output is, or why it is not there.
  public var logStreams: [ContainerLogStream] = []
  /// The Map Runs of the execution's distributed Map states.
  public var mapRuns: [MapRunRow] = []
  /// How long states usually took, by state name, where somebody asked.
  public var usualDurations: [String: UsualDuration] = [:]
  /// How often it was redriven, and whether it can be.
  public var redrive: RedriveStatus?
  /// What no event tells.
  public var live = LiveStatus()
  /// What the source can do.
  public var capabilities: Set<Capability> = []
  /// Where the run begins again with each save of its files; nil elsewhere.
  public var watch: WatchStatus?
  /// One line for each thing somebody did through the source, oldest first.
  public var audit: [AuditLine] = []

  /// A snapshot of an execution of which nothing more is known.
  public init(identity: ExecutionIdentity) { self.identity = identity }
}

/// Which execution this is, and where it runs.
public struct ExecutionIdentity: Sendable, Equatable {
  /// Where it runs.
  public enum Place: Sendable, Equatable {
    /// Run by the embedded interpreter; `detail` says by what and on which clock: `simulated · virtual time`.
    case local(detail: String)
    /// At an endpoint; `name` is the profile or host.
    case remote(name: String)
    /// Read from a file.
    case recording(file: String)
  }

  /// Where it runs.
  public var place: Place
  /// Empty where it is not known.
  public var machineName: String
  /// Its own name.
  public var executionName: String
  /// Empty where it is not known.
  public var executionArn: String
  /// Empty where it is not known.
  public var stateMachineArn: String
  /// Empty where it is not known.
  public var region: String
  /// Twelve digits; empty where it is not known.
  public var account: String
  /// Whether nothing may be changed: opened with `--read-only`.
  public var isReadOnly: Bool

  /// From its parts.
  public init(
    place: Place, machineName: String, executionName: String, executionArn: String = "", stateMachineArn: String = "", region: String = "",
    account: String = "", isReadOnly: Bool = false
  ) {
    self.place = place
    self.machineName = machineName
    self.executionName = executionName
    self.executionArn = executionArn
    self.stateMachineArn = stateMachineArn
    self.region = region
    self.account = account
    self.isReadOnly = isReadOnly
  }
}

/// An ECS task document and when it was seen.
public struct TaskObservation: Sendable {
  /// When it was seen.
  public var at: Timestamp
  /// The state whose visit started the task, where that is known.
  public var state: String?
  /// The TaskScheduled event of that visit, where that is known.
  public var scheduledEventId: Int?
  /// The document.
  public var task: ECSTask {
    get { kept.task }
    set { kept = KeptTask(newValue) }
  }
  /// A task has a kilobyte of fields: in a box, the thousands a long history tells of are not copied with every list of them.
  private var kept: KeptTask

  /// From its parts.
  public init(at: Timestamp, state: String?, scheduledEventId: Int?, task: ECSTask) {
    self.at = at
    self.state = state
    self.scheduledEventId = scheduledEventId
    kept = KeptTask(task)
  }
}

/// A task that does not change any more.
private final class KeptTask: Sendable {
  let task: ECSTask

  init(_ task: ECSTask) { self.task = task }
}

/// One line a container printed.
public struct ContainerLogLine: Sendable, Equatable {
  /// When it was printed.
  public var at: Timestamp
  /// The task it came from.
  public var taskArn: String
  /// The name of the container.
  public var container: String
  /// The line, as printed.
  public var text: String

  /// From its parts.
  public init(at: Timestamp, taskArn: String, container: String, text: String) {
    self.at = at
    self.taskArn = taskArn
    self.container = container
    self.text = text
  }
}

/// Something a person did, or tried to do.
public struct AuditLine: Sendable, Equatable {
  /// When it was done.
  public var at: Timestamp
  /// A sentence in the past tense, secrets masked: `approved "Manage ECS task" (execution exec-91c)`.
  public var text: String

  /// From its parts.
  public init(at: Timestamp, text: String) {
    self.at = at
    self.text = text
  }
}
