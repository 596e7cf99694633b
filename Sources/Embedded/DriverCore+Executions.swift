import Engine
import ExecutionSource
import History
import JSON
import StatesLanguage
import Tasks
import Time

/// The executions of the tree: how they begin and end.
extension DriverCore {
  /// The execution must be there.
  func facts(at key: ExecutionKey) -> ExecutionFacts { key == .root ? root.facts : children[key].child.node.facts }

  /// What is told of an execution; nil when there is none.
  package func facts(of key: ExecutionKey) -> ExecutionFacts? {
    key == .root || children.contains(key) ? facts(at: key) : nil
  }

  /// Every execution that was ever started, the root first.
  package var executionKeys: [ExecutionKey] { [.root] + children.keys }

  /// The execution with this ARN.
  package func key(ofExecution arn: String) -> ExecutionKey? { keysByArn[arn] }

  /// The history of an execution as far as the core keeps it.
  package func events(of key: ExecutionKey) -> EventLog {
    if key == .root { return root.events }
    return children.contains(key) ? children[key].child.node.events : EventLog()
  }

  func origin(of key: ExecutionKey) -> ExecutionNode.Origin? {
    key == .root ? nil : children.contains(key) ? children[key].child.node.origin : nil
  }

  /// Changes what is told of an execution.
  mutating func change(_ key: ExecutionKey, _ body: (inout ExecutionNode) -> Void) {
    if key == .root {
      body(&root)
      if settings.tellsNews, !root.isChanged {
        root.isChanged = true
        news.executions.append(key)
      }
    } else {
      body(&children[changing: key].node)
      if settings.tellsNews, !children[key].child.node.isChanged {
        children[changing: key].node.isChanged = true
        news.executions.append(key)
      }
    }
  }

  mutating func record(_ events: [HistoryEvent], of key: ExecutionKey) {
    change(key) { node in
      node.events.append(contentsOf: events)
      node.facts.eventCount += events.count
      if case .executionStarted(let input?, _)? = events.first?.details { node.facts.input = input }
      if case .executionRedriven(let count)? = events.first(where: { $0.type == .executionRedriven })?.details {
        node.facts.redriveCount = count
        node.facts.redrivenAt = events.first?.timestamp
        node.facts.status = .running
        node.facts.stoppedAt = nil
        node.facts.error = nil
        node.facts.cause = nil
        node.facts.redriveRefusal = nil
      }
    }
    tally.events += events.count
    if hasJustExceeded { noteExcess(state: events.last { $0.details.stateName != nil }?.details.stateName, of: key) }
  }

  /// An execution has given its final event: who waits for it is told.
  mutating func ended(_ key: ExecutionKey, _ event: HistoryEvent) {
    let status = look(key) { $0.status } ?? .succeeded
    let refusal = tally.excess?.cause ?? look(key) { $0.redriveRefusal }
    let isExpress = facts(at: key).isExpress
    change(key) { node in
      node.facts.status = status
      node.facts.stoppedAt = event.timestamp
      node.facts.redriveRefusal = isExpress ? "Express executions cannot be redriven" : refusal
      switch event.details {
      case .succeeded(let output): node.facts.output = output
      case .failed(let error, let cause): (node.facts.error, node.facts.cause) = (error, cause)
      default: break
      }
    }
    guard key != .root else { return releaseMapRuns(of: key) }
    runningChildren.remove(key)
    children[changing: key].due = nil
    // Only a Map Run's Standard children are ever redriven.
    if status == .succeeded || isExpress || refusal != nil || !isMapRunChild(key) { children[changing: key].engine = nil }
    releaseMapRuns(of: key)
    switch children[key].child.node.origin {
    case .root: break
    case .mapRun(let at, let index): childEnded(index, of: at, key)
    case .task(let id, let sync, let isParsed):
      guard sync else { break }
      awaited[id] = nil
      answer(id, with: facts(at: key), isParsed: isParsed)
    }
  }

  /// Starts a child; its first cursor is ready then.
  mutating func startChild(
    _ machine: CompiledMachine, identity: EngineIdentity, seed: EngineSeed, input: String, parent: ExecutionKey,
    origin: ExecutionNode.Origin,
    _ complete: (inout ExecutionFacts) -> Void
  ) throws(EngineRefusal) -> ExecutionKey {
    let key = children.nextKey
    var facts = ExecutionFacts(key: key, parent: parent, identity: identity, machine: machine, input: input, startedAt: now)
    complete(&facts)
    var engine = ExecutionEngine(machine: machine, identity: identity, seed: seed, numbering: key.numbering)
    if facts.isExpress { engine.maximumSeconds = DriverCore.expressSeconds }
    // Refused before it is there.
    let output = try engine.handle(.start(input: input), at: now)
    children.append(ChildExecution(node: ExecutionNode(facts, origin: origin), engine: engine))
    if case .task(let id, sync: true, _) = origin { awaited[id] = key }
    tally.executions += 1
    if hasJustExceeded { noteExcess(state: starter(of: origin), of: parent) }
    keysByArn[identity.executionArn] = key
    runningChildren.insert(key)
    noteTimer(of: key)
    take(output, of: key)
    return key
  }

