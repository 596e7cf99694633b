/// Where an ECS task (or container) is in its life. Open: words this version does not know are kept as they are.
public struct TaskStatus: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  /// The word as ECS writes it.
  public let rawValue: String
  /// Any word.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Making the network interface.
  public static let provisioning = TaskStatus(rawValue: "PROVISIONING")
  /// Finding a host, pulling the image.
  public static let pending = TaskStatus(rawValue: "PENDING")
  /// Last preparations before it runs.
  public static let activating = TaskStatus(rawValue: "ACTIVATING")
  /// Its containers run.
  public static let running = TaskStatus(rawValue: "RUNNING")
  /// Its end has begun.
  public static let deactivating = TaskStatus(rawValue: "DEACTIVATING")
  /// Its containers are being stopped.
  public static let stopping = TaskStatus(rawValue: "STOPPING")
  /// Removing the network interface.
  public static let deprovisioning = TaskStatus(rawValue: "DEPROVISIONING")
  /// Over.
  public static let stopped = TaskStatus(rawValue: "STOPPED")
  /// Over and forgotten.
  public static let deleted = TaskStatus(rawValue: "DELETED")

  /// Whether nothing more can happen to the task.
  public var isFinal: Bool { self == .stopped || self == .deleted }
  /// The word as ECS writes it.
  public var description: String { rawValue }
}

/// Why ECS stopped a task. Open: words this version does not know are kept as they are.
public struct StopCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  /// The word as ECS writes it.
  public let rawValue: String
  /// Any word.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// An image, a secret or capacity was missing: no container ran.
  public static let taskFailedToStart = StopCode(rawValue: "TaskFailedToStart")
  /// Normal for a job: its main container ended, well or badly.
  public static let essentialContainerExited = StopCode(rawValue: "EssentialContainerExited")
  /// StopTask.
  public static let userInitiated = StopCode(rawValue: "UserInitiated")
  /// Spot capacity was taken back.
  public static let spotInterruption = StopCode(rawValue: "SpotInterruption")
  /// Its instance is going away.
  public static let terminationNotice = StopCode(rawValue: "TerminationNotice")
  /// The infrastructure under it failed.
  public static let infrastructureHealth = StopCode(rawValue: "InfrastructureHealth")

  /// The word as ECS writes it.
  public var description: String { rawValue }
}

/// A container's health check. Open: words this version does not know are kept as they are.
public struct HealthStatus: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  /// The word as ECS writes it.
  public let rawValue: String
  /// Any word.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The check fails.
  public static let unhealthy = HealthStatus(rawValue: "UNHEALTHY")
  /// The check has not been answered, or there is none.
  public static let unknown = HealthStatus(rawValue: "UNKNOWN")

  /// The word as ECS writes it.
  public var description: String { rawValue }
}
