import AWS
import ECSModel
import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

/// Follows one execution at an endpoint: says which call to make next and when, takes in answers and failures, and keeps the snapshot. It
/// is a value that knows no clock, no network and no chance of its own, so every course of events can be played in a test.
public struct PollEngine: Sendable {
  /// What a call brought.
  public enum Outcome: Sendable {
    case answer(JSONValue, wasThrottled: Bool)
    case failure(AWSError)
  }

  /// All that is known; `live.now` is the caller's to set.
  public private(set) var snapshot: ExecutionSnapshot
  /// Whether nothing more will be asked: the execution is over, or it cannot be followed.
  public var isFinished: Bool { fatal != nil || isOver && nextWake == nil }
  /// Why the execution cannot be followed.
  public private(set) var fatal: AWSError?

  private let executionArn: String
  private var history = HistoryFollower()
  private var watch = TaskWatch()
  private var pace = PollPace()
  private var ecsQueue: [PollRequest] = []

  private var executionDue: Timestamp?
  private var definitionDue: Timestamp?
  private var historyDue: Timestamp?
  /// No look for tasks goes on after this: the execution is over, but a task of it may run for ever.
  private var tasksUntil: Timestamp?
  private var describedStatus: ExecutionStatus?
  private var describedEnd = false
  private var problems: [Topic: String] = [:]
  private var taken = 0
  /// The place in `snapshot.tasks` of the newest observation of each task.
  private var newestObservation: [String: Int] = [:]
  /// TaskScheduled events whose task is known.
  private var completed: Set<Int> = []

  private enum Topic: Int, Sendable, CaseIterable { case execution, history, definition, tasks }

  /// While nothing happens, DescribeExecution tells whether history hides the end.
  static let betweenDescriptions = Duration.seconds(30)
  /// How long tasks are watched that outlive their execution.
  static let afterTheEnd = Duration.seconds(120)
  /// From here on a task's newest document replaces the one before: an endpoint whose documents always differ cannot fill the memory.
  static let maximumObservations = 20_000

  /// An engine that asks for everything at once.
  public init(identity: ExecutionIdentity, now: Timestamp) {
    executionArn = identity.executionArn
    snapshot = ExecutionSnapshot(identity: identity)
    snapshot.capabilities = 
      identity.isReadOnly
      ? [.pollNow, .learnDurations] : [.pollNow, .answerTokens, .stop, .redrive, .startNew, .stopTask, .learnDurations]
    snapshot.live.isClockRunning = true
    snapshot.live.poll = PollStatus()
    executionDue = now
    definitionDue = now
    historyDue = now
  }

  // MARK: Asking

  /// The next call to make now; nil when none is due. Its outcome goes to `finish` before the next is asked for.
  public mutating func nextRequest(at now: Timestamp) -> PollRequest? {
    guard fatal == nil else { return nil }
    if let due = executionDue, due <= now { return .execution }
    if let due = definitionDue, due <= now { return .definition }
    if let due = historyDue, due <= now { return .history(history.request) }
    if let until = tasksUntil, now >= until { return nil }
    if ecsQueue.isEmpty { ecsQueue = watch.due(at: now) }
    return ecsQueue.isEmpty ? nil : ecsQueue.removeFirst()
  }

  /// `request` was not made after all; it stays due.
  public mutating func giveBack(_ request: PollRequest) {
    if request.asksECS { ecsQueue.insert(request, at: 0) }
  }

  /// When to ask again; nil when there is nothing to wait for.
  public var nextWake: Timestamp? {
    guard fatal == nil else { return nil }
    let tasksDue = ecsQueue.isEmpty ? watch.nextDue : Timestamp(milliseconds: .min)
    let tasks = tasksDue.flatMap { due in tasksUntil.map { due < $0 ? due : nil } ?? due }
    return [executionDue, definitionDue, historyDue, tasks].compactMap { $0 }.min()
  }

  /// Somebody wants to see news now.
  public mutating func hurry(at now: Timestamp) {
    guard fatal == nil else { return }
    pace.quicken()
    historyDue = now
    if executionDue != nil || isOver { executionDue = now }
  }

  // MARK: Taking in

