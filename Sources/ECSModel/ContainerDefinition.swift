import JSON

/// One container of a task definition.
public struct ContainerDefinition: Sendable, Equatable {
  /// A variable whose value ECS fetches; the value itself is never known here.
  public struct Secret: Sendable, Equatable {
    /// Unique in the task definition.
    public var name: String
    /// The ARN or name of the secret or parameter.
    public var valueFrom: String
  }
  /// `dependsOn`: which state of which container is waited for.
  public struct Dependency: Sendable, Equatable {
    /// The container that is waited for.
    public var container: String
    /// `START`, `COMPLETE`, `SUCCESS` or `HEALTHY`.
    public var condition: String
  }

  /// Unique in the task definition.
  public var name: String
  /// As written: `repository/name:tag`.
  public var image: String?
  /// Whether its end ends the task; ECS's default is true.
  public var isEssential: Bool
  /// Nil means the image's own.
  public var entryPoint: [String]?
  /// Nil means the image's own.
  public var command: [String]?
  /// Plain variables.
  public var environment: [EnvironmentVariable]
  /// The S3 ARNs of environment files.
  public var environmentFiles: [String]
  /// Variables that ECS fills from Secrets Manager or Parameter Store.
  public var secrets: [Secret]
  /// Its share in CPU units as text; nil for none of its own.
  public var cpu: String?
  /// Its hard limit in MiB, as text.
  public var memory: String?
  /// Its soft limit in MiB, as text.
  public var memoryReservation: String?
  /// Nil means the image's own.
  public var workingDirectory: String?
  /// What must have happened before it starts.
  public var dependsOn: [Dependency]
  /// Seconds between SIGTERM and SIGKILL; ECS's default is 30.
  public var stopTimeout: Int?
  /// Where its output goes; nil means Docker's default.
  public var log: LogConfiguration?
  /// The definition as it came.
  public var document: JSONValue

  /// Reads an entry of `containerDefinitions` in either spelling; nil without a name.
  public init?(_ document: JSONValue) {
    guard let name = document.text("name") else { return nil }
    self.name = name
    self.document = document
    image = document.text("image")
    isEssential = document.field("essential")?.boolValue ?? true
    entryPoint = document.texts("entryPoint").flatMap { $0.isEmpty ? nil : $0 }
    command = document.texts("command").flatMap { $0.isEmpty ? nil : $0 }
    environment = document.list("environment").compactMap { EnvironmentVariable($0) }
    environmentFiles = document.list("environmentFiles").compactMap { $0.text("value") }
    secrets = document.list("secrets").compactMap { secret in
      secret.text("name").map { Secret(name: $0, valueFrom: secret.text("valueFrom") ?? "") }
    }
    // ECS reports 0 for a container without a CPU share of its own.
    cpu = document.text("cpu").flatMap { $0 == "0" ? nil : $0 }
    memory = document.text("memory")
    memoryReservation = document.text("memoryReservation")
    workingDirectory = document.text("workingDirectory")
    dependsOn = document.list("dependsOn").compactMap { dependency in
      dependency.text("containerName").map { Dependency(container: $0, condition: dependency.text("condition") ?? "START") }
    }
    stopTimeout = document.integer("stopTimeout")
    log = document.field("logConfiguration").flatMap { LogConfiguration($0) }
  }
}

/// Where a container's output goes.
public struct LogConfiguration: Sendable, Equatable {
  /// `awslogs`, `awsfirelens`, `json-file` …
  public var driver: String
  /// The driver's options by name.
  public var options: JSONObject

  /// Reads `logConfiguration`; nil without a driver.
  public init?(_ document: JSONValue) {
    guard let driver = document.text("logDriver") else { return nil }
    self.driver = driver
    options = document.field("options")?.objectValue ?? [:]
  }

  /// Where in CloudWatch Logs a container of a task writes.
  public struct Stream: Sendable, Equatable {
    /// The log group.
    public var group: String
    /// Nil means the task's own region.
    public var region: String?
    /// `prefix/container/taskId`.
    public var name: String

    /// A stream made from its parts.
    public init(group: String, region: String?, name: String) {
      self.group = group
      self.region = region
      self.name = name
    }
  }

  /// The log stream of `container` in the task with this id. Nil for other drivers than `awslogs`, and without a stream prefix (possible
  /// on EC2 only, where Docker's own id is the name).
  public func stream(container: String, taskId: String) -> Stream? {
    guard driver == "awslogs", let group = options["awslogs-group"]?.stringValue, let prefix = options["awslogs-stream-prefix"]?.stringValue
    else { return nil }
    return Stream(group: group, region: options["awslogs-region"]?.stringValue, name: "\(prefix)/\(container)/\(taskId)")
  }
}
