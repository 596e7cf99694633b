import ExecutionSource
import History
import JSON
import Store
import Time

/// The search for pending tokens in the local store: histories of the running executions of watched machines, and of their Map Runs' children, are looked at again when they
/// have grown.
struct LocalTokens: Sendable {
  /// What was found in an execution when it had so many events.
  private struct Found: Sendable {
    var events: Int
    var rows: [TokenRow]
  }

  private var found: [String: Found] = [:]
  private var facts: [String: MachineFacts] = [:]

  /// Executions looked at in one round.
  private static let maximumExecutions = 2_000

  /// Looks once over the machines.
  mutating func sweep(_ machines: [String], in place: LocalPlace) -> TokenSweep {
    var sweep = TokenSweep()
    sweep.watched = machines
    sweep.startedAt = place.clock.now
    do throws(StoreFailure) {
      let running = try executions(of: machines, in: place)
      sweep.total = running.count
      var next: [String: Found] = [:]
      for execution in running {
        var look = Found(events: execution.events, rows: [])
        if let known = found[execution.arn], known.events == execution.events {
          look = known
        } else {
          look.rows = try rows(of: execution, in: place)
        }
        next[execution.arn] = look
        sweep.tokens += look.rows
        sweep.scanned += 1
      }
      found = next
      if facts.count > 64 { facts = [:] }
      sweep.tokens.sort { $0.since < $1.since }
      sweep.endedAt = place.clock.now
      for at in sweep.tokens.indices { sweep.tokens[at].asOf = place.clock.now }
    } catch { sweep.problem = error.message }
    return sweep
  }

  private func executions(of machines: [String], in place: LocalPlace) throws(StoreFailure) -> [StoredExecution] {
    var all: [StoredExecution] = []
    for machine in machines {
      let left = LocalTokens.maximumExecutions - all.count
      guard left > 0 else { break }
      let own = try running(.machine(machine), left, place)
      all += own
      for execution in own {
        for run in try place.store.mapRuns(of: execution.arn) where all.count < LocalTokens.maximumExecutions {
          all += try running(.mapRun(run.arn), LocalTokens.maximumExecutions - all.count, place)
        }
      }
    }
    return all
  }

  private func running(_ owner: StoredExecutionFilter.Owner, _ limit: Int, _ place: LocalPlace) throws(StoreFailure) -> [StoredExecution] {
    try place.store.executions(StoredExecutionFilter(owner: owner, status: ExecutionStatus.running.rawValue, limit: limit)).executions
  }

  private mutating func rows(of execution: StoredExecution, in place: LocalPlace) throws(StoreFailure) -> [TokenRow] {
    let log = try place.events(of: execution.arn, count: execution.events)
    let index = HistoryIndex(log, facts: try facts(of: execution, in: place))
    return index.pendingTokens(in: log).map { pending in
      var deadline: Timestamp?
      if case .at(let time) = pending.deadline { deadline = time }
      return TokenRow(
        executionArn: execution.arn, executionName: execution.name, machineName: execution.machineName, state: pending.state,
        token: pending.token, unreadable: pending.token == nil ? "the request does not hold it" : nil, since: pending.since,
        timesOutAt: deadline, heartbeatSeconds: pending.heartbeatSeconds, verdict: .waiting, asOf: place.clock.now)
    }
  }

  private mutating func facts(of execution: StoredExecution, in place: LocalPlace) throws(StoreFailure) -> MachineFacts? {
    guard let definition = try place.store.execution(execution.arn)?.definition else { return nil }
    if let known = facts[definition] { return known }
    guard let json = try? JSONValue(parsing: definition) else { return nil }
    let fresh = MachineFacts(definition: json)
    facts[definition] = fresh
    return fresh
  }
}
