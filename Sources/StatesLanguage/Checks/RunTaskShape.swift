/// The structure of RunTask's request as Step Functions wants it: every key begins with a capital.
indirect enum RunTaskShape: Sendable {
  case leaf
  /// A map with keys of the user's choice.
  case free
  case object([String: RunTaskShape])
  case list(RunTaskShape)

  private static func object(_ leaves: [String], _ inner: [String: RunTaskShape] = [:]) -> RunTaskShape {
    .object(inner.merging(leaves.map { ($0, .leaf) }, uniquingKeysWith: { first, _ in first }))
  }

  static let containerOverride = object(
    ["Name", "Command", "Cpu", "Memory", "MemoryReservation"],
    [
      "Environment": .list(object(["Name", "Value"])), "EnvironmentFiles": .list(object(["Value", "Type"])),
      "ResourceRequirements": .list(object(["Value", "Type"])),
    ])

  static let overrides = object(
    ["Cpu", "Memory", "ExecutionRoleArn", "TaskRoleArn"],
    [
      "ContainerOverrides": .list(containerOverride), "EphemeralStorage": object(["SizeInGiB"]),
      "InferenceAcceleratorOverrides": .list(object(["DeviceName", "DeviceType"])),
    ])

  private static let volume = object(
    ["Name"],
    [
      "ManagedEBSVolume": object(
        [
          "Encrypted", "KmsKeyId", "VolumeType", "SizeInGiB", "SnapshotId", "VolumeInitializationRate", "Iops", "Throughput", "RoleArn",
          "FilesystemType",
        ],
        [
          "TagSpecifications": .list(object(["ResourceType", "PropagateTags"], ["Tags": .list(object(["Key", "Value"]))])),
          "TerminationPolicy": object(["DeleteOnTermination"]),
        ])
    ])

  static let request = object(
    [
      "TaskDefinition", "Cluster", "Count", "LaunchType", "EnableECSManagedTags", "EnableExecuteCommand", "Group", "PlatformVersion",
      "PropagateTags", "ReferenceId", "StartedBy", "ClientToken",
    ],
    [
      "CapacityProviderStrategy": .list(object(["CapacityProvider", "Weight", "Base"])),
      "NetworkConfiguration": object([], ["AwsvpcConfiguration": object(["Subnets", "SecurityGroups", "AssignPublicIp"])]),
      "Overrides": overrides, "PlacementConstraints": .list(object(["Type", "Expression"])),
      "PlacementStrategy": .list(object(["Type", "Field"])), "Tags": .list(object(["Key", "Value"])),
      "VolumeConfigurations": .list(volume),
    ])
}
