import AWS
import Canvas
import ECSModel
import ExecutionSource
import JSON

extension RemoteSource {
  /// Step Functions' quotas for what answers a task or stops an execution.
  private enum Quota {
    static let output = 262_144
    static let error = 256
    static let cause = 32_768
    static let token = 2_048
  }

  /// Answers a token, stops the execution or polls now; refuses everything else with a sentence.
  @discardableResult
  public func perform(_ action: SourceAction) async throws(SourceRefusal) -> SourceAnswer {
    switch action {
    case .attend(let attention): attend(attention)
    case .redrive, .startNew, .stopTask, .learnDurations: throw SourceRefusal("this is not possible yet")
    case .pollNow:
      guard !engine.isFinished || engine.mayGoOn else { throw SourceRefusal("nothing to poll: the execution is over") }
      hurry()
    case .sendTaskSuccess(let token, let output): try await succeed(token, output)
    case .sendTaskFailure(let token, let error, let cause): try await fail(token, error, cause)
    case .sendTaskHeartbeat(let token):
      try await act("SendTaskHeartbeat", ["taskToken": .string(try checked(token))], "sent a heartbeat for \(holder(of: token))")
    case .stop(let error, let cause): try await stop(error, cause)
    case .step, .stepOver, .stepOut, .stepBack, .resume, .pause, .selectCursor, .setBreakpoints:
      throw SourceRefusal(
        "a remote execution cannot be paused or stepped; run its definition with `stepscope run --step` to step through it")
    case .edit, .succeedByHand, .failByHand, .skipWait:
      throw SourceRefusal("a remote execution's data cannot be edited; answer its token, or run its definition with `stepscope run`")
    }
    return .done
  }

  private func succeed(_ token: String, _ output: String) async throws(SourceRefusal) {
    let token = try checked(token)
    do {
      _ = try JSONValue(parsing: output, limits: .payload)
    } catch { throw SourceRefusal("the output is not JSON that Step Functions accepts: \(error)") }
    try await act("SendTaskSuccess", ["taskToken": .string(token), "output": .string(output)], "approved \(holder(of: token))")
  }

  private func fail(_ token: String, _ error: String, _ cause: String) async throws(SourceRefusal) {
    let token = try checked(token)
    try check(error, cause)
    var input: JSONObject = ["taskToken": .string(token)]
    if !error.isEmpty { input["error"] = .string(error) }
    if !cause.isEmpty { input["cause"] = .string(cause) }
    try await act("SendTaskFailure", .object(input), "rejected \(holder(of: token))" + (error.isEmpty ? "" : " with \(error)"))
  }

  private func stop(_ error: String, _ cause: String) async throws(SourceRefusal) {
    guard !engine.snapshot.status.isFinal else {
      throw SourceRefusal("nothing to stop: the execution is over (\(engine.snapshot.status.rawValue))")
    }
    try check(error, cause)
    var input: JSONObject = ["executionArn": .string(executionArn)]
    if !error.isEmpty { input["error"] = .string(error) }
    if !cause.isEmpty { input["cause"] = .string(cause) }
    try await act("StopExecution", .object(input), "stopped the execution \(engine.snapshot.identity.executionName)")
  }

  /// Calls `operation`, writes what was done to the audit, and looks at once what came of it.
  private func act(_ operation: String, _ input: JSONValue, _ done: String) async throws(SourceRefusal) {
    guard !engine.snapshot.identity.isReadOnly else {
      throw SourceRefusal("\(operation) is not sent: this monitor is read-only; start it without --read-only")
    }
    do throws(AWSError) {
      _ = try await states.call(operation, input)
    } catch {
      // Emulators' tokens look like any id, and some quote them.
      let problem = Mask.text("\(error)", secrets: Set([input["taskToken"]?.stringValue].compactMap { $0 }))
      engine.record(AuditLine(at: runtime.now(), text: "failed: \(done): \(problem)"))
      publish()
      throw SourceRefusal(problem)
    }
    engine.record(AuditLine(at: runtime.now(), text: done))
    publish()
    hurry()
  }

  private func checked(_ token: String) throws(SourceRefusal) -> String {
    guard !token.isEmpty else { throw SourceRefusal("no task token is given") }
    guard token.utf8.count <= Quota.token else {
      throw SourceRefusal("a task token has at most \(Quota.token) characters; this is something else")
    }
    return token
  }

  private func check(_ error: String, _ cause: String) throws(SourceRefusal) {
    guard error.utf8.count <= Quota.error else {
      throw SourceRefusal("the error has \(error.utf8.count) bytes; Step Functions takes at most \(Quota.error)")
    }
    guard cause.utf8.count <= Quota.cause else {
      throw SourceRefusal("the cause has \(cause.utf8.count) bytes; Step Functions takes at most \(Quota.cause)")
    }
  }

  /// The state that waits for `token`, as the audit names it; the token itself is a secret and is never written.
  private func holder(of token: String) -> String {
    let name = engine.snapshot.tasks.last { $0.task.overrides?.holder(ofToken: token) != nil }?.state ?? stateSending(token)
    return name.map { "\"\($0)\"" } ?? "a task"
  }

  private func stateSending(_ token: String) -> String? {
    var state: String?
    for event in engine.snapshot.events {
      if event.type == .taskStateEntered { state = event.details.stateName }
      if case .taskScheduled(let scheduled) = event.details, let parameters = scheduled.parameters, parameters.contains(token) {
        return state
      }
    }
    return nil
  }
}
