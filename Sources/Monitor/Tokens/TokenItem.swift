import ECSModel
import ExecutionSource
import History
import Time

/// A token that waits, with what is known of who will answer: of the open execution, or found in a watched machine.
struct TokenItem: Sendable {
  /// Stays the same from one snapshot to the next.
  var id: String
  var machine: String
  var execution: String
  /// The execution it was found in; nil for the one that is open.
  var foundIn: String?
  var state: String
  /// The token; nil where it cannot be read, and then `unreadable` says why.
  var token: String?
  var unreadable: String = ""
  var since: Timestamp
  var deadline: WaitReason.Deadline
  var heartbeatSeconds: Int?
  /// The ECS task behind it; nil without.
  var taskArn: String?
  /// Its newest document, where the source has it.
  var task: ECSTask?
  /// Nil without an ECS task: then there is no verdict.
  var verdict: StrandedVerdict?
  /// The verdict in a sentence.
  var sentence: String?
  /// When it was found to be so; nil for the open execution, whose age is in the header.
  var asOf: Timestamp?

  // Of the open execution alone.
  /// `ecs:runTask.waitForTaskToken`.
  var resource: TaskResource?
  var visit: Int?
  /// The variable that the container gets it in.
  var variable: String?

  /// Whether an ECS task is behind it of which it is not known that it has stopped.
  var hasRunningTask: Bool {
    guard taskArn != nil else { return false }
    if let task { return !task.lastStatus.isFinal }
    return verdict == .attended || verdict == .unknown || verdict == nil
  }

  /// A token of the open execution.
  init(_ token: PendingToken, in view: ExecutionView) {
    let runsTask = token.task.resourceType == "ecs"
    let at = view.index.visits.indices.contains(token.visit) ? view.index.visits[token.visit] : nil
    task = runsTask ? at.flatMap { view.task(of: $0) } : nil
    verdict = runsTask && task != nil ? StrandedVerdict(task) : nil
    sentence = verdict?.sentence
    id = "own.\(token.scheduledEvent)"
    machine = view.snapshot.identity.machineName
    execution = view.snapshot.identity.executionName
    state = token.state
    self.token = token.token
    unreadable = token.token == nil ? "it is not in the Parameters, or access to them is denied" : ""
    since = token.since
    deadline = token.deadline
    heartbeatSeconds = token.heartbeatSeconds
    taskArn = task?.arn
    resource = token.task
    visit = token.visit
    variable = TokenVariable.name(of: token, in: view.snapshot.events)
  }

  /// A token of another execution.
  init(_ row: TokenRow) {
    id = "\(row.executionArn)\n\(row.state)\n\(row.since.milliseconds)"
    machine = row.machineName
    execution = row.executionName
    foundIn = row.executionArn
    state = row.state
    token = row.token
    unreadable = row.token == nil ? row.unreadable ?? "the history does not tell it" : ""
    since = row.since
    deadline = row.timesOutAt.map { .at($0) } ?? .none
    heartbeatSeconds = row.heartbeatSeconds
    taskArn = row.taskArn
    asOf = row.asOf
    switch row.verdict {
    case .waiting: verdict = row.taskArn == nil ? nil : .attended
    case .stranded(let sentence):
      verdict = .stranded
      self.sentence = sentence
    case .unattended: verdict = .unattended
    case .unknown: verdict = .unknown
    }
    sentence = sentence ?? verdict?.sentence
  }
}
