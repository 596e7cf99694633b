import JSON
import Time

/// An ECS task as one event of a history shows it.
public struct ECSRecord: Sendable, Equatable {
  /// The event that shows it.
  public var event: Int
  /// When the task was so.
  public var at: Timestamp
  /// The state whose visit started it, and its TaskScheduled event, where attribution knows them.
  public var state: String?
  /// The index of that visit.
  public var visit: Int?
  /// The TaskScheduled event of the attempt that started the task.
  public var scheduledEvent: Int?
  /// The Task document in the service's or Step Functions' spelling.
  public var task: JSONValue

  /// The last part of the task's ARN.
  public var taskID: String { task.arnTail("TaskArn") ?? "" }
}

extension HistoryEvent {
  /// The ECS Task documents it carries: RunTask's answer in TaskSubmitted or TaskSucceeded, the stopped task of `.sync` in TaskSucceeded or
  /// in TaskFailed's cause.
  public var ecsTasks: [JSONValue] {
    switch details {
    case .taskOutput(let task, let output) where task.isECS: output.map(HistoryEvent.tasks) ?? []
    case .taskFailed(let task, _, let cause) where task.isECS || task.resource.isEmpty: cause.map(HistoryEvent.tasks) ?? []
    default: []
    }
  }

  private static func tasks(in text: String) -> [JSONValue] {
    guard text.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), let json = try? JSONValue(parsing: text) else { return [] }
    return json.ecsTasks
  }
}

extension JSONValue {
  /// The Task documents of a RunTask answer, or the Task itself; either spelling.
  var ecsTasks: [JSONValue] {
    if let list = (self["Tasks"] ?? self["tasks"])?.arrayValue { return list.filter { $0.member("TaskArn") != nil } }
    return member("TaskArn") != nil && member("Containers") != nil ? [self] : []
  }

  /// A member in Step Functions' spelling (`TaskArn`) or the service's own (`taskArn`).
  func member(_ name: String) -> JSONValue? { self[name] ?? self[name.prefix(1).lowercased() + name.dropFirst()] }

  /// The last part of an ARN member.
  func arnTail(_ name: String) -> String? { member(name)?.stringValue?.split(separator: "/").last.map(String.init) }
}

extension TaskResource {
  /// Any ECS call: the optimised integration, the SDK one, or a whole ARN of either.
  var isECS: Bool {
    resourceType == "ecs" || resourceType == "aws-sdk:ecs" || fullName.hasPrefix("ecs:") || fullName.hasPrefix("aws-sdk:ecs:")
  }
}

extension HistoryIndex {
  /// The ECS tasks that the events from position `first` on show, oldest first: a screen asks only for what is new.
  public func ecsRecords(in log: EventLog, from first: Int = 0) -> [ECSRecord] {
    guard first < log.count else { return [] }
    return log[max(0, first)...].flatMap { event -> [ECSRecord] in
      let tasks = event.ecsTasks
      guard !tasks.isEmpty else { return [] }
      let visit = visit(ofEvent: event.id)
      let attempt = visit?.attempts.last { $0.scheduledEvent <= event.id }
      return tasks.map {
        ECSRecord(
          event: event.id, at: event.timestamp, state: visit?.state, visit: visit?.index, scheduledEvent: attempt?.scheduledEvent, task: $0)
      }
    }
  }
}
