import JSON
import Time

/// An ECS task as a document describes it: DescribeTasks, RunTask's answer, an event, or what Step Functions records, in either spelling.
public struct ECSTask: Sendable, Equatable {
  /// The task's ARN, by which everything else refers to it.
  public var arn: String
  /// Where it runs.
  public var clusterArn: String?
  /// What it was made from, revision included.
  public var taskDefinitionArn: String?
  /// Where it is in its life.
  public var lastStatus: TaskStatus
  /// RUNNING, or STOPPED once its end has been decided.
  public var desiredStatus: TaskStatus?
  /// `FARGATE`, `EC2` or `EXTERNAL`.
  public var launchType: String?
  /// Set instead of being launched by type.
  public var capacityProviderName: String?
  /// Fargate's, such as `1.4.0`.
  public var platformVersion: String?
  /// Such as `eu-west-1b`.
  public var availabilityZone: String?
  /// CPU units as text, as ECS writes them: `"256"`.
  public var cpu: String?
  /// MiB as text.
  public var memory: String?
  /// Fargate's scratch space.
  public var ephemeralStorageGiB: Int?
  /// `family:NAME` unless the request says otherwise.
  public var group: String?
  /// `AWS Step Functions` for `.sync`.
  public var startedBy: String?
  /// The worst of its essential containers' health checks.
  public var healthStatus: HealthStatus?
  /// `CONNECTED` once the network interface is up.
  public var connectivity: String?
  /// RunTask was accepted.
  public var createdAt: Timestamp?
  /// The network interface was connected.
  public var connectivityAt: Timestamp?
  /// The image pull began.
  public var pullStartedAt: Timestamp?
  /// The image pull ended.
  public var pullStoppedAt: Timestamp?
  /// The containers ran.
  public var startedAt: Timestamp?
  /// An essential container ended.
  public var executionStoppedAt: Timestamp?
  /// ECS began to stop it.
  public var stoppingAt: Timestamp?
  /// It was over, its network interface gone.
  public var stoppedAt: Timestamp?
  /// Why it ended, in one word.
  public var stopCode: StopCode?
  /// Why it ended, in ECS's own sentence.
  public var stoppedReason: String?
  /// In the task definition's order.
  public var containers: [ECSContainer]
  /// Its network interface and volumes.
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
