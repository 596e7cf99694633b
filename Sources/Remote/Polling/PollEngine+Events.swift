import ECSModel
import ExecutionSource
import History
import StatesLanguage
import Time

extension PollEngine {
  /// Takes in what the log has grown by; whether it has.
  mutating func takeEvents(_ now: Timestamp, _ chance: Double) -> Bool {
    let before = (history.log.count, lastTakenId)
    let known = taken
    if history.generation != generation {
      generation = history.generation
      // Whatever came of the part that is known is worked out anew only when the rest is there.
      if history.isWhole {
        takeAnew(now, chance)
      } else {
        let newest = lastTakenId
        for event in history.log.suffix(from: history.log.firstIndex { $0.id > newest } ?? history.log.count) { take(event, now, chance) }
      }
      showEvents()
    } else if taken < history.log.count {
      while taken < history.log.count {
        take(history.log[taken], now, chance)
        taken += 1
      }
      showEvents()
    }
    taken = history.log.count
    snapshot.missingEvents = history.missing
    return before != (known, lastTakenId)
  }

  /// Takes in the whole log once more: older events came, or the definition.
  mutating func takeAnew(_ now: Timestamp, _ chance: Double) {
    openStates = OpenStates()
    watch.startAnew()
    let seen = snapshot.tasks
    snapshot.tasks = []
    newestObservation = [:]
    for event in history.log { take(event, now, chance) }
    watch.finishStart(now: now)
    // What is known from older events comes first; what was seen already keeps its order.
    let added = snapshot.tasks
    snapshot.tasks = []
    newestObservation = [:]
    for observation in added { keep(observation) }
    for observation in seen { keep(observation) }
    // A template that was not known tells now what a thin event would say.
    observe(newestObservation.values.sorted().map { snapshot.tasks[$0] })
  }

  private mutating func take(_ event: HistoryEvent, _ now: Timestamp, _ chance: Double) {
    if event.type == .executionRedriven, event.id > lastTakenId { redrivesSeen += 1 }
    lastTakenId = max(lastTakenId, event.id)
    openStates.add(event)
    let observations = watch.add(event, definition: snapshot.definition, now: now, chance: chance)
    if !observations.isEmpty, observedEvents.insert(event.id).inserted { observe(observations) }
    takeMapRun(event, now)
  }

  private mutating func takeMapRun(_ event: HistoryEvent, _ now: Timestamp) {
    let state = watch.visits.state(ofEvent: event.id)
    switch event.details {
    case .mapRunStarted(let arn): mapRuns.began(arn, state: state, now: now)
    case .mapRunRedriven(let arn, _): mapRuns.redriven(arn, state: state, now: now)
    default:
      if event.type == .mapStateEntered, let name = event.details.stateName, case .map(let map)? = snapshot.definition?.state(name)?.kind,
        map.isDistributed
      {
        mapRuns.suspect(now: now)
      } else if [.mapRunSucceeded, .mapRunFailed, .mapRunAborted, .mapStateExited].contains(event.type), let state {
        mapRuns.ended(state: state, now: now)
      }
    }
    snapshot.mapRuns = mapRuns.rows
  }

  /// Adds what was seen of tasks; a document that says nothing new is left out.
  mutating func observe(_ observations: [TaskObservation]) {
    var told = false
    for observation in observations {
      let task = observation.task
      keep(observation)
      guard let id = observation.scheduledEventId, completed[id] == nil else { continue }
      if let parameters = watch.visits.parameters(ofThinEvent: id, by: task) {
        completed[id] = parameters
        told = true
      }
    }
    if told { showEvents() }
  }

  private mutating func keep(_ observation: TaskObservation) {
    var observation = observation
    // Whoever reads a snapshot reads the task's fields; the document itself would be the larger half.
    observation.task.document = .null
    let last = newestObservation[observation.task.arn]
    if let last, snapshot.tasks[last].task == observation.task { return }
    if let last, snapshot.tasks.count >= PollEngine.maximumObservations {
      snapshot.tasks[last] = observation
    } else if snapshot.tasks.count < 2 * PollEngine.maximumObservations {
      newestObservation[observation.task.arn] = snapshot.tasks.count
      snapshot.tasks.append(observation)
    }
  }

  /// Some endpoints keep a task's request, and with it its token, to themselves. The part of it that the task itself shows is put into
  /// the TaskScheduled event, where everything that reads a history looks for it.
  private mutating func showEvents() {
    guard !completed.isEmpty else {
      snapshot.events = history.log
      return
    }
    snapshot.events = EventLog(
      history.log.map { event in
        guard let parameters = completed[event.id], case .taskScheduled(var scheduled) = event.details else { return event }
        scheduled.parameters = parameters
        var event = event
        event.details = .taskScheduled(scheduled)
        return event
      })
  }

  // MARK: The end

  /// The execution is over: what is still missing of it is asked for, and then nothing more.
  mutating func end(_ now: Timestamp) {
    guard !isOver else { return }
    isOver = true
    hiddenEnd = nil
    // An end that only the description tells: the history may still come to tell it, unless it may not be read.
    let isToldAlone = !history.isOver && troubles["GetExecutionHistory"]?.isRefusal != true
    lateUntil = isToldAlone ? now + PollEngine.lateHistory : nil
    historyDue = isToldAlone ? now + PollPace.longest : nil
    endEvent = history.isOver ? history.log.last?.id : nil
    redrivesAtEnd = redrivesSeen
    // A description that has told this end already need not be asked for again; one that knows of fewer redrives than the history is of an end before.
    let isOfThisEnd = (snapshot.redrive?.count ?? .max) >= redrivesSeen
    executionDue = described?.isFinal == true && !hasGoneOn && isOfThisEnd ? nil : now
    tasksUntil = now + PollEngine.afterTheEnd
    everythingUntil = now + PollEngine.untilGivenUp
    watch.end(now: now)
    mapRuns.ended(state: nil, now: now)
    snapshot.capabilities.subtract([.answerTokens, .stop])
  }

