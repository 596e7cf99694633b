import AWS
import ECSModel
import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

extension PollEngine {
  /// Takes in the outcome of `request`. `chance` (0 to 1) spreads the next look.
  public mutating func finish(_ request: PollRequest, _ outcome: Outcome, at now: Timestamp, chance: Double) {
    let lane = request.lane.rawValue
    lanes[lane].isBusy = false
    switch outcome {
    case .answer(let answer, let wasThrottled):
      lanes[lane].wasThrottled = wasThrottled
      if case .history(let page) = request {
        take(HistoryPage(answer), for: page, now, chance)
      } else if take(answer, to: request, now, chance) {
        succeed(request, now)
      } else {
        stumble(request, "\(request.operation) answered with something else", now, chance)
      }
    case .page(let answer, let wasThrottled):
      lanes[lane].wasThrottled = wasThrottled
      if case .history(let page) = request { take(answer, for: page, now, chance) }
    case .failure(let error): fail(request, error, now, chance)
    }
    refresh()
  }

  /// A call brought what it was made for.
  private mutating func succeed(_ request: PollRequest, _ now: Timestamp) {
    if lanes[request.lane.rawValue].failures > 0 { wakeNeighbours(of: request.lane, now) }
    lanes[request.lane.rawValue].failures = 0
    lanes[request.lane.rawValue].hold = nil
    troubles[request.operation] = nil
    switch request.lane {
    case .history: snapshot.live.poll?.asOf = now
    case .description: if case .execution = request { snapshot.live.poll?.asOf = now }
    // It tells nothing of how the execution stands.
    case .definition: break
    case .tasks:
      if case .tasks = request { snapshot.live.poll?.tasksAsOf = now }
      // The endpoint is there: whatever else failed is tried again anyway.
      troubles = troubles.filter { $0.value.part != .tasks || $0.value.isRefusal }
    case .logs:
      snapshot.live.poll?.logsAsOf = now
      troubles = troubles.filter { $0.value.part != .logs || $0.value.isRefusal }
    }
  }

  /// Takes in an answer; false when it is not one to `request`.
  private mutating func take(_ answer: JSONValue, to request: PollRequest, _ now: Timestamp, _ chance: Double) -> Bool {
    switch request {
    case .execution: return take(description: answer, now)
    case .definition: return take(definition: answer, now, chance)
    case .history: return false
    case .listMapRuns: return noteMapRuns { $0.listed(answer, definition: $1, isOver: $2, now: now) }
    case .mapRun(let arn): return noteMapRuns { runs, _, _ in runs.described(answer, arn: arn, now: now) }
    case .listTasks(let cluster, _, _):
      guard answer["taskArns"]?.arrayValue != nil else { return false }
      watch.listed(answer, cluster: cluster)
      return true
    case .tasks(_, let arns):
      guard answer["tasks"]?.arrayValue != nil || answer["failures"]?.arrayValue != nil else { return false }
      observe(watch.described(answer, arns: arns, now: now, chance: chance))
      tasksChanged(now, chance)
      return true
    case .taskDefinition(let arn):
      guard let definition = TaskDefinition(answer) else { return false }
      for name in [arn, definition.arn, definition.name, definition.family].compactMap({ $0 }) {
        snapshot.taskDefinitions[name] = definition
      }
      if attention.logsOfTask != nil { lookAtLogs(now) }
      return true
    case .logEvents(let page):
      guard logs.accept(answer, for: page, now: now, chance: chance) else { return false }
      showLogs()
      return true
    }
  }

  private mutating func noteMapRuns(_ note: (inout MapRunWatch, StateMachine?, Bool) -> Bool) -> Bool {
    guard note(&mapRuns, snapshot.definition, isOver) else { return false }
    snapshot.mapRuns = mapRuns.rows
    return true
  }

  // MARK: Description

