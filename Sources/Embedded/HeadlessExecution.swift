import Engine
import ExecutionSource
import History
import Time

/// A local run without a screen: to its end, as fast as its clock allows.
public struct HeadlessExecution: Sendable {
  var controller: StepController
  let face: ClockFace

  /// - Throws: `EngineRefusal` when the machine or the input cannot be run.
  public init(_ setup: LocalSetup, wall: Timestamp) throws(EngineRefusal) {
    controller = try setup.controller(isInteractive: false)
    face = ClockFace(mode: setup.clock, start: setup.startTime, wallStart: wall)
  }

  /// The history so far; all of it once `run` has returned.
  public var events: EventLog { controller.core.events }
  /// RUNNING until the execution's final event.
  public var status: ExecutionStatus { controller.core.engine.status }
  /// Execution time, which on a virtual or scaled clock is not the wall's.
  public var now: Timestamp { controller.core.now }

  /// Runs to the end on a virtual clock, in the calling thread.
  /// - Throws: `EngineRefusal` when nobody can perform a task, with the sentence of the runner, and when a limit of the run is reached; what has happened is in `events`.
  public mutating func runToEnd() throws(EngineRefusal) {
    while true {
      switch try controller.run(budget: HeadlessExecution.slice) {
      case .ended: return
      case .more, .paused: continue
      case .idle: throw HeadlessExecution.stuck
      }
    }
  }

  /// Inputs between two looks at the clock and the limits: few enough that their events stay in the processor's cache.
  private static let slice = 512

  private static let stuck = EngineRefusal(
    message: "the execution waits for something that nobody will do; run it on a screen, or give --mocks")

  /// Runs to the end; `onEvents` gets the log and how many of its events were there before. On a virtual clock it never sleeps.
  /// - Throws: `EngineRefusal` when nobody can perform a task, with the sentence of the runner, and when a limit of the run is reached; what has happened is in `events`.
  public mutating func run(clock: some WallClock, onEvents: (EventLog, Int) -> Void) async throws(EngineRefusal) {
    var seen = 0
    while true {
      if let time = face.time(at: clock.now) { try controller.apply(.time(time)) }
      let outcome: StepController.Outcome
      do throws(EngineRefusal) { outcome = try controller.run(budget: HeadlessExecution.slice) } catch {
        if events.count > seen { onEvents(events, seen) }
        throw error
      }
      if events.count > seen {
        onEvents(events, seen)
        seen = events.count
      }
      switch outcome {
      case .ended: return
      case .more, .paused: continue
      case .idle(let due): try await wait(until: due, clock: clock)
      }
    }
  }

  /// Sleeps until the next thing that happens by itself.
  func wait(until due: Timestamp?, clock: some WallClock) async throws(EngineRefusal) {
    guard let due, controller.clock != .virtual else {
      throw HeadlessExecution.stuck
    }
    await clock.sleep(for: face.wallDelay(from: now, to: due))
  }
}
