import Embedded
import Engine

/// `--watch` on the screen: the run begins again with each save, and what cannot be run is said while the run before stays.
struct FileWatch: Sendable {
  var command: RunCommand
  var files: WatchedFiles
  /// All runs have the first one's names: whoever holds its ARN finds the newest.
  var identity: EngineIdentity

  /// Looks at the files as long as the program runs.
  func start(_ execution: RestartableExecution) {
    Task.detached {
      var files = files
      while true {
        try? await Task.sleep(for: WatchedFiles.pause)
        let changed = files.look()
        guard !changed.isEmpty else { continue }
        let reason = WatchLoop.changedText(changed)
        do throws(CommandStop) {
          var setup = try command.setup(command.substitution.load(command.definition, quiet: true), isPaused: command.step, quiet: true)
          setup.identity = identity
          await execution.restart(setup, because: "\(reason): run again")
        } catch {
          await execution.refuse("\(reason), but the run before stays: \(error.message ?? "it cannot be read")")
        }
      }
    }
  }
}