  private mutating func take(description: JSONValue, _ now: Timestamp) -> Bool {
    guard let status = description["status"]?.stringValue.flatMap(ExecutionStatus.init(rawValue:)) else { return false }
    executionDue = nil
    described = status
    if let arn = description["stateMachineArn"]?.stringValue { snapshot.identity.stateMachineArn = arn }
    snapshot.startedAt = description.moment("startDate") ?? snapshot.startedAt
    snapshot.stoppedAt = description.moment("stopDate")
    let known = snapshot.redrive?.count
    if let count = description["redriveCount"]?.integerValue {
      snapshot.redrive = RedriveStatus(
        count: count, status: description["redriveStatus"]?.stringValue ?? "", reason: description["redriveStatusReason"]?.stringValue ?? ""
      )
    }
    if isOver {
      lookBack(status, isRedriven: (snapshot.redrive?.count ?? 0) > (known ?? .max), now)
    } else if status.isFinal {
      // One more look at the history, and it has told all it will.
      if hiddenEnd == nil { hiddenEnd = (now, 0) }
      if troubles["GetExecutionHistory"]?.isRefusal == true { end(now) } else { historyDue = now }
    } else {
      hiddenEnd = nil
      let isBlind = troubles["GetExecutionHistory"] != nil
      if case .watching = coverage { quiet = PollEngine.quietLongest }
      executionDue = now + (isBlind ? PollEngine.withoutHistory : quiet)
      quiet = min(PollEngine.quietLongest, quiet * 2)
    }
    return true
  }

  /// An ended execution was described again.
  private mutating func lookBack(_ status: ExecutionStatus, isRedriven: Bool, _ now: Timestamp) {
    // An answer may be an old one: it is asked for again, less and less often.
    let again = now + .seconds(min(15, 2 << min(contradictions, 4)))
    if status == .running {
      contradictions += 1
      // Descriptions may lag behind the history: the end counts until it is contradicted twice, or the count of redrives has grown.
      let mayBeRedriven = snapshot.status != .succeeded && (contradictions > 1 || isRedriven || looksForRedrive > 0)
      if mayBeRedriven { goOn(now) }
      executionDue = !isOver || contradictions < PollEngine.maximumContradictions ? again : nil
    } else if isRedriven || status != snapshot.status || (snapshot.redrive?.count ?? .max) < redrivesSeen {
      // It went on and has ended again meanwhile.
      contradictions += 1
      goOn(now)
      executionDue = again
    } else {
      contradictions = 0
      guard looksForRedrive > 0 else { return }
      looksForRedrive -= 1
      if looksForRedrive > 0 { executionDue = now + redriveWait }
      redriveWait = min(.seconds(15), redriveWait * 2)
    }
  }

  private mutating func take(definition answer: JSONValue, _ now: Timestamp, _ chance: Double) -> Bool {
    guard let text = answer["definition"]?.stringValue.map(ChildDefinition.machine(in:)) else { return false }
    definitionDue = nil
    let name = snapshot.identity.machineName
    let loaded = StateMachine.load(bytes: Array(text.utf8), file: name.isEmpty ? "definition" : name)
    snapshot.definition = loaded.machine
    unreadableDefinition =
      loaded.machine == nil ? loaded.diagnostics.first.map { "the definition cannot be read: \($0.text(file: name))" } : nil
    // What the definition tells of events that came before it.
    if taken > 0 { takeAnew(now, chance) }
    return true
  }

  // MARK: History

  private mutating func take(_ page: HistoryPage?, for request: HistoryFollower.Request, _ now: Timestamp, _ chance: Double) {
    if request.chain == .newest { lookedAt = now }
    let progress = history.accept(page, for: request)
    guard progress != .unreadable else {
      stumble(.history(request), "GetExecutionHistory answered without events", now, chance)
      return
    }
    succeed(.history(request), now)
    let hasNews = takeEvents(now, chance)
    // The history may name the task whose log is on the screen.
    if hasNews, attention.logsOfTask != nil { lookAtLogs(now) }
    if progress == .doubtful {
      pace.slacken()
      let next = now + pace.delay(chance: chance)
      olderDue = next
      historyDue = isOver ? nil : next
      troubles["GetExecutionHistory"] = Trouble(
        sentence: "GetExecutionHistory left out events; it is asked again", part: .history, lane: .history, isRefusal: false)
    } else if request.chain == .newest {
      plan(progress, hasNews: hasNews, top: page?.ids?.upperBound, now, chance)
    }
    if history.isOver, !isOver, history.log.last?.id != endEvent { end(now) }
    if isOver, history.isOver, lateUntil != nil { endIsTold() }
    // Where the description alone told the end, older events may still come; only a redrive goes on.
    if isOver, !history.isOver, !history.log.isEmpty, hasNews, lateUntil == nil || redrivesSeen > redrivesAtEnd { goOn(now) }
  }

