import JSON

/// One container of a task.
public struct ECSContainer: Sendable, Equatable {
  public var name: String
  public var arn: String?
  public var image: String?
  public var imageDigest: String?
  public var runtimeId: String?
  public var lastStatus: TaskStatus
  /// Absent until the container ended, and for ever when it never ran.
  public var exitCode: Int?
  /// What ECS says about how it ended, such as `OutOfMemoryError: Container killed due to memory usage`.
  public var reason: String?
  public var healthStatus: HealthStatus?
  public var cpu: String?
  public var memory: String?
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
  public struct Detail: Sendable, Equatable {
    public var name: String
    public var value: String
  }

  public var id: String?
  /// `ElasticNetworkInterface` in the API, `eni` in events.
  public var type: String
  /// `PRECREATED` … `DELETED`.
  public var status: String?
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

  public var isNetworkInterface: Bool { type == "eni" || type == "ElasticNetworkInterface" }
  public var subnetId: String? { detail("subnetId") }
  public var networkInterfaceId: String? { detail("networkInterfaceId") }
  public var privateIPv4Address: String? { detail("privateIPv4Address") }

  /// The detail of this name (`subnetId`, `macAddress`, `privateDnsName` …).
  public func detail(_ name: String) -> String? { details.first { $0.name == name }?.value }
}
