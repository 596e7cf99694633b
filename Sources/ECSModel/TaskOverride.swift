import JSON

/// What a request asks to be different from the task definition, or what ECS reports it understood.
public struct TaskOverride: Sendable, Equatable {
  /// CPU units, as text.
  public var cpu: String?
  /// MiB, as text.
  public var memory: String?
  /// Instead of the task definition's execution role.
  public var executionRoleArn: String?
  /// Instead of the task definition's task role.
  public var taskRoleArn: String?
  /// 21 to 200; nil when not overridden.
  public var ephemeralStorageGiB: Int?
  /// In the order they are written.
  public var containers: [ContainerOverride]

  /// Reads `overrides` in either spelling.
  public init(_ document: JSONValue) {
    cpu = document.text("cpu")
    memory = document.text("memory")
    executionRoleArn = document.text("executionRoleArn")
    taskRoleArn = document.text("taskRoleArn")
    ephemeralStorageGiB = document.field("ephemeralStorage")?.integer("sizeInGiB")
    containers = document.list("containerOverrides").map { ContainerOverride($0) }
  }

  /// The override of the container of this name.
  public func container(_ name: String) -> ContainerOverride? { containers.first { $0.name == name } }

  /// Where a task token was handed over: the container and the environment variable that holds it.
  public func holder(ofToken token: String) -> (container: String, variable: String)? {
    guard !token.isEmpty else { return nil }
    for container in containers {
      for variable in container.environment where variable.value.contains(token) {
        if let name = container.name { return (name, variable.name) }
      }
    }
    return nil
  }
}

/// The overrides of one container.
public struct ContainerOverride: Sendable, Equatable {
  /// As the task definition calls it; for a variable, its own name.
  public var name: String?
  /// Nil when not overridden; ECS writes an empty list for that.
  public var command: [String]?
  /// Only the variables that are set or replaced.
  public var environment: [EnvironmentVariable]
  /// The S3 ARNs of environment files.
  public var environmentFiles: [String]
  /// CPU units, as text.
  public var cpu: String?
  /// MiB, as text.
  public var memory: String?
  /// The soft limit in MiB, as text.
  public var memoryReservation: String?

  /// Reads an entry of `containerOverrides` in either spelling.
  public init(_ document: JSONValue) {
    name = document.text("name")
    command = document.texts("command").flatMap { $0.isEmpty ? nil : $0 }
    environment = document.list("environment").compactMap { EnvironmentVariable($0) }
    environmentFiles = document.list("environmentFiles").compactMap { $0.text("value") }
    cpu = document.text("cpu")
    memory = document.text("memory")
    memoryReservation = document.text("memoryReservation")
  }
}

/// One environment variable.
public struct EnvironmentVariable: Sendable, Equatable {
  /// As the task definition calls it; for a variable, its own name.
  public var name: String
  /// The text the program sees.
  public var value: String

  /// A variable made from its parts.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// Reads `{name, value}` in either spelling; nil without a name. A value that is no string is kept in its JSON form.
  public init?(_ document: JSONValue) {
    guard let name = document.text("name") else { return nil }
    self.name = name
    value = document.field("value").map { $0.scalarText ?? $0.compact } ?? ""
  }
}
