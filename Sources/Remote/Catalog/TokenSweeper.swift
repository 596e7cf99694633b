import AWS
import ECSModel
import ExecutionSource
import History
import JSON
import Time

/// Searches the running executions of the watched machines for tokens that wait, within a budget: at most one history call a second. It knows no clock and no network.
///
/// A round lists what runs, reads each history without data, asks for the data of the few events that wait for a token, and then for the ECS tasks behind them. Later rounds read only what is
/// new of each history.
struct TokenSweeper: Sendable {
  /// What the screen sees of it.
  private(set) var sweep = TokenSweep()
  /// When ECS last answered.
  var tasksAsOf: Timestamp? { tasks.asOf }

  /// A place that lists executions.
  private struct Origin: Sendable, Hashable {
    var arn: String
    var isMapRun: Bool
    var machineArn: String
  }

  private let betweenHistories: Duration
  private var machines: [String: SweptMachine] = [:]
  private var executions: [String: SweptExecution] = [:]
  private var tasks = SweepTasks()

  private var isRunning = false
  private var roundDue: Timestamp?
  private var origins: [Origin] = []
  private var originToken: String?
  private var originPages = 0
  /// Of this round: what was listed, from where, and what is still to be scanned.
  private var listed: Set<String> = []
  private var known: Set<Origin> = []
  private var unlisted: Set<String> = []
  private var queue: [String] = []
  private var listCalls = 0
  private var historyNotBefore = Timestamp(milliseconds: .min)
  private var listNotBefore = Timestamp(milliseconds: .min)
  private var notBefore = Timestamp(milliseconds: .min)
  private var failures = 0
  private var problem: String?

  static let betweenHistories = Duration.seconds(1)
  /// ListExecutions is refilled slowly: after a few at once, so long between two.
  static let betweenLists = Duration.milliseconds(2_500)
  static let freeLists = 10
  static let betweenRounds = Duration.seconds(30)
  static let restAfterRound = Duration.seconds(15)
  static let maximumExecutions = 5_000
  static let maximumMachines = 500
  /// Over all executions: more are read again in each round.
  static let maximumEvents = 100_000
  static let machineAge = Duration.seconds(600)

  // MARK: What is asked of it

  /// - Parameter isNear: whether the endpoint is on this machine: nobody else is kept waiting by it then.
  init(isNear: Bool = false) { betweenHistories = isNear ? .milliseconds(50) : TokenSweeper.betweenHistories }

  /// Searches these machines from now on.
  mutating func watch(_ arns: [String], now: Timestamp) {
    var once: Set<String> = []
    sweep.watched = Array(arns.filter { once.insert($0).inserted }.prefix(TokenSweeper.maximumMachines))
    executions = executions.filter { once.contains($0.value.machineArn) }
    machines = machines.filter { once.contains($0.key) }
    isRunning = false
    origins = []
    queue = []
    sweep.scanned = 0
    sweep.total = 0
    sweep.startedAt = nil
    sweep.endedAt = nil
    roundDue = sweep.watched.isEmpty ? nil : now
    problem = nil
    refresh()
  }

  /// A new round at once, unless one goes on.
  mutating func hurry(at now: Timestamp) {
    guard !isRunning, roundDue != nil else { return }
    roundDue = now
  }

  /// The execution that waits for `token` is looked at next.
  mutating func recheck(token: String, now: Timestamp) {
    guard let found = executions.values.first(where: { $0.waits.contains { $0.token == token } }) else { return }
    if !queue.contains(found.arn) { executions[found.arn]?.begin() }
    queue.removeAll { $0 == found.arn }
    queue.insert(found.arn, at: 0)
    isRunning = true
  }

  // MARK: Asking

  /// The next call; nil when none is due.
  mutating func nextRequest(at now: Timestamp) -> CatalogRequest? {
    if !isRunning {
      guard let due = roundDue, due <= now else { return nil }
      begin(now)
    }
    guard now >= notBefore else { return nil }
    if let origin = origins.first {
      if machines[origin.machineArn].map({ now - $0.asOf > TokenSweeper.machineAge }) ?? true { return .machine(arn: origin.machineArn) }
      if now >= listNotBefore { return listing(origin, now) }
    }
    while let next = queue.first, executions[next]?.request == nil { queue.removeFirst() }
    if now >= historyNotBefore, let next = queue.first, let request = executions[next]?.request {
      historyNotBefore = now + betweenHistories
      return request
    }
    if let request = tasks.nextRequest(isLast: origins.isEmpty && queue.isEmpty, at: now) { return request }
    if origins.isEmpty, queue.isEmpty, tasks.isIdle { end(now) }
    return nil
  }

