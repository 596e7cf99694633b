import ExecutionSource
import Engine
import History
import StatesLanguage
import Time

/// A local run that can begin again with another definition or input, as one source: whoever reads it goes on reading.
public actor RestartableExecution: ExecutionSource {
  private var current: LocalExecution
  private var status = WatchStatus()
  /// Revisions of the present run count from here, so that they grow over runs too.
  private var base: UInt64 = 0
  private var newest: UInt64 = 0
  private var readers: [Int: AsyncStream<ExecutionSnapshot>.Continuation] = [:]
  private var nextReader = 0
  private var pump: Task<Void, Never>?
  private var isClosed = false
  private let wall: any WallClock

  /// - Throws: `EngineRefusal` when the machine or the input cannot be run.
  public init(_ setup: LocalSetup, wall: any WallClock = SystemClock()) throws(EngineRefusal) {
    self.wall = wall
    current = try LocalExecution(setup, wall: wall)
  }

  /// The run as it is now.
  public var execution: LocalExecution { current }

  /// What the present run has beyond itself: its machines, the executions it has started, its Map Runs.
  public nonisolated var catalog: LocalRunCatalog { LocalRunCatalog(run: self) }

  /// The present run's snapshot.
  public func snapshot() async -> ExecutionSnapshot {
    let (run, execution) = (status.run, current)
    let snapshot = await execution.snapshot()
    // It may have begun again meanwhile.
    return run == status.run ? dress(snapshot) : await self.snapshot()
  }

  /// Snapshots of the present run, and of those that come after it.
  public nonisolated func updates() -> AsyncStream<ExecutionSnapshot> {
    let (stream, continuation) = AsyncStream.makeStream(of: ExecutionSnapshot.self, bufferingPolicy: .bufferingNewest(1))
    Task { await self.add(continuation) }
    return stream
  }

  /// Handed to the present run.
  @discardableResult
  public func perform(_ action: SourceAction) async throws(SourceRefusal) -> SourceAnswer { try await current.perform(action) }

  /// Ends the present run and every stream of updates.
  public func close() async {
    isClosed = true
    pump?.cancel()
    for reader in readers.values { reader.finish() }
    readers = [:]
    await current.close()
  }

  /// Returns once nothing more happens by itself. What tests wait for.
  public func settle() async { await current.settle() }

  /// Says where it runs, beside `LOCAL`.
  public func show(address: String) async { await current.show(address: address) }

  // MARK: Beginning again

  /// Begins again; breakpoints stay where their states still are. What cannot be run is said, and the run before stays.
  public func restart(_ setup: LocalSetup, because reason: String) async {
    let (run, old) = (status.run, current)
    var setup = setup
    let kept = await old.snapshot().live.breakpoints
    guard run == status.run, !isClosed else { return }
    setup.breakpoints = kept.filter { breakpoint in
      if case .state(let name) = breakpoint.place { setup.machine.state(name) != nil } else { true }
    }
    do throws(EngineRefusal) { current = try LocalExecution(setup, wall: wall) } catch {
      return await refuse("\(reason): \(error.message)")
    }
    status.run += 1
    say(reason, isProblem: false)
    base = newest + 1
    pump?.cancel()
    pump = nil
    if !readers.isEmpty { startPump() }
    await old.close()
  }

  /// The files cannot be run: the run before stays on the screen.
  public func refuse(_ problem: String) async {
    say(problem, isProblem: true)
    base += 1
    let snapshot = await snapshot()
    for reader in readers.values { reader.yield(snapshot) }
  }

  private func say(_ text: String, isProblem: Bool) {
    status.news += 1
    status.text = text
    status.isProblem = isProblem
  }

  // MARK: Reading

  private func add(_ continuation: AsyncStream<ExecutionSnapshot>.Continuation) async {
    guard !isClosed else { return continuation.finish() }
    let id = nextReader
    nextReader += 1
    readers[id] = continuation
    continuation.onTermination = { [weak self] _ in
      guard let self else { return }
      Task { await self.remove(reader: id) }
    }
    startPump()
    continuation.yield(await snapshot())
  }

  private func remove(reader id: Int) { readers[id] = nil }

  private func startPump() {
    guard pump == nil else { return }
    let (run, execution) = (status.run, current)
    pump = Task { [weak self] in
      for await snapshot in execution.updates() {
        guard !Task.isCancelled, let self else { return }
        await self.deliver(snapshot, of: run)
      }
    }
  }

  private func deliver(_ snapshot: ExecutionSnapshot, of run: Int) {
    guard run == status.run else { return }
    let dressed = dress(snapshot)
    for reader in readers.values { reader.yield(dressed) }
  }

  private func dress(_ snapshot: ExecutionSnapshot) -> ExecutionSnapshot {
    var snapshot = snapshot
    snapshot.revision += base
    newest = max(newest, snapshot.revision)
    snapshot.watch = status
    return snapshot
  }
}
