import ECSModel
import History
import JSON
import StatesLanguage
import Time

/// One scheduling of an ECS task by a state: from TaskScheduled to the task's end as the history tells it.
struct TaskVisit: Sendable {
  let scheduledEventId: Int
  let state: String?
  let scheduledAt: Timestamp
  let pattern: IntegrationPattern
  /// Where its task runs and what it was asked to be; nil once that is of no use any more.
  var request: TaskRequest?
  /// The cluster its tasks run in, once that is known.
  var cluster: String?
  /// Whether the endpoint keeps the request to itself; then it does not name the task either, until the task is over.
  let isThin: Bool
  /// The state's `Parameters` or `Arguments`, where the definition is known and the endpoint tells nothing.
  let template: JSONValue?
  /// When the state times out; nil where no timeout is told.
  let deadline: Timestamp?
  var isOver = false
  /// The ARNs of its tasks.
  var tasks: [String] = []
}

/// The ECS tasks a history tells of, kept up event by event.
struct TaskVisits: Sendable {
  private(set) var visits: [TaskVisit] = []
  /// Places of visits without a task, and of those that are not over.
  private(set) var unknown: Set<Int> = []
  private(set) var open: Set<Int> = []
  /// Event id to the state it happened in, and to the place in `visits` of the TaskScheduled it follows.
  private var states: [Int: String] = [:]
  private var owners: [Int: Int] = [:]
  private var lastTaskState: String?

  /// What an event says about tasks.
  struct News {
    /// The place of the visit it belongs to; nil for events without one.
    var visit: Int?
    /// The tasks its output or cause names.
    var tasks: [ECSTask] = []
    /// Whether the visit began, or ended, with it.
    var began = false, ended = false
  }

  /// Takes in the next event. `previousEventId` tells what it follows; where an endpoint leaves that out, the newest fitting event does.
  mutating func add(_ event: HistoryEvent, definition: StateMachine?) -> News {
    let state = event.details.stateName ?? states[event.previousEventId] ?? (event.previousEventId == 0 ? lastTaskState : nil)
    if let state { states[event.id] = state }
    if event.type == .taskStateEntered { lastTaskState = event.details.stateName }
    if case .taskScheduled(let scheduled) = event.details {
      let began = schedule(event, scheduled, state, definition)
      return News(visit: began ? visits.count - 1 : nil, began: began)
    }
    guard let owner = owners[event.previousEventId] ?? (event.previousEventId == 0 ? newestOpen(event.type) : nil) else { return News() }
    owners[event.id] = owner
    let found = tasks(of: event)
    for task in found { give(task.arn, cluster: task.clusterArn, to: owner) }
    let ended = TaskVisits.ends(event.type)
    if ended {
      end(owner)
      owners[event.id] = nil
    }
    return News(visit: owner, tasks: found, ended: ended)
  }

  /// The state in which an event happened, where that is known.
  func state(ofEvent id: Int) -> String? { states[id] }

  /// What the thin TaskScheduled event `id` would carry as parameters, told by the visit's `task`; nil where nothing has to be told, or
  /// can be.
  func parameters(ofThinEvent id: Int, by task: ECSTask) -> String? {
    guard let visit = visits.first(where: { $0.scheduledEventId == id }), visit.isThin, visit.tasks.first == task.arn,
      let template = visit.template
    else {
      return nil
    }
    return TaskRequest.completed(template, by: task).compact
  }

  /// A task was found to be this visit's.
  mutating func give(_ task: String, cluster: String? = nil, to visit: Int) {
    visits[visit].cluster = cluster ?? visits[visit].cluster
    guard !visits[visit].tasks.contains(task), visits[visit].tasks.count < 100 else { return }
    visits[visit].tasks.append(task)
    unknown.remove(visit)
  }

  /// The execution is over, and with it every state.
  mutating func endAll() { for at in open { end(at) } }

  private mutating func end(_ at: Int) {
    visits[at].isOver = true
    open.remove(at)
    if !visits[at].tasks.isEmpty { visits[at].request = nil }
  }

  private mutating func schedule(
    _ event: HistoryEvent, _ scheduled: TaskScheduled, _ state: String?, _ definition: StateMachine?
  ) -> Bool {
    let name = scheduled.task.resource
    let target = TaskTarget(arn: name.hasPrefix("arn:") ? name : "arn:aws:states:::\(scheduled.task.resourceType):\(name)")
    guard target.runsECSTask else { return false }
    let sent = scheduled.parameters.flatMap { try? JSONValue(parsing: $0, limits: .payload) }
    let template = sent == nil ? state.flatMap { definition?.state($0) }.flatMap { ($0.arguments ?? $0.parameters)?.node.value } : nil
    let timeout = scheduled.timeoutInSeconds.flatMap { (1...100_000_000).contains($0) ? $0 : nil }
    let request = (sent ?? template).map(TaskRequest.init)
    owners[event.id] = visits.count
    unknown.insert(visits.count)
    open.insert(visits.count)
    visits.append(
      TaskVisit(
        scheduledEventId: event.id, state: state, scheduledAt: event.timestamp, pattern: target.pattern,
        request: request, cluster: request?.cluster, isThin: sent == nil, template: template,
        deadline: timeout.map { event.timestamp + .seconds($0) }))
    return true
  }

  private func newestOpen(_ type: EventType) -> Int? {
    guard type.rawValue.hasPrefix("Task"), !type.isStateEntered, type != .taskScheduled else { return nil }
    return open.max()
  }

  /// Tasks in RunTask's answer, in a job's result, or in a failure's cause.
  private func tasks(of event: HistoryEvent) -> [ECSTask] {
    switch event.details {
    case .taskOutput(_, let output?):
      guard let document = try? JSONValue(parsing: output, limits: .payload) else { return [] }
      return Array(ECSTask.tasks(in: document).prefix(10))
    case .taskFailed(_, _, let cause?): return ECSTask(cause: cause).map { [$0] } ?? []
    default: return []
    }
  }

  private static func ends(_ type: EventType) -> Bool {
    switch type {
    case .taskSucceeded, .taskFailed, .taskTimedOut, .taskStartFailed, .taskSubmitFailed, .taskStateAborted, .taskStateExited: true
    default: false
    }
  }
}
