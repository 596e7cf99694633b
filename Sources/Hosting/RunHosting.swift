import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

/// One run as the Step Functions API sees it: its endpoint answers for that execution alone, so that what holds its task token can answer.
public struct RunHosting: ExecutionHosting {
  private let source: any ExecutionSource
  private let roleArn: String
  private let definition: String

  private static let onlyThis = "This is the endpoint of one run; machines and other executions need stepscope serve."

  /// - Parameters:
  ///   - source: the run.
  ///   - definition: its definition's text.
  public init(_ source: any ExecutionSource, definition: String, roleArn: String) {
    self.source = source
    self.definition = definition
    self.roleArn = roleArn
  }

  /// Nothing is started here.
  /// - Throws: always.
  public func start(_ order: StartOrder) async throws(HostRefusal) -> ExecutionRecord { throw .unsupported(RunHosting.onlyThis) }

  /// Nothing is started here.
  /// - Throws: always.
  public func runToEnd(_ order: StartOrder) async throws(HostRefusal) -> ExecutionRecord { throw .unsupported(RunHosting.onlyThis) }

  // MARK: Reading

  /// The run, or nil for any other ARN.
  public func execution(_ arn: String) async -> ExecutionRecord? {
    let snapshot = await source.snapshot()
    return snapshot.identity.executionArn == arn ? record(snapshot) : nil
  }

  /// A list of the run alone, where it fits.
  public func executions(_ query: ExecutionQuery) async -> ExecutionPage {
    let record = record(await source.snapshot())
    let isOwned =
      switch query.owner {
      case .machine(let arn): arn == record.stateMachineArn
      case .all: true
      case .version, .alias, .mapRun: false
      }
    let fits =
      isOwned && query.status.map { $0 == record.status } ?? true && query.isRedriven.map { $0 == (record.redriveCount > 0) } ?? true
    return ExecutionPage(executions: fits && query.offset == 0 && query.limit > 0 ? [record] : [], hasMore: false)
  }

  /// The run's events.
  public func history(of arn: String, _ query: HistoryQuery) async -> HistoryPage? {
    let snapshot = await source.snapshot()
    guard snapshot.identity.executionArn == arn else { return nil }
    return HistoryPage.assemble(query, of: snapshot.events)
  }

  private func record(_ snapshot: ExecutionSnapshot) -> ExecutionRecord {
    let who = snapshot.identity
    var input = "{}"
    if case .executionStarted(let text?, _)? = snapshot.events.first?.details { input = text }
    var record = ExecutionRecord(
      executionArn: who.executionArn, name: who.executionName, machineName: who.machineName, stateMachineArn: who.stateMachineArn,
      definition: definition, roleArn: roleArn, isExpress: false,
      startedAt: snapshot.events.first?.timestamp ?? snapshot.live.now, input: input)
    record.status = snapshot.status
    record.redriveCount = snapshot.events.count { $0.type == .executionRedriven }
    record.redrivenAt = snapshot.events.last { $0.type == .executionRedriven }?.timestamp
    guard snapshot.status.isFinal, let last = snapshot.events.last else { return record }
    record.stoppedAt = last.timestamp
    switch last.details {
    case .succeeded(let output): record.output = output
    case .failed(let error, let cause): (record.error, record.cause) = (error, cause)
    default: break
    }
    return record
  }

  // MARK: Changing

  /// Stops the run.
  public func stop(_ arn: String, error: String?, cause: String?) async throws(HostRefusal) -> ExecutionRecord {
    guard let before = await execution(arn) else { throw .executionDoesNotExist }
    guard !before.status.isFinal else { return before }
    try await perform(.stop(error: error ?? "", cause: cause ?? ""))
    return await execution(arn) ?? before
  }

  /// Redrives the run.
  public func redrive(_ arn: String) async throws(HostRefusal) -> Timestamp {
    guard await execution(arn) != nil else { throw .executionDoesNotExist }
    do throws(SourceRefusal) { try await source.perform(.redrive) } catch { throw .notRedrivable(error.message) }
    let snapshot = await source.snapshot()
    return record(snapshot).redrivenAt ?? snapshot.live.now
  }

