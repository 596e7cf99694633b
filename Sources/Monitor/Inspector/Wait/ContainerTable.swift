import Canvas
import ECSModel
import ExecutionSource
import Time

/// The containers of a task: status, exit code, since when, image; below one that ended badly what ECS says and what the code means.
struct ContainerTable {
  let context: TabContext
  let task: ECSTask
  let observations: [TaskObservation]

  private var nameColumns: Int {
    let longest = task.containers.map { TextWidth.columns(context.clean($0.name)) }.max() ?? 0
    return min(max(longest, 9) + 2, max(6, context.width / 3))
  }

  private var showsSince: Bool { context.width >= nameColumns + 12 + 6 + 9 }
  private var imageColumns: Int { showsSince ? context.width - nameColumns - 12 - 6 - 10 : 0 }

  var rows: [Row] {
    guard !task.containers.isEmpty else { return [] }
    var head = cell("CONTAINER", nameColumns, Style(.muted, .bold)) + cell("STATUS", 12, Style(.muted, .bold))
    head.append(cell("EXIT", 6, Style(.muted, .bold)))
    if showsSince { head.append(cell("SINCE", 10, Style(.muted, .bold))) }
    if imageColumns >= 8 { head.append(cell("IMAGE", imageColumns, Style(.muted, .bold))) }
    return [Row(id: "containers", head, kind: .heading)] + task.containers.prefix(50).flatMap(row)
  }

  private func row(_ container: ECSContainer) -> [Row] {
    let id = "container " + container.name
    let look = ContainerTable.look(container, taskIsStopped: task.lastStatus.isFinal)
    var line = cell(context.clean(container.name), nameColumns, Style(.title))
    line.append(cell("\(look.glyph(context.glyphs)) \(context.clean(container.lastStatus.rawValue))", 12, Style(look.role)))
    line.append(
      cell(
        container.exitCode.map(String.init) ?? String(context.glyphs.none), 6, Style((container.exitCode ?? 0) == 0 ? .text : .stateFailed))
    )
    if showsSince { line.append(cell(since(container).map(context.clock) ?? "", 10, Style(.text))) }
    if imageColumns >= 8 { line.append(cell(image(container), imageColumns, Style(.muted))) }
    var rows = [Row(id: id, line, value: .json(task.containerDocument(container.name)))]
    if let health = container.healthStatus, health == .unhealthy {
      rows += note(id + "/health", "its health check fails", Style(.stateFailed))
    }
    if let reason = container.reason, !reason.isEmpty { rows += note(id + "/reason", context.clean(reason), Style(.stateFailed)) }
    if let code = container.exitCode, let hint = ExitCode.hint(code) { rows += note(id + "/hint", hint, Style(.muted)) }
    return rows
  }

  private func note(_ id: String, _ text: String, _ style: Style) -> [Row] {
    TabText.sentence(id, text, width: context.width, mark: " ", style: style)
  }

  /// When it was first seen in its status: the document knows only the task's own times.
  private func since(_ container: ECSContainer) -> Timestamp? {
    if container.lastStatus == .running, let started = task.startedAt { return started }
    let first = observations.first { $0.task.container(container.name)?.lastStatus == container.lastStatus }
    guard container.lastStatus.isFinal, first.map({ $0.task.lastStatus.isFinal }) ?? true else { return first?.at }
    return task.executionStoppedAt ?? task.stoppedAt ?? first?.at
  }

  /// The image without its registry, when that is all there is no room for.
  private func image(_ container: ECSContainer) -> String {
    let image = context.clean(container.image ?? "")
    return TextWidth.columns(image) <= imageColumns ? image : ECSName.lastPart(of: image)
  }

  private func cell(_ text: String, _ columns: Int, _ style: Style) -> StyledText {
    guard columns > 1 else { return TabText.cell(text, columns, style, glyphs: context.glyphs) }
    return TabText.cell(text, columns - 1, style, glyphs: context.glyphs).appending(" ")
  }

  static func look(_ container: ECSContainer, taskIsStopped: Bool) -> StateLook {
    if let code = container.exitCode { return code == 0 ? .succeeded : .failed }
    if container.lastStatus.isFinal || taskIsStopped { return .failed }
    return container.lastStatus == .running ? .running : .pending
  }
}
