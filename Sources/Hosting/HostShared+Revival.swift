import Embedded
import Engine
import History
import JSON
import StatesLanguage
import Store
import Tasks
import Time

/// What became of a tree that was to be brought back.
enum Revival {
  case tree(RunningTree)
  /// It is not in the store.
  case absent
  /// Its journal does not lead to what it led to; the sentence.
  case broken(String)
}

extension HostShared {
  /// Begins to bring a tree back as it was when its last entry was kept: the same order, the same inputs after the same steps.
  func revival(_ id: Int) throws(StoreFailure) -> TreeRevival {
    guard let stored = try store.tree(id) else { return .over(.absent) }
    let rows = try store.executions(ofTree: id)
    guard let root = rows.first, root.number == 0 else { return .over(.absent) }
    guard stored.format == HostShared.journalFormat else {
      return .over(.broken("its journal was written by another version of Stepscope"))
    }
    let details = RootDetails(
      versionArn: root.version, aliasArn: root.alias, traceHeader: root.trace, machineDetails: root.details)
    let core: DriverCore
    do { core = try begin(stored, root, keepsEvents: false) } catch { return .over(.broken("\(error)")) }
    let tree = RunningTree(id: stored.id, root: root.arn, order: details, core: core)
    tree.collect { _, _ in nil }
    tree.isStoppedInStore = stored.stopped != nil
    return .replaying(TreeReplay(tree: tree, journal: try store.journal(of: id), rows: rows))
  }

  /// A core at the start of a kept tree.
  func begin(_ stored: StoredTree, _ root: StoredExecution, keepsEvents: Bool) throws -> DriverCore {
    let machine = try compiler.compile(root.definition, name: root.machineName)
    return try core(
      machine, ExecutionRecord(root), seed: EngineSeed(words: stored.seed), startedAt: stored.started, kit: try kit(stored.setup),
      keepsEvents: keepsEvents)
  }

  /// A core at its start.
  func core(
    _ machine: CompiledMachine, _ record: ExecutionRecord, seed: EngineSeed, startedAt: Timestamp, kit: RunnerKit, keepsEvents: Bool = false
  ) throws -> DriverCore {
    let parts = record.executionArn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    var identity = EngineIdentity(
      machineName: record.machineName, executionName: record.name, account: parts.count > 4 ? parts[4] : "",
      region: parts.count > 3 ? parts[3] : "", roleArn: record.roleArn)
    identity.stateMachineArn = record.stateMachineArn
    identity.executionArn = record.executionArn
    let word = seed.words.first ?? 0
    var order = DriverOrder(
      machine: machine, identity: identity, seed: seed, input: record.input, startedAt: startedAt,
      runner: try kit.runner(machineName: record.machineName, seed: word))
    order.runners = try kit.runners(seed: word)
    order.isExpress = record.isExpress
    order.unsupported = .fail
    order.keepsEvents = keepsEvents
    order.checksActivities = true
    order.limits = settings.limits
    order.functions = Set(kit.setup.functions)
    return try DriverCore(order)
  }
}

extension DriverCore {
  /// Takes an entry of a journal.
  mutating func replay(_ entry: StoredInput) throws(EngineRefusal) {
    try replaySteps(entry)
    try replayInput(entry)
  }

  /// The steps before the entry.
  mutating func replaySteps(_ entry: StoredInput) throws(EngineRefusal) {
    guard try runInternal(limit: entry.steps) == entry.steps else {
      throw EngineRefusal(message: "its journal has more steps before entry \(entry.sequence) than it makes")
    }
  }

  /// The entry itself. What was refused then is refused now.
  mutating func replayInput(_ entry: StoredInput) throws(EngineRefusal) {
    guard let json = try? JSONValue(parsing: entry.input), let input = DriverCore.Input(json: json) else {
      throw EngineRefusal(message: "entry \(entry.sequence) of its journal cannot be read")
    }
    try? apply(input)
  }
}

extension HostShared {
  /// A tree that cannot go on: what runs of it fails, and its history says why.
  func abandon(_ id: Int, _ sentence: String) async throws(StoreFailure) {
    let now = clock.now
    var changes: [StoreChange] = []
    for var row in try store.executions(ofTree: id) where row.status == ExecutionStatus.running.rawValue {
      row.status = ExecutionStatus.failed.rawValue
      row.stopped = now
      row.error = "States.Runtime"
      row.cause = "The execution cannot go on after a restart: \(sentence)."
      var part = try store.events(of: row.arn, holding: row.events) ?? StoredEvents(first: row.events + 1)
      let event = HistoryEvent(
        id: row.events + 1, previousEventId: row.events, timestamp: now, type: .executionFailed,
        details: .failed(error: row.error, cause: row.cause))
      part.append { event.write(into: &$0) }
      row.events += 1
      changes += [.execution(row), .events(execution: row.arn, part)]
    }
    changes.append(.treeStopped(id, now))
    try await store.keep(changes)
  }
}