  /// When `nextRequest` will have something to do; nil when it will not.
  var nextWake: Timestamp? {
    guard isRunning else { return roundDue }
    let ready = Timestamp(milliseconds: .min)
    var next: [Timestamp] = []
    if let origin = origins.first { next.append(machines[origin.machineArn] == nil ? ready : listNotBefore) }
    if !queue.isEmpty { next.append(historyNotBefore) }
    if let due = tasks.due(isLast: origins.isEmpty && queue.isEmpty) { next.append(due) }
    return max(notBefore, next.min() ?? ready)
  }

  private mutating func listing(_ origin: Origin, _ now: Timestamp) -> CatalogRequest {
    listCalls += 1
    listNotBefore = listCalls < TokenSweeper.freeLists ? now : now + TokenSweeper.betweenLists
    guard origin.isMapRun else { return .running(machineArn: origin.arn, token: originToken) }
    let key = ExecutionListKey(.mapRun(arn: origin.arn, status: .running, limit: 1_000))
    return key.map { .executions($0, maxResults: 1_000, token: originToken) } ?? .running(machineArn: origin.arn, token: originToken)
  }

  private mutating func begin(_ now: Timestamp) {
    isRunning = true
    origins = sweep.watched.map { Origin(arn: $0, isMapRun: false, machineArn: $0) }
    known = Set(origins)
    originToken = nil
    originPages = 0
    listed = []
    unlisted = []
    queue = []
    listCalls = 0
    problem = nil
    tasks.begin()
    sweep.startedAt = now
    sweep.scanned = 0
    sweep.total = 0
  }

  private mutating func end(_ now: Timestamp) {
    isRunning = false
    guard let startedAt = sweep.startedAt else { return }
    sweep.endedAt = now
    // What is listed no longer has ended, unless its list could not be read.
    executions = executions.filter { listed.contains($0.key) || unlisted.contains($0.value.machineArn) }
    var events = executions.values.reduce(0) { $0 + $1.eventCount }
    for execution in executions.values.sorted(by: { $0.eventCount > $1.eventCount }) where events > TokenSweeper.maximumEvents {
      events -= execution.eventCount
      executions[execution.arn]?.forgetHistory()
    }
    tasks.keep(only: Set(executions.values.flatMap(\.waits).compactMap(\.taskArn)))
    roundDue = max(startedAt + TokenSweeper.betweenRounds, now + TokenSweeper.restAfterRound)
    refresh()
  }

  // MARK: Taking in

  /// Takes in the answer to a request of this search.
  mutating func take(_ answer: JSONValue, to request: CatalogRequest, now: Timestamp) {
    failures = 0
    switch request {
    case .machine(let arn): machines[arn] = SweptMachine(definition: answer["definition"]?.stringValue, asOf: now)
    case .running(_, let token): take(list: answer, token: token, now)
    case .executions(let key, _, let token) where key.isMapRun: take(list: answer, token: token, now)
    case .outline(let arn, _), .data(let arn, _, _), .definition(let arn): take(answer, of: arn, request, now)
    case .listTasks, .tasks:
      tasks.take(answer, to: request, now: now)
      claim()
    case .machines, .executions, .logging, .ends: break
    }
    refresh()
  }

