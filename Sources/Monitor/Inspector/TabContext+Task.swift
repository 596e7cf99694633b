import Canvas
import ECSModel
import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

extension TabContext {
  /// The state's Task part; nil for other types and without a definition.
  var taskState: TaskState? { if case .task(let task)? = state?.kind { task } else { nil } }

  /// Whether the state runs an ECS task, as its definition or its history tells.
  var runsECSTask: Bool {
    if let taskState { return taskState.target.runsECSTask }
    return visit?.attempts.last?.task.map { $0.resourceType == "ecs" && $0.resource.hasPrefix("runTask") } ?? false
  }

  /// The newest document of that task.
  var task: ECSTask? { observations.last?.task }

  /// The task definition that `request` names, or that `task` was made from.
  func taskDefinition(named name: String?, task: ECSTask?) -> TaskDefinition? {
    let known = snapshot.taskDefinitions
    for wanted in [task?.taskDefinitionArn, name].compactMap(\.self) {
      if let found = known[wanted] ?? TaskDefinitionReference(wanted).find(in: Array(known.values)) { return found }
    }
    return nil
  }

  /// The request as the newest attempt's Scheduled event records it; nil where nothing is scheduled or the endpoint left it out.
  var recordedRequest: JSONValue? {
    guard let attempt = visit?.attempts.last, let event = snapshot.events.event(id: attempt.scheduledEvent) else { return nil }
    let text: String? =
      switch event.details {
      case .taskScheduled(let scheduled): scheduled.parameters
      case .lambdaScheduled(_, let input, _, _), .activityScheduled(_, let input, _, _): input
      default: nil
      }
    return text.flatMap { try? JSONValue(parsing: $0, limits: .document) }
  }

  /// Whether older events are missing that may tell of this state.
  var isUnknown: Bool { visit == nil && (missing > 0 || mapAround != nil || snapshot.isUnheard) }

  /// Why nothing is known of a state, instead of saying that it was not entered.
  func unknownRows() -> [Row] {
    if let mapAround {
      let text = "It runs in the child executions of \"\(clean(mapAround))\": Enter on its Map Run lists them."
      return TabText.sentence("none", text, width: width, style: Style(.muted))
    }
    if snapshot.isUnheard { return TabText.sentence("none", "Nothing is heard of it yet.", width: width, style: Style(.muted)) }
    let text =
      snapshot.missingEvents > 0
      ? "Not known yet whether it was entered: older events are still loading."
      : "Not known whether it was entered: older events are missing."
    return TabText.sentence("none", text, width: width, style: Style(.muted))
  }

  func clean(_ text: String) -> String { TabText.clean(text, secrets: secrets) }

  /// The time of day of a moment: what stands in tables, whatever the events' times count from.
  func clock(_ at: Timestamp) -> String {
    TimeText.timeOfDay(at, offsetMinutes: times.mode == .utc ? 0 : times.offsetMinutes)
  }

  /// ` · `, or its ASCII form.
  var separator: StyledText { StyledText(" \(glyphs.separator) ", Style(.faint)) }
}