  /// A look for news is over, or goes on with the next page.
  private mutating func plan(_ progress: HistoryFollower.Progress, hasNews: Bool, top: Int?, _ now: Timestamp, _ chance: Double) {
    guard case .upToDate(let news) = progress else {
      historyDue = now
      return
    }
    if lanes[PollRequest.Lane.history.rawValue].wasThrottled { pace.retreat() } else if news { pace.quicken() } else { pace.slacken() }
    if news {
      quiet = PollEngine.quietFirst
      hiddenEnd = hiddenEnd.map { _ in (now, 0) }
      if executionDue != nil, let described, !described.isFinal { executionDue = now + quiet }
    }
    guard !isOver else {
      historyDue = isLate(now) ? now + PollPace.longest : nil
      return
    }
    if let hidden = hiddenEnd, described?.isFinal == true {
      // An old answer does not count: it does not reach the newest event that is known.
      let looks = hidden.looks + (top == history.log.last?.id || history.log.isEmpty ? 1 : 0)
      hiddenEnd = (hidden.since, looks)
      if looks >= 4, now - hidden.since >= .seconds(6) {
        end(now)
      } else {
        historyDue = now + PollPace.spread(.seconds(2), by: 0.2, chance)
      }
      return
    }
    historyDue = now + untilNextLook(now, chance)
  }

  /// The wait before the newest events are asked for again.
  func untilNextLook(_ now: Timestamp, _ chance: Double) -> Duration {
    let wait: Duration
    switch coverage {
    case .none: wait = pace.delay(chance: chance)
    case .watching(let deadline):
      let steady = PollPace.spread(PollPace.whileTasksTell, by: 0.1, chance)
      // A state that times out leaves its task running.
      let untilDeadline = deadline.map { $0 - now + .milliseconds(500) } ?? steady
      wait = untilDeadline > .zero ? min(steady, untilDeadline) : steady
    case .awaitingRecord(let since):
      wait = now - since < .seconds(60) ? PollPace.spread(PollPace.shortest, by: 0.2, chance) : pace.delay(chance: chance)
    }
    return attention.isFocused ? wait : min(wait * 2, max(wait, .seconds(30)))
  }

  /// How much ECS tells of what the execution waits for.
  var coverage: TaskWatch.Coverage {
    guard attention.showsTasks, history.isWhole, troubles["DescribeTasks"] == nil else { return .none }
    return watch.coverage(leaves: openStates.leaves)
  }

  /// ECS has told something: the history may have to be looked at earlier.
  mutating func tasksChanged(_ now: Timestamp, _ chance: Double) {
    if attention.logsOfTask != nil { lookAtLogs(now) }
    guard let due = historyDue, !isOver else { return }
    switch coverage {
    case .awaitingRecord(let since) where since == now: historyDue = min(due, now)
    case .none, .awaitingRecord: historyDue = min(due, now + untilNextLook(now, chance))
    case .watching: break
    }
  }

  // MARK: Logs

  /// Tells the log tail what it looks at.
  mutating func lookAtLogs(_ now: Timestamp) {
    let arn = attention.logsOfTask
    let task = arn.flatMap { newestObservation[$0] }.map { snapshot.tasks[$0].task }
    let definition = task?.taskDefinitionArn.flatMap { snapshot.taskDefinitions[$0] }
    if definition == nil, let wanted = task?.taskDefinitionArn { watch.want(definition: wanted, now: now) }
    let refusal = troubles["DescribeTaskDefinition"].flatMap { $0.isRefusal ? $0.sentence : nil }
    logs.look(at: arn, task: task, definition: definition, problem: refusal.map { "where it logs is not known: \($0)" }, now: now)
    showLogs()
  }

  mutating func showLogs() {
    snapshot.logStreams = logs.streams
    snapshot.logs = logs.lines
  }
}
