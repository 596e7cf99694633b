import ECSModel
import JSON

/// What Step Functions and RunTask check before there is a task.
public enum RunTaskRules {
  /// Why Step Functions cannot make a RunTask request of `parameters`: the sentences that stand between brackets in the cause of the
  /// `States.Runtime` failure.
  public static func bindingProblems(_ parameters: JSONValue) -> [String] {
    var problems: [String] = []
    guard let object = parameters.objectValue else { return ["The Parameters must be an object"] }
    if object["TaskDefinition"] == nil, object["taskDefinition"] == nil {
      problems.append("The field 'TaskDefinition' is required but was missing")
    }
    check(parameters, into: &problems)
    return problems
  }

  /// The cause of that failure, without the state and event that the engine names; nil when all is well.
  public static func bindingFailure(_ parameters: JSONValue) -> String? {
    let problems = bindingProblems(parameters)
    guard !problems.isEmpty else { return nil }
    return "The Parameters '\(parameters.compact)' could not be used to start the Task: [\(problems.joined(separator: ", "))]"
  }

  /// Why RunTask refuses a well-formed request: the error's name and ECS's message.
  static func refusal(_ parameters: JSONValue, definition: TaskDefinition?) -> (code: String, message: String)? {
    let invalid = "InvalidParameterException"
    if let overrides = parameters["Overrides"], EffectiveOverrides.size(of: overrides) > EffectiveOverrides.sizeLimit {
      return (invalid, "Container Overrides length must be at most \(EffectiveOverrides.sizeLimit)")
    }
    if parameters["LaunchType"] != nil, parameters["CapacityProviderStrategy"]?.arrayValue?.isEmpty == false {
      return (invalid, "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.")
    }
    if let count = parameters["Count"]?.integerValue, !(1...10).contains(count) {
      return (invalid, "Count must be between 1 and 10.")
    }
    guard let definition else { return nil }
    let overrides = parameters["Overrides"].map { TaskOverride($0) }
    if let unknown = overrides?.containers.compactMap(\.name).first(where: { definition.container($0) == nil }) {
      return (invalid, "Override for container named \(unknown) is not a container in the TaskDefinition.")
    }
    if definition.networkMode == "awsvpc", parameters["NetworkConfiguration"] == nil {
      return (invalid, "Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    }
    return nil
  }

  // The types of RunTask's members by name; a name means the same wherever it stands in the request.
  private static let strings: Set<String> = [
    "TaskDefinition", "Cluster", "Group", "LaunchType", "PlatformVersion", "PropagateTags", "StartedBy", "ReferenceId", "ClientToken",
    "Name",
    "Value", "AssignPublicIp", "ExecutionRoleArn", "TaskRoleArn", "Expression", "Field", "CapacityProvider", "Key",
  ]
  private static let lists: Set<String> = [
    "Command", "Environment", "EnvironmentFiles", "ContainerOverrides", "Subnets", "SecurityGroups", "ResourceRequirements",
    "PlacementConstraints", "PlacementStrategy", "CapacityProviderStrategy", "Tags", "InferenceAcceleratorOverrides",
    "VolumeConfigurations",
  ]
  private static let objects: Set<String> = ["Overrides", "NetworkConfiguration", "AwsvpcConfiguration", "EphemeralStorage"]
  /// Lists whose elements are strings; the elements of the others are objects.
  private static let listsOfStrings: Set<String> = ["Command", "Subnets", "SecurityGroups"]

  private static func check(_ value: JSONValue, into problems: inout [String]) {
    for (key, member) in value.objectValue ?? [:] {
      if key.first?.isLowercase == true {
        problems.append("The field '\(key)' is not supported by Step Functions")
        continue
      }
      var fits = true
      if strings.contains(key) {
        fits = member.stringValue != nil
      } else if lists.contains(key) {
        fits = member.arrayValue?.allSatisfy { listsOfStrings.contains(key) ? $0.stringValue != nil : $0.objectValue != nil } ?? false
      } else if objects.contains(key) {
        fits = member.objectValue != nil
      }
      guard fits else {
        let problem = "The value of the field '\(key)' has an invalid format"
        if !problems.contains(problem) { problems.append(problem) }
        continue
      }
      for element in member.arrayValue ?? [member] { check(element, into: &problems) }
    }
  }
}
