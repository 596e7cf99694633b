import AWS
import ECSModel
import ExecutionSource
import JSON

extension RemoteSource {
  /// Does what somebody asked for; under read-only nothing that changes anything is sent. What only an embedded run can do is refused with a sentence.
  @discardableResult
  public func perform(_ action: SourceAction) async throws(SourceRefusal) -> SourceAnswer {
    switch action {
    case .attend(let attention):
      attend(attention)
      return .done
    case .pollNow:
      guard !engine.isFinished || engine.mayGoOn else { throw SourceRefusal("nothing to poll: the execution is over") }
      hurry()
      return .done
    case .learnDurations:
      try await learnDurations()
      return .done
    case .step, .stepOver, .stepOut, .stepBack, .resume, .pause, .selectCursor, .setBreakpoints:
      throw SourceRefusal(
        "a remote execution cannot be paused or stepped; run its definition with `stepscope run --step` to step through it")
    case .edit, .succeedByHand, .failByHand, .skipWait:
      throw SourceRefusal("a remote execution's data cannot be edited; answer its token, or run its definition with `stepscope run`")
    case .sendTaskSuccess, .sendTaskFailure, .sendTaskHeartbeat, .stop, .redrive, .startNew, .stopTask: return try await write(action)
    }
  }

  private func write(_ action: SourceAction) async throws(SourceRefusal) -> SourceAnswer {
    let writer = RemoteWriter(states: states, ecs: ecs, runtime: runtime, isReadOnly: engine.snapshot.identity.isReadOnly)
    if let operation = action.operation, writer.isReadOnly { throw SourceRefusal.readOnly(operation) }
    let write = try ServiceWrite(action, of: knownIdentity)
    switch action {
    case .stop where engine.snapshot.status.isFinal:
      throw SourceRefusal("nothing to stop: the execution is over (\(engine.snapshot.status.rawValue))")
    case .redrive: try await writer.checkRedrivable(executionArn)
    default: break
    }
    let report = await writer.send(write, done: write.done(holder: write.token.flatMap(holder)))
    if let line = report.line { engine.record(line) }
    publish()
    let answer = try report.result.get()
    hurry(isRedriven: action == .redrive)
    guard case .startNew = action else { return .done }
    guard let arn = answer["executionArn"]?.stringValue else {
      throw SourceRefusal("StartExecution answered without the execution's ARN; look for it with `stepscope browse`")
    }
    return .started(executionArn: arn)
  }

  /// The execution's identity; the machine's ARN follows from the execution's own until the endpoint has told it.
  private var knownIdentity: ExecutionIdentity {
    var identity = engine.snapshot.identity
    if identity.stateMachineArn.isEmpty { identity.stateMachineArn = machineArn }
    return identity
  }

  /// The ARN of the state machine.
  var machineArn: String {
    let identity = engine.snapshot.identity
    if !identity.stateMachineArn.isEmpty { return identity.stateMachineArn }
    guard let arn = ResourceName(identity.executionArn) else { return "" }
    return "arn:\(arn.partition):states:\(arn.region):\(arn.account):stateMachine:\(identity.machineName)"
  }

  /// The state that waits for `token`, as the audit names it; the token itself is a secret and is never written.
  private func holder(of token: String) -> String? {
    engine.snapshot.tasks.last { $0.task.overrides?.holder(ofToken: token) != nil }?.state ?? stateSending(token)
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
