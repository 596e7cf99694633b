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
  let request: TaskRequest
  /// Whether the endpoint keeps the request to itself; then it does not name the task either, until the task is over.
  let isThin: Bool
  /// The state's `Parameters` or `Arguments`, where the definition is known.
  let template: JSONValue?
  var isOver = false
  /// The tasks that history names.
  var tasks: [ECSTask] = []
}

/// The ECS tasks a history tells of, kept up event by event.
struct TaskVisits: Sendable {
  private(set) var visits: [TaskVisit] = []
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
    for task in found where !visits[owner].tasks.contains(where: { $0.arn == task.arn }) { visits[owner].tasks.append(task) }
    let ended = TaskVisits.ends(event.type)
    if ended {
      visits[owner].isOver = true
      owners[event.id] = nil
    }
    return News(visit: owner, tasks: found, ended: ended)
  }

  /// What the thin TaskScheduled event `id` would carry as parameters, told by its task; nil where nothing has to be told, or can be.
  func parameters(ofThinEvent id: Int) -> String? {
    guard let visit = visits.first(where: { $0.scheduledEventId == id }), visit.isThin, let task = visit.tasks.first,
      let template = visit.template
    else {
      return nil
    }
    return TaskRequest.completed(template, by: task).compact
  }

  /// A task that history does not name was found to be this visit's.
  mutating func give(_ task: ECSTask, to visit: Int) { visits[visit].tasks.append(task) }

  /// The execution is over, and with it every state.
  mutating func endAll() { for at in visits.indices { visits[at].isOver = true } }

  private mutating func schedule(
    _ event: HistoryEvent, _ scheduled: TaskScheduled, _ state: String?, _ definition: StateMachine?
  ) -> Bool {
    let name = scheduled.task.resource
    let target = TaskTarget(arn: name.hasPrefix("arn:") ? name : "arn:aws:states:::\(scheduled.task.resourceType):\(name)")
    guard target.runsECSTask else { return false }
    let sent = scheduled.parameters.flatMap { try? JSONValue(parsing: $0, limits: .payload) }
    let template = state.flatMap { definition?.state($0) }.flatMap { ($0.arguments ?? $0.parameters)?.node.value }
    owners[event.id] = visits.count
    visits.append(
      TaskVisit(
        scheduledEventId: event.id, state: state, scheduledAt: event.timestamp, pattern: target.pattern,
        request: TaskRequest(sent ?? template ?? .object([:])), isThin: sent == nil, template: template))
    return true
  }

  private func newestOpen(_ type: EventType) -> Int? {
    guard type.rawValue.hasPrefix("Task"), !type.isStateEntered, type != .taskScheduled else { return nil }
    return visits.lastIndex { !$0.isOver }
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
