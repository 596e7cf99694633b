import AWS
import ECSModel
import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

/// Follows one execution at an endpoint: says which call to make next and when, takes in answers and failures, and keeps the snapshot. It
/// is a value that knows no clock, no network and no chance of its own, so every course of events can be played in a test.
///
/// Calls go in lanes (history, description, definition, ECS, logs), one at a time in each: a lane whose endpoint fails or hangs holds up no other.
public struct PollEngine: Sendable {
  /// What a call brought.
  public enum Outcome: Sendable {
    case answer(JSONValue, wasThrottled: Bool)
    /// GetExecutionHistory's answer, read; nil when it is no page of events.
    case page(HistoryPage?, wasThrottled: Bool)
    case failure(AWSError)
  }

  /// How a lane stands.
  struct LaneState: Sendable {
    /// A call is under way.
    var isBusy = false
    /// No call before this: the endpoint fails.
    var hold: Timestamp?
    var failures = 0
    var wasThrottled = false
  }

  /// A call that failed, until it succeeds.
  struct Trouble: Sendable {
    var sentence: String
    var part: PollStatus.Part
    var lane: PollRequest.Lane
    /// Refused for good, as far as one can tell; it is tried again now and then. The others are tried again at once and then less and less often.
    var isRefusal: Bool
    var isThrottle = false
    /// Whether the endpoint answered at all.
    var hasAnswered = false
    /// How many times in a row.
    var times = 1

    /// Whether it is about this call alone: an endpoint that answers everything else does not know it, or trips over it each time.
    var isOfThisCallAlone: Bool { hasAnswered && !isThrottle && times >= 3 && part != .history }
  }

  /// All that is known; `live.now` is the caller's to set.
  public internal(set) var snapshot: ExecutionSnapshot
  /// Why the execution cannot be followed.
  public internal(set) var fatal: AWSError?

  let executionArn: String
  private let hasECS: Bool
  private let hasLogs: Bool
  var history = HistoryFollower()
  var watch = TaskWatch()
  var logs = LogTail()
  var mapRuns = MapRunWatch()
  var openStates = OpenStates()
  var pace = PollPace()
  var attention = Attention()
  var lanes = [LaneState](repeating: LaneState(), count: PollRequest.Lane.allCases.count)
  var troubles: [String: Trouble] = [:]
  var tasksQueue: [PollRequest] = []

  var executionDue: Timestamp?
  var definitionDue: Timestamp?
  var historyDue: Timestamp?
  /// Older pages are not asked for before this.
  var olderDue: Timestamp?
  /// When the newest events were last asked for.
  var lookedAt: Timestamp?
  /// When a key last brought the next look forward.
  var hastenedAt: Timestamp?
  /// The wait before the next DescribeExecution in a quiet time.
  var quiet = PollEngine.quietFirst

  /// Whether the execution is over.
  var isOver = false
  /// The event that ended it, when it ended last; and whether it has gone on after an end.
  var endEvent: Int?
  var hasGoneOn = false
  var redrivesSeen = 0
  /// How many had been seen when it ended.
  var redrivesAtEnd = 0
  /// No look for what belongs to an ended execution goes on after this: a task of it may run for ever.
  var tasksUntil: Timestamp?
  var everythingUntil: Timestamp?
  var described: ExecutionStatus?
  /// Descriptions in a row that contradict the end that history tells.
  var contradictions = 0
  /// How often an ended execution is still to be described, because somebody may have redriven it.
  var looksForRedrive = 0
  var redriveWait = Duration.seconds(1)
  /// Looks at a history that does not tell the end which the description tells.
  var hiddenEnd: (since: Timestamp, looks: Int)?
  /// How long the history of an execution that ended so is looked at.
  var lateUntil: Timestamp?

