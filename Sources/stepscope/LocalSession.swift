import Embedded
import Engine

/// A local run on the screen.
enum LocalSession {
  static func open(_ setup: LocalSetup, options: ScreenOptions) throws {
    let execution: LocalExecution
    do throws(EngineRefusal) { execution = try LocalExecution(setup) } catch { throw CommandStop(.usage, "error: \(error.message)") }
    let endpoint = try Blocking.run { () async throws(CommandStop) -> RunEndpoint? in
      let endpoint = await RunEndpoint.open(execution, setup)
      if let endpoint { await execution.show(address: endpoint.url) }
      return endpoint
    }
    try withExtendedLifetime(endpoint) {
      try ScreenSession(options: options, catalog: execution.catalog).run(source: execution, isLocal: true)
    }
  }
}
