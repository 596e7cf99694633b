import ECSModel
import Engine
import JSON
import Time

/// A simulated task: what never changes about it, and its life.
struct SimulatedTask: Sendable {
  struct Container: Sendable {
    var name: String
    var isEssential: Bool
    var arn: String
    var image: String
    var imageDigest: String
    var cpu: String
    var memory: String?
    var memoryReservation: String?
    var stopTimeout: Int
  }

  let identity: TaskIdentity
  let region: String
  let arn: String
  let clusterArn: String
  let taskDefinitionArn: String
  let family: String
  let parameters: JSONValue
  let definition: TaskDefinition?
  let containers: [Container]
  var life: TaskLife

  init(
    _ request: TaskRequest, identity: TaskIdentity, definition: TaskDefinition?, behaviour: Scenario.Task, created: Timestamp,
    using random: inout SplitMix64
  ) {
    self.identity = identity
    self.definition = definition
    parameters = request.parameters
    region = request.region
    let partition = request.target.arn.split(separator: ":", omittingEmptySubsequences: false).dropFirst().first.map(String.init) ?? "aws"
    let prefix = "arn:\(partition):ecs:\(request.region):\(request.account):"
    let cluster = request.parameters["Cluster"]?.stringValue ?? "default"
    clusterArn = cluster.hasPrefix("arn:") ? cluster : prefix + "cluster/\(cluster)"
    let clusterName = ECSName.lastPart(of: clusterArn)
    arn = prefix + "task/\(clusterName)/\(identity.taskId)"
    let name = request.parameters["TaskDefinition"]?.stringValue ?? ""
    let reference = TaskDefinitionReference(name)
    family = reference.family
    let hasRevision = reference.revision != nil
    taskDefinitionArn =
      name.hasPrefix("arn:") && hasRevision
      ? name : prefix + "task-definition/\(reference.family):\(reference.revision ?? definition?.revision ?? 1)"

    let known = SimulatedTask.containerNames(parameters: request.parameters, definition: definition, behaviour: behaviour, family: family)
    var containers: [Container] = []
    for name in known {
      let defined = definition?.container(name)
      containers.append(
        Container(
          name: name, isEssential: defined?.isEssential ?? true,
          arn: prefix + "container/\(clusterName)/\(identity.taskId)/\(random.uuid())",
          image: defined?.image ?? name, imageDigest: SimulatedTask.digest(of: defined?.image ?? name), cpu: defined?.cpu ?? "0",
          memory: defined?.memory, memoryReservation: defined?.memoryReservation, stopTimeout: defined?.stopTimeout ?? 30))
    }
    self.containers = containers
    let timeouts = Dictionary(containers.map { ($0.name, $0.stopTimeout) }, uniquingKeysWith: { first, _ in first })
    life = TaskLife(
      created: created, containers: containers.map { ($0.name, $0.isEssential) }, behaviour: behaviour,
      answersToken: request.target.pattern == .callback, stopTimeout: { timeouts[$0] ?? 30 })
  }

  /// The containers of the task definition; without one those that the overrides and the scenario name; without these one that is called
  /// as the family is.
  private static func containerNames(parameters: JSONValue, definition: TaskDefinition?, behaviour: Scenario.Task, family: String)
    -> [String]
  {
    if let definition { return definition.containers.map(\.name) }
    let overridden = parameters["Overrides"].map { TaskOverride($0).containers.compactMap(\.name) } ?? []
    var names: [String] = []
    for name in overridden + behaviour.containers.keys.sorted() where !names.contains(name) { names.append(name) }
    return names.isEmpty ? [family] : names
  }

  /// One image has one digest, in whichever task it runs.
  private static func digest(of image: String) -> String {
    var random = SplitMix64(seed: StableHash.of(image))
    let words = (0..<4).map { _ in String(random.next(), radix: 16) }
    return "sha256:" + words.map { String(repeating: "0", count: 16 - $0.count) + $0 }.joined()
  }

  /// Whether it has a network interface of its own.
  var hasNetworkInterface: Bool {
    if let mode = definition?.networkMode { return mode == "awsvpc" }
    return parameters["NetworkConfiguration"] != nil || launchType == "FARGATE"
  }

  /// As asked for; else what the task definition is made for; else Fargate.
  var launchType: String {
    if let type = parameters["LaunchType"]?.stringValue { return type }
    if let provider = capacityProvider { return provider.hasPrefix("FARGATE") ? "FARGATE" : "EC2" }
    guard let compatible = definition?.requiresCompatibilities, !compatible.isEmpty else { return "FARGATE" }
    return compatible.contains("FARGATE") ? "FARGATE" : compatible[0]
  }

  var capacityProvider: String? { parameters["CapacityProviderStrategy"]?[0]?["CapacityProvider"]?.stringValue }
}
