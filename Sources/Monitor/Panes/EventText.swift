import Canvas
import History

/// One line about an event.
enum EventText {
  /// `ecs:runTask.sync` where the event names it.
  static func resource(_ event: HistoryEvent) -> String {
    switch event.details {
    case .taskScheduled(let task): name(task.task)
    case .task(let resource), .taskOutput(let resource, _), .taskFailed(let resource, _, _): name(resource)
    case .lambdaScheduled(let resource, _, _), .activityScheduled(let resource, _, _, _): shortArn(resource)
    default: ""
    }
  }

  static func name(_ resource: TaskResource) -> String { resource.resourceType + ":" + resource.resource }

  /// The last part of an ARN tells functions and activities apart.
  static func shortArn(_ arn: String) -> String { arn.split(separator: ":").last.map(String.init) ?? arn }

  /// What the event brought, secrets masked, as it fits a line.
  static func summary(_ event: HistoryEvent, log: EventLog, secrets: Set<String>) -> String {
    func json(_ text: String?) -> String { text.map { SecretJSON.summary($0, secrets: secrets) } ?? "" }
    switch event.details {
    case .none, .task: return ""
    case .executionStarted(let input, _): return json(input)
    case .stateEntered(_, let input): return json(input)
    case .stateExited(_, let output, let assigned):
      if event.type == .choiceStateExited, let next = entered(after: event, in: log) { return "→ " + Mask.text(next, secrets: secrets) }
      let variables = assigned.isEmpty ? "" : "  assigned " + assigned.map(\.name).joined(separator: ", ")
      return json(output) + variables
    case .succeeded(let output): return json(output)
    case .failed(let error, let cause), .taskFailed(_, let error, let cause), .evaluationFailed(_, _, let error, let cause):
      return [error, cause].compactMap { $0 }.map { SecretJSON.summary($0, secrets: secrets) }.joined(separator: ": ")
    case .taskScheduled(let task): return scheduled(task, secrets: secrets)
    case .taskOutput(_, let output): return TaskText.submitted(output) ?? json(output)
    case .lambdaScheduled(_, let input, _), .activityScheduled(_, let input, _, _): return json(input)
    case .activityStarted(let worker): return worker.map { "worker \(Mask.text($0, secrets: secrets))" } ?? ""
    case .mapStarted(let length): return "\(length) item\(length == 1 ? "" : "s")"
    case .mapIteration(_, let index): return "iteration \(index)"
    case .mapRunStarted(let arn): return shortArn(arn)
    case .mapRunRedriven(let arn, let count): return "\(shortArn(arn)), redrive \(count)"
    case .executionRedriven(let count): return "redrive \(count)"
    }
  }

  private static func entered(after event: HistoryEvent, in log: EventLog) -> String? {
    guard log.indices.contains(event.id), case let next = log[event.id], next.previousEventId == event.id, next.type.isStateEntered else { return nil }
    return next.details.stateName
  }

  private static func scheduled(_ task: TaskScheduled, secrets: Set<String>) -> String {
    if task.task.resourceType == "ecs", let text = TaskText.request(task.parameters) { return Mask.text(text, secrets: secrets) }
    return task.parameters.map { SecretJSON.summary($0, secrets: secrets) } ?? ""
  }
}