  /// Takes in the outcome of `request`. `chance` (0 to 1) spreads the next look.
  public mutating func finish(_ request: PollRequest, _ outcome: Outcome, at now: Timestamp, chance: Double) {
    switch outcome {
    case .answer(let answer, let wasThrottled):
      snapshot.live.poll?.isThrottled = wasThrottled
      if !request.asksECS { snapshot.live.poll?.asOf = now }
      take(answer, to: request, now, chance)
    case .failure(let error):
      snapshot.live.poll?.isThrottled = error.isThrottle
      note(error, of: request, now, chance)
    }
    refresh()
  }

  /// Adds a line about something somebody did.
  public mutating func record(_ line: AuditLine) {
    snapshot.audit.append(line)
    snapshot.revision += 1
  }

  /// Takes in what was learned beside the polling.
  public mutating func update(_ change: (inout ExecutionSnapshot) -> Void) {
    change(&snapshot)
    snapshot.revision += 1
  }

  private var isOver: Bool { history.isOver || describedStatus?.isFinal == true && describedEnd }

  private mutating func take(_ answer: JSONValue, to request: PollRequest, _ now: Timestamp, _ chance: Double) {
    switch request {
    case .execution:
      problems[.execution] = nil
      take(description: answer, now)
    case .definition:
      definitionDue = nil
      problems[.definition] = nil
      take(definition: answer)
    case .history: take(page: answer, now, chance)
    case .listTasks(let cluster, _, _):
      problems[.tasks] = nil
      watch.listed(answer, cluster: cluster)
    case .tasks(_, let arns):
      problems[.tasks] = nil
      observe(watch.described(answer, arns: arns, now: now))
    case .taskDefinition(let arn):
      guard let definition = TaskDefinition(answer) else { return }
      for name in [arn, definition.arn, definition.name, definition.family].compactMap({ $0 }) {
        snapshot.taskDefinitions[name] = definition
      }
    }
  }

  private mutating func take(description: JSONValue, _ now: Timestamp) {
    executionDue = nil
    describedStatus = description["status"]?.stringValue.flatMap(ExecutionStatus.init(rawValue:))
    if let arn = description["stateMachineArn"]?.stringValue { snapshot.identity.stateMachineArn = arn }
    guard describedStatus?.isFinal == true else {
      if !history.isOver { executionDue = now + PollEngine.betweenDescriptions }
      return
    }
    // One more look at the history, and it has told all it will.
    if !history.isOver, !describedEnd, taken > 0 { historyDue = now }
  }

  private mutating func take(definition answer: JSONValue) {
    guard let text = answer["definition"]?.stringValue else {
      problems[.definition] = "DescribeStateMachineForExecution answered without a definition"
      return
    }
    let name = snapshot.identity.machineName
    let loaded = StateMachine.load(bytes: Array(text.utf8), file: name.isEmpty ? "definition" : name)
    snapshot.definition = loaded.machine
    if loaded.machine == nil, let first = loaded.diagnostics.first {
      problems[.definition] = "the definition cannot be read: \(first.text(file: name))"
    }
  }

  private mutating func take(page: JSONValue, _ now: Timestamp, _ chance: Double) {
    switch history.accept(page) {
    case .more: historyDue = now
    case .unreadable:
      problems[.history] = "GetExecutionHistory answered without events"
      pace.retreat()
      historyDue = now + pace.delay(chance: chance)
    case .upToDate(let news):
      problems[.history] = nil
      if snapshot.live.poll?.isThrottled == true { pace.retreat() } else if news { pace.quicken() } else { pace.slacken() }
      if describedStatus?.isFinal == true { describedEnd = true }
      historyDue = isOver ? nil : now + pace.delay(chance: chance)
    }
    takeEvents(now)
    if history.isOver, tasksUntil == nil { executionDue = now }
    if isOver { end(now) }
  }

  private mutating func takeEvents(_ now: Timestamp) {
    while taken < history.log.count {
      let event = history.log[taken]
      taken += 1
      snapshot.events.append(event)
      observe(watch.add(event, definition: snapshot.definition, now: now))
    }
  }

