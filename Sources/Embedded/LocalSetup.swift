#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import ECSModel
import Engine
import ExecutionSource
import History
import StatesLanguage
import Tasks
import Time

/// What a local run is made of.
public struct LocalSetup: Sendable {
  /// The definition to interpret.
  public var machine: StateMachine
  /// The names and ARNs that the context object and the events give.
  public var identity: EngineIdentity
  /// What tokens, UUIDs and jitter are drawn from: the same seed and inputs give the same history.
  public var seed: EngineSeed
  /// The execution's input, JSON text.
  public var input: String
  /// Who performs Tasks, or answers in their place.
  public var runner: any TaskRunner
  /// Execution time at ExecutionStarted; time goes on from here.
  public var startTime: Timestamp
  /// How execution time passes: as on the wall, scaled, or jumping from timer to timer.
  public var clock: ClockMode
  /// Shown beside `LOCAL`: `simulated · virtual time`.
  public var detail: String
  /// ECS task definitions that overrides are compared with, by the names a RunTask may use.
  public var taskDefinitions: [String: TaskDefinition]
  /// Where the run pauses from its start on.
  public var breakpoints: [Breakpoint]
  /// Whether the run stands still before its first state until somebody goes on.
  public var startsPaused: Bool
  /// State machines that may be started, and the folder that stands for S3.
  public var supply = LocalSupply.nothing
  /// Who performs the Tasks of those machines, by their names; `runner` where there is none.
  public var runners: [String: any TaskRunner] = [:]
  /// How much the run and what it starts may come to; once it is more the run stops with a sentence.
  public var limits = RunLimits.standard
  /// The definition compiled before, so that many runs of it share the work; nil compiles it anew.
  public var compiled: CompiledMachine?
  /// Whether edits, answers and stops are refused; stepping changes nothing that is not the run itself.
  public var isReadOnly: Bool

  /// By default nothing stops the run, nothing in it is forbidden, and no task definition is known.
  public init(
    machine: StateMachine, identity: EngineIdentity, seed: EngineSeed, input: String, runner: any TaskRunner, startTime: Timestamp,
    clock: ClockMode, detail: String, taskDefinitions: [String: TaskDefinition] = [:], breakpoints: [Breakpoint] = [],
    startsPaused: Bool = false, isReadOnly: Bool = false
  ) {
    self.machine = machine
    self.identity = identity
    self.seed = seed
    self.input = input
    self.runner = runner
    self.startTime = startTime
    self.clock = clock
    self.detail = detail
    self.taskDefinitions = taskDefinitions
    self.breakpoints = breakpoints
    self.startsPaused = startsPaused
    self.isReadOnly = isReadOnly
  }

  /// A controller whose execution has started and stands before its first state.
  func controller(isInteractive: Bool) throws(EngineRefusal) -> StepController {
    let machine = if let compiled { compiled } else { try CompiledMachine(machine) }
    let engine = ExecutionEngine(machine: machine, identity: identity, seed: seed)
    let settings = DriverCore.Settings(
      checksActivities: supply.activities != nil, functions: supply.functions?.names ?? [], limits: limits,
      keepsObservations: isInteractive, playsAftermath: isInteractive)
    var core = DriverCore(engine: engine, runner: runner, now: startTime, settings: settings)
    core.runners = runners
    var controller = StepController(
      core: core, clock: clock, isInteractive: isInteractive, keepsJournal: isInteractive, supply: supply)
    controller.breakpoints = breakpoints
    try controller.apply(.engine(.start(input: input)))
    if startsPaused { controller.hold(.start) } else { controller.markStop() }
    return controller
  }
}

/// The wall clock a local run on real or scaled time looks at; tests give one of their own.
public protocol WallClock: Sendable {
  var now: Timestamp { get }
  /// Returns once `duration` has passed, or earlier when the task is cancelled.
  func sleep(for duration: Duration) async
}

/// The system's clock.
public struct SystemClock: WallClock {
  /// Reads CLOCK_REALTIME of this machine.
  public init() {}

  /// UTC, to the millisecond below.
  public var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// Returns once `duration` has passed, or at once when the task is cancelled.
  public func sleep(for duration: Duration) async { try? await Task.sleep(for: duration) }
}

/// How execution time follows the wall clock.
struct ClockFace: Sendable {
  let mode: ClockMode
  let start: Timestamp
  let wallStart: Timestamp

  /// Execution time at a moment of the wall clock; nil on a virtual clock, which the wall does not move.
  func time(at wall: Timestamp) -> Timestamp? {
    switch mode {
    case .virtual: nil
    case .real: start + (wall - wallStart)
    case .scaled(let factor): start + ClockFace.milliseconds(Double((wall - wallStart).milliseconds) * factor)
    }
  }

  /// How long the wall clock takes to get from one execution time to a later one.
  func wallDelay(from: Timestamp, to: Timestamp) -> Duration {
    let milliseconds = max(0, (to - from).milliseconds)
    if case .scaled(let factor) = mode, factor > 0 { return ClockFace.milliseconds(Double(milliseconds) / factor) }
    return .milliseconds(milliseconds)
  }

  /// Rounded up, so that a sleeper wakes when his time has come; whatever factor somebody gave, at most a thousand years.
  private static func milliseconds(_ count: Double) -> Duration {
    let thousandYears = 31_557_600_000_000.0
    return .milliseconds(Int64(max(0, min(count.isNaN ? 0 : count, thousandYears)).rounded(.up)))
  }
}
