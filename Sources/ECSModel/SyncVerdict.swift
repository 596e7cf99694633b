/// What a `.sync` state makes of a task, and which container decides.
///
/// Default rule: the state succeeds only when every container, essential or not, exited 0. Field reports agree on that; a rule that asks
/// essential containers only
/// is there because emulators use it.
public struct SyncVerdict: Sendable, Equatable {
  /// Which containers count.
  public enum Rule: Sendable, CaseIterable { case everyContainer, essentialOnly }
  /// What the state's result is, or will be.
  public enum Outcome: Sendable, Equatable {
    /// No container that counts has failed, and some have not ended.
    case open
    case success
    case failure
  }

  /// The result so far.
  public var outcome: Outcome
  /// The container that decides a failure; nil when the task never started or nothing failed.
  public var decidedBy: String?
  /// Whether ECS says STOPPED: until then a failure is only foreseen.
  public var isStopped: Bool
  private var failing: [String] = []
  private var although = ""
  private var remark = ""

  /// - Parameter definition: tells which containers are essential; without it all count as essential, and the sentence does not speak of
  ///   it.
  public init(_ task: ECSTask, definition: TaskDefinition? = nil, rule: Rule = .everyContainer) {
    isStopped = task.lastStatus.isFinal
    let stopped = isStopped
    func isEssential(_ container: ECSContainer) -> Bool { definition?.container(container.name)?.isEssential ?? true }
    let counting = rule == .everyContainer ? task.containers : task.containers.filter(isEssential)
    let bad = counting.filter { container in container.exitCode.map { $0 != 0 } ?? stopped }
    let neverStarted = stopped && (task.stopCode == .taskFailedToStart || task.containers.isEmpty)

    if neverStarted {
      outcome = .failure
      failing = ["the task never started" + SyncVerdict.because(task)]
    } else if let first = bad.first(where: isEssential) ?? bad.first {
      outcome = .failure
      decidedBy = first.name
      let named = [first] + bad.filter { $0.name != first.name }
      failing = named.map { "\($0.name) \($0.outcome(taskIsStopped: stopped))" }
      if !bad.contains(where: isEssential) || definition == nil {
        although = SyncVerdict.list(
          task.containers.filter { other in !bad.contains { $0.name == other.name } }.map {
            "\($0.name) \($0.outcome(taskIsStopped: stopped))"
          })
      }
      if bad.allSatisfy({ !isEssential($0) }) {
        remark = bad.count == 1 ? " It counts even though it is not essential." : " They count even though they are not essential."
      }
    } else if stopped || counting.allSatisfy({ $0.exitCode != nil }) && !counting.isEmpty {
      outcome = .success
      let ignored = task.containers.filter { ($0.exitCode ?? (stopped ? -1 : 0)) != 0 }
      if let first = ignored.first {
        remark = " \(first.name) \(first.outcome(taskIsStopped: stopped)), but only essential containers count here."
      }
    } else {
      outcome = .open
    }
  }

  /// The verdict as a sentence or two; nil while it is open.
  /// - Parameter isRecorded: whether the state's own end is in the history: `failed` instead of `will fail`.
  public func sentence(isRecorded: Bool) -> String? {
    switch outcome {
    case .open: return nil
    case .success: return "Every container that counts exited 0, so .sync \(isRecorded ? "succeeded" : "will succeed")." + remark
    case .failure:
      let clause = although.isEmpty ? "" : " although \(although)"
      let text = SyncVerdict.list(failing) + ", so .sync \(isRecorded ? "failed" : "will fail")" + clause + "." + remark
      // A container's name keeps its case; our own words begin a sentence.
      return decidedBy == nil ? ECSKeys.pascal(text) : text
    }
  }

  /// What decides a failure, in a few words: `log_router exited 137 (killed)`; nil while nothing does.
  public var brief: String? { outcome == .failure ? SyncVerdict.list(failing) : nil }

  private static func because(_ task: ECSTask) -> String {
    let reasons = [task.stoppedReason].compactMap(\.self) + task.containers.compactMap(\.reason)
    guard let explanation = reasons.lazy.compactMap({ StopExplanation(reason: $0) }).first else { return "" }
    return explanation.what == "the task never started" ? "" : " (\(explanation.what))"
  }

  private static func list(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }
}
