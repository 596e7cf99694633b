import Canvas
import ECSModel
import ExecutionSource

/// What the containers of the visit's task printed, and where AWS keeps it.
struct LogsTab: InspectorTab {
  let id = InspectorTabID.logs
  /// The newest lines that are kept in the list.
  private static let most = 10_000

  func rows(_ context: TabContext) -> [Row] {
    guard context.runsECSTask else {
      return TabText.sentence("none", "Only states that run an ECS task have container logs.", width: context.width, style: Style(.muted))
    }
    guard let task = context.task else {
      return TabText.sentence(
        "none", "There are no logs yet: no task of this state has been seen.", width: context.width, style: Style(.muted))
    }
    let definition = context.taskDefinition(named: nil, task: task)
    let mine = context.snapshot.logs.filter { $0.taskArn == task.arn }.suffix(LogsTab.most)
    var names = task.containers.map(\.name)
    for line in mine where !names.contains(line.container) { names.append(line.container) }
    var rows: [Row] = []
    for name in names.prefix(50) {
      if !rows.isEmpty { rows.append(.gap("gap " + name)) }
      let lines = mine.filter { $0.container == name }
      rows.append(heading(name, count: lines.count, context))
      rows += place(name, task, definition, context)
      if lines.isEmpty { rows += silence(name, task, definition, context) }
      rows += lines.enumerated().map { LogText.row($1, id: "\(name)/\($0)", context) }
    }
    return rows.isEmpty
      ? TabText.sentence("none", "The task has no containers yet.", width: context.width, style: Style(.muted)) : rows
  }

  private func heading(_ name: String, count: Int, _ context: TabContext) -> Row {
    let lines = count == 0 ? "" : "  \(count) line\(count == 1 ? "" : "s")"
    return Row(
      id: "log " + name, StyledText(context.clean(name), Style(.title, .bold)).appending(lines, Style(.muted)), kind: .heading)
  }

  /// The log group and stream, as the task definition names them.
  private func place(_ name: String, _ task: ECSTask, _ definition: TaskDefinition?, _ context: TabContext) -> [Row] {
    guard let log = definition?.container(name)?.log else { return [] }
    guard let stream = log.stream(container: name, taskId: task.id) else {
      return TabText.flow(
        "place " + name, [StyledText("driver ", Style(.muted)).appending(context.clean(log.driver))], width: context.width,
        gap: context.separator)
    }
    var pieces = [
      StyledText("group ", Style(.muted)).appending(context.clean(stream.group)),
      StyledText("stream ", Style(.muted)).appending(context.clean(stream.name)),
    ]
    if let region = stream.region { pieces.append(StyledText("region ", Style(.muted)).appending(context.clean(region))) }
    return TabText.flow("place " + name, pieces, width: context.width, gap: StyledText("  ")).map {
      var row = $0
      row.value = .text(stream.name)
      return row
    }
  }

  /// Why nothing of a container is shown.
  private func silence(_ name: String, _ task: ECSTask, _ definition: TaskDefinition?, _ context: TabContext) -> [Row] {
    let container = task.container(name)
    let text: String =
      if task.lastStatus.isFinal, container?.exitCode == nil {
        "It never ran, so it printed nothing."
      } else if container?.lastStatus != .running, container?.exitCode == nil {
        "It does not run yet."
      } else if let log = definition?.container(name)?.log {
        switch log.driver {
        case "awslogs": "No lines are known here; CloudWatch Logs has them in the stream above."
        case "awsfirelens": "Its lines go through the FireLens log router, to wherever that sends them; look at the router's own log."
        default: "Its lines go to the \(context.clean(log.driver)) driver, not to CloudWatch Logs."
        }
      } else if definition == nil {
        "No lines are known. Where they are kept is in the task definition: :task-definitions FILE."
      } else {
        "No lines are known. The task definition has no logConfiguration, so CloudWatch Logs gets none."
      }
    return TabText.sentence("silence " + name, text, width: context.width, style: Style(.muted))
  }
}