  /// How much of `history.log` was taken in, and as of which generation.
  var taken = 0
  var generation = 0
  /// The id of the newest event that was taken in.
  var lastTakenId = 0
  /// The place in `snapshot.tasks` of the newest observation of each task.
  var newestObservation: [String: Int] = [:]
  /// Events whose tasks are in `snapshot.tasks`.
  var observedEvents: Set<Int> = []
  /// What thin TaskScheduled events would say, told by their tasks.
  var completed: [Int: String] = [:]
  /// Why the definition cannot be shown although it came.
  var unreadableDefinition: String?

  /// While nothing happens, DescribeExecution tells whether history hides the end.
  static let quietFirst = Duration.seconds(60)
  static let quietLongest = Duration.seconds(300)
  /// The same where history cannot be read.
  static let withoutHistory = Duration.seconds(10)
  /// How long tasks are watched that outlive their execution.
  static let afterTheEnd = Duration.seconds(120)
  /// How long what is still missing of an ended execution is asked for.
  static let untilGivenUp = Duration.seconds(600)
  /// How long an end may be late in the history.
  static let lateHistory = Duration.seconds(90)
  /// How often a description that contradicts the history's end is asked for again.
  static let maximumContradictions = 8
  /// How often what is still missing of an ended execution is asked for in vain, and at least how long: an endpoint that fails for minutes may recover.
  static let maximumFailuresAfterEnd = 9
  static let untilFailuresCount = Duration.seconds(300)
  /// A refused call is made again after this.
  static let afterRefusal = Duration.seconds(300)
  /// From here on a task's newest document replaces the one before: an endpoint whose documents always differ cannot fill the memory.
  static let maximumObservations = 20_000