  private mutating func observe(_ observations: [TaskObservation]) {
    var fresh: Set<Int> = []
    for observation in observations {
      let last = newestObservation[observation.task.arn]
      // Nothing that the last look at the task did not say.
      if let last, snapshot.tasks[last].task.document == observation.task.document { continue }
      if let last, snapshot.tasks.count >= PollEngine.maximumObservations {
        snapshot.tasks[last] = observation
      } else {
        newestObservation[observation.task.arn] = snapshot.tasks.count
        snapshot.tasks.append(observation)
      }
      if let id = observation.scheduledEventId, completed.insert(id).inserted { fresh.insert(id) }
    }
    complete(fresh)
  }

  /// Some endpoints keep a task's request, and with it its token, to themselves. The part of it that the task itself shows is put into
  /// the TaskScheduled event, where everything that reads a history looks for it.
  private mutating func complete(_ ids: Set<Int>) {
    var told: [Int: String] = [:]
    for id in ids { told[id] = watch.visits.parameters(ofThinEvent: id) }
    guard !told.isEmpty else { return }
    snapshot.events = EventLog(
      snapshot.events.map { event in
        guard let parameters = told[event.id], case .taskScheduled(var scheduled) = event.details else { return event }
        scheduled.parameters = parameters
        var event = event
        event.details = .taskScheduled(scheduled)
        return event
      })
  }

  private mutating func end(_ now: Timestamp) {
    historyDue = nil
    guard tasksUntil == nil else { return }
    tasksUntil = now + PollEngine.afterTheEnd
    watch.end(now: now)
    snapshot.live.isClockRunning = false
    snapshot.capabilities.subtract([.answerTokens, .stop])
  }

  private mutating func note(_ error: AWSError, of request: PollRequest, _ now: Timestamp, _ chance: Double) {
    let isFinal = !error.mayPass && !error.isThrottle
    switch request {
    case .execution:
      if isFinal, PollEngine.isFatal(error) {
        fatal = error
      }
      problems[.execution] = "\(error)"
      executionDue = isFinal && !isOver ? nil : isOver ? nil : now + .seconds(10)
    case .definition:
      problems[.definition] = "\(error)"
      definitionDue = isFinal ? nil : now + .seconds(10)
    case .history:
      if isFinal, PollEngine.isFatal(error) { fatal = error }
      problems[.history] = "\(error)"
      history.abandonRound()
      pace.retreat()
      historyDue = now + (isFinal ? PollPace.longestAfterFailure : pace.delay(chance: chance))
      if isFinal, describedStatus?.isFinal == true {
        describedEnd = true
        end(now)
      }
    case .listTasks, .tasks, .taskDefinition:
      problems[.tasks] = "\(error)"
      watch.failed(request, isFinal: isFinal, now: now)
    }
  }

  /// What no waiting and no other call can mend.
  private static func isFatal(_ error: AWSError) -> Bool {
    switch error.kind {
    case .credentials, .configuration: true
    case .service(let code, _): ["ExecutionDoesNotExist", "InvalidArn", "StateMachineTypeNotSupported"].contains(code)
    case .transport(let failure): !failure.mayPass && !error.isCancellation
    case .unreadable: false
    }
  }

  private mutating func refresh() {
    var poll = snapshot.live.poll ?? PollStatus()
    poll.next = nextWake.map { max($0, poll.asOf ?? $0) }
    let known = problems
    poll.problem = Topic.allCases.lazy.compactMap { known[$0] }.first ?? PollEngine.sentence(skipped: history.skipped)
    snapshot.live.poll = poll
    snapshot.status = statusNow
    snapshot.revision += 1
  }

  /// History and description are two calls: until the history is complete, an end that only the description tells is not shown.
  private var statusNow: ExecutionStatus {
    if let told = history.log.last.flatMap({ ExecutionStatus(endedBy: $0.type) }) { return told }
    guard let describedStatus else { return .running }
    return describedStatus.isFinal && !isOver ? .running : describedStatus
  }

  private static func sentence(skipped: [String: Int]) -> String? {
    guard !skipped.isEmpty else { return nil }
    let count = skipped.values.reduce(0, &+)
    let types = skipped.keys.sorted().prefix(3).joined(separator: ", ")
    return
      "\(count) \(count == 1 ? "event" : "events") of a type this version does not know \(count == 1 ? "is" : "are") not shown (\(types))"
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
