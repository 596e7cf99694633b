import Engine
import ExecutionSource
import History
import Time

/// The executions that a local run starts, each as a source of its own.
extension LocalExecution {
  /// A source for an execution of the run's tree: the run itself, a Map Run's child, or one that a Task has started.
  /// - Throws: `SourceRefusal` when the run knows no such execution.
  public func open(_ executionArn: String) throws(SourceRefusal) -> any ExecutionSource {
    guard let key = key(ofExecution: executionArn) else { throw SourceRefusal("This run has started no execution '\(executionArn)'.") }
    return key == .root ? self : LocalChildExecution(run: self, key: key)
  }

  /// What the run has beyond itself: its machines, the executions it has started, its Map Runs.
  public nonisolated var catalog: LocalRunCatalog { LocalRunCatalog(run: self) }
}

/// An execution that a local run has started: what happens to it, the run drives.
struct LocalChildExecution: ExecutionSource {
  let run: LocalExecution
  let key: ExecutionKey

  func snapshot() async -> ExecutionSnapshot { await run.snapshot(ofChild: key) }

  func updates() -> AsyncStream<ExecutionSnapshot> {
    let (stream, continuation) = AsyncStream.makeStream(of: ExecutionSnapshot.self, bufferingPolicy: .bufferingNewest(1))
    let task = Task { [run, key] in
      for await _ in run.updates() {
        if Task.isCancelled { break }
        continuation.yield(await run.snapshot(ofChild: key))
      }
      continuation.finish()
    }
    continuation.onTermination = { _ in task.cancel() }
    return stream
  }

  @discardableResult
  func perform(_ action: SourceAction) async throws(SourceRefusal) -> SourceAnswer {
    switch action {
    case .attend: return .done
    case .sendTaskSuccess, .sendTaskFailure, .sendTaskHeartbeat: return try await run.perform(action)
    case .stop(let error, let cause): return try await run.stop(child: key, error: error, cause: cause)
    default: throw SourceRefusal("That is done in the run that started this execution; go back to it.")
    }
  }

  /// The run goes on.
  func close() async {}
}

/// A local run as a catalog.
public struct LocalRunCatalog: ExecutionCatalog {
  /// The run as it is now: one that begins again is another after each save.
  private let present: @Sendable () async -> LocalExecution
  private let changes: @Sendable () -> AsyncStream<ExecutionSnapshot>
  private let view = ViewBox()

  init(run: LocalExecution) {
    present = { run }
    changes = { run.updates() }
  }

  init(run: RestartableExecution) {
    present = { await run.execution }
    changes = { run.updates() }
  }

  /// What is looked at, shared by the copies of one catalog.
  private actor ViewBox {
    var view = CatalogView.nothing
    func set(_ view: CatalogView) { self.view = view }
  }

  /// The run's machines, and the list that is looked at.
  public func snapshot() async -> CatalogSnapshot { await present().catalogSnapshot(await view.view) }

  /// Snapshots as the run goes on.
  public func updates() -> AsyncStream<CatalogSnapshot> {
    let (stream, continuation) = AsyncStream.makeStream(of: CatalogSnapshot.self, bufferingPolicy: .bufferingNewest(1))
    let task = Task { [self] in
      for await _ in changes() {
        if Task.isCancelled { break }
        continuation.yield(await snapshot())
      }
      continuation.finish()
    }
    continuation.onTermination = { _ in task.cancel() }
    return stream
  }

  /// What is on the screen; the run is told, so that its readers get a snapshot with it.
  public func look(at view: CatalogView) async {
    await self.view.set(view)
    await present().republish()
  }

  /// Answers tokens and stops executions; whatever else it is asked for it refuses.
  @discardableResult
  public func perform(_ action: CatalogAction) async throws(SourceRefusal) -> SourceAnswer {
    let run = await present()
    switch action {
    case .pollNow, .watch: return .done
    case .sendTaskSuccess(let token, let output): return try await run.perform(.sendTaskSuccess(token: token, output: output))
    case .sendTaskFailure(let token, let error, let cause):
      return try await run.perform(.sendTaskFailure(token: token, error: error, cause: cause))
    case .sendTaskHeartbeat(let token): return try await run.perform(.sendTaskHeartbeat(token: token))
    case .stop(let arn, let error, let cause):
      return try await run.open(arn).perform(.stop(error: error, cause: cause))
    case .start, .redrive, .stopTask, .setMapRunConcurrency: throw SourceRefusal("A local run cannot do that; `stepscope serve` can.")
    }
  }

  /// A source for one of the run's executions.
  public func open(_ executionArn: String) async throws(SourceRefusal) -> any ExecutionSource {
    try await present().open(executionArn)
  }

  /// The run goes on; whoever opened it closes it.
  public func close() async {}
}
