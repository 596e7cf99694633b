import ECSModel
import JSON

extension TaskRequest {
  /// The request that `template` became, as far as the task that came of it shows: literal members stay, computed members of container
  /// overrides are read from the task, every other computed member is left out. Elements keep their places, so that a pointer into the
  /// template leads to the value that it became.
  static func completed(_ template: JSONValue, by task: ECSTask) -> JSONValue {
    guard let object = template.objectValue else { return template }
    var request = literalMembers(of: object)
    request["Cluster"] = request["Cluster"] ?? task.clusterArn.map { .string($0) }
    request["TaskDefinition"] = request["TaskDefinition"] ?? task.taskDefinitionArn.map { .string($0) }
    if var overrides = request["Overrides"]?.objectValue, let entries = template["Overrides"]?["ContainerOverrides"]?.arrayValue {
      overrides["ContainerOverrides"] = .array(entries.map { completed(container: $0, task) })
      request["Overrides"] = .object(overrides)
    }
    return .object(request)
  }

  private static func completed(container template: JSONValue, _ task: ECSTask) -> JSONValue {
    guard let object = template.objectValue else { return template }
    var entry = literalMembers(of: object)
    guard let name = entry["Name"]?.stringValue, let given = task.overrides?.container(name) else { return .object(entry) }
    if entry["Command"] == nil, let command = given.command { entry["Command"] = .array(command.map { .string($0) }) }
    if let variables = template["Environment"]?.arrayValue {
      entry["Environment"] = .array(variables.map { completed(variable: $0, given) })
    } else if entry["Environment"] == nil, !given.environment.isEmpty {
      entry["Environment"] = .array(given.environment.map { ["Name": .string($0.name), "Value": .string($0.value)] })
    }
    return .object(entry)
  }

  private static func completed(variable template: JSONValue, _ given: ContainerOverride) -> JSONValue {
    guard let object = template.objectValue else { return template }
    var variable = literalMembers(of: object)
    if variable["Value"] == nil, let name = variable["Name"]?.stringValue, let found = given.environment.first(where: { $0.name == name }) {
      variable["Value"] = .string(found.value)
    }
    return .object(variable)
  }

  private static func literalMembers(of object: JSONObject) -> JSONObject {
    JSONObject(object.filter { !$0.key.hasSuffix(".$") && $0.value.stringValue?.hasPrefix("{%") != true }.map { ($0.key, $0.value) })
  }
}
