/// Where an ECS task (or container) is in its life. Open: words this version does not know are kept as they are.
public struct TaskStatus: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let provisioning = TaskStatus(rawValue: "PROVISIONING")
  public static let pending = TaskStatus(rawValue: "PENDING")
  public static let activating = TaskStatus(rawValue: "ACTIVATING")
  public static let running = TaskStatus(rawValue: "RUNNING")
  public static let deactivating = TaskStatus(rawValue: "DEACTIVATING")
  public static let stopping = TaskStatus(rawValue: "STOPPING")
  public static let deprovisioning = TaskStatus(rawValue: "DEPROVISIONING")
  public static let stopped = TaskStatus(rawValue: "STOPPED")
  public static let deleted = TaskStatus(rawValue: "DELETED")

  /// In the order in which a task goes through them.
  public static let lifeCycle: [TaskStatus] = [
    .provisioning, .pending, .activating, .running, .deactivating, .stopping, .deprovisioning, .stopped, .deleted,
  ]

  /// Whether nothing more can happen to the task.
  public var isFinal: Bool { self == .stopped || self == .deleted }
  public var description: String { rawValue }
}

/// Why ECS stopped a task. Open: words this version does not know are kept as they are.
public struct StopCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let taskFailedToStart = StopCode(rawValue: "TaskFailedToStart")
  /// Normal for a job: its main container ended, well or badly.
  public static let essentialContainerExited = StopCode(rawValue: "EssentialContainerExited")
  public static let userInitiated = StopCode(rawValue: "UserInitiated")
  public static let serviceSchedulerInitiated = StopCode(rawValue: "ServiceSchedulerInitiated")
  public static let spotInterruption = StopCode(rawValue: "SpotInterruption")
  public static let terminationNotice = StopCode(rawValue: "TerminationNotice")
  public static let infrastructureHealth = StopCode(rawValue: "InfrastructureHealth")

  public var description: String { rawValue }
}

/// A container's health check. Open: words this version does not know are kept as they are.
public struct HealthStatus: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let healthy = HealthStatus(rawValue: "HEALTHY")
  public static let unhealthy = HealthStatus(rawValue: "UNHEALTHY")
  public static let unknown = HealthStatus(rawValue: "UNKNOWN")

  public var description: String { rawValue }
}
