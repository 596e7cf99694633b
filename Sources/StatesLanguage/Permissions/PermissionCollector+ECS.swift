import JSON

extension PermissionCollector {
  /// `ecs:runTask` in its three patterns.
  func runTask(_ target: TaskTarget, _ call: CallParameters) -> [Need] {
    let definition = call.text("TaskDefinition")
    var needs = [
      Need(
        sid: "RunTask", actions: ["ecs:RunTask"], resources: [taskDefinitionARN(definition)],
        why: definition.map { "run the task definition '\(Words.short($0))'" }
          ?? "run a task definition chosen at run time; narrow it to those that may be chosen")
    ]
    if target.pattern == .sync {
      needs.append(
        Need(
          sid: "WatchTask", actions: ["ecs:StopTask", "ecs:DescribeTasks"], resources: ["*"],
          why: "wait for the task and stop it when the state is aborted"))
      needs.append(rule("StepFunctionsGetEventsForECSTaskRule", "learn at once that the task has stopped"))
    }
    needs.append(
      Need(
        sid: "PassRole", actions: ["iam:PassRole"], resources: ["arn:\(partition):iam::\(account):role/*"],
        condition: ["StringEquals", "iam:PassedToService", "ecs-tasks.amazonaws.com"],
        why: "hand the task its task role and execution role; narrow it to the roles of the task definition and of 'Overrides'"))
    if ["Tags", "PropagateTags"].contains(where: { call.has($0) }) {
      needs.append(Need(sid: "TagTask", actions: ["ecs:TagResource"], resources: [arn("ecs", "task/*")], why: "tag the task as it starts"))
    }
    return needs
  }

  /// RunTask is authorised against the revision it resolves to, so a family needs all of its revisions.
  private func taskDefinitionARN(_ definition: String?) -> String {
    guard let definition else { return arn("ecs", "task-definition/*:*") }
    let isARN = definition.hasPrefix("arn:")
    let name = isARN ? definition : arn("ecs", "task-definition/" + definition)
    let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    if Placeholder.isIn(definition) { return isARN || definition.contains("task-definition/") ? name : arn("ecs", "task-definition/*:*") }
    return last.contains(":") ? name : name + ":*"
  }
}
