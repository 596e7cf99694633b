import Engine
import ExecutionSource

/// Evaluations can take long. What was interrupted in one has not happened: the run is put back to where it stood before.
extension LocalExecution {
  /// Inputs between two looks at what somebody asked for.
  private static let budget = 256

  /// Runs a while; where an evaluation was interrupted the run is held.
  func slice() throws(EngineRefusal) -> StepController.Outcome {
    guard controller.mayEvaluate else { return try controller.run(budget: LocalExecution.budget) }
    let before = controller
    let result: Result<StepController.Outcome, EngineRefusal> = interrupt.during {
      do throws(EngineRefusal) { return .success(try runWatchingTheClock()) } catch { return .failure(error) }
    }
    guard let name = interrupt.takeEnded() else { return try result.get() }
    controller = before
    controller.hold(.request)
    interrupted = name
    audit.append(AuditLine(at: controller.core.now, text: "interrupted the evaluation of \(name); the run stands before it"))
    return .paused
  }

  /// Evaluations take their time: what they came to so far is shown meanwhile.
  private func runWatchingTheClock() throws(EngineRefusal) -> StepController.Outcome {
    let end = ContinuousClock.now + .milliseconds(20)
    for _ in 0..<(LocalExecution.budget / 8) {
      let outcome = try controller.run(budget: 8)
      guard outcome == .more, ContinuousClock.now < end else { return outcome }
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
