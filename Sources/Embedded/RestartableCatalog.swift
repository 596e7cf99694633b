import ExecutionSource

/// What a run that begins again has beyond itself: always what its present run has.
public struct RestartableCatalog: ExecutionCatalog {
  let run: RestartableExecution
  private let view = ViewBox()

  init(run: RestartableExecution) { self.run = run }

  /// What is looked at, shared by the copies of one catalog.
  private actor ViewBox {
    var view = CatalogView.nothing
    func set(_ view: CatalogView) { self.view = view }
  }

  /// The present run's machines, and the list that is looked at.
  public func snapshot() async -> CatalogSnapshot { await run.execution.catalogSnapshot(await view.view) }

  /// Snapshots as the runs go on.
  public func updates() -> AsyncStream<CatalogSnapshot> {
    let (stream, continuation) = AsyncStream.makeStream(of: CatalogSnapshot.self, bufferingPolicy: .bufferingNewest(1))
    let task = Task { [self] in
      for await _ in run.updates() {
        if Task.isCancelled { break }
        continuation.yield(await snapshot())
      }
      continuation.finish()
    }
    continuation.onTermination = { _ in task.cancel() }
    return stream
  }

  /// What is on the screen.
  public func look(at view: CatalogView) async {
    await self.view.set(view)
    await run.execution.republish()
  }

  /// Handed to the present run.
  @discardableResult
  public func perform(_ action: CatalogAction) async throws(SourceRefusal) -> SourceAnswer {
    try await run.execution.catalog.perform(action)
  }

  /// A source for one of the present run's executions.
  public func open(_ executionArn: String) async throws(SourceRefusal) -> any ExecutionSource {
    try await run.execution.open(executionArn)
  }

  /// The run goes on; whoever opened it closes it.
  public func close() async {}
}

extension RestartableExecution {
  /// What the run has beyond itself: its machines, the executions it has started, its Map Runs.
  public nonisolated var catalog: RestartableCatalog { RestartableCatalog(run: self) }
}
