import Engine
import ExecutionSource
import History
import Time

extension DriverCore {
  /// Fills in what the core knows of one execution of its tree: everything a screen reads but who it is and what can be done to it.
  package func fill(_ snapshot: inout ExecutionSnapshot, of key: ExecutionKey) {
    guard let facts = facts(of: key) else { return }
    snapshot.definition = facts.machine.machine
    snapshot.status = facts.status
    snapshot.startedAt = facts.startedAt
    snapshot.stoppedAt = facts.stoppedAt
    snapshot.events = events(of: key)
    snapshot.tasks = key == .root ? root.observations : children[key].child.node.observations
    let tasks = Set(snapshot.tasks.map(\.task.arn))
    snapshot.logs = logs.filter { tasks.contains($0.taskArn) }
    snapshot.mapRuns = mapRunFacts(of: key).map { MapRunRow($0) }
    snapshot.redrive = RedriveStatus(
      count: facts.redriveCount,
      status: facts.redriveRefusal == nil ? "REDRIVABLE" : facts.mapRunArn == nil ? "NOT_REDRIVABLE" : "REDRIVABLE_BY_MAP_RUN",
      reason: facts.redriveRefusal ?? "")
    snapshot.live.now = now
    snapshot.live.isClockRunning = !facts.status.isFinal
    look(key) { engine -> Void? in
      snapshot.live.cursors = engine.cursorKeys.prefix(1_000).compactMap { engine.view(of: $0) }.map { CursorStatus($0) }
      snapshot.live.timers = engine.timers.prefix(1_000).compactMap { timer in
        guard let kind = TimerStatus.Kind(timer.kind) else { return nil }
        let place = engine.place(of: timer)
        return TimerStatus(kind: kind, state: place?.state ?? "", scope: place?.scope ?? [], due: timer.due)
      }
      return ()
    }
  }
}