  private mutating func take(list answer: JSONValue, token: String?, _ now: Timestamp) {
    guard let origin = origins.first, let elements = answer["executions"]?.arrayValue else {
      return skipOrigin("ListExecutions answered without a list")
    }
    let key = ExecutionListKey(.executions(machineArn: origin.machineArn, status: .running, limit: 0))
    for row in key.flatMap({ CatalogRows.executions(answer, of: $0) }) ?? [] where listed.count < TokenSweeper.maximumExecutions {
      guard listed.insert(row.arn).inserted else { continue }
      if executions[row.arn] == nil { executions[row.arn] = SweptExecution(row, machineArn: origin.machineArn) }
      executions[row.arn]?.begin()
      queue.append(row.arn)
    }
    sweep.total = listed.count
    originPages += 1
    let next = answer["nextToken"]?.stringValue.flatMap { $0.isEmpty || $0 == token ? nil : $0 }
    if listed.count >= TokenSweeper.maximumExecutions {
      problem = "more than \(TokenSweeper.maximumExecutions) executions run; the rest are not searched"
      origins = []
    } else if let next, originPages < 100, !elements.isEmpty {
      originToken = next
      return
    } else {
      origins.removeFirst()
    }
    originToken = nil
    originPages = 0
    sortQueue()
  }

  /// Those that waited the last time first, then the oldest: they have most likely been left alone.
  private mutating func sortQueue() {
    let none = Timestamp(milliseconds: .min)
    let current = queue.first.flatMap { executions[$0]?.step == .outline ? nil : $0 }
    func rank(_ arn: String) -> (Int, Timestamp, String) {
      let execution = executions[arn]
      return (arn == current ? 0 : execution?.waits.isEmpty == false ? 1 : 2, execution?.startedAt ?? none, arn)
    }
    queue.sort { rank($0) < rank($1) }
  }

  private mutating func take(_ answer: JSONValue, of arn: String, _ request: CatalogRequest, _ now: Timestamp) {
    guard var execution = executions.removeValue(forKey: arn) else { return }
    let machine = machines[execution.machineArn]
    var isReadable = true
    switch request {
    case .outline: isReadable = execution.take(outline: answer, machine: machine, now: now)
    case .data: isReadable = execution.take(data: answer, machine: machine, now: now)
    default: execution.take(definition: answer, machine: machine, now: now)
    }
    executions[arn] = execution
    if !isReadable {
      problem = "\(request.operation) answered without events"
      giveUp(arn, "\(request.operation) answered without events", now)
    } else if execution.step == .scanned {
      scanned(arn)
    }
  }

  /// An execution is done with in this round.
  private mutating func scanned(_ arn: String) {
    queue.removeAll { $0 == arn }
    sweep.scanned = min(sweep.total, listed.count - queue.count { listed.contains($0) })
    guard let execution = executions[arn] else { return }
    for wait in execution.waits where wait.visit != nil {
      if let task = wait.taskArn {
        tasks.want(task, cluster: wait.cluster ?? "default")
      } else if wait.visit?.isThin == true, let cluster = wait.cluster {
        tasks.search(cluster: cluster, family: wait.visit?.request?.family)
      }
    }
    for run in execution.mapRuns {
      let origin = Origin(arn: run, isMapRun: true, machineArn: execution.machineArn)
      if known.insert(origin).inserted { origins.append(origin) }
    }
  }

  /// A call brought nothing.
  mutating func fail(_ error: AWSError, of request: CatalogRequest, now: Timestamp) {
    let isFinal = !error.mayPass && !error.isThrottle
    if !isFinal {
      failures += 1
      notBefore = now + .seconds(2 << min(failures, 5))
    }
    let why = "\(error)"
    if error.code != "ExecutionDoesNotExist" { problem = why }
    switch request {
    case .machine(let arn): if isFinal || failures > 3 { machines[arn] = SweptMachine(definition: nil, asOf: now) }
    case .running, .executions: if isFinal || failures > 3 { skipOrigin(why) }
    case .outline(let arn, _), .data(let arn, _, _), .definition(let arn):
      executions[arn]?.failures += 1
      if error.code == "ExecutionDoesNotExist" {
        executions[arn] = nil
        scanned(arn)
      } else if isFinal || (executions[arn]?.failures ?? 0) > 3 {
        giveUp(arn, why, now)
      }
    case .listTasks, .tasks: tasks.fail(request, why, isFinal: isFinal)
    case .machines, .logging, .ends: break
    }
    refresh()
  }

  private mutating func skipOrigin(_ why: String) {
    problem = why
    guard let origin = origins.first else { return }
    unlisted.insert(origin.machineArn)
    origins.removeFirst()
    originToken = nil
    originPages = 0
  }

