import Embedded
import Engine
import JSON
import StatesLanguage
import Store
import Tasks
import Time

/// Runs many executions at once and keeps them in a store, so that they go on after any end of the process.
///
/// What happens to an execution from outside is written into its journal before the execution is told, and what came of it becomes visible once it is written too. A
/// host that opens the store again replays the journals of what ran, and goes on.
public final class ExecutionHost: ExecutionHosting {
  let shared: HostShared
  private let shards: [HostShard]
  private let numbers: TreeNumbers

  /// Opens a store and brings back what ran in it.
  /// - Throws: `StoreFailure` when the store cannot be opened, or a file of the runner's set-up cannot be read.
  public init(_ folder: StoreFolder, _ settings: HostSettings = HostSettings()) async throws(StoreFailure) {
    let kit: RunnerKit
    do throws(TaskFileError) { kit = try RunnerKit(settings.runner) } catch { throw StoreFailure(error.message) }
    let store = try ExecutionStore(writing: folder)
    let shared = try HostShared(store, settings, kit)
    self.shared = shared
    shards = (0..<HostPower.shards).map { _ in HostShard(shared) }
    numbers = TreeNumbers(after: try store.lastTree())
    try await recover()
  }

  /// The store's folder.
  public var folder: StoreFolder { shared.store.folder }

  /// How many executions that were started from outside run.
  public var runningCount: Int { shared.index.roots }

  /// How many transactions the store has committed.
  public var transactions: Int { shared.store.transactions }

  private func recover() async throws(StoreFailure) {
    let ids = try shared.store.runningTrees().map(\.id)
    let shards = shards
    let failure = await withTaskGroup(of: StoreFailure?.self) { group in
      for (at, shard) in shards.enumerated() {
        group.addTask {
          do throws(StoreFailure) { try await shard.recover(ids.filter { $0 % shards.count == at }) } catch { return error }
          return nil
        }
      }
      var first: StoreFailure?
      for await failure in group { first = first ?? failure }
      return first
    }
    if let failure { throw failure }
  }

  func shard(of tree: Int) -> HostShard { shards[tree % shards.count] }

  /// Returns once nothing more happens before the clock goes on or somebody does something.
  public func settle() async {
    repeat {
      for shard in shards { await shard.fireDue() }
      await shared.activity.idle()
      // What was due may have been driven meanwhile and be due again.
      for shard in shards { await shard.fireDue() }
    } while !shared.activity.isIdle
  }

  /// Lets no evaluation of JSONata go on for long from now on: the host is about to close. What was evaluated is evaluated again once it is open again.
  public func endEvaluations() { shared.interrupts.raiseAll() }

  /// Ends driving. What was told is kept, and goes on when a host opens the store again.
  public func close() async {
    endEvaluations()
    for shard in shards { await shard.close() }
    await shared.activity.idle()
    shared.store.close()
  }

  /// Removes executions that ended before a time, with all that is kept of them.
  /// - Returns: how many executions that were, with those that they had started.
  @discardableResult
  public func prune(olderThan time: Timestamp) async throws(HostRefusal) -> Int {
    do throws(StoreFailure) {
      let count = try await shared.store.prune(olderThan: time)
      shared.index.forgetEnded()
      shared.parts.removeAll()
      return count
    } catch {
      throw .store(error.message)
    }
  }

  /// Reads the store for a caller who is told why it cannot be read.
  func reading<T>(_ work: (ExecutionStore) throws(StoreFailure) -> T) throws(HostRefusal) -> T {
    do throws(StoreFailure) { return try work(shared.store) } catch { throw .store(error.message) }
  }

  // MARK: Documents

  /// Documents of a kind, oldest first, from memory.
  public func documents(_ kind: String) async -> [(key: String, document: JSONValue)] { shared.documents.all(kind) }

  /// Keeps documents, all of them or none; returns once they are kept.
  public func keep(_ changes: [DocumentChange]) async throws(HostRefusal) {
    do throws(StoreFailure) {
      try await shared.store.keep(changes.map { .document(kind: $0.kind, key: $0.key, $0.document) })
    } catch {
      throw .store(error.message)
    }
    for change in changes { shared.documents.put(change.kind, change.key, change.document) }
  }

  // MARK: Starting

