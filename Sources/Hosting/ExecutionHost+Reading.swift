import Embedded
import History
import Store
import Time

extension ExecutionHost {
  /// An execution as it was last made visible; nil when there is none.
  public func execution(_ arn: String) async -> ExecutionRecord? { entry(arn)?.record }

  /// An execution as it was last made visible, from memory where it is there.
  func entry(_ arn: String) -> HostIndex.Entry? {
    if let entry = shared.index[arn] { return entry }
    guard let stored = try? shared.store.execution(arn) else { return nil }
    let record = ExecutionRecord(stored)
    let entry = HostIndex.Entry(record, events: stored.events, tail: nil, tree: stored.tree, key: ExecutionKey(stored.number))
    if record.status.isFinal { shared.index.remember(entry) }
    return entry
  }

  /// Executions, newest first; definitions, inputs and outputs are left empty.
  public func executions(_ query: ExecutionQuery) async -> ExecutionPage {
    let owner: StoredExecutionFilter.Owner =
      switch query.owner {
      case .machine(let arn): .machine(arn)
      case .version(let arn): .version(arn)
      case .alias(let arn): .alias(arn)
      case .mapRun(let arn): .mapRun(arn)
      case .all: .all
      }
    let filter = StoredExecutionFilter(
      owner: owner, status: query.status?.rawValue, isRedriven: query.isRedriven, includesExpress: query.owner == .all,
      limit: max(0, query.limit), offset: max(0, query.offset))
    guard let found = try? shared.store.executions(filter) else { return ExecutionPage(executions: [], hasMore: false) }
    return ExecutionPage(executions: found.executions.map { ExecutionRecord($0) }, hasMore: found.hasMore)
  }

  /// A page of an execution's history; nil when there is no such execution.
  public func history(of arn: String, _ query: HistoryQuery) async -> HistoryPage? {
    guard let entry = entry(arn) else { return nil }
    return HistoryPage.assemble(query, count: entry.events) { event in
      if let tail = entry.tail, event >= tail.first { return tail }
      return shared.part(of: arn, holding: event)
    }
  }

  /// The Map Runs of an execution, newest first.
  public func mapRuns(of executionArn: String) async -> [MapRunRecord] {
    ((try? shared.store.mapRuns(of: executionArn)) ?? []).reversed().map { MapRunRecord($0) }
  }

  /// One Map Run; nil when there is none.
  public func mapRun(_ arn: String) async -> MapRunRecord? { ((try? shared.store.mapRun(arn)) ?? nil).map { MapRunRecord($0) } }
}
