import ECSModel
import Time

extension Scenario.Phases {
  /// Every phase filled: what is not given takes the measured time.
  var filled: Scenario.Phases {
    var phases = Scenario.Phases.measured
    phases.provisioning = provisioning ?? phases.provisioning
    phases.pending = pending ?? phases.pending
    phases.pulling = pulling ?? phases.pulling
    phases.activating = activating ?? phases.activating
    phases.running = running ?? phases.running
    phases.deactivating = deactivating ?? phases.deactivating
    phases.stopping = stopping ?? phases.stopping
    phases.deprovisioning = deprovisioning ?? phases.deprovisioning
    return phases
  }
}

extension TaskLife {
  /// The whole life of a task that behaves as `behaviour` says.
  /// - Parameters:
  ///   - containers: their names and whether they are essential.
  ///   - answersToken: whether the behaviour's callback and heartbeats count: without a time for `running`, the task lives until it has
  ///   answered.
  init(
    created: Timestamp, containers: [(name: String, isEssential: Bool)], behaviour: Scenario.Task, answersToken: Bool,
    stopTimeout: (String) -> Int
  ) {
    self.created = created
    let phases = behaviour.phases.filled
    var now = created
    func pass(_ phase: Duration?) -> Timestamp {
      now = now + (phase ?? .zero)
      return now
    }
    connected = pass(phases.provisioning)
    let placed = pass(phases.pending)
    if let reason = behaviour.failToStart {
      (stopping, executionStopped) = (placed, placed)
      for container in containers { ends[container.name] = End(at: placed) }
      (stopCode, stoppedReason) = (.taskFailedToStart, reason)
    } else {
      pullStarted = placed
      pullStopped = pass(phases.pulling)
      let start = pass(phases.activating)
      started = start
      let whole = TaskLife.running(behaviour, containers: containers, answersToken: answersToken)
      let ended = pass(whole)
      executionStopped = ended
      let stop = pass(phases.deactivating)
      stopping = stop
      for container in containers {
        let own = behaviour.containers[container.name] ?? Scenario.Container()
        let natural = container.isEssential ? ended : stop
        let at = own.after.map { min(start + $0, natural) } ?? natural
        ends[container.name] = End(at: at, exit: own.exit, reason: own.reason)
      }
    }
    deprovisioning = pass(phases.stopping)
    stopped = pass(phases.deprovisioning)
    if let interruption = behaviour.interruption, let start = started {
      stop(at: start + interruption.after, code: StopCode(rawValue: interruption.code), reason: interruption.reason, phases: phases) {
        name in
        behaviour.containers[name]?.ignoresStop == true ? .seconds(stopTimeout(name)) : nil
      }
    }
  }

  /// How long the containers run: as the scenario says, else as long as what it tells them to do takes; the first essential one to end
  /// ends it.
  private static func running(_ behaviour: Scenario.Task, containers: [(name: String, isEssential: Bool)], answersToken: Bool) -> Duration {
    var whole = behaviour.phases.running ?? Scenario.Phases.measured.running ?? .zero
    if behaviour.phases.running == nil {
      whole = max(whole, behaviour.containers.values.compactMap(\.after).max() ?? .zero)
      if answersToken, let callback = behaviour.callback {
        whole = max(whole, callback.after + .seconds(1))
      } else if answersToken, behaviour.heartbeats != nil {
        // Heartbeats and no answer: a worker that hangs.
        whole = max(whole, .seconds(3_600))
      }
    }
    let essential = containers.filter(\.isEssential).compactMap { behaviour.containers[$0.name]?.after }
    return essential.reduce(whole) { min($0, $1) }
  }
}
