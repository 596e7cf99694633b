import JSON
import Time

extension HistoryIndex {
  /// What an active visit waits for; nil for one that is over, and for a container, whose inner visits say it.
  public func waitReason(of visit: Visit) -> WaitReason? {
    guard visit.status.isActive else { return nil }
    switch visit.kind {
    case .wait: return .timer(since: visit.enteredAt, until: visit.status == .retrying ? nil : timerEnd(of: visit))
    case .map where visit.progress?.mapRunArn != nil && visit.status != .retrying:
      return .mapRun(since: visit.attempts.last?.scheduledAt ?? visit.enteredAt)
    case .task: break
    default: return visit.status == .retrying ? retry(of: visit) : nil
    }
    if visit.status == .retrying { return retry(of: visit) }
    guard let attempt = visit.attempts.last, attempt.outcome == .running, let task = attempt.task else { return nil }
    return reason(attempt, task, visit)
  }

  private func reason(_ attempt: Attempt, _ task: TaskResource, _ visit: Visit) -> WaitReason {
    let since = attempt.scheduledAt
    let facts = facts?.states[visit.state]
    let heartbeat = attempt.heartbeatInSeconds ?? (attempt.isComplete ? nil : facts?.heartbeatSeconds)
    let deadline = deadline(attempt, facts)
    if task.resourceType == "activity" {
      return .activity(
        name: task.shortName, worker: attempt.startedAt != nil, since: attempt.startedAt ?? since, heartbeatSeconds: heartbeat,
        deadline: deadline)
    }
    // A plain request only runs until the service has answered it; from then on the job or the token is what is waited for.
    let isSent = attempt.submittedAt != nil || !attempt.isComplete
    if isSent, attempt.waitsForJob {
      return .job(service: task.runsECSTask ? "ECS" : task.api, since: attempt.submittedAt ?? since, deadline: deadline)
    }
    if isSent, attempt.waitsForToken { return .token(since: since, heartbeatSeconds: heartbeat, deadline: deadline) }
    if task.resourceType == "lambda", task.resource.hasPrefix("arn:") {
      return .lambda(function: task.shortName, since: since, deadline: deadline)
    }
    return .service(name: task.fullName, since: since, deadline: deadline)
  }

  private func deadline(_ attempt: Attempt, _ facts: StateFacts?) -> WaitReason.Deadline {
    if let seconds = attempt.timeoutInSeconds { return .at(attempt.scheduledAt + .seconds(clamped(seconds))) }
    if attempt.isComplete { return .none }
    guard let facts else { return .unknown }
    if let seconds = facts.timeoutSeconds { return .at(attempt.scheduledAt + .seconds(clamped(seconds))) }
    return facts.hasTimeout ? .unknown : .none
  }

  private func clamped(_ seconds: Int) -> Int { min(max(0, seconds), 10_000_000_000) }

  private func timerEnd(of visit: Visit) -> Timestamp? {
    switch facts?.states[visit.state]?.wait {
    case .seconds(let seconds): visit.enteredAt + .seconds(clamped(seconds))
    case .until(let moment): moment
    case .secondsPath(let path): value(at: path, of: visit)?.integerValue.map { visit.enteredAt + .seconds(clamped($0)) }
    case .timestampPath(let path): value(at: path, of: visit)?.stringValue.flatMap { Timestamp(iso8601: $0) }
    case .expression, nil: nil
    }
  }

  /// Follows a reference path of names, such as `$.wait.seconds`, into a visit's input; nil for every other path, which only an engine can
  /// answer.
  private func value(at path: String, of visit: Visit) -> JSONValue? {
    guard path.hasPrefix("$."), let input = visit.input, let json = try? JSONValue(parsing: input, limits: .payload) else { return nil }
    var value: JSONValue? = json
    for name in path.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false) {
      guard !name.isEmpty, !name.contains(where: { "[]*?$@".contains($0) }) else { return nil }
      value = value?[String(name)]
    }
    return value
  }

  /// The back-off after the newest failure, by the Retry rule that takes it; each rule counts its own retries.
  private func retry(of visit: Visit) -> WaitReason {
    let since = visit.failedAt ?? visit.enteredAt
    guard let next = facts?.states[visit.state]?.retry(after: visit) else {
      let tries = visit.newestTries
      let failures = visit.kind.isContainer ? tries.count : tries.count(where: \.hasFailed)
      return .retry(number: max(1, failures), of: nil, since: since, at: nil, isUpTo: false)
    }
    return .retry(
      number: next.number, of: next.rule.maxAttempts, since: since, at: since + .milliseconds(next.rule.delay(before: next.number)),
      isUpTo: next.rule.hasJitter)
  }
}

extension StateFacts {
  /// The Retry rule that takes a visit's newest failure, and which of its retries comes; nil when none does. Each rule counts its own.
  func retry(after visit: Visit) -> (rule: RetrierFacts, number: Int)? {
    func rule(_ error: String?, _ outcome: Attempt.Outcome) -> Int? {
      retriers.firstIndex { $0.matches(error, timedOut: outcome == .timedOut) }
    }
    let tries = visit.newestTries
    var number = max(1, tries.count)
    var matched = rule(visit.error, .failed)
    // The newest attempt of a Map or Parallel ends only when the next begins, and a failed evaluation is no attempt: of these, all count as
    // one rule's.
    if !visit.kind.isContainer, let last = tries.last, last.hasFailed {
      matched = rule(last.error, last.outcome)
      number = tries.count { $0.hasFailed && rule($0.error, $0.outcome) == matched }
    }
    guard let matched, number <= retriers[matched].maxAttempts else { return nil }
    return (retriers[matched], number)
  }

  /// Whether a Catch takes a visit's newest failure.
  func catches(_ visit: Visit) -> Bool {
    let timedOut = visit.attempts.last?.outcome == .timedOut
    return RetrierFacts.matches(visit.error, timedOut: timedOut, caughtErrors)
  }
}

extension TaskResource {
  /// `ecs:runTask.sync`; an endpoint that puts a whole ARN into `resource` is read as well.
  public var fullName: String {
    if let integration { return integration }
    return resource.hasPrefix("arn:") ? shortName : resourceType.isEmpty ? resource : "\(resourceType):\(resource)"
  }

  /// `ecs:runTask`: without the pattern.
  public var api: String {
    for pattern in [".waitForTaskToken", ".sync:2", ".sync"] where fullName.hasSuffix(pattern) {
      return String(fullName.dropLast(pattern.count))
    }
    return fullName
  }

  /// Whether it runs an ECS task by the optimised integration.
  public var runsECSTask: Bool { api == "ecs:runTask" }

  /// The last part of an ARN, such as a function's or an activity's name.
  public var shortName: String {
    let parts = resource.split(separator: ":", omittingEmptySubsequences: false)
    if let at = parts.firstIndex(of: "function"), parts.indices.contains(at + 1) { return String(parts[at + 1]) }
    return parts.last.map(String.init) ?? resource
  }

  /// `ecs:runTask.sync` out of `arn:aws:states:::ecs:runTask.sync`.
  private var integration: String? {
    guard resource.hasPrefix("arn:"), let range = resource.firstRange(of: ":states:::") else { return nil }
    return String(resource[range.upperBound...])
  }
}