  /// Whether the history of an ended execution may still come to tell the end.
  func isLate(_ now: Timestamp) -> Bool { !history.isOver && lateUntil.map { now < $0 } ?? false }

  /// Whether it ended so long ago that a call which always fails is given up.
  func isLongOver(_ now: Timestamp) -> Bool {
    everythingUntil.map { now >= $0 + (PollEngine.untilFailuresCount - PollEngine.untilGivenUp) } ?? true
  }

  /// The history tells the end that the description told before.
  mutating func endIsTold() {
    lateUntil = nil
    historyDue = nil
    endEvent = history.log.last?.id
  }

  /// An ended execution goes on: it was redriven.
  mutating func goOn(_ now: Timestamp) {
    guard isOver else { return }
    isOver = false
    hasGoneOn = true
    looksForRedrive = 0
    tasksUntil = nil
    everythingUntil = nil
    lateUntil = nil
    hiddenEnd = nil
    if described?.isFinal == true { described = nil }
    quiet = PollEngine.quietFirst
    watch.goOn()
    pace.quicken()
    historyDue = now
    executionDue = executionDue ?? now + quiet
    if !snapshot.identity.isReadOnly { snapshot.capabilities.formUnion([.answerTokens, .stop]) }
  }

  // MARK: What is shown

  /// Brings what is derived up to date.
  mutating func refresh() {
    forgetIdleTroubles()
    var poll = snapshot.live.poll ?? PollStatus()
    let histories: [PollRequest.Lane] = [.history, .description, .definition]
    let isAsked = histories.contains { lanes[$0.rawValue].isBusy }
    let wakes = histories.compactMap(wake).min()
    poll.next = fatal != nil ? nil : isAsked ? poll.asOf ?? wakes : wakes.map { max($0, poll.asOf ?? $0) }
    let order: [PollStatus.Part] = [.history, .execution, .definition, .tasks, .logs, .mapRuns]
    let passing = troubles.sorted { $0.key < $1.key }.map(\.value).filter { !$0.isRefusal && !$0.isOfThisCallAlone || fatal != nil }
    let worst = order.lazy.compactMap { part in passing.first { $0.part == part } }.first
    poll.problem = worst?.sentence
    poll.isThrottled = worst?.isThrottle ?? lanes.contains(where: \.wasThrottled)
    poll.denied = [:]
    for (_, trouble) in troubles.sorted(by: { $0.key < $1.key }) where trouble.part != .history || trouble.isRefusal {
      if poll.denied[trouble.part] == nil { poll.denied[trouble.part] = trouble.sentence }
    }
    if poll.denied[.definition] == nil { poll.denied[.definition] = unreadableDefinition }
    if poll.denied[.history] == nil { poll.denied[.history] = PollEngine.sentence(skipped: history.skipped, leftOut: history.leftOut) }
    snapshot.live.poll = poll
    // What only ECS, the logs or one call does not answer leaves the execution as fresh as it is.
    snapshot.live.isClockRunning = fatal == nil && !isOver && worst?.part != .history && worst?.part != .execution
    snapshot.status = statusNow
    snapshot.revision += 1
  }

  /// What failed and is not asked for any more, since something else told it, is no trouble any more.
  private mutating func forgetIdleTroubles() {
    guard fatal == nil, !troubles.isEmpty else { return }
    for lane in PollRequest.Lane.allCases where !lanes[lane.rawValue].isBusy && wake(lane) == nil {
      troubles = troubles.filter { $0.value.lane != lane || $0.value.isRefusal }
    }
  }

  /// History and description are two calls: until the history is complete, an end that only the description tells is not shown.
  private var statusNow: ExecutionStatus {
    if let told = history.log.last.flatMap({ ExecutionStatus(endedBy: $0.type) }) {
      // A redrive is described before its event is read.
      return !isOver && history.isOver && described == .running ? .running : told
    }
    guard let described else { return .running }
    return described.isFinal && !isOver ? .running : described
  }

  private static func sentence(skipped: [String: Int], leftOut: Int) -> String? {
    let count = skipped.values.reduce(0, &+)
    if count > 0 {
      let types = skipped.keys.sorted().prefix(3).joined(separator: ", ")
      return
        "\(count) \(count == 1 ? "event" : "events") of a type this version does not know \(count == 1 ? "is" : "are") not shown (\(types))"
    }
    return leftOut > 0 ? "the endpoint leaves out \(leftOut) \(leftOut == 1 ? "event" : "events") of this history" : nil
  }
}

extension ExecutionStatus {
  /// The status that an execution has after `type`; nil for events that do not end one.
  init?(endedBy type: EventType) {
    switch type {
    case .executionSucceeded: self = .succeeded
    case .executionFailed: self = .failed
    case .executionAborted: self = .aborted
    case .executionTimedOut: self = .timedOut
    default: return nil
    }
  }
}