  /// An engine that asks for everything at once.
  /// - Parameters:
  ///   - hasECS: whether there is somebody to ask about tasks.
  ///   - hasLogs: whether there is somebody to ask for logs.
  public init(identity: ExecutionIdentity, now: Timestamp, hasECS: Bool = true, hasLogs: Bool = true) {
    self.hasECS = hasECS
    self.hasLogs = hasLogs
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

  /// Whether nothing more will be asked: the execution is over, or it cannot be followed.
  public var isFinished: Bool { fatal != nil || isOver && nextWake == nil && !lanes.contains(where: \.isBusy) }

  /// Whether an ended execution may go on: one that failed can be redriven.
  public var mayGoOn: Bool { fatal == nil && isOver && snapshot.status != .succeeded }

  // MARK: Asking

  /// The next call to make now; nil when none is due in a lane that is free. Its outcome goes to `finish`.
  public mutating func nextRequest(at now: Timestamp) -> PollRequest? { nextRequest(of: PollRequest.Lane.allCases, at: now) }

  /// The call that tells whether the execution is there at all.
  mutating func firstRequest(at now: Timestamp) -> PollRequest? { nextRequest(of: [.description], at: now) }

  private mutating func nextRequest(of lanes: [PollRequest.Lane], at now: Timestamp) -> PollRequest? {
    guard fatal == nil, everythingUntil.map({ now < $0 }) ?? true else { return nil }
    for lane in lanes {
      let state = self.lanes[lane.rawValue]
      guard !state.isBusy, state.hold.map({ $0 <= now }) ?? true, let request = nextRequest(in: lane, now) else { continue }
      self.lanes[lane.rawValue].isBusy = true
      return request
    }
    return nil
  }

  private mutating func nextRequest(in lane: PollRequest.Lane, _ now: Timestamp) -> PollRequest? {
    func isDue(_ due: Timestamp?) -> Bool { due.map { $0 <= now } ?? false }
    switch lane {
    case .history:
      if isDue(historyDue) { return .history(history.newestRequest) }
      if let older = history.olderRequest, olderDue.map({ $0 <= now }) ?? true { return .history(older) }
      return nil
    case .description:
      return isDue(executionDue) ? .execution : mapRuns.next(at: now)
    case .definition: return isDue(definitionDue) ? .definition : nil
    case .tasks:
      guard hasECS, attention.showsTasks, tasksUntil.map({ now < $0 }) ?? true else { return nil }
      if tasksQueue.isEmpty { tasksQueue = watch.due(at: now) }
      return tasksQueue.isEmpty ? nil : tasksQueue.removeFirst()
    case .logs: return hasLogs ? logs.next(at: now) : nil
    }
  }

  /// `request` was not made after all; it stays due.
  public mutating func giveBack(_ request: PollRequest) {
    lanes[request.lane.rawValue].isBusy = false
    if request.lane == .tasks { tasksQueue.insert(request, at: 0) }
  }

  /// When to ask again; nil when there is nothing to wait for. Lanes in which a call is under way do not count.
  public var nextWake: Timestamp? {
    guard fatal == nil else { return nil }
    return PollRequest.Lane.allCases.lazy.filter { !lanes[$0.rawValue].isBusy }.compactMap(wake).min()
  }

  /// When the next call of a lane is to be made.
  func wake(_ lane: PollRequest.Lane) -> Timestamp? {
    let due: Timestamp?
    switch lane {
    case .history:
      let older = history.olderRequest == nil ? nil : olderDue ?? Timestamp(milliseconds: .min)
      due = [historyDue, older].compactMap { $0 }.min()
    case .description:
      due = [executionDue, mapRuns.nextDue].compactMap { $0 }.min()
    case .definition: due = definitionDue
    case .tasks:
      guard hasECS, attention.showsTasks else { return nil }
      let tasks = tasksQueue.isEmpty ? watch.nextDue : Timestamp(milliseconds: .min)
      due = tasks.flatMap { due in tasksUntil.map { due < $0 ? due : nil } ?? due }
    case .logs: due = hasLogs ? logs.nextDue : nil
    }
    guard let due else { return nil }
    let next = max(due, lanes[lane.rawValue].hold ?? due)
    return everythingUntil.map { next < $0 ? next : nil } ?? next
  }

  // MARK: What somebody does

  /// Somebody wants to see news now. An ended execution is looked at again, in case it was redriven.
  /// - Parameter isRedriven: it is known to have been: it is looked at until it goes on.
  public mutating func hurry(at now: Timestamp, isRedriven: Bool = false) {
    guard fatal == nil else { return }
    if isOver {
      guard mayGoOn else { return }
      looksForRedrive = isRedriven ? 60 : 2
      redriveWait = .seconds(1)
      everythingUntil = now + PollEngine.untilGivenUp
    }
    pace.quicken()
    quiet = PollEngine.quietFirst
    for lane in lanes.indices { lanes[lane].hold = nil }
    historyDue = now
    if executionDue != nil || isOver || described?.isFinal == true { executionDue = now }
    watch.hurry(now: now)
    logs.hurry(now: now)
    mapRuns.hurry(now: now)
    refresh()
  }

  /// What is on the screen changed, or a key was pressed: nothing else is asked for, and news are looked for soon.
  public mutating func attend(_ attention: Attention, at now: Timestamp) {
    guard fatal == nil else { return }
    let isChanged = attention != self.attention
    let isBack = attention.isFocused && !self.attention.isFocused || attention.showsTasks && !self.attention.showsTasks
    self.attention = attention
    watch.isFocused = attention.isFocused
    logs.isFocused = attention.isFocused
    if isChanged { lookAtLogs(now) }
    if attention.logsOfTask == nil { settle(.logs) }
    if !attention.showsTasks {
      settle(.tasks)
      // ECS tells nothing any more: the history has to.
      if let due = historyDue, !isOver { historyDue = min(due, now + pace.delay(chance: 0.5)) }
    }
    if isBack { watch.hurry(now: now) }
    if !isOver, isBack || hastenedAt.map({ now - $0 >= PollPace.longest }) ?? true {
      hastenedAt = now
      pace.quicken()
      if let due = historyDue { historyDue = min(due, max(now, (lookedAt ?? now) + PollPace.shortest)) }
    }
    refresh()
  }

  /// Adds a line about something somebody did.
  public mutating func record(_ line: AuditLine) { update { $0.audit.append(line) } }

  /// Takes in what was learned beside the polling.
  public mutating func update(_ change: (inout ExecutionSnapshot) -> Void) {
    change(&snapshot)
    snapshot.revision += 1
  }
}