  /// Answers a token of the run.
  public func answer(token: String, _ answer: TokenAnswer) async throws(HostRefusal) {
    let snapshot = await source.snapshot()
    let facts = snapshot.definition.map { MachineFacts(definition: $0.root.value) }
    let isPending = HistoryIndex(snapshot.events, facts: facts).pendingTokens(in: snapshot.events).contains { $0.token == token }
    do throws(SourceRefusal) {
      switch answer {
      case .success(let output): try await source.perform(.sendTaskSuccess(token: token, output: output))
      case .failure(let error, let cause): try await source.perform(.sendTaskFailure(token: token, error: error ?? "", cause: cause ?? ""))
      case .heartbeat: try await source.perform(.sendTaskHeartbeat(token: token))
      }
    } catch {
      if isPending { throw .unsupported(error.message) }
      throw RunHosting.wasGiven(token, in: snapshot.events) ? .taskTimedOut : .invalidToken
    }
  }

  /// Whether a task of the run was ever given this token.
  private static func wasGiven(_ token: String, in events: EventLog) -> Bool {
    guard token.utf8.count > 16 else { return false }
    return events.contains { event in
      guard case .taskScheduled(let scheduled) = event.details else { return false }
      return scheduled.parameters?.contains(token) ?? false
    }
  }

  /// No activity is worked here.
  public func activityTask(of activityArn: String, worker: String?, until deadline: Timestamp) async throws(HostRefusal) -> ActivityTask? {
    throw .unsupported(RunHosting.onlyThis)
  }

  /// The run's Map Runs, newest first.
  public func mapRuns(of executionArn: String) async -> [MapRunRecord] {
    let snapshot = await source.snapshot()
    guard snapshot.identity.executionArn == executionArn else { return [] }
    return snapshot.mapRuns.reversed().map { MapRunRecord($0, of: snapshot) }
  }

  /// A Map Run of the run.
  public func mapRun(_ arn: String) async -> MapRunRecord? {
    let snapshot = await source.snapshot()
    return snapshot.mapRuns.first { $0.arn == arn }.map { MapRunRecord($0, of: snapshot) }
  }

  /// Map Runs are as the definition says.
  /// - Throws: always.
  public func update(mapRun arn: String, _ change: MapRunChange) async throws(HostRefusal) {
    guard await mapRun(arn) != nil else { throw .mapRunDoesNotExist }
    throw .unsupported(RunHosting.onlyThis)
  }

  private func perform(_ action: SourceAction) async throws(HostRefusal) {
    do throws(SourceRefusal) { try await source.perform(action) } catch { throw .unsupported(error.message) }
  }

  // MARK: Documents

  /// The run's machine is there; nothing else is.
  public func documents(_ kind: String) async -> [(key: String, document: JSONValue)] {
    guard kind == "stateMachine" else { return [] }
    let snapshot = await source.snapshot()
    let created = Int((snapshot.events.first?.timestamp ?? snapshot.live.now).milliseconds)
    return [
      (
        snapshot.identity.stateMachineArn,
        [
          "name": .string(snapshot.identity.machineName), "type": "STANDARD", "definition": .string(definition),
          "roleArn": .string(roleArn),
          "creationDate": .number(JSONNumber(created)), "updateDate": .number(JSONNumber(created)), "nextVersion": 1,
        ]
      )
    ]
  }

  /// Nothing is kept here.
  /// - Throws: always.
  public func keep(_ changes: [DocumentChange]) async throws(HostRefusal) { throw .unsupported(RunHosting.onlyThis) }
}

extension MapRunRecord {
  fileprivate init(_ row: MapRunRow, of snapshot: ExecutionSnapshot) {
    self.init(
      mapRunArn: row.arn, executionArn: snapshot.identity.executionArn,
      stateMachineArn: "\(snapshot.identity.stateMachineArn)/\(row.state)",
      status: row.status, startedAt: row.startedAt ?? snapshot.live.now, stoppedAt: row.stoppedAt, maxConcurrency: row.maxConcurrency,
      toleratedFailurePercentage: 0, toleratedFailureCount: 0, itemCounts: MapRunCounts(row.items),
      executionCounts: MapRunCounts(row.executions))
  }
}

extension MapRunCounts {
  fileprivate init(_ counts: MapRunRow.Counts) {
    self.init()
    (pending, running, succeeded, failed) = (counts.pending, counts.running, counts.succeeded, counts.failed)
    (timedOut, aborted, total, resultsWritten) = (counts.timedOut, counts.aborted, counts.total, counts.resultsWritten)
  }
}
