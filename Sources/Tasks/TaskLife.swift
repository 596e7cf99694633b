import ECSModel
import Time

/// The moments of a simulated task's life, all known in advance; a document is this life as of some moment.
struct TaskLife: Sendable {
  /// How a container ends; one that never ran has no exit code.
  struct End: Sendable {
    var at: Timestamp
    var exit: Int?
    var reason: String?
  }

  var created: Timestamp
  var connected: Timestamp?
  var pullStarted: Timestamp?
  var pullStopped: Timestamp?
  var started: Timestamp?
  var executionStopped: Timestamp?
  var stopping: Timestamp?
  var deprovisioning: Timestamp?
  var stopped: Timestamp?
  var ends: [String: End] = [:]
  var stopCode = StopCode.essentialContainerExited
  var stoppedReason = "Essential container in task exited"
  /// Whether it was ended from outside before its time: then a callback that was still due is not sent.
  var isCutShort = false

  /// What time it takes from SIGTERM until a container that obeys has ended.
  static let obedience = Duration.seconds(1)

  /// The status as of a moment.
  func status(asOf now: Timestamp) -> TaskStatus {
    func reached(_ moment: Timestamp?) -> Bool { moment.map { $0 <= now } ?? false }
    if reached(stopped) { return .stopped }
    if reached(deprovisioning) { return .deprovisioning }
    if reached(stopping) { return .stopping }
    if reached(executionStopped) { return .deactivating }
    if reached(started) { return .running }
    if reached(pullStopped) { return .activating }
    return reached(connected) ? .pending : .provisioning
  }

  /// ECS counts a task's changes; the recorded runs end with 5, and with 4 when the containers never ran.
  func version(asOf now: Timestamp) -> Int {
    let ending = [executionStopped, stopping].compactMap(\.self).min()
    return 1 + [connected, started, ending, stopped].count { moment in moment.map { $0 <= now } ?? false }
  }

  /// When a new document is to be seen, ascending.
  var changes: [Timestamp] {
    let moments = [created, connected, pullStarted, pullStopped, started, executionStopped, stopping, deprovisioning, stopped].compactMap(
      \.self)
    return Set(moments + ends.values.map(\.at)).sorted()
  }

  /// Ends the task at `moment` from outside: SIGTERM to what runs, SIGKILL after its stop timeout. A task that is already ending ends as
  /// it would have.
  mutating func stop(
    at moment: Timestamp, code: StopCode, reason: String, phases: Scenario.Phases, grace: (_ container: String) -> Duration?
  ) {
    let now = max(moment, created)
    guard [executionStopped, stopping].compactMap(\.self).allSatisfy({ now < $0 }) else { return }
    let isRunning = started.map { $0 <= now } ?? false
    func keep(_ at: Timestamp?) -> Timestamp? { at.flatMap { $0 <= now ? $0 : nil } }
    (connected, pullStarted, pullStopped, started) = (keep(connected), keep(pullStarted), keep(pullStopped), keep(started))
    for (name, end) in ends where end.at > now {
      if !isRunning {
        ends[name] = End(at: now)
      } else if let timeout = grace(name) {
        ends[name] = End(at: now + timeout, exit: 137)
      } else {
        ends[name] = End(at: now + TaskLife.obedience, exit: 143)
      }
    }
    stopping = now
    let last = max(ends.values.map(\.at).max() ?? now, now)
    executionStopped = last
    deprovisioning = last + (phases.stopping ?? .zero)
    stopped = last + (phases.stopping ?? .zero) + (phases.deprovisioning ?? .zero)
    stopCode = code
    stoppedReason = reason
    isCutShort = true
  }
}