  /// This step of an execution cannot be done: what is known without it counts.
  private mutating func giveUp(_ arn: String, _ why: String, _ now: Timestamp) {
    guard let machine = executions[arn]?.machineArn else { return }
    if executions[arn]?.step != .outline {
      executions[arn]?.giveUp(why, machine: machines[machine], now: now)
      // One look more at what that leaves; a second refusal of the same call ends it.
      if executions[arn]?.step == .scanned { return scanned(arn) }
    }
    executions[arn]?.step = .scanned
    scanned(arn)
  }

  // MARK: Tasks that histories do not name

  /// Gives candidates to the waits they can only belong to; only once every execution is known, since each may be the one.
  private mutating func claim() {
    guard origins.isEmpty, queue.isEmpty, tasks.isIdle, !tasks.candidates.isEmpty else { return }
    let open = executions.values.flatMap { execution in
      execution.waits.filter { $0.taskArn == nil && $0.visit?.isThin == true }.map { (execution: execution.arn, wait: $0) }
    }
    let taken = Set(executions.values.flatMap(\.waits).compactMap(\.taskArn))
    let free = tasks.candidates.values.filter { !taken.contains($0.arn) }
    for (arn, wait) in open {
      let fitting = free.filter { TokenSweeper.fits($0, wait) }
      guard fitting.count == 1, let task = fitting.first, open.count(where: { TokenSweeper.fits(task, $0.wait) }) == 1 else { continue }
      tasks.claim(task.arn)
      let machine = executions[arn].flatMap { machines[$0.machineArn] }
      executions[arn]?.give(task, toWait: wait.pending.scheduledEvent, machine: machine)
    }
  }

  private static func fits(_ task: ECSTask, _ wait: SweptWait) -> Bool {
    // Endpoints stamp tasks in whole seconds, so a task may seem up to a second older than the event that it followed.
    guard let visit = wait.visit, let created = task.createdAt, created >= visit.scheduledAt + .milliseconds(-999),
      created <= visit.scheduledAt + .seconds(60)
    else { return false }
    return visit.request?.fits(task) ?? false
  }

  // MARK: Rows

  private mutating func refresh() {
    var rows: [TokenRow] = []
    for execution in executions.values {
      guard let asOf = execution.asOf else { continue }
      for wait in execution.waits { rows.append(row(wait, execution, asOf)) }
    }
    sweep.tokens = rows.sorted { ($0.since, $0.executionArn, $0.state) < ($1.since, $1.executionArn, $1.state) }
    sweep.problem = problem ?? tasks.problem
  }

  private func row(_ wait: SweptWait, _ execution: SweptExecution, _ asOf: Timestamp) -> TokenRow {
    var timesOutAt: Timestamp?
    if case .at(let at) = wait.pending.deadline { timesOutAt = at }
    return TokenRow(
      executionArn: execution.arn, executionName: execution.name, machineName: CatalogRows.name(ofMachine: execution.machineArn),
      state: wait.pending.state, token: wait.token, unreadable: wait.token == nil ? unreadable(wait, execution) : nil,
      since: wait.pending.since, timesOutAt: timesOutAt, heartbeatSeconds: wait.pending.heartbeatSeconds, taskArn: wait.taskArn,
      verdict: verdict(wait), asOf: asOf)
  }

  private func unreadable(_ wait: SweptWait, _ execution: SweptExecution) -> String {
    if wait.isReadable { return "not in the state's Parameters: only who was given the token can answer" }
    if let denied = execution.denied { return denied }
    return wait.visit == nil
      ? "the endpoint does not tell the task's request"
      : "the endpoint does not tell the task's request, and no ECS task is surely its own"
  }

  private func verdict(_ wait: SweptWait) -> TokenRow.Verdict {
    guard wait.visit != nil else { return .waiting }
    guard let arn = wait.taskArn, let task = tasks.documents[arn], !tasks.missing.contains(arn) else { return .unknown }
    let holder = wait.token.flatMap { task.overrides?.holder(ofToken: $0)?.container }
    switch StrandedVerdict(task, holder: holder) {
    case .attended: return .waiting
    case .stranded: return .stranded("\(task.strandedReason(holder: holder)): nobody will answer this token")
    case .unattended: return .unattended
    case .unknown: return .unknown
    }
  }
}
