import Canvas
import ECSModel
import ExecutionSource
import History
import JSON
import Time

/// What a state waits for, with its clocks; once it is over, the verdict.
struct WaitTab: InspectorTab {
  let id = InspectorTabID.wait

  func rows(_ context: TabContext) -> [Row] {
    var sections = [WaitHead(context: context).rows]
    guard let visit = context.visit else { return sections[0] }
    if let task = context.task, !visit.status.isActive, !task.lastStatus.isFinal, case .recording = context.snapshot.identity.place {
      sections.append(TaskFacts(context: context, task: task).rows)
      let text = "\(task.lastStatus) when it was submitted; what the task did later is not in the history."
      sections.append(TabText.sentence("submitted", context.clean(text), width: context.width, style: Style(.muted)))
    } else if let task = context.task {
      let verdict = TaskVerdict(context: context, task: task).rows
      // Where little is in view at once, what will fail comes first.
      let isNarrow = context.width < 60
      if isNarrow { sections.append(verdict) }
      let isOver = !visit.status.isActive && !task.lastStatus.isFinal
      let bar = PhaseBar(
        phases: task.phases, now: isOver ? visit.endedAt ?? context.now : context.now, width: context.width, glyphs: context.glyphs,
        isOver: isOver)
      sections.append(bar.rows)
      sections.append(TaskFacts(context: context, task: task).rows + WaitFreshness(context: context).rows)
      sections.append(ContainerTable(context: context, task: task, observations: context.observations).rows)
      if !isNarrow { sections.append(verdict) }
    } else {
      sections.append(WaitFreshness(context: context).rows)
    }
    sections.append(WaitMapRun(context: context).rows)
    sections.append(WaitChild(context: context).rows)
    sections.append(WaitInner(context: context).rows)
    sections.append(WaitToken(context: context).rows)
    sections.append(FailureText(context: context).rows)
    sections.append(WaitRedrive(context: context).rows)
    sections.append(result(visit, context))
    sections.append(LastLines(context: context).rows)
    let shown = sections.filter { !$0.isEmpty }
    return shown.enumerated().flatMap { at, rows in at == 0 ? rows : [.gap("gap\(at)")] + rows }
  }

  /// The execution's output, at the state that gave it.
  private func result(_ visit: Visit, _ context: TabContext) -> [Row] {
    guard context.snapshot.status == .succeeded, context.index.visits.last(where: { $0.scope.isEmpty })?.index == visit.index,
      let output = visit.output.flatMap({ try? JSONValue(parsing: $0, limits: .payload) })
    else { return [] }
    return [JSONRows.row(named: "output of the execution", output, id: "output", secrets: context.secrets, unfolded: 1)]
  }
}
