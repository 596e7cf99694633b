import Embedded
import Engine

/// A local run on the screen.
enum LocalSession {
  static func open(_ setup: LocalSetup, options: ScreenOptions) throws {
    let execution: LocalExecution
    do throws(EngineRefusal) { execution = try LocalExecution(setup) } catch { throw CommandStop(.usage, "error: \(error.message)") }
    try ScreenSession(options: options).run(source: execution, isLocal: true)
  }
}
