import JSON

/// What a task is made of: the input of RegisterTaskDefinition or the answer of DescribeTaskDefinition.
public struct TaskDefinition: Sendable, Equatable {
  /// The name that revisions share.
  public var family: String
  /// Absent in a definition that is not registered yet.
  public var revision: Int?
  /// With its revision; absent before it is registered.
  public var arn: String?
  /// The task's CPU units as text; EC2 definitions may have none.
  public var cpu: String?
  /// The task's MiB as text; EC2 definitions may have none.
  public var memory: String?
  /// What ECS itself acts as: pulling images, fetching secrets, writing logs.
  public var executionRoleArn: String?
  /// What the containers act as.
  public var taskRoleArn: String?
  /// `awsvpc`, `bridge`, `host` or `none`; absent means `bridge`.
  public var networkMode: String?
  /// The launch types it is made for.
  public var requiresCompatibilities: [String]
  /// Fargate's scratch space when it is not the usual 20 GiB.
  public var ephemeralStorageGiB: Int?
  /// `X86_64` or `ARM64`; absent means X86_64.
  public var cpuArchitecture: String?
  /// `LINUX` or one of the Windows families; absent means Linux.
  public var operatingSystemFamily: String?
  /// In the order they are written.
  public var containers: [ContainerDefinition]
  /// The definition as it came.
  public var document: JSONValue

  /// Reads a definition, or DescribeTaskDefinition's answer around one; nil when it names no family.
  public init?(_ value: JSONValue) {
    let document = value.field("taskDefinition").flatMap { $0.objectValue == nil ? nil : $0 } ?? value
    guard let family = document.text("family") else { return nil }
    self.family = family
    self.document = document
    revision = document.integer("revision")
    arn = document.text("taskDefinitionArn")
    cpu = document.text("cpu")
    memory = document.text("memory")
    executionRoleArn = document.text("executionRoleArn")
    taskRoleArn = document.text("taskRoleArn")
    networkMode = document.text("networkMode")
    requiresCompatibilities = document.texts("requiresCompatibilities") ?? []
    ephemeralStorageGiB = document.field("ephemeralStorage")?.integer("sizeInGiB")
    cpuArchitecture = document.field("runtimePlatform")?.text("cpuArchitecture")
    operatingSystemFamily = document.field("runtimePlatform")?.text("operatingSystemFamily")
    containers = document.list("containerDefinitions").compactMap { ContainerDefinition($0) }
  }

  /// The container of this name.
  public func container(_ name: String) -> ContainerDefinition? { containers.first { $0.name == name } }
  /// `job:17`, or `job` without a revision.
  public var name: String { revision.map { "\(family):\($0)" } ?? family }
}

/// How requests name a task definition: `job`, `job:17` or an ARN that ends in one of them.
public struct TaskDefinitionReference: Sendable, Hashable {
  /// The name that revisions share.
  public var family: String
  /// Nil asks for the newest active revision.
  public var revision: Int?

  /// Reads a family, a family with its revision, or an ARN; any text is a family at least.
  public init(_ text: String) {
    let name = ECSName.lastPart(of: text)
    if let colon = name.lastIndex(of: ":"), let revision = Int(name[name.index(after: colon)...]) {
      family = String(name[..<colon])
      self.revision = revision
    } else {
      family = name
      revision = nil
    }
  }

  /// The definition meant: the revision asked for, a definition of that family without a revision, or, when none is asked for, the highest.
  public func find(in definitions: [TaskDefinition]) -> TaskDefinition? {
    let family = definitions.filter { $0.family == self.family }
    guard let revision else { return family.max { ($0.revision ?? .max) < ($1.revision ?? .max) } }
    return family.first { $0.revision == revision } ?? family.first { $0.revision == nil }
  }
}
