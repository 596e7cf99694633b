import AWS
import ExecutionSource
import History
import JSON
import Time

/// What an endpoint has beyond one execution: says which call to make next and when, takes in answers and failures, and keeps the snapshot. Only what is looked at is asked for. It is a
/// value that knows no clock, no network and no chance of its own, so every course of events can be played in a test.
public struct CatalogEngine: Sendable {
  /// What a call brought.
  public enum Outcome: Sendable {
    case answer(JSONValue, wasThrottled: Bool)
    case failure(AWSError)
  }

  /// All that is known; `now` is the caller's to set.
  public private(set) var snapshot: CatalogSnapshot

  /// What is on the screen.
  private(set) var view = CatalogView.nothing
  private var machines: ListFollower<MachineRow>?
  private var lists: [ExecutionListKey: ListFollower<ExecutionRow>] = [:]
  /// Lists of Express machines, which only their logs tell; nil once it is known that there is no such list.
  private var express: [ExecutionListKey: ExpressList] = [:]
  /// The keys of `lists`, the one looked at longest ago first.
  private var order: [ExecutionListKey] = []
  private var sweeper: TokenSweeper
  private let readsLogs: Bool
  /// When an endpoint was last heard of.
  private var asOf: Timestamp?
  private var isThrottled = false

  /// Machines come and go rarely.
  static let betweenMachines = Duration.seconds(60)
  /// Spread by a fifth: 10 to 15 s.
  static let betweenExecutions = Duration.milliseconds(12_500)
  /// Lists that are kept while others are looked at.
  static let maximumLists = 16

  /// An engine that asks for nothing before something is looked at.
  /// - Parameters:
  ///   - isNear: whether the endpoint is on this machine: the search for tokens is quicker there.
  ///   - readsLogs: whether CloudWatch Logs can be asked: Express executions are listed by their log.
  public init(
    place: ExecutionIdentity.Place, region: String, account: String = "", isReadOnly: Bool, isNear: Bool = false, readsLogs: Bool = false
  ) {
    self.readsLogs = readsLogs
    sweeper = TokenSweeper(isNear: isNear)
    snapshot = CatalogSnapshot(place: place, isReadOnly: isReadOnly)
    snapshot.region = region
    snapshot.account = account
    snapshot.capabilities = isReadOnly ? [.pollNow] : [.pollNow, .startNew, .stop, .redrive, .answerTokens, .stopTask, .edit]
    snapshot.poll = PollStatus()
  }

  // MARK: Looking

  /// Asks for `view` from now on, and for nothing else.
  public mutating func look(at view: CatalogView, now: Timestamp) {
    self.view = view
    if let key = ExecutionListKey(view) {
      // One entry a list, however many rows were wanted of it before.
      for known in snapshot.executions.keys where ExecutionListKey(known) == key && known != view { snapshot.executions[known] = nil }
      if lists[key] == nil {
        lists[key] = ListFollower(wanted: view.limit, interval: CatalogEngine.betweenExecutions, now: now)
      } else {
        lists[key]?.want(view.limit, now: now)
        express[key]?.want(view.limit, now: now)
      }
      if isExpress(key), express[key] == nil { followLog(key, view.limit, now) }
      order.removeAll { $0 == key }
      order.append(key)
      forgetOldLists()
    } else if view == .machines, machines == nil {
      machines = ListFollower(wanted: ListFollower<MachineRow>.maximumRows, interval: CatalogEngine.betweenMachines, now: now)
    }
    refresh()
  }

  /// Whether a list is known to be an Express machine's.
  private func isExpress(_ key: ExecutionListKey) -> Bool {
    !key.isMapRun && readsLogs && snapshot.machines.rows.contains { $0.arn == key.arn && $0.type == "EXPRESS" }
  }

  private mutating func followLog(_ key: ExecutionListKey, _ wanted: Int, _ now: Timestamp) {
    express[key] = ExpressList(machineArn: key.arn, status: key.status, wanted: wanted, now: now)
  }

  private mutating func forgetOldLists() {
    while order.count > CatalogEngine.maximumLists {
      let key = order.removeFirst()
      lists[key] = nil
      express[key] = nil
      for known in snapshot.executions.keys where ExecutionListKey(known) == key { snapshot.executions[known] = nil }
    }
  }

  /// Searches the tokens of these machines.
  public mutating func watch(_ machines: [String], now: Timestamp) {
    sweeper.watch(machines, now: now)
    refresh()
  }

  /// Somebody wants to see news now.
  public mutating func hurry(at now: Timestamp) {
    switch view {
    case .nothing: break
    case .machines: machines?.hurry(at: now)
    case .executions, .mapRun:
      guard let key = ExecutionListKey(view) else { break }
      if express[key] != nil { express[key]?.hurry(at: now) } else { lists[key]?.hurry(at: now) }
    case .tokens: sweeper.hurry(at: now)
    }
    refresh()
  }

  /// The token of an execution was answered: the execution is looked at again first.
  public mutating func recheck(token: String, now: Timestamp) {
    sweeper.recheck(token: token, now: now)
    refresh()
  }

  /// The execution that waits for `token`, as far as the search knows it.
  func holder(of token: String) -> TokenRow? { sweeper.sweep.tokens.first { $0.token == token } }

  /// Adds a line about something somebody did.
  public mutating func record(_ line: AuditLine) {
    snapshot.audit.append(line)
    snapshot.revision += 1
  }

  // MARK: Asking