  private func isMapRunChild(_ key: ExecutionKey) -> Bool {
    if case .mapRun? = origin(of: key) { true } else { false }
  }

  /// The state that starts a child.
  private func starter(of origin: ExecutionNode.Origin) -> String? {
    switch origin {
    case .root: nil
    case .mapRun(let at, _): mapRuns[at].run.state
    case .task(let id, _, _): scheduledEvents[id]?.state
    }
  }

  mutating func stop(_ key: ExecutionKey, error: String?, cause: String?) throws(EngineRefusal) {
    guard let facts = facts(of: key) else { throw EngineRefusal(message: "there is no such execution") }
    guard !facts.status.isFinal else { throw EngineRefusal(message: "the execution is over") }
    try handle(.stop(error: error, cause: cause), in: key)
  }

  /// The root goes on where it failed.
  mutating func redrive() throws(EngineRefusal) {
    guard !root.facts.isExpress else { throw EngineRefusal(message: "Express executions cannot be redriven") }
    if let excess = tally.excess { throw EngineRefusal(message: excess.cause) }
    try handle(.redrive, in: .root)
  }

  // MARK: Tokens and activities

  /// Whether a task of the tree still waits for this token.
  package func isPending(token: String) -> Bool { task(token: token) != nil }

  func task(token: String) -> TaskID? {
    guard let id = tokens[token], !answeredEarly.contains(id), look(ExecutionKey(of: id), { $0.task(token: token) }) == id else {
      return nil
    }
    return id
  }

  mutating func answer(_ token: String, _ update: TokenUpdate) throws(EngineRefusal) {
    guard let id = task(token: token) else { throw EngineRefusal(message: "nobody waits for this token") }
    let answer: TaskAnswer
    switch update {
    case .success(let output): answer = .success(output)
    case .failure(let error, let cause): answer = .failure(error: error, cause: cause)
    case .heartbeat: return try handle(.heartbeat(id), in: ExecutionKey(of: id))
    }
    activities[id] = nil
    // No history tells a callback's end before the service has answered: TaskSubmitted comes first, always.
    if planned.insert(answer, afterSubmissionOf: id) {
      answeredEarly.insert(id)
    } else {
      try handle(.task(id, answer.update), in: ExecutionKey(of: id))
    }
  }

  /// Activity tasks that wait for a worker, oldest first.
  package var waitingActivities: [WaitingActivity] {
    activities.values.sorted { $0.id < $1.id }.compactMap(WaitingActivity.init)
  }

  mutating func takeActivity(_ token: String, _ worker: String?) throws(EngineRefusal) {
    guard let id = task(token: token), activities.removeValue(forKey: id) != nil else {
      throw EngineRefusal(message: "this task does not wait for a worker")
    }
    try handle(.taskStarted(id, worker: worker), in: ExecutionKey(of: id))
  }

  /// Whether somebody must give a result or answer a token, because nothing is planned for the task that would.
  var awaitsPerson: Bool {
    byHand.contains(where: isAwaited) || tokens.values.contains { cursor(of: $0) != nil && !planned.has($0) && !waitsForExecution($0) }
  }

  /// Whether only a person can end this task, or its clocks.
  func isAwaited(_ task: TaskID) -> Bool { cursor(of: task) != nil && !planned.has(task) }

  /// Whether virtual time may go on to what comes next while a person is awaited: not past his own deadlines, and with nothing planned not at all, for a
  /// loop of Waits would run away from him.
  var mayPassPerson: Bool {
    guard awaitsPerson else { return true }
    guard !planned.isEmpty, let timer = nextTimer else { return !planned.isEmpty }
    if let entry = planned.first, entry.due <= timer.due { return true }
    switch timer.kind {
    case .wait, .retry: return true
    case .executionTimeout: return false
    case .timeout, .heartbeat: return !(timer.cursor.flatMap { view(of: $0)?.task }.map(isAwaited) ?? false)
    }
  }
}

/// An activity task that waits for a worker.
package struct WaitingActivity: Sendable, Equatable {
  package var activityArn: String
  package var token: String
  /// JSON text.
  package var input: String
  package var execution: ExecutionKey

  init?(_ request: TaskRequest) {
    guard let token = request.token else { return nil }
    activityArn = request.target.arn
    self.token = token
    input = request.parameters.compact
    execution = ExecutionKey(of: request.id)
  }
}
