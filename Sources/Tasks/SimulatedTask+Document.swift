import ECSModel
import JSON
import Time

/// The documents of a simulated task. Members, their order (alphabetical) and their forms are those of recorded executions.
extension SimulatedTask {
  /// Which of the two forms: RunTask's own answer names the network interface and the platform otherwise than events do.
  enum Form { case answer, event }

  /// The task as of a moment.
  func document(asOf now: Timestamp, form: Form = .event) -> JSONValue {
    func time(_ moment: Timestamp?) -> JSONValue? { moment.flatMap { $0 <= now ? .number(JSONNumber(Int($0.milliseconds))) : nil } }
    func reached(_ moment: Timestamp?) -> Bool { moment.map { $0 <= now } ?? false }
    let isEnding = reached(life.executionStopped) || reached(life.stopping)
    let overrides = parameters["Overrides"]
    let override = overrides.map { TaskOverride($0) }
    let isFargate = launchType == "FARGATE"
    var task = JSONObject()
    task["Attachments"] = .array(hasNetworkInterface ? [attachment(asOf: now, form: form)] : [])
    task["Attributes"] = [["Name": "ecs.cpu-architecture", "Value": .string((definition?.cpuArchitecture ?? "X86_64").lowercased())]]
    task["AvailabilityZone"] = .string(region + identity.zone)
    task["CapacityProviderName"] = capacityProvider.map { .string($0) }
    task["ClusterArn"] = .string(clusterArn)
    task["Connectivity"] = reached(life.connected) ? "CONNECTED" : nil
    task["ConnectivityAt"] = time(life.connected)
    task["Containers"] = .array(containers.indices.map { container($0, asOf: now) })
    task["Cpu"] = (override?.cpu ?? definition?.cpu ?? (isFargate ? "256" : nil)).map { .string($0) }
    task["CreatedAt"] = time(life.created)
    task["DesiredStatus"] = isEnding ? "STOPPED" : "RUNNING"
    task["EnableExecuteCommand"] = parameters["EnableExecuteCommand"] ?? false
    if isFargate {
      task["EphemeralStorage"] = ["SizeInGiB": .number(JSONNumber(override?.ephemeralStorageGiB ?? definition?.ephemeralStorageGiB ?? 20))]
    }
    task["ExecutionStoppedAt"] = time(life.executionStopped)
    task["Group"] = parameters["Group"] ?? .string("family:\(family)")
    task["InferenceAccelerators"] = []
    task["LastStatus"] = .string(life.status(asOf: now).rawValue)
    task["LaunchType"] = .string(launchType)
    task["Memory"] = (override?.memory ?? definition?.memory ?? (isFargate ? "512" : nil)).map { .string($0) }
    task["Overrides"] = reportedOverrides(overrides)
    if form == .answer, isFargate { task["PlatformFamily"] = .string(platformFamily) }
    task["PlatformVersion"] = isFargate ? .string(platformVersion) : nil
    task["PullStartedAt"] = time(life.pullStarted)
    task["PullStoppedAt"] = time(life.pullStopped)
    task["StartedAt"] = time(life.started)
    task["StartedBy"] = parameters["StartedBy"]
    task["StopCode"] = isEnding ? .string(life.stopCode.rawValue) : nil
    task["StoppedAt"] = time(life.stopped)
    task["StoppedReason"] = isEnding ? .string(life.stoppedReason) : nil
    task["StoppingAt"] = time(life.stopping)
    task["Tags"] = parameters["Tags"] ?? []
    task["TaskArn"] = .string(arn)
    task["TaskDefinitionArn"] = .string(taskDefinitionArn)
    task["Version"] = .number(JSONNumber(life.version(asOf: now)))
    return .object(task)
  }

  private var platformFamily: String {
    guard let family = definition?.operatingSystemFamily, family != "LINUX" else { return "Linux" }
    return family
  }

  private var platformVersion: String {
    guard let version = parameters["PlatformVersion"]?.stringValue, version != "LATEST" else { return "1.4.0" }
    return version
  }

