import Embedded
import ExecutionSource
import History
import JSON
import Store
import Time

/// The local store as a catalog: `browse --local`.
public actor LocalCatalog: ExecutionCatalog {
  let place: LocalPlace
  private var view = CatalogView.nothing
  private var snapshot: CatalogSnapshot
  private var watched: [String] = []
  private var waits = LocalTokens()
  private var readers: [Int: AsyncStream<CatalogSnapshot>.Continuation] = [:]
  private var nextReader = 0
  private var loop: Task<Void, Never>?
  private var isClosed = false
  private var lastRefresh: ContinuousClock.Instant?
  private var sources: [any ExecutionSource] = []

  /// How often a store is looked at that another process writes.
  private static let pace = Duration.seconds(1)
  /// A busy host is looked at no more often than so.
  private static let shortest = Duration.milliseconds(100)

  /// The store of a host that runs in this process.
  public init(_ host: ExecutionHost, isReadOnly: Bool = false) {
    self.init(LocalPlace(shared: host.shared, host: host, isReadOnly: isReadOnly))
  }

  private init(_ place: LocalPlace) {
    self.place = place
    snapshot = CatalogSnapshot(place: place.place, isReadOnly: place.isReadOnly || place.host == nil)
    snapshot.capabilities = place.capabilities
    if !place.capabilities.isEmpty { snapshot.capabilities.insert(.edit) }
  }

  /// The store of a folder: its executions go on while it is open, unless another process runs them or nothing may be changed: then it is read.
  /// - Throws: `StoreFailure` when there is none, or it cannot be read.
  public static func open(_ folder: StoreFolder, settings: HostSettings = HostSettings(), isReadOnly: Bool = false) async throws(StoreFailure)
    -> LocalCatalog
  {
    guard folder.holdsStore else { throw StoreFailure("There is no store in \(folder.path) yet; stepscope serve makes one.") }
    if !isReadOnly, ExecutionStore.owner(of: folder) == nil { return LocalCatalog(try await ExecutionHost(folder, settings)) }
    let store = try ExecutionStore(reading: folder)
    let kit: RunnerKit
    do { kit = try RunnerKit(settings.runner) } catch { throw StoreFailure("\(error)") }
    return LocalCatalog(LocalPlace(shared: try HostShared(store, settings, kit), host: nil, isReadOnly: isReadOnly))
  }

  // MARK: ExecutionCatalog

  /// The catalog as it is now.
  public func snapshot() async -> CatalogSnapshot {
    refresh()
    return snapshot
  }

  /// Snapshots as they change, newest only. The first comes at once; the stream ends with `close`.
  public nonisolated func updates() -> AsyncStream<CatalogSnapshot> {
    let (stream, continuation) = AsyncStream.makeStream(of: CatalogSnapshot.self, bufferingPolicy: .bufferingNewest(1))
    let registration = Task { await self.add(continuation) }
    continuation.onTermination = { _ in
      Task { if let id = await registration.value { await self.remove(id) } }
    }
    return stream
  }

  /// What is on the screen from now on.
  public func look(at view: CatalogView) async {
    guard self.view != view else { return }
    self.view = view
    publish()
  }

  /// Does what somebody asked for.
  /// - Throws: `SourceRefusal`, a sentence: also where another process runs the executions.
  @discardableResult
  public func perform(_ action: CatalogAction) async throws(SourceRefusal) -> SourceAnswer {
    switch action {
    case .pollNow: break
    case .watch(let machines): watched = machines
    case .start, .stop, .redrive, .sendTaskSuccess, .sendTaskFailure, .sendTaskHeartbeat, .stopTask, .setMapRunConcurrency:
      let host = try place.writer(for: action.operation)
      let answer = try await place.perform(try ServiceWrite(action), with: host)
      snapshot.audit.append(AuditLine(at: place.clock.now, text: LocalCatalog.line(action, answer)))
      publish()
      return answer
    }
    publish()
    return .done
  }

  /// What was done, in the past tense.
  private static func line(_ action: CatalogAction, _ answer: SourceAnswer) -> String {
    func name(_ arn: String) -> String { String(arn.split(separator: ":").last ?? "") }
    return switch action {
    case .start:
      if case .started(let arn) = answer { "started \"\(name(arn))\"" } else { "started an execution" }
    case .stop(let arn, _, _): "stopped \"\(name(arn))\""
    case .redrive(let arn): "redrove \"\(name(arn))\""
    case .sendTaskSuccess: "answered a task token with success"
    case .sendTaskFailure: "answered a task token with failure"
    case .sendTaskHeartbeat: "sent a heartbeat for a task token"
    case .setMapRunConcurrency(let arn, let count): "set the concurrency of Map Run \"\(name(arn))\" to \(count)"
    case .stopTask, .pollNow, .watch: "looked again"
    }
  }

  /// A source for one execution.
  public func open(_ executionArn: String) async throws(SourceRefusal) -> any ExecutionSource { try LocalSource(place, executionArn) }

  /// Ends following the store, and the host with it: its executions go on when the store is opened again.
  public func close() async {
    isClosed = true
    loop?.cancel()
    for reader in readers.values { reader.finish() }
    readers = [:]
    if let host = place.host { await host.close() } else { place.store.close() }
  }

  // MARK: Readers

  private func add(_ continuation: AsyncStream<CatalogSnapshot>.Continuation) -> Int? {
    refresh()
    continuation.yield(snapshot)
    guard !isClosed else {
      continuation.finish()
      return nil
    }
    let id = nextReader
    nextReader += 1
    readers[id] = continuation
    if loop == nil { loop = Task { await self.follow() } }
    return id
  }

  private func remove(_ id: Int) {
    readers[id] = nil
    guard readers.isEmpty else { return }
    loop?.cancel()
    loop = nil
  }

  private func follow() async {
    for await _ in LocalChanges(place).stream(pace: LocalCatalog.pace) {
      if Task.isCancelled { return }
      // What comes meanwhile is told by the next one.
      if let lastRefresh, ContinuousClock.now - lastRefresh < LocalCatalog.shortest {
        await place.clock.sleep(for: LocalCatalog.shortest)
      }
      publish()
    }
  }

  private func publish() {
    refresh()
    for reader in readers.values { reader.yield(snapshot) }
  }

  // MARK: What it shows

  private func refresh() {
    lastRefresh = .now
    snapshot.revision += 1
    snapshot.now = place.clock.now
    switch view {
    case .nothing: break
    case .machines: refreshMachines()
    case .executions(let machine, let status, let limit): refreshList(.machine(machine), status, limit)
    case .mapRun(let arn, let status, let limit): refreshList(.mapRun(arn), status, limit)
    case .tokens: snapshot.sweep = waits.sweep(watched, in: place)
    }
  }

  private func refreshMachines() {
    do throws(StoreFailure) {
      snapshot.machines.rows = try place.documents("stateMachine").map { machine in
        MachineRow(
          arn: machine.key, name: machine.document["name"]?.stringValue ?? machine.key, type: machine.document["type"]?.stringValue ?? "STANDARD",
          createdAt: machine.document["creationDate"]?.integerValue.map { Timestamp(milliseconds: Int64($0)) })
      }
      .sorted { $0.name < $1.name }
      snapshot.machines.asOf = snapshot.now
      snapshot.machines.problem = nil
    } catch { snapshot.machines.problem = error.message }
    if let parts = snapshot.machines.rows.first?.arn.split(separator: ":"), parts.count > 4 {
      snapshot.region = String(parts[3])
      snapshot.account = String(parts[4])
    }
  }

  private func refreshList(_ owner: StoredExecutionFilter.Owner, _ status: ExecutionStatus?, _ limit: Int) {
    var list = snapshot.executions[view] ?? CatalogList()
    do throws(StoreFailure) {
      let filter = StoredExecutionFilter(owner: owner, status: status?.rawValue, limit: max(1, min(limit, 100_000)))
      let found = try place.store.executions(filter)
      list.rows = found.executions.map { ExecutionRow($0) }
      list.hasMore = found.hasMore
      list.asOf = snapshot.now
      list.problem = nil
    } catch { list.problem = error.message }
    // One list is on the screen; those before are read again when they are.
    snapshot.executions = [view: list]
  }
}

extension ExecutionRow {
  init(_ stored: StoredExecution) {
    self.init(
      arn: stored.arn, name: stored.name, stateMachineArn: stored.machine, status: ExecutionStatus(rawValue: stored.status) ?? .running,
      startedAt: stored.started, stoppedAt: stored.stopped, redriveCount: stored.redrives, itemCount: stored.items)
  }
}
