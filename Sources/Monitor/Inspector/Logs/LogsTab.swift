import Canvas
import ECSModel
import ExecutionSource

/// What the containers of the visit's task printed: for each where it is kept, or why it is not there; below it the lines, oldest first.
struct LogsTab: InspectorTab {
  let id = InspectorTabID.logs

  func rows(_ context: TabContext) -> [Row] {
    guard context.runsECSTask else {
      return TabText.sentence("none", "Only states that run an ECS task have container logs.", width: context.width, style: Style(.muted))
    }
    guard let task = context.task else {
      if context.isUnknown { return context.unknownRows() }
      return TabText.sentence(
        "none", "There are no logs yet: no task of this state has been seen.", width: context.width, style: Style(.muted))
        + denied(context)
    }
    let log = context.log ?? LogsTab.lines(of: task.arn, context)
    var names = task.containers.map(\.name)
    for name in log.counts.keys.sorted() where !names.contains(name) { names.append(name) }
    guard !names.isEmpty else {
      return TabText.sentence("none", "The task has no containers yet.", width: context.width, style: Style(.muted))
    }
    var rows = denied(context)
    for name in names.prefix(50) { rows += container(name, task, log, context, isAlone: names.count == 1) }
    if log.dropped > 0 {
      let text = "\(Count.text(log.dropped)) older lines are not kept here; the log group has them."
      rows += TabText.sentence("dropped", text, width: context.width, style: Style(.muted))
    }
    return log.rows.isEmpty ? rows : rows + [.gap("lines")] + log.rows
  }

  /// The rows of a task's lines, made from the beginning.
  static func lines(of task: String, _ context: TabContext, wraps: Bool = false) -> LogLines {
    var log = LogLines()
    log.take(context.snapshot.logs, form: form(of: task, context, wraps: wraps, only: nil))
    return log
  }

  static func form(of task: String, _ context: TabContext, wraps: Bool, only: String?) -> LogLines.Form {
    LogLines.Form(
      task: task, width: context.width, wraps: wraps, only: only,
      offsetMinutes: context.times.mode == .utc ? 0 : context.times.offsetMinutes, secrets: context.secrets, glyphs: context.glyphs)
  }

  private func denied(_ context: TabContext) -> [Row] {
    guard let sentence = context.snapshot.live.poll?.denied[.logs] else { return [] }
    return TabText.sentence("denied", context.clean(sentence), width: context.width, style: Style(.stateWaiting))
  }

  // MARK: One container

  private func container(_ name: String, _ task: ECSTask, _ log: LogLines, _ context: TabContext, isAlone: Bool) -> [Row] {
    let count = log.counts[name] ?? 0
    let stream = context.snapshot.logStreams.last { $0.taskArn == task.arn && $0.container == name }
    let isOnly = log.form?.only == name
    var title = StyledText(context.clean(name), Style(.title, .bold))
    if count > 0 { title.append("  \(Count.text(count)) line\(count == 1 ? "" : "s")", Style(.muted)) }
    if case .read(isCaughtUp: false)? = stream?.state { title.append("  still reading", Style(.stateWaiting)) }
    if isOnly {
      title.append("  shown alone", Style(.provenance))
      title.append("  Enter", Style(.key))
      title.append(" shows all", Style(.muted))
    }
    var rows = [Row(id: "log " + name, title, kind: isAlone ? .heading : .item, link: isAlone ? nil : .container(name))]
    rows += place(name, task, stream, context)
    let isLost = if case .unavailable? = stream?.state { true } else { false }
    if count == 0 || isLost { rows += silence(name, task, stream, context) }
    return rows
  }

  /// The log group and stream, each to be copied; from the source, or as the task definition names them.
  private func place(_ name: String, _ task: ECSTask, _ stream: ContainerLogStream?, _ context: TabContext) -> [Row] {
    let log = context.taskDefinition(named: nil, task: task)?.container(name)?.log
    let declared = log?.stream(container: name, taskId: task.id)
    let group = stream.map(\.group).flatMap { $0.isEmpty ? nil : $0 } ?? declared?.group
    let streamName = stream.map(\.stream).flatMap { $0.isEmpty ? nil : $0 } ?? declared?.name
    guard let group, let streamName else {
      guard let log else { return [] }
      return [
        Row(id: "driver " + name, StyledText("  driver ", Style(.muted)).appending(context.clean(log.driver)), value: .text(log.driver))
      ]
    }
    func row(_ label: String, _ value: String) -> Row {
      let room = max(8, context.width - label.count - 3)
      let shown = TextWidth.truncateMiddle(context.clean(value), columns: room, ellipsis: context.glyphs.ellipsis)
      return Row(id: "\(label) \(name)", StyledText("  \(label) ", Style(.muted)).appending(shown), value: .text(value))
    }
    var rows = [row("group", group), row("stream", streamName)]
    if let region = declared?.region, region != context.snapshot.identity.region { rows.append(row("region", region)) }
    return rows
  }

  /// Why nothing of a container is shown.
  private func silence(_ name: String, _ task: ECSTask, _ stream: ContainerLogStream?, _ context: TabContext) -> [Row] {
    let text = stream.map { self.text($0.state, name, task) } ?? localText(name, task, context)
    let isBad = if case .unavailable? = stream?.state { true } else { false }
    let rows = TabText.sentence(
      "silence " + name, context.clean(text), width: max(1, context.width - 2), style: Style(isBad ? .stateWaiting : .muted))
    return rows.map { row in
      var row = row
      row.content = StyledText("  ") + row.content
      return row
    }
  }

  private func text(_ state: ContainerLogStream.State, _ name: String, _ task: ECSTask) -> String {
    let container = task.container(name)
    let hasEnded = container?.exitCode != nil || task.lastStatus.isFinal
    return switch state {
    case .unread: "CloudWatch Logs is being asked."
    case .empty where hasEnded && container?.exitCode == nil: "It never ran, so it printed nothing: there is no stream."
    case .empty: hasEnded ? "It ended and wrote nothing: there is no stream." : "It has written nothing yet: the stream does not exist."
    case .read(let isCaughtUp): isCaughtUp ? "The stream is there and holds no line." : "The stream is being read."
    case .unavailable(let sentence): sentence
    }
  }

  /// Without word from CloudWatch Logs: what the task and its definition tell.
  private func localText(_ name: String, _ task: ECSTask, _ context: TabContext) -> String {
    let container = task.container(name)
    let definition = context.taskDefinition(named: nil, task: task)
    if task.lastStatus.isFinal, container?.exitCode == nil { return "It never ran, so it printed nothing." }
    if container?.lastStatus != .running, container?.exitCode == nil { return "It does not run yet." }
    if let log = definition?.container(name)?.log {
      switch log.driver {
      case "awslogs": return "No lines are known here; CloudWatch Logs has them in the stream above."
      case "awsfirelens": return "Its lines go through the FireLens log router, to wherever that sends them; look at the router's own log."
      default: return "Its lines go to the \(log.driver) driver, not to CloudWatch Logs."
      }
    }
    return definition == nil
      ? "No lines are known. Where they are kept is in the task definition: :task-definitions FILE."
      : "No lines are known. The task definition has no logConfiguration, so CloudWatch Logs gets none."
  }
}
