import Engine
import ExecutionSource

/// Evaluations can take long. A step in which one was interrupted has not happened: the run is put back to where it stood before.
extension LocalExecution {
  /// Inputs between two looks at what somebody asked for.
  private static let budget = 256

  /// Runs a while; where an evaluation was interrupted the run is held.
  func slice() throws(EngineRefusal) -> StepController.Outcome {
    guard controller.mayEvaluate else { return try controller.run(budget: LocalExecution.budget) }
    let before = controller
    var inputs = 0
    let result: Result<StepController.Outcome, EngineRefusal> = interrupt.during {
      do throws(EngineRefusal) { return .success(try runWatchingTheClock(&inputs)) } catch { return .failure(error) }
    }
    guard let name = interrupt.takeEnded() else { return try result.get() }
    controller = before
    // What came before it was done quickly.
    for _ in 0..<inputs { _ = try controller.run(budget: 1) }
    controller.hold(.request, at: controller.core.nextReady)
    interrupted = name
    audit.append(AuditLine(at: controller.core.now, text: "interrupted the evaluation of \(name); the run stands before it"))
    return .paused
  }

  /// Evaluations take their time: what they came to so far is shown meanwhile.
  /// - Parameter inputs: How many inputs were done, without one that was interrupted.
  private func runWatchingTheClock(_ inputs: inout Int) throws(EngineRefusal) -> StepController.Outcome {
    let end = ContinuousClock.now + .milliseconds(20)
    while inputs < LocalExecution.budget {
      let asksOutside = !controller.core.needs.isEmpty
      let outcome = try controller.run(budget: 1)
      guard outcome == .more, !interrupt.hasEnded else { return outcome }
      inputs += 1
      // What was asked of a command or a file is never behind an interrupted evaluation, so that it is not asked again.
      if asksOutside || ContinuousClock.now > end { break }
    }
    return .more
  }

  /// Does what somebody asked for.
  /// - Returns: the audit line, where one is due.
  func interruptible(_ action: SourceAction) throws(SourceRefusal) -> String? {
    guard controller.mayEvaluate else { return try controller.perform(action) }
    let before = controller
    let result: Result<String?, SourceRefusal> = interrupt.during {
      do throws(SourceRefusal) { return .success(try controller.perform(action)) } catch { return .failure(error) }
    }
    guard let name = interrupt.takeEnded() else { return try result.get() }
    controller = before
    throw SourceRefusal("The evaluation of \(name) was interrupted; the run stands where it stood.")
  }
}
