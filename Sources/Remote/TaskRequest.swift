import ECSModel
import JSON

/// What is known of a RunTask request: the parameters as sent, or, where an endpoint does not tell them, the literal part of the state's template.
struct TaskRequest: Sendable, Equatable {
  /// A name or an ARN; nil when only the run knows it.
  var cluster: String?
  /// A family, `family:revision` or ARN.
  var taskDefinition: String?
  var containers: [ContainerOverride]

  /// - Parameter document: `Parameters`, `Arguments`, or the JSON of TaskScheduled's parameters.
  init(_ document: JSONValue) {
    func literal(_ name: String) -> String? {
      document[name]?.stringValue.flatMap { $0.hasPrefix("{%") || $0.isEmpty ? nil : $0 }
    }
    // Without a Cluster, ECS runs the task in the cluster named `default`.
    let isClusterComputed = document["Cluster.$"] != nil || document["Cluster"]?.stringValue?.hasPrefix("{%") == true
    cluster = literal("Cluster") ?? (isClusterComputed ? nil : "default")
    taskDefinition = literal("TaskDefinition")
    containers = document["Overrides"].map { TaskOverride($0).containers } ?? []
  }

  var family: String? { taskDefinition.map { TaskDefinitionReference($0).family } }

  /// Whether `task` may be what came of this request: everything that is known of the request is found in the task.
  func fits(_ task: ECSTask) -> Bool {
    if let family, let found = task.taskDefinitionArn, TaskDefinitionReference(found).family != family { return false }
    if let startedBy = task.startedBy, !startedBy.isEmpty, startedBy != "AWS Step Functions" { return false }
    return containers.allSatisfy { asked in
      guard let name = asked.name, !name.hasPrefix("{%") else { return true }
      guard let given = task.overrides?.container(name) else { return false }
      if let command = asked.command, !command.contains(where: { $0.hasPrefix("{%") }), given.command != command { return false }
      return asked.environment.allSatisfy { variable in
        given.environment.contains { $0.name == variable.name && (TaskRequest.isOpen(variable.value) || $0.value == variable.value) }
      }
    }
  }

  private static func isOpen(_ value: String) -> Bool { value.isEmpty || value.hasPrefix("{%") }
}
