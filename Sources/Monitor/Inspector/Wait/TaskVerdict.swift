import Canvas
import ECSModel
import History
import JSON

/// Why a task failed its state, or will: the rule of `.sync`, the stop reason in plain words, and whether a token is still attended.
struct TaskVerdict {
  let context: TabContext
  let task: ECSTask

  var rows: [Row] {
    let (verdict, reason) = (job, stopped)
    return verdict.isEmpty || reason.isEmpty ? verdict + reason : verdict + [.gap("stopped/gap")] + reason
  }

  private var attempt: Attempt? { context.visit?.attempts.last }

  private var job: [Row] {
    guard attempt?.waitsForJob == true else { return [] }
    let definition = context.taskDefinition(named: nil, task: task)
    let verdict = SyncVerdict(task, definition: definition)
    let isRecorded = attempt?.outcome != .running
    guard verdict.outcome == .failure || (verdict.outcome == .success && !isRecorded), let text = verdict.sentence(isRecorded: isRecorded)
    else {
      return []
    }
    let hasFailed = verdict.outcome == .failure
    let mark = hasFailed ? context.glyphs.failed : context.glyphs.succeeded
    let style = Style(hasFailed ? .stateFailed : .stateSucceeded, .bold)
    var rows = TabText.sentence("verdict", context.clean(text), width: context.width, mark: mark, style: Style(), markStyle: style)
    if !rows.isEmpty { rows[0].content = rows[0].content.restyled { _ in style } }
    return rows
  }

  /// What ECS's own reason means, where it is one of those that do.
  private var stopped: [Row] {
    // Some endpoints give empty texts to a task that runs.
    guard task.lastStatus.isFinal || !(task.stoppedReason ?? "").isEmpty else { return [] }
    let reasons = [task.stoppedReason].compactMap(\.self) + task.containers.compactMap(\.reason)
    let explanation = reasons.lazy.compactMap { StopExplanation(reason: $0) }.first ?? task.stopCode.flatMap { StopExplanation(code: $0) }
    var rows: [Row] = []
    if let code = task.stopCode, !code.rawValue.isEmpty {
      rows.append(Row(id: "stopped", StyledText("stopped  ", Style(.muted)).appending(context.clean(code.rawValue))))
      if let reason = task.stoppedReason {
        rows += TabText.sentence("reason", context.clean(reason), width: context.width, mark: " ", style: Style(.muted))
      }
    }
    if let explanation {
      rows += TabText.sentence("explanation", explanation.sentence, width: context.width, mark: " ")
    }
    return rows
  }
}

extension ECSTask {
  /// A container's part of the document, as it came.
  func containerDocument(_ name: String) -> JSONValue {
    let list = (document["containers"] ?? document["Containers"])?.arrayValue ?? []
    return list.first { ($0["name"] ?? $0["Name"])?.stringValue == name } ?? .null
  }
}
