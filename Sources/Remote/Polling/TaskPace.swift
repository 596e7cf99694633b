import ECSModel
import Time

/// How long to wait before a task is described again: 2 s while it starts or stops, 6 s when it has just begun to run, then a little under
/// ten, so that the end of a container is seen within ten.
enum TaskPace {
  static let whileChanging = Duration.seconds(2)
  /// While it starts or stops, but for some looks nothing has changed.
  static let whileNothingChanges = Duration.seconds(5)
  static let afterStart = Duration.seconds(6)
  static let whileRunning = Duration.milliseconds(9_500)
  /// The state that started it is over, so nothing waits for it.
  static let whenNobodyWaits = Duration.seconds(20)
  /// How long a task counts as just started, and one of whose containers has ended as about to stop.
  static let transition = Duration.seconds(25)
  /// Between RunTask and the event that names its task a moment passes; only after it is a cluster searched.
  static let patience = Duration.seconds(5)
  /// A task that ECS does not know yet may be too young for it.
  static let youth = Duration.seconds(60)

  /// - Parameters:
  ///   - before: the wait before this one.
  ///   - changedAt: when the task, or a container of it, last went on to another status.
  static func interval(
    _ task: ECSTask, before: Duration?, changedAt: Timestamp, now: Timestamp, isAwaited: Bool, isFocused: Bool, chance: Double
  ) -> Duration? {
    guard !task.lastStatus.isFinal else { return nil }
    let steady: Duration
    if !isAwaited {
      steady = whenNobodyWaits
    } else if task.lastStatus == .running, task.desiredStatus != .stopped {
      let hasEnded = task.containers.contains { $0.lastStatus.isFinal || $0.exitCode != nil }
      let isFresh = now - changedAt < transition
      steady = isFresh ? (hasEnded ? whileChanging : afterStart) : whileRunning
    } else {
      // A task that stays pending for long is looked at less and less often, down to every five seconds.
      let hasChanged = changedAt == now
      steady = hasChanged ? whileChanging : min(whileNothingChanges, max(whileChanging, before ?? whileChanging) * 5 / 4)
    }
    return PollPace.spread(isFocused ? steady : steady * 2, by: 0.05, chance)
  }

  /// The wait before the n-th search of a cluster.
  static func search(_ round: Int, isFocused: Bool) -> Duration {
    let steady = min(.seconds(15), whileChanging * (0..<min(round, 20)).reduce(1.0) { product, _ in product * 1.3 })
    return isFocused ? steady : steady * 2
  }
}
