import Canvas
import JSON
import Time

/// What one event says, in a few words: for the events pane and for `--output lines`. Task tokens never appear; other secrets are the
/// caller's to mask.
public struct EventSummary: Sendable {
  private let index: HistoryIndex
  private let log: EventLog

  /// - Parameters:
  ///   - index: of the same events.
  ///   - log: the events, for what follows from a Choice.
  public init(index: HistoryIndex, log: EventLog) {
    self.index = index
    self.log = log
  }

  /// The words of one event; empty for types that say everything by their name.
  public func text(_ event: HistoryEvent) -> String {
    switch event.details {
    case .none: return ""
    case .executionStarted(let input, _): return preview(input)
    case .stateEntered(_, let input): return preview(input)
    case .stateExited(_, let output, let variables): return exited(event, output, variables)
    case .succeeded(let output): return preview(output)
    case .failed(let error, let cause): return failure(error, cause)
    case .taskScheduled(let scheduled): return request(scheduled)
    case .task(let task): return visible(task.fullName)
    case .taskOutput(let task, let output): return answer(event, task, output)
    case .taskFailed(_, let error, let cause): return failure(error, cause)
    case .lambdaScheduled(let function, let input, _, _):
      return joined([visible(TaskResource(resourceType: "lambda", resource: function).shortName), preview(input)])
    case .activityScheduled(let activity, let input, _, _):
      return joined([visible(TaskResource(resourceType: "activity", resource: activity).shortName), preview(input)])
    case .activityStarted(let worker): return worker.map { "worker \(visible($0))" } ?? ""
    case .mapStarted(let length): return "\(length) item\(length == 1 ? "" : "s")"
    case .mapIteration(_, let at): return "iteration \(at)"
    case .mapRunStarted(let arn): return mapRun(arn)
    case .mapRunRedriven(let arn, let count): return joined(["redrive \(count)", mapRun(arn)])
    case .executionRedriven(let count): return "redrive \(count)"
    case .evaluationFailed(_, let location, let error, let cause): return joined([location.map(visible) ?? "", failure(error, cause)])
    }
  }

  private func joined(_ parts: [String]) -> String { parts.filter { !$0.isEmpty }.joined(separator: " · ") }
  private func visible(_ text: String) -> String { HistoryText.visible(Mask.value(text), limit: 80) }
  private func preview(_ json: String?) -> String { json.map { JSONPreview.text($0) } ?? "" }

  private func failure(_ error: String?, _ cause: String?) -> String {
    let error = error.map(visible) ?? ""
    let cause = cause.map { DecodedCause($0).sentence } ?? ""
    // What a function threw begins with its error's name already.
    return !error.isEmpty && cause.hasPrefix(error + ":") ? cause : joined([error, cause])
  }

  private func mapRun(_ arn: String) -> String { visible(arn.split(separator: "/").last.map { "Map Run \($0)" } ?? "") }

  private func exited(_ event: HistoryEvent, _ output: String?, _ variables: [AssignedVariable]) -> String {
    let sets = variables.isEmpty ? "" : "sets " + variables.map { visible($0.name) }.joined(separator: ", ")
    guard event.type == .choiceStateExited else { return joined([preview(output), sets]) }
    return joined([next(of: event) ?? preview(output), sets])
  }

  /// `default → Run job`: where a Choice led; which rule it was no event tells.
  private func next(of event: HistoryEvent) -> String? {
    let start = log.partitionPoint(after: event.id)
    guard let entered = log[start...].prefix(200).first(where: { $0.previousEventId == event.id && $0.type.isStateEntered }),
      let to = entered.details.stateName
    else { return nil }
    let isDefault = event.details.stateName.flatMap { index.facts?.states[$0]?.defaultNext } == to
    return "\(isDefault ? "default " : "")→ \(visible(to))"
  }

  // MARK: Tasks

  private func request(_ scheduled: TaskScheduled) -> String {
    let json = scheduled.parameters.flatMap { try? JSONValue(parsing: $0) }
    guard let json else { return visible(scheduled.task.fullName) }
    switch scheduled.task.api {
    case "ecs:runTask": return ecsRequest(json)
    case "lambda:invoke": return joined([scheduled.task.fullName, name(json["FunctionName"])])
    case "states:startExecution": return joined([scheduled.task.fullName, name(json["StateMachineArn"])])
    case "sqs:sendMessage": return joined([scheduled.task.fullName, name(json["QueueUrl"])])
    case "sns:publish": return joined([scheduled.task.fullName, name(json["TopicArn"] ?? json["TargetArn"])])
    case "dynamodb:getItem", "dynamodb:putItem", "dynamodb:updateItem", "dynamodb:deleteItem":
      return joined([scheduled.task.fullName, name(json["TableName"])])
    default: return visible(scheduled.task.fullName)
    }
  }

  /// `cluster batch · job:17 · 1 container override`.
  private func ecsRequest(_ json: JSONValue) -> String {
    let count = json["Overrides"]?["ContainerOverrides"]?.arrayValue?.count ?? 0
    return joined([
      json["Cluster"]?.stringValue.map { "cluster \(tail($0))" } ?? "default cluster", json["TaskDefinition"]?.stringValue.map(tail) ?? "",
      count == 0 ? "" : "\(count) container override\(count == 1 ? "" : "s")",
    ])
  }

  private func name(_ value: JSONValue?) -> String {
    value?.stringValue.map { tail($0).split(separator: ":").last.map(String.init) ?? "" } ?? ""
  }
  private func tail(_ arn: String) -> String { visible(arn.split(separator: "/").last.map(String.init) ?? arn) }

  private func answer(_ event: HistoryEvent, _ task: TaskResource, _ output: String?) -> String {
    let tasks = event.ecsTasks
    if !tasks.isEmpty { return joined(tasks.prefix(3).map(describe) + (tasks.count > 3 ? ["\(tasks.count - 3) more"] : [])) }
    if task.runsECSTask, let failures = output.flatMap({ try? JSONValue(parsing: $0) })?.member("Failures")?.arrayValue, !failures.isEmpty {
      return joined(["no task started"] + failures.prefix(3).compactMap { $0.member("Reason")?.stringValue }.map(visible))
    }
    if task.api == "states:startExecution", let arn = output.flatMap({ try? JSONValue(parsing: $0) })?["ExecutionArn"] {
      return "execution \(name(arn))"
    }
    return preview(output)
  }

  /// `task 3f2c0d91a7 PROVISIONING`, and once containers have ended `app exit 0`.
  private func describe(_ task: JSONValue) -> String {
    let status = task.member("LastStatus")?.stringValue.map { " " + visible($0) } ?? ""
    let exits = status == " STOPPED" ? exits(task) : []
    return joined(["task \(visible(String((task.arnTail("TaskArn") ?? "").prefix(10))))\(status)"] + exits)
  }

  private func exits(_ task: JSONValue) -> [String] {
    (task.member("Containers")?.arrayValue ?? []).prefix(4).map { container in
      let name = visible(container.member("Name")?.stringValue ?? "")
      return container.member("ExitCode")?.integerValue.map { "\(name) exit \($0)" } ?? "\(name) never ran"
    }
  }
}

extension EventLog {
  /// The position of the first event whose id is greater; ids rise.
  func partitionPoint(after id: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].id <= id { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
