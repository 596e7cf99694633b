import ECSModel

/// Where in CloudWatch Logs a container writes, or why that is not known.
enum LogPlace: Sendable, Equatable {
  case stream(LogConfiguration.Stream)
  case nowhere(String)

  /// - Parameters:
  ///   - container: its name.
  ///   - definition: the task definition; nil while it is not known.
  init(of container: String, in task: ECSTask, definition: TaskDefinition) {
    guard let entry = definition.container(container) else {
      self = .nowhere("\(container) is not in the task definition \(definition.name), so where it logs is not known")
      return
    }
    guard let log = entry.log else {
      self = .nowhere(
        "\(container) has no logConfiguration: its output stays with the container runtime; give it the awslogs driver to see it here")
      return
    }
    switch log.driver {
    case "awslogs": self = LogPlace.stream(log, container, task)
    case "awsfirelens": self = .nowhere(LogPlace.router(of: container, task, definition))
    default: self = .nowhere("\(container) logs with the driver \(log.driver), which only its own system can show")
    }
  }

  private static func stream(_ log: LogConfiguration, _ container: String, _ task: ECSTask) -> LogPlace {
    guard let group = log.options["awslogs-group"]?.stringValue, !group.isEmpty else {
      return .nowhere("\(container) logs with awslogs, but its options name no awslogs-group")
    }
    if let stream = log.stream(container: container, taskId: task.id) { return .stream(stream) }
    // Without a prefix, which Fargate demands and EC2 does not, the stream is called like the container at its runtime.
    guard let id = task.container(container)?.runtimeId, !id.isEmpty else {
      return .nowhere(
        "\(container) has no awslogs-stream-prefix, so its stream is called like its container's runtime id, which ECS does not tell")
    }
    return .stream(LogConfiguration.Stream(group: group, region: log.options["awslogs-region"]?.stringValue, name: id))
  }

  /// With FireLens the lines go where the router sends them; what can be read is what the router prints about that.
  private static func router(of container: String, _ task: ECSTask, _ definition: TaskDefinition) -> String {
    let routers = definition.containers.filter {
      ($0.document["firelensConfiguration"] ?? $0.document["FirelensConfiguration"])?.objectValue != nil
    }
    guard let router = routers.first else {
      return "\(container) logs with awsfirelens: its lines are not where awslogs would be, but where the log router sends them"
    }
    let own: String
    if let log = router.log, log.driver == "awslogs", case .stream(let stream) = stream(log, router.name, task) {
      own = "the router's own log is \(stream.group) \(stream.name)"
    } else {
      own = "the router has no log in CloudWatch Logs either"
    }
    return "\(container) logs with awsfirelens: its lines are not where awslogs would be, but where \(router.name) sends them; \(own)"
  }
}
