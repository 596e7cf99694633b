import Engine
import Tasks
import Time

/// What a core is made of: everything that decides what its executions do, so that the same order and the same inputs give the same tree.
package struct DriverOrder: Sendable {
  package var machine: CompiledMachine
  package var identity: EngineIdentity
  package var seed: EngineSeed
  /// The execution's input, JSON text.
  package var input: String
  package var startedAt: Timestamp
  /// Who performs Tasks.
  package var runner: any TaskRunner
  /// Who performs the Tasks of other machines that are started here, by the machine's name; `runner` where there is none.
  package var runners: [String: any TaskRunner] = [:]
  package var isExpress = false
  /// What becomes of a Task that nobody performs.
  package var unsupported = UnsupportedTask.wait
  /// Whether events stay in the core once they were taken as news.
  package var keepsEvents = true
  /// Whether it is asked whether an activity exists before a task is scheduled for it.
  package var checksActivities = false
  /// Lambda functions that can be asked for, by name.
  package var functions: Set<String> = []
  /// How much all its executions may come to; once it is more, everything fails.
  package var limits = RunLimits.standard

  /// What becomes of a Task that nobody performs.
  package enum UnsupportedTask: Sendable {
    /// A person gives its result.
    case wait
    /// It fails with a sentence as its cause.
    case fail
  }

  package init(
    machine: CompiledMachine, identity: EngineIdentity, seed: EngineSeed, input: String, startedAt: Timestamp, runner: any TaskRunner
  ) {
    self.machine = machine
    self.identity = identity
    self.seed = seed
    self.input = input
    self.startedAt = startedAt
    self.runner = runner
  }
}
