import AWS
import ExecutionSource
import JSON

extension RemoteCatalog {
  /// Does what somebody asked for; under read-only nothing that changes anything is sent.
  /// - Throws: `SourceRefusal`, a sentence.
  @discardableResult
  public func perform(_ action: CatalogAction) async throws(SourceRefusal) -> SourceAnswer {
    switch action {
    case .pollNow:
      engine.hurry(at: runtime.now())
      publish()
      wake()
      return .done
    case .watch(let machines):
      engine.watch(machines, now: runtime.now())
      publish()
      wake()
      return .done
    case .start, .stop, .redrive, .sendTaskSuccess, .sendTaskFailure, .sendTaskHeartbeat, .stopTask, .setMapRunConcurrency: break
    }
    if let operation = action.operation, writer.isReadOnly { throw SourceRefusal.readOnly(operation) }
    let write = try ServiceWrite(action)
    if case .redrive(let arn) = action { try await writer.checkRedrivable(arn) }
    let row = write.token.flatMap { engine.holder(of: $0) }
    let place = row.map { " (execution \($0.executionName))" } ?? ""
    let report = await writer.send(write, done: write.done(holder: row?.state) + place)
    if let line = report.line { engine.record(line) }
    if let token = write.token { engine.recheck(token: token, now: runtime.now()) } else { engine.hurry(at: runtime.now()) }
    publish()
    wake()
    let answer = try report.result.get()
    guard case .start = action else { return .done }
    guard let arn = answer["executionArn"]?.stringValue else {
      throw SourceRefusal("StartExecution answered without the execution's ARN; look for it in the list")
    }
    return .started(executionArn: arn)
  }
}
