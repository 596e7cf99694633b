import Embedded
import JSON
import Store
import Time

extension ExecutionHost {
  /// Stops an execution, also one that another started; gives it as it is then. Of one that has ended nothing changes.
  public func stop(_ arn: String, error: String?, cause: String?) async throws(HostRefusal) -> ExecutionRecord {
    guard let entry = entry(arn) else { throw .executionDoesNotExist }
    guard !entry.record.status.isFinal else { return entry.record }
    let audit = StoredAuditLine(at: shared.clock.now, execution: arn, line: "stopped")
    // Its shard hears nothing while it evaluates.
    shared.interrupts.raise(entry.tree)
    defer { shared.interrupts.lower(entry.tree) }
    do throws(HostRefusal) {
      try await ask(entry.tree, .stop(entry.key, error: error, cause: cause), audit, absent: nil)
    } catch {
      // It ended by itself in the moment before.
      guard case .unsupported = error, let ended = self.entry(arn)?.record, ended.status.isFinal else { throw error }
      return ended
    }
    return self.entry(arn)?.record ?? entry.record
  }

  /// Redrives an execution that was started from outside, from where it failed: brought back from its journal when it is not in memory. Gives the time of it.
  public func redrive(_ arn: String) async throws(HostRefusal) -> Timestamp {
    guard let entry = entry(arn) else { throw .executionDoesNotExist }
    guard entry.key == .root else {
      throw .notRedrivable("Only executions that were started from outside can be redriven; this one belongs to another.")
    }
    let audit = StoredAuditLine(at: shared.clock.now, execution: arn, line: "redriven")
    switch await shard(of: entry.tree).ask(entry.tree, .redrive, audit: audit, loads: true) {
    case .success: return self.entry(arn)?.record.redrivenAt ?? shared.clock.now
    case .failure(.absent): throw .executionDoesNotExist
    case .failure(.refused(let sentence)): throw .notRedrivable(sentence)
    case .failure(.store(let sentence)): throw .store(sentence)
    }
  }

  /// Answers a token, once: what was answered, or timed out, is told apart from what never was a token, also after restarts.
  public func answer(token: String, _ answer: TokenAnswer) async throws(HostRefusal) {
    guard let tree = shared.tokens[token] else {
      throw try reading { store throws(StoreFailure) in try store.knows(token: token) } ? .taskTimedOut : .invalidToken
    }
    let update: DriverCore.TokenUpdate
    let line: String?
    switch answer {
    case .success(let output):
      do throws(JSONSyntaxError) { update = .success(try JSONValue(parsing: output, limits: .payload)) } catch {
        throw .unsupported("The output is not JSON: \(error.message).")
      }
      line = "answered a task token with success"
    case .failure(let error, let cause):
      update = .failure(error: error, cause: cause)
      line = "answered a task token with failure"
    case .heartbeat:
      update = .heartbeat
      line = nil
    }
    let audit = line.map { StoredAuditLine(at: shared.clock.now, execution: "", line: $0) }
    try await ask(tree, .answer(token: token, update), audit, absent: .taskTimedOut, refused: .taskTimedOut)
  }

  /// Changes a Map Run's limits; of one that has ended nothing changes.
  public func update(mapRun arn: String, _ change: MapRunChange) async throws(HostRefusal) {
    guard let run = try reading({ store throws(StoreFailure) in try store.mapRun(arn) }) else { throw .mapRunDoesNotExist }
    let limits = MapRunLimits(
      maxConcurrency: change.maxConcurrency, toleratedFailureCount: change.toleratedFailureCount,
      toleratedFailurePercentage: change.toleratedFailurePercentage)
    let audit = StoredAuditLine(at: shared.clock.now, execution: run.execution, line: "changed the Map Run \(arn)")
    // Of a Map Run that has ended nothing changes any more, as at AWS.
    try await ask(run.tree, .updateMapRun(arn: arn, limits), audit, absent: nil)
  }

  /// Gives an input to a tree; `absent` is thrown when all of it has ended, `refused` when it takes no such input.
  private func ask(
    _ tree: Int, _ input: DriverCore.Input, _ audit: StoredAuditLine?, absent: HostRefusal?, refused: HostRefusal? = nil
  ) async throws(HostRefusal) {
    switch await shard(of: tree).ask(tree, input, audit: audit) {
    case .success: return
    case .failure(.absent): if let absent { throw absent }
    case .failure(.refused(let sentence)): throw refused ?? .unsupported(sentence)
    case .failure(.store(let sentence)): throw .store(sentence)
    }
  }
}
