import History

/// One line about an event.
enum EventText {
  /// `ecs:runTask.sync` where the event names it.
  static func resource(_ event: HistoryEvent) -> String {
    switch event.details {
    case .taskScheduled(let task): name(task.task)
    case .task(let resource): name(resource)
    case .taskOutput(let resource, _): name(resource)
    case .taskFailed(let resource, _, _): name(resource)
    case .lambdaScheduled(let resource, _, _, _): shortArn(resource)
    case .activityScheduled(let resource, _, _, _): shortArn(resource)
    default: ""
    }
  }

  static func name(_ resource: TaskResource) -> String { resource.fullName }

  /// The last part of an ARN tells functions and activities apart.
  static func shortArn(_ arn: String) -> String { arn.split(separator: ":").last.map(String.init) ?? arn }
}
