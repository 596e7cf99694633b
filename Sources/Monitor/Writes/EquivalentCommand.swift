import Canvas
import ExecutionSource
import JSON

/// The AWS CLI's command that does the same as an action: one maker for all screens. Tokens are masked, payloads shortened: it is there to be understood.
struct EquivalentCommand: Sendable {
  /// How `aws` begins for Step Functions and for ECS: with the endpoint, region and profile in use.
  var settings: MonitorSettings
  var secrets: Set<String> = []

  /// The command for a write; nil for what only looks.
  func text(_ action: CatalogAction) -> String? {
    switch action {
    case .pollNow, .watch: nil
    case .start(let machine, let name, let input):
      states("start-execution", ["--state-machine-arn", word(machine)] + (name.map { ["--name", word($0)] } ?? []) + ["--input", payload(input)])
    case .stop(let arn, let error, let cause):
      states("stop-execution", ["--execution-arn", word(arn)] + option("--error", error) + option("--cause", cause))
    case .redrive(let arn): states("redrive-execution", ["--execution-arn", word(arn)])
    case .sendTaskSuccess(_, let output):
      states("send-task-success", ["--task-token", Mask.masked, "--task-output", payload(output)])
    case .sendTaskFailure(_, let error, let cause):
      states("send-task-failure", ["--task-token", Mask.masked, "--error", word(error), "--cause", word(cause)])
    case .sendTaskHeartbeat: states("send-task-heartbeat", ["--task-token", Mask.masked])
    case .stopTask(let arn, let reason): stopTask(arn, reason)
    case .setMapRunConcurrency(let arn, let number):
      states("update-map-run", ["--map-run-arn", word(arn), "--max-concurrency", String(number)])
    }
  }

  /// The same for an action of an execution's source.
  func text(_ action: SourceAction, of identity: ExecutionIdentity) -> String? {
    switch action {
    case .stop(let error, let cause): text(.stop(executionArn: identity.executionArn, error: error, cause: cause))
    case .redrive: text(.redrive(executionArn: identity.executionArn))
    case .startNew(let name, let input): text(.start(machineArn: identity.stateMachineArn, name: name, input: input))
    case .sendTaskSuccess(let token, let output): text(.sendTaskSuccess(token: token, output: output))
    case .sendTaskFailure(let token, let error, let cause): text(.sendTaskFailure(token: token, error: error, cause: cause))
    case .sendTaskHeartbeat(let token): text(.sendTaskHeartbeat(token: token))
    case .stopTask(let arn, let reason): text(.stopTask(taskArn: arn, reason: reason))
    default: nil
    }
  }

  private func states(_ command: String, _ words: [String]) -> String {
    ([settings.cli, "stepfunctions", command] + words).joined(separator: " ")
  }

  private func stopTask(_ arn: String, _ reason: String) -> String {
    var words = [settings.ecsCLI ?? settings.cli, "ecs", "stop-task"]
    // arn:aws:ecs:REGION:ACCOUNT:task/CLUSTER/ID
    let parts = arn.split(separator: "/")
    if parts.count == 3 { words += ["--cluster", word(String(parts[1]))] }
    return (words + ["--task", word(arn)] + option("--reason", reason)).joined(separator: " ")
  }

  private func option(_ name: String, _ value: String) -> [String] { value.isEmpty ? [] : [name, word(value)] }

  private func word(_ text: String) -> String { Shell.quoted(Mask.text(text, secrets: secrets)) }

  private func payload(_ text: String) -> String { Shell.quoted(Payload.summary(text, secrets: secrets)) }
}

/// Data of an action as a question shows it.
enum Payload {
  /// What is shown of a payload; who wants all of it edits it.
  static let mostColumns = 240

  /// The payload on one line, secrets masked, its end left out where it is long.
  static func summary(_ text: String, secrets: Set<String>) -> String {
    let compact = text.utf8.count <= SecretJSON.summaryBytes ? (try? JSONValue(parsing: text, limits: .payload))?.compact ?? text : text
    return TextWidth.truncateEnd(VisibleText.sanitise(SecretJSON.summary(compact, secrets: secrets)), columns: mostColumns)
  }
}
