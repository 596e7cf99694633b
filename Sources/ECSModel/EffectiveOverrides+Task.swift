import JSON

/// Makes the rows of the task itself.
struct TaskRows {
  let parameters: JSONValue
  let definition: TaskDefinition?
  let document: ECSTask?

  var rows: [EffectiveOverrides.Row] {
    let reported = document?.overrides
    return [
      row("cpu", ["overrides", "cpu"], definition?.cpu, document?.cpu) { ComputeSize(cpu: $0)?.units },
      row("memory", ["overrides", "memory"], definition?.memory, document?.memory) { ComputeSize(memory: $0)?.units },
      row("ephemeral storage", ["overrides", "ephemeralStorage", "sizeInGiB"], definition?.ephemeralStorageGiB.map(String.init), nil) {
        Int($0)
      },
      // ECS repeats roles only when they were overridden, so their absence says something only when they were.
      row("task role", ["overrides", "taskRoleArn"], definition?.taskRoleArn, reported.map { $0.taskRoleArn ?? "" }, isOverrideOnly: true),
      row(
        "execution role", ["overrides", "executionRoleArn"], definition?.executionRoleArn, reported.map { $0.executionRoleArn ?? "" },
        isOverrideOnly: true),
      row("launch type", ["launchType"], nil, document?.launchType, hasDefinition: false),
    ]
  }

  private func row(
    _ field: String, _ path: [String], _ defined: String?, _ reported: String?, isOverrideOnly: Bool = false, hasDefinition: Bool = true,
    normalise: (String) -> Int? = { _ in nil }
  ) -> EffectiveOverrides.Row {
    let request = Requested(path, in: parameters)
    let definitionCell: EffectiveOverrides.Cell = !hasDefinition ? .none : definition == nil ? .unknown : .init(defined)
    let effective: EffectiveOverrides.Cell = request.map { .value($0.value) } ?? definitionCell
    let shown = reported.flatMap { $0.isEmpty ? nil : $0 }
    let expected = isOverrideOnly ? request?.value.scalarText : effective.value?.scalarText
    var isAlarm = false
    if let reported, let expected {
      let same =
        normalise(expected).flatMap { a in normalise(reported).map { a == $0 } }
        ?? (ECSName.lastPart(of: expected) == ECSName.lastPart(of: reported))
      isAlarm = !same
    }
    return EffectiveOverrides.Row(
      field: field, definition: definitionCell, requested: .init(request?.value), effective: effective,
      reported: document == nil ? .unknown : .init(shown), isAlarm: isAlarm, isSecret: false, pointer: request?.pointer)
  }
}
