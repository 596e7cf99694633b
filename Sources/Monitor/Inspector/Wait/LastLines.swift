import Canvas
import ECSModel
import ExecutionSource

/// The last lines a container of the visit's task printed: of the one that decided, else of the one that printed last.
struct LastLines {
  let context: TabContext
  private static let count = 5
  /// How far back is looked: a container that has been silent for longer shows nothing here, but all in Logs.
  private static let reach = 5_000

  var rows: [Row] {
    guard let task = context.task else { return [] }
    let recent = context.snapshot.logs.suffix(LastLines.reach).filter { $0.taskArn == task.arn }
    guard let last = recent.last else { return [] }
    let decider = SyncVerdict(task, definition: context.taskDefinition(named: nil, task: task)).decidedBy
    let container = decider.flatMap { name in recent.contains { $0.container == name } ? name : nil } ?? last.container
    let lines = recent.filter { $0.container == container }.suffix(LastLines.count)
    let heading = StyledText("LAST LINES OF ", Style(.muted, .bold)).appending(context.clean(container), Style(.title, .bold))
    return [Row(id: "lines", heading, kind: .heading)] + lines.enumerated().map { LogText.row($1, id: "line\($0)", context) }
  }
}

/// One line of a container's output.
enum LogText {
  static func row(_ line: ContainerLogLine, id: String, _ context: TabContext) -> Row {
    let text = context.clean(line.text)
    let time = StyledText(context.clock(line.at) + " ", Style(.faint))
    let isMasked = Mask.value(line.text, secrets: context.secrets) != line.text
    return Row(
      id: id, time.appending(text), revealed: isMasked ? time.appending(TabText.clean(revealing: line.text)) : nil, value: .text(line.text))
  }
}