  /// The next call to make now; nil when none is due. Its outcome goes to `finish` before the next is asked for.
  public mutating func nextRequest(at now: Timestamp) -> CatalogRequest? {
    switch view {
    case .nothing: return nil
    case .machines:
      guard let follower = machines, let due = follower.due, due <= now else { return nil }
      return .machines(token: follower.token)
    case .executions, .mapRun:
      guard let key = ExecutionListKey(view) else { return nil }
      if let list = express[key] { return list.due.map { $0 <= now } == true ? list.request(now: now) : nil }
      guard let follower = lists[key], let due = follower.due, due <= now else { return nil }
      return .executions(key, maxResults: follower.maxResults, token: follower.token)
    case .tokens:
      let request = sweeper.nextRequest(at: now)
      // A round begins and ends here.
      if sweeper.sweep.startedAt != snapshot.sweep.startedAt || sweeper.sweep.endedAt != snapshot.sweep.endedAt { refresh() }
      return request
    }
  }

  /// When to ask again; nil when there is nothing to wait for.
  public var nextWake: Timestamp? {
    switch view {
    case .nothing: nil
    case .machines: machines?.due
    case .executions, .mapRun: ExecutionListKey(view).flatMap { express[$0] != nil ? express[$0]?.due : lists[$0]?.due }
    case .tokens: sweeper.nextWake
    }
  }

  // MARK: Taking in

  /// Takes in the outcome of `request`. `chance` (0 to 1) spreads the next look.
  public mutating func finish(_ request: CatalogRequest, _ outcome: Outcome, at now: Timestamp, chance: Double) {
    switch outcome {
    case .answer(let answer, let wasThrottled):
      isThrottled = wasThrottled
      asOf = now
      take(answer, to: request, now, chance)
    case .failure(let error):
      isThrottled = error.isThrottle
      note(error, of: request, now, chance)
    }
    refresh()
  }

  private mutating func take(_ answer: JSONValue, to request: CatalogRequest, _ now: Timestamp, _ chance: Double) {
    switch request {
    case .machines:
      guard let rows = CatalogRows.machines(answer) else { return note(CatalogEngine.unreadable(request), of: request, now, chance) }
      machines?.accept(
        rows, next: answer["nextToken"]?.stringValue, sorted: { $0.sorted { ($0.name, $0.arn) < ($1.name, $1.arn) } }, now: now,
        chance: chance)
    // In front of the tokens only the search asks for lists.
    case .executions(let key, _, _) where view != .tokens:
      guard let rows = CatalogRows.executions(answer, of: key) else {
        return note(CatalogEngine.unreadable(request), of: request, now, chance)
      }
      lists[key]?.accept(
        rows, next: answer["nextToken"]?.stringValue, sorted: CatalogEngine.newestFirst, now: now, chance: chance)
    case .logging, .ends: if let key = ExecutionListKey(view) { express[key]?.take(answer, to: request, now: now, chance: chance) }
    default: sweeper.take(answer, to: request, now: now)
    }
  }

  private mutating func note(_ error: AWSError, of request: CatalogRequest, _ now: Timestamp, _ chance: Double) {
    switch request {
    case .machines: machines?.fail(error, now: now, chance: chance)
    case .executions(let key, _, _) where view != .tokens:
      if error.code == "StateMachineTypeNotSupported", readsLogs, !key.isMapRun { return followLog(key, view.limit, now) }
      let why =
        error.code == "StateMachineTypeNotSupported"
        ? "this is an Express state machine: the API keeps no list of its executions; attach to one by its ARN (…:express:MACHINE:NAME:ID)"
        : "\(error)"
      lists[key]?.fail(error, why, now: now, chance: chance)
    case .logging, .ends: if let key = ExecutionListKey(view) { express[key]?.fail(error, now: now, chance: chance) }
    default: sweeper.fail(error, of: request, now: now)
    }
  }

  private static func unreadable(_ request: CatalogRequest) -> AWSError {
    AWSError(.unreadable("answered without a list"), operation: request.operation)
  }

  /// Endpoints do not all sort.
  private static func newestFirst(_ rows: [ExecutionRow]) -> [ExecutionRow] {
    let none = Timestamp(milliseconds: .min)
    return rows.enumerated().sorted { a, b in
      let (first, second) = (a.element.startedAt ?? none, b.element.startedAt ?? none)
      return first == second ? a.offset < b.offset : first > second
    }
    .map(\.element)
  }

  private mutating func refresh() {
    if let machines { snapshot.machines = machines.list }
    if let key = ExecutionListKey(view), let list = express[key]?.list ?? lists[key]?.list { snapshot.executions[view] = list }
    snapshot.sweep = sweeper.sweep
    if snapshot.account.isEmpty, let arn = snapshot.machines.rows.first?.arn { snapshot.account = ResourceName(arn)?.account ?? "" }
    var poll = PollStatus(asOf: asOf, next: nextWake.map { max($0, asOf ?? $0) }, problem: problem, isThrottled: isThrottled)
    poll.tasksAsOf = sweeper.tasksAsOf
    snapshot.poll = poll
    snapshot.revision += 1
  }

  /// What is wrong with what is looked at.
  private var problem: String? {
    switch view {
    case .nothing: nil
    case .machines: machines?.list.problem
    case .executions, .mapRun: ExecutionListKey(view).flatMap { (express[$0]?.list ?? lists[$0]?.list)?.problem }
    case .tokens: sweeper.sweep.problem
    }
  }
}
