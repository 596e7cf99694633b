import AWS
import ECSModel
import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

/// What the search for tokens knows of a state machine.
struct SweptMachine: Sendable {
  /// Nil where the definition cannot be had or read.
  var machine: StateMachine?
  var facts: MachineFacts?
  var asOf: Timestamp

  init(definition text: String?, asOf: Timestamp) {
    self.asOf = asOf
    let text = text.map(ChildDefinition.machine(in:))
    machine = text.flatMap { StateMachine.load(bytes: Array($0.utf8), file: "definition").machine }
    facts = text.flatMap { try? JSONValue(parsing: $0) }.map { MachineFacts(definition: $0) }
  }
}

/// A wait for a token in an execution, and what is known of who will answer.
struct SweptWait: Sendable {
  var pending: PendingToken
  var token: String?
  /// Whether the request could be read; without it nobody knows where the token is.
  var isReadable: Bool
  /// The ECS task's scheduling; nil for other integrations.
  var visit: TaskVisit?
  /// The ECS task that holds it, once it is known.
  var taskArn: String?
  var cluster: String?
}

/// One running execution in the search for tokens. Its history is read without data first; the data of the few events that wait is asked for afterwards.
struct SweptExecution: Sendable {
  /// What is to be asked next in this round.
  enum Step: Sendable, Equatable {
    case outline
    case data(from: Int, token: String?, pages: Int)
    /// The definition as it ran: the machine's own does not explain the request.
    case definition
    case scanned
  }

  let arn: String
  let name: String
  let machineArn: String
  var startedAt: Timestamp?
  var step = Step.outline
  /// The waits as of `asOf`.
  private(set) var waits: [SweptWait] = []
  private(set) var asOf: Timestamp?
  /// Map Runs that go on: their child executions have histories of their own.
  private(set) var mapRuns: [String] = []
  private var follower = HistoryFollower(opening: HistoryFollower.page)
  /// Events that wait, with their data.
  private var data: [Int: HistoryEvent] = [:]
  /// Events whose data was asked for, whether it came or not.
  private var asked: Set<Int> = []
  private var own: SweptMachine?
  /// Tasks that were found to be a wait's, where the history does not name them, by the TaskScheduled event.
  private var claimed: [Int: ECSTask] = [:]
  private var askedDefinition = false
  /// Why data could not be had.
  private(set) var denied: String?
  var failures = 0

  /// A page with data holds at most so many events.
  private static let page = 1_000
  private static let maximumPages = 30

  init(_ row: ExecutionRow, machineArn: String) {
    arn = row.arn
    name = row.name
    self.machineArn = machineArn
    startedAt = row.startedAt
  }

  /// How many events are kept of it.
  var eventCount: Int { follower.log.count }

  /// Looks again at what is new.
  mutating func begin() {
    step = .outline
    failures = 0
  }

  /// Frees the memory of its history; the next round reads it from the start.
  mutating func forgetHistory() { follower = HistoryFollower(opening: HistoryFollower.page) }

  /// The call of this step; nil when it is scanned.
  var request: CatalogRequest? {
    switch step {
    case .outline: .outline(executionArn: arn, follower.request)
    case .definition: .definition(executionArn: arn)
    case .data(let first, let token, _):
      .data(
        executionArn: arn, maxResults: min(SweptExecution.page, max(10, (follower.log.last?.id ?? first) - first + 10)), token: token)
    case .scanned: nil
    }
  }

  // MARK: Taking in

  /// Takes in a page without data; false when it is none.
  mutating func take(outline answer: JSONValue, machine: SweptMachine?, now: Timestamp) -> Bool {
    switch follower.accept(answer) {
    case .more, .doubtful: return true
    case .unreadable: return false
    case .upToDate:
      keepData(of: follower.log)
      look(machine, now)
      return true
    }
  }

  /// Takes in a page with data; false when it is none.
  mutating func take(data answer: JSONValue, machine: SweptMachine?, now: Timestamp) -> Bool {
    guard case .data(let first, let sent, let pages) = step, let elements = answer["events"]?.arrayValue else { return false }
    let events = elements.prefix(50_000).compactMap { try? HistoryEvent(json: $0) }
    keepData(of: events)
    let next = answer["nextToken"]?.stringValue.flatMap { $0.isEmpty || $0 == sent ? nil : $0 }
    if let next, pages < SweptExecution.maximumPages, !events.contains(where: { $0.id <= first }) {
      step = .data(from: first, token: next, pages: pages + 1)
    } else {
      for id in waiting(machine).flatMap(\.events) { asked.insert(id) }
      look(machine, now)
    }
    return true
  }

