import JSON

/// One container of a task.
public struct ECSContainer: Sendable, Equatable {
  /// As the task definition calls it.
  public var name: String
  /// The container's own ARN.
  public var arn: String?
  /// As the task definition writes it.
  public var image: String?
  /// What the image's tag meant when it was pulled.
  public var imageDigest: String?
  /// The container runtime's id.
  public var runtimeId: String?
  /// PENDING, RUNNING or STOPPED.
  public var lastStatus: TaskStatus
  /// Absent until the container ended, and for ever when it never ran.
  public var exitCode: Int?
  /// What ECS says about how it ended, such as `OutOfMemoryError: Container killed due to memory usage`.
  public var reason: String?
  /// Its health check's answer; nil where it has none.
  public var healthStatus: HealthStatus?
  /// CPU units as text; `0` without a share of its own.
  public var cpu: String?
  /// MiB as text; nil without a limit of its own.
  public var memory: String?
  /// The address it has in the subnet.
  public var privateIPv4Address: String?

  /// Reads a container document; nil when it has no name.
  public init?(_ document: JSONValue) {
    guard let name = document.text("name") else { return nil }
    self.name = name
    arn = document.text("containerArn")
    image = document.text("image")
    imageDigest = document.text("imageDigest")
    runtimeId = document.text("runtimeId")
    lastStatus = TaskStatus(rawValue: document.text("lastStatus") ?? "UNKNOWN")
    exitCode = document.integer("exitCode")
    reason = document.text("reason")
    healthStatus = document.text("healthStatus").map(HealthStatus.init(rawValue:))
    cpu = document.text("cpu")
    memory = document.text("memory")
    privateIPv4Address = document.list("networkInterfaces").first?.text("privateIpv4Address")
  }
}

/// Something ECS attached to a task: its network interface, a volume, Service Connect.
public struct TaskAttachment: Sendable, Equatable {
  /// A name and value that ECS tells of an attachment.
  public struct Detail: Sendable, Equatable {
    /// As the task definition calls it.
    public var name: String
    /// Its value.
    public var value: String
  }

  /// Unique among the task's attachments.
  public var id: String?
  /// `ElasticNetworkInterface` in the API, `eni` in events.
  public var type: String
  /// `PRECREATED` … `DELETED`.
  public var status: String?
  /// Names as ECS writes them: `subnetId`, `privateIPv4Address` …
  public var details: [Detail]

  /// Reads an attachment in either spelling.
  public init(_ document: JSONValue) {
    id = document.text("id")
    type = document.text("type") ?? ""
    status = document.text("status")
    details = document.list("details").compactMap { detail in
      guard let name = detail.text("name"), let value = detail.text("value") else { return nil }
      return Detail(name: name, value: value)
    }
  }

  /// Whether it is the task's network interface, in either form's word.
  public var isNetworkInterface: Bool { type == "eni" || type == "ElasticNetworkInterface" }
  /// The subnet the interface is in.
  public var subnetId: String? { detail("subnetId") }
  /// The interface's own id, once it exists.
  public var networkInterfaceId: String? { detail("networkInterfaceId") }
  /// The address it has in the subnet.
  public var privateIPv4Address: String? { detail("privateIPv4Address") }

  /// The detail of this name (`subnetId`, `macAddress`, `privateDnsName` …).
  public func detail(_ name: String) -> String? { details.first { $0.name == name }?.value }
}