  private func attachment(asOf now: Timestamp, form: Form) -> JSONValue {
    func reached(_ moment: Timestamp?) -> Bool { moment.map { $0 <= now } ?? false }
    var details = [("subnetId", identity.subnet)]
    if reached(life.connected) {
      let domain = region == "us-east-1" ? "ec2.internal" : "\(region).compute.internal"
      let host = "ip-" + identity.privateIPv4.split(separator: ".").joined(separator: "-")
      details += [
        ("networkInterfaceId", identity.networkInterface), ("macAddress", identity.macAddress), ("privateDnsName", "\(host).\(domain)"),
        ("privateIPv4Address", identity.privateIPv4),
      ]
    }
    let status =
      reached(life.stopped) ? "DELETED" : reached(life.deprovisioning) ? "DETACHING" : reached(life.connected) ? "ATTACHED" : "PRECREATED"
    return [
      "Details": .array(details.map { ["Name": .string($0.0), "Value": .string($0.1)] }), "Id": .string(identity.attachmentId),
      "Status": .string(status), "Type": form == .answer ? "ElasticNetworkInterface" : "eni",
    ]
  }

  private func container(_ index: Int, asOf now: Timestamp) -> JSONValue {
    func reached(_ moment: Timestamp?) -> Bool { moment.map { $0 <= now } ?? false }
    let container = containers[index]
    let end = life.ends[container.name].flatMap { reached($0.at) ? $0 : nil }
    let status: TaskStatus = end != nil ? .stopped : reached(life.started) ? .running : .pending
    var object = JSONObject()
    object["ContainerArn"] = .string(container.arn)
    object["Cpu"] = .string(container.cpu)
    object["ExitCode"] = end?.exit.map { .number(JSONNumber($0)) }
    object["GpuIds"] = []
    object["Image"] = .string(container.image)
    object["ImageDigest"] = reached(life.pullStopped) ? .string(container.imageDigest) : nil
    object["LastStatus"] = .string(status.rawValue)
    object["ManagedAgents"] = []
    object["Memory"] = container.memory.map { .string($0) }
    object["MemoryReservation"] = container.memoryReservation.map { .string($0) }
    object["Name"] = .string(container.name)
    object["NetworkBindings"] = []
    object["NetworkInterfaces"] =
      hasNetworkInterface && reached(life.connected)
      ? [["AttachmentId": .string(identity.attachmentId), "PrivateIpv4Address": .string(identity.privateIPv4)]] : []
    object["Reason"] = end?.reason.map { .string($0) }
    object["RuntimeId"] = reached(life.pullStarted ?? life.stopping) ? .string(identity.runtimeId(index)) : nil
    object["TaskArn"] = .string(arn)
    return .object(object)
  }

  /// What ECS reports of overrides: every container has an entry, with empty lists where nothing was asked for.
  private func reportedOverrides(_ overrides: JSONValue?) -> JSONValue {
    let requested = overrides?["ContainerOverrides"]?.arrayValue ?? []
    var object = JSONObject()
    object["ContainerOverrides"] = .array(
      containers.map { container in
        let asked = requested.last { $0["Name"]?.stringValue == container.name }
        var entry = JSONObject()
        entry["Command"] = asked?["Command"] ?? []
        entry["Cpu"] = asked?["Cpu"]
        entry["Environment"] = .array(
          (asked?["Environment"]?.arrayValue ?? []).map { ["Name": $0["Name"] ?? "", "Value": $0["Value"] ?? ""] })
        entry["EnvironmentFiles"] = asked?["EnvironmentFiles"] ?? []
        entry["Memory"] = asked?["Memory"]
        entry["MemoryReservation"] = asked?["MemoryReservation"]
        entry["Name"] = .string(container.name)
        entry["ResourceRequirements"] = asked?["ResourceRequirements"] ?? []
        return .object(entry)
      })
    object["Cpu"] = overrides?["Cpu"]
    object["EphemeralStorage"] = overrides?["EphemeralStorage"]
    object["ExecutionRoleArn"] = overrides?["ExecutionRoleArn"]
    object["InferenceAcceleratorOverrides"] = overrides?["InferenceAcceleratorOverrides"] ?? []
    object["Memory"] = overrides?["Memory"]
    object["TaskRoleArn"] = overrides?["TaskRoleArn"]
    return .object(object)
  }
}