  /// Starts an execution, or gives the one that runs under that name with that input; returns once the start is kept.
  public func start(_ order: StartOrder) async throws(HostRefusal) -> ExecutionRecord {
    switch await shared.index.claim(order.executionArn, input: order.input, limit: shared.settings.maximumExecutions) {
    case .claimed: break
    case .running(let entry):
      guard entry.record.input == order.input, entry.key == .root else { throw .executionAlreadyExists }
      return entry.record
    case .taken: throw .executionAlreadyExists
    case .full: throw .limitExceeded(shared.limitSentence)
    }
    do throws(HostRefusal) {
      let record = try await begin(order)
      shared.index.release(order.executionArn, hasStarted: true)
      return record
    } catch {
      shared.index.release(order.executionArn, hasStarted: false)
      throw error
    }
  }

  private func begin(_ order: StartOrder) async throws(HostRefusal) -> ExecutionRecord {
    guard try reading({ store throws(StoreFailure) in try store.execution(order.executionArn) }) == nil else {
      throw .executionAlreadyExists
    }
    let (tree, stored) = try makeTree(order)
    let publication = tree.takePublication()
    do throws(StoreFailure) { try await shared.store.keep([.tree(stored)] + publication.changes) } catch { throw .store(error.message) }
    shared.publish(publication, of: tree)
    let record = tree.live[.root]?.record ?? ExecutionRecord(order, startedAt: stored.started)
    await shard(of: tree.id).adopt(tree)
    return record
  }

  /// An execution at its start, of which nothing is kept yet.
  private func makeTree(_ order: StartOrder) throws(HostRefusal) -> (RunningTree, StoredTree) {
    var generator = SystemRandomNumberGenerator()
    let seed = EngineSeed(using: &generator)
    let now = shared.clock.now
    let core: DriverCore
    let kit: RunnerKit
    do {
      kit = try shared.kit(testCase: order.mockTestCase)
      let machine = try shared.compiler.compile(order.machine, definition: order.definition)
      core = try shared.core(machine, ExecutionRecord(order, startedAt: now), seed: seed, startedAt: now, kit: kit)
    } catch let error as EngineRefusal {
      throw .unsupported(error.message)
    } catch {
      throw .unsupported("\(error)")
    }
    let stored = StoredTree(
      id: numbers.next(), format: HostShared.journalFormat, root: order.executionArn, seed: seed.words, started: now, setup: kit.text)
    let details = RootDetails(
      versionArn: order.stateMachineVersionArn, aliasArn: order.stateMachineAliasArn, traceHeader: order.traceHeader,
      machineDetails: order.machineDetails)
    let tree = RunningTree(id: stored.id, root: order.executionArn, order: details, core: core)
    tree.collect { _, _ in nil }
    return (tree, stored)
  }

  /// Runs an Express execution to its end. Nothing of it is kept, unless it starts others, which outlive it. When the caller is cancelled it is stopped.
  public func runToEnd(_ order: StartOrder) async throws(HostRefusal) -> ExecutionRecord {
    guard shared.index.count < shared.settings.maximumExecutions, shared.index.roots < shared.settings.maximumExecutions else {
      throw .limitExceeded(shared.limitSentence)
    }
    let (tree, stored) = try makeTree(order)
    tree.unkept = UnkeptTree(tree: stored)
    shared.index.countRoot()
    let (ends, end) = AsyncStream.makeStream(of: ExecutionRecord.self)
    tree.onEnd = { record in
      end.yield(record)
      end.finish()
    }
    let id = tree.id
    await shard(of: id).adopt(tree)
    for await record in ends { return record }
    // Whoever asked has gone: nobody hears its answer.
    shared.interrupts.raise(id)
    _ = await shard(of: id).ask(id, .stop(.root, error: nil, cause: nil))
    shared.interrupts.lower(id)
    throw .store("The server is ending.")
  }
}

extension ExecutionRecord {
  init(_ order: StartOrder, startedAt: Timestamp) {
    self.init(
      executionArn: order.executionArn, name: order.executionName, machineName: order.machineName, stateMachineArn: order.stateMachineArn,
      definition: order.definition, roleArn: order.roleArn, isExpress: order.isExpress, startedAt: startedAt, input: order.input)
    stateMachineVersionArn = order.stateMachineVersionArn
    stateMachineAliasArn = order.stateMachineAliasArn
    traceHeader = order.traceHeader
    machineDetails = order.machineDetails
  }
}
