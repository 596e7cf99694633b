import Canvas
import ECSModel
import ExecutionSource
import History
import Time

/// What a state waits for, with its clocks; once it is over, the verdict.
struct WaitTab: InspectorTab {
  let id = InspectorTabID.wait

  func rows(_ context: TabContext) -> [Row] {
    var sections = [WaitHead(context: context).rows]
    guard context.visit != nil else { return sections[0] }
    if let task = context.task {
      sections.append(PhaseBar(phases: task.phases, now: context.now, width: context.width, glyphs: context.glyphs).rows)
      sections.append(TaskFacts(context: context, task: task).rows)
      sections.append(ContainerTable(context: context, task: task, observations: context.observations).rows)
      sections.append(TaskVerdict(context: context, task: task).rows)
    }
    sections.append(WaitInner(context: context).rows)
    sections.append(WaitToken(context: context).rows)
    sections.append(FailureText(context: context).rows)
    sections.append(LastLines(context: context).rows)
    let shown = sections.filter { !$0.isEmpty }
    return shown.enumerated().flatMap { at, rows in at == 0 ? rows : [.gap("gap\(at)")] + rows }
  }
}
