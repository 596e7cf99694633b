import Canvas
import ECSModel
import ExecutionSource
import History

extension MonitorApp {
  /// The task that would be stopped: of the selected token on the tokens page, else of the selected visit; with its state.
  var stoppableTask: (task: ECSTask, state: String)? {
    let found: (ECSTask, String)? =
      page == .tokens ? tokens.selected.flatMap { item in item.task.map { ($0, item.state) } } : visit.flatMap { visit in view.task(of: visit).map { ($0, visit.state) } }
    return found.flatMap { $0.0.lastStatus.isFinal ? nil : $0 }
  }

  /// Asks before an ECS task is stopped: which, what becomes of its state, and the command that does the same.
  mutating func stopTask(_ reason: String) {
    guard let (task, state) = stoppableTask else { return say("no ECS task of this state goes on", isProblem: true) }
    let reason = reason.isEmpty ? "stopped with stepscope" : reason
    let cluster = task.clusterArn ?? "default"
    let attempt = view.latestVisit(of: state)?.attempts.last
    let outcome =
      attempt?.waitsForToken == true
      ? "Its state goes on waiting for an answer that the task can no longer give."
      : attempt?.waitsForJob == true ? "Its state will fail with States.TaskFailed." : "Its state is not told."
    let command =
      "\(settings.cli) ecs stop-task --cluster \(Shell.quoted(cluster)) --task \(Shell.quoted(task.arn)) --reason \(Shell.quoted(Mask.text(reason, secrets: view.secrets)))"
    overlay = .question(
      Question(
        text: "Stop the ECS task \(TaskText.shortId(task)) of \"\(state)\"?",
        notes: [StyledText(outcome, Style(.stateWaiting)), StyledText(command, Style(.faint))],
        answer: .perform(.stopTask(taskArn: task.arn, reason: reason), label: "stopped the ECS task \(TaskText.shortId(task)) of \"\(state)\"")))
  }

  /// Asks how long states usually take.
  mutating func askUsual() {
    effects.append(.perform(.learnDurations, label: "past executions are looked at"))
  }
}
