import Embedded
import Engine
import ExecutionSource

/// A local run on the screen.
enum LocalSession {
  /// - Parameter watching: begins the run again with each save; nil leaves it as it began.
  static func open(_ setup: LocalSetup, options: ScreenOptions, watching: FileWatch? = nil) throws {
    guard let watching else {
      let execution: LocalExecution
      do throws(EngineRefusal) { execution = try LocalExecution(setup) } catch { throw CommandStop(.usage, "error: \(error.message)") }
      return try show(execution, execution.catalog, setup, options) { await execution.show(address: $0) }
    }
    let execution: RestartableExecution
    do throws(EngineRefusal) { execution = try RestartableExecution(setup) } catch { throw CommandStop(.usage, "error: \(error.message)") }
    watching.start(execution)
    try show(execution, execution.catalog, setup, options) { await execution.show(address: $0) }
  }

  private static func show(
    _ source: any ExecutionSource, _ catalog: any ExecutionCatalog, _ setup: LocalSetup, _ options: ScreenOptions,
    tellAddress: @escaping @Sendable (String) async -> Void
  ) throws {
    let endpoint = try Blocking.run { () async throws(CommandStop) -> RunEndpoint? in
      let endpoint = await RunEndpoint.open(source, setup)
      if let endpoint { await tellAddress(endpoint.url) }
      return endpoint
    }
    try withExtendedLifetime(endpoint) {
      try ScreenSession(options: options, catalog: catalog).run(source: source, isLocal: true)
    }
  }
}
