import JSON
import Time

/// An ECS task as a document describes it: DescribeTasks, RunTask's answer, an event, or what Step Functions records, in either spelling.
public struct ECSTask: Sendable, Equatable {
  public var arn: String
  public var clusterArn: String?
  public var taskDefinitionArn: String?
  public var lastStatus: TaskStatus
  public var desiredStatus: TaskStatus?
  public var launchType: String?
  public var capacityProviderName: String?
  public var platformVersion: String?
  public var availabilityZone: String?
  /// CPU units as text, as ECS writes them: `"256"`.
  public var cpu: String?
  /// MiB as text.
  public var memory: String?
  public var ephemeralStorageGiB: Int?
  public var group: String?
  public var startedBy: String?
  public var healthStatus: HealthStatus?
  public var connectivity: String?
  public var createdAt: Timestamp?
  public var connectivityAt: Timestamp?
  public var pullStartedAt: Timestamp?
  public var pullStoppedAt: Timestamp?
  public var startedAt: Timestamp?
  public var executionStoppedAt: Timestamp?
  public var stoppingAt: Timestamp?
  public var stoppedAt: Timestamp?
  public var stopCode: StopCode?
  public var stoppedReason: String?
  public var containers: [ECSContainer]
  public var attachments: [TaskAttachment]
  /// Nil where the document says nothing about overrides.
  public var overrides: TaskOverride?
  /// Rises with each change of the task.
  public var version: Int?
  /// The document as it came.
  public var document: JSONValue

  /// Reads a task document; nil when it is not an object that names a task.
  public init?(_ document: JSONValue) {
    guard let arn = document.text("taskArn") else { return nil }
    self.arn = arn
    self.document = document
    clusterArn = document.text("clusterArn")
    taskDefinitionArn = document.text("taskDefinitionArn")
    lastStatus = TaskStatus(rawValue: document.text("lastStatus") ?? "UNKNOWN")
    desiredStatus = document.text("desiredStatus").map(TaskStatus.init(rawValue:))
    launchType = document.text("launchType")
    capacityProviderName = document.text("capacityProviderName")
    platformVersion = document.text("platformVersion")
    availabilityZone = document.text("availabilityZone")
    cpu = document.text("cpu")
    memory = document.text("memory")
    ephemeralStorageGiB = document.field("ephemeralStorage")?.integer("sizeInGiB")
    group = document.text("group")
    startedBy = document.text("startedBy")
    healthStatus = document.text("healthStatus").map(HealthStatus.init(rawValue:))
    connectivity = document.text("connectivity")
    createdAt = document.moment("createdAt")
    connectivityAt = document.moment("connectivityAt")
    pullStartedAt = document.moment("pullStartedAt")
    pullStoppedAt = document.moment("pullStoppedAt")
    startedAt = document.moment("startedAt")
    executionStoppedAt = document.moment("executionStoppedAt")
    stoppingAt = document.moment("stoppingAt")
    stoppedAt = document.moment("stoppedAt")
    stopCode = document.text("stopCode").map(StopCode.init(rawValue:))
    stoppedReason = document.text("stoppedReason")
    containers = document.list("containers").compactMap { ECSContainer($0) }
    attachments = document.list("attachments").map { TaskAttachment($0) }
    overrides = document.field("overrides").map { TaskOverride($0) }
    version = document.integer("version")
  }

  /// The last part of the ARN: what consoles and log stream names call the task.
  public var id: String { ECSName.lastPart(of: arn) }
  /// The cluster's name.
  public var clusterName: String? { clusterArn.map(ECSName.lastPart(of:)) }
  /// `job:17`.
  public var definitionName: String? { taskDefinitionArn.map(ECSName.lastPart(of:)) }
  /// The network interface the task got (awsvpc); nil for other network modes.
  public var networkInterface: TaskAttachment? { attachments.first(where: \.isNetworkInterface) }
  /// The container of this name.
  public func container(_ name: String) -> ECSContainer? { containers.first { $0.name == name } }

  /// `0.25 vCPU 512 MiB`; nil where the document has neither.
  public var sizeText: String? {
    let processor = cpu.flatMap { ComputeSize(cpu: $0) }.map { "\($0.virtualProcessors) vCPU" }
    let parts = [processor, memory.map { "\($0) MiB" }].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }
}

/// The names inside ECS's ARNs.
public enum ECSName {
  /// What stands behind the last `/`, or the whole text when there is none.
  public static func lastPart(of arn: String) -> String { arn.lastIndex(of: "/").map { String(arn[arn.index(after: $0)...]) } ?? arn }
}