  /// Takes in the definition as it ran.
  mutating func take(definition answer: JSONValue, machine: SweptMachine?, now: Timestamp) {
    own = SweptMachine(definition: answer["definition"]?.stringValue, asOf: now)
    look(machine, now)
  }

  /// Data, or the definition as it ran, cannot be had; what is known without them counts.
  mutating func giveUp(_ why: String, machine: SweptMachine?, now: Timestamp) {
    if case .data = step { denied = why }
    for id in waiting(machine).flatMap(\.events) { asked.insert(id) }
    askedDefinition = true
    look(machine, now)
  }

  // MARK: Deriving

  /// The waits of the history as it is, and the events of each whose data tells the token and the task.
  private func waiting(_ machine: SweptMachine?) -> [(pending: PendingToken, events: [Int])] {
    guard !follower.isOver else { return [] }
    let index = HistoryIndex(follower.log, facts: (own ?? machine)?.facts)
    return index.pendingTokens(in: follower.log).map { pending in
      let submitted = index.visits[pending.visit].attempts.last?.submittedEvent
      return (pending, [pending.scheduledEvent] + (submitted.map { [$0] } ?? []))
    }
  }

  /// What follows from all that is known: the waits, or what to ask to know them.
  private mutating func look(_ machine: SweptMachine?, _ now: Timestamp) {
    let waiting = waiting(machine)
    data = data.filter { id, _ in waiting.contains { $0.events.contains(id) } }
    noteMapRuns(machine)
    let missing = waiting.flatMap(\.events).filter { data[$0] == nil && !asked.contains($0) }
    if let first = missing.min() {
      step = .data(from: first, token: nil, pages: 0)
      return
    }
    waits = waiting.isEmpty ? [] : derived(own ?? machine)
    claimed = claimed.filter { event, _ in waits.contains { $0.pending.scheduledEvent == event } }
    for (event, task) in claimed { apply(task, toWait: event, machine) }
    // A machine may have been changed since: its definition then tells another place of the token.
    if !askedDefinition, own == nil, waits.contains(where: { $0.token == nil && $0.isReadable }) {
      askedDefinition = true
      step = .definition
      return
    }
    step = .scanned
    asOf = now
  }

  private func derived(_ machine: SweptMachine?) -> [SweptWait] {
    let log = EventLog(follower.log.lazy.map { data[$0.id] ?? $0 })
    let index = HistoryIndex(log, facts: machine?.facts)
    var tasks = TaskVisits()
    for event in log { _ = tasks.add(event, definition: machine?.machine) }
    return index.pendingTokens(in: log).map { pending in
      let visit = tasks.visits.last { $0.scheduledEventId == pending.scheduledEvent }
      let task = visit?.tasks.last
      var isReadable = false
      if case .taskScheduled(let scheduled)? = log.event(id: pending.scheduledEvent)?.details { isReadable = scheduled.parameters != nil }
      return SweptWait(
        pending: pending, token: pending.token, isReadable: isReadable, visit: visit, taskArn: task, cluster: visit?.cluster)
    }
  }

  private mutating func noteMapRuns(_ machine: SweptMachine?) {
    guard !follower.isOver else {
      mapRuns = []
      return
    }
    let index = HistoryIndex(follower.log, facts: (own ?? machine)?.facts)
    mapRuns = Array(index.activeVisits.compactMap { $0.progress?.mapRunArn }.prefix(100))
  }

  private mutating func keepData(of events: some Sequence<HistoryEvent>) {
    for event in events {
      switch event.details {
      case .taskScheduled(let scheduled) where scheduled.parameters != nil: data[event.id] = event
      case .taskOutput(_, let output) where output != nil && event.type == .taskSubmitted: data[event.id] = event
      default: break
      }
    }
  }

  // MARK: Thin endpoints

  /// The task of a wait was found, where the history does not name it.
  mutating func give(_ task: ECSTask, toWait event: Int, machine: SweptMachine?) {
    claimed[event] = task
    apply(task, toWait: event, machine)
  }

  private mutating func apply(_ task: ECSTask, toWait event: Int, _ machine: SweptMachine?) {
    guard let at = waits.firstIndex(where: { $0.pending.scheduledEvent == event }) else { return }
    waits[at].taskArn = task.arn
    waits[at].cluster = task.clusterArn ?? waits[at].cluster
    guard waits[at].token == nil, let template = waits[at].visit?.template else { return }
    let places = (own ?? machine)?.facts?.states[waits[at].pending.state]?.tokens ?? []
    waits[at].token = TokenFinder.token(in: TaskRequest.completed(template, by: task).compact, at: places)
  }
}
