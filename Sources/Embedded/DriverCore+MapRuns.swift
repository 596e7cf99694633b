import Engine
import ExecutionSource
import History
import JSON
import Time

/// Map Runs of the tree.
extension DriverCore {
  mutating func start(_ run: MapRun, of key: ExecutionKey) {
    mapRuns.append(RunningMap(run, execution: key, startedAt: now))
    let at = mapRuns.count - 1
    mapRunOfCursor[run.cursor] = at
    releaseMapRuns(of: key)
    heldMapRuns[key, default: []].append(at)
    mapRuns[at].run.begin()
    advanceMapRun(at)
  }

  /// Does what is next for a Map Run: reads, starts children, or ends.
  private mutating func advanceMapRun(_ at: Int) {
    noteNews(ofMapRun: at)
    if let request = mapRuns[at].run.request {
      let kind: DriverNeed.Kind =
        switch request {
        case .object(let bucket, let key): .object(bucket: bucket, key: key)
        case .list(let bucket, let prefix): .list(bucket: bucket, prefix: prefix)
        }
      return need(kind, of: mapRuns[at].execution, for: .items(at))
    }
    while let index = mapRuns[at].run.nextRedriven() { redriveChild(index, of: at) }
    let first = children.nextKey
    while tally.excess == nil, let start = mapRuns[at].run.nextStart() { startMapChild(start, of: at) }
    putInOrder(from: first)
    if mapRuns[at].run.outcome != nil { finishMapRun(at) }
  }

  /// Children that were started together come up in their order: the first on top.
  private mutating func putInOrder(from first: ExecutionKey) {
    let count = children.count - first.rawValue + 1
    guard count > 1 else { return }
    let places = readyStack.indices.reversed().lazy.filter { [readyStack] in ExecutionKey(of: readyStack[$0]) >= first }.prefix(count)
    let found = Array(places)
    for (place, key) in zip(found, found.map { readyStack[$0] }.sorted()) { readyStack[place] = key }
  }

  private mutating func noteNews(ofMapRun at: Int) { if settings.tellsNews { news.mapRuns.insert(at) } }

  /// Lets go of Map Runs of an execution that no redrive can run again: of their items and results, and of the engines of children that failed.
  mutating func releaseMapRuns(of key: ExecutionKey) {
    guard let held = heldMapRuns[key] else { return }
    let (kept, over) = held.reduce(into: ([Int](), [Int]())) { parts, at in
      let (arn, cursor) = (mapRuns[at].run.arn, mapRuns[at].run.cursor)
      let isHeld = !mapRuns[at].isSettled || look(key) { $0.mayRedrive(arn, of: cursor) } ?? false
      if isHeld { parts.0.append(at) } else { parts.1.append(at) }
    }
    heldMapRuns[key] = kept.isEmpty ? nil : kept
    for at in over {
      mapRuns[at].run.release()
      if case .succeeded = mapRuns[at].result { mapRuns[at].result = .succeeded(.null) }
      for child in mapRuns[at].children where !runningChildren.contains(child) && children[child].child.engine != nil {
        children[changing: child].engine = nil
        releaseMapRuns(of: child)
      }
    }
  }

  private mutating func startMapChild(_ start: MapRunStart, of at: Int) {
    let parent = mapRuns[at].execution
    let run = mapRuns[at].run
    let key: ExecutionKey
    do throws(EngineRefusal) {
      key = try startChild(
        run.child, identity: start.identity, seed: start.seed, input: start.input, parent: parent,
        origin: .mapRun(at: at, index: start.index)
      ) { facts in
        facts.isExpress = run.isExpress
        facts.mapRunArn = run.arn
        facts.itemCount = start.itemCount
        facts.definition = run.child.definitionText
      }
    } catch {
      // The input is JSON that was written here.
      return mapRuns[at].run.childEnded(start.index, status: .failed, output: nil)
    }
    if mapRuns[at].children.count > start.index { mapRuns[at].children[start.index] = key } else { mapRuns[at].children.append(key) }
  }

  private mutating func redriveChild(_ index: Int, of at: Int) {
    let key = mapRuns[at].children[index]
    if mapRuns[at].run.isExpress {
      return startMapChild(mapRuns[at].run.restart(index, input: facts(at: key).input), of: at)
    }
    runningChildren.insert(key)
    do throws(EngineRefusal) { try handle(.redrive, in: key) } catch {
      runningChildren.remove(key)
      mapRuns[at].run.childEnded(index, status: .failed, output: nil)
    }
  }

  mutating func childEnded(_ index: Int, of at: Int, _ key: ExecutionKey) {
    let facts = facts(at: key)
    let output = facts.output.flatMap { try? JSONValue(parsing: $0) }
    mapRuns[at].run.childEnded(index, status: facts.status, output: output)
    if !mapRuns[at].isSettled { advanceMapRun(at) }
  }

  /// What it came to is decided: children that still run are stopped, results are written, and the engine is told.
  private mutating func finishMapRun(_ at: Int) {
    guard !mapRuns[at].isSettled, mapRuns[at].result == nil, let outcome = mapRuns[at].run.outcome else { return }
    mapRuns[at].result = outcome
    stopChildren(of: at)
    guard mapRuns[at].run.wantsRecords, outcome != .aborted else { return settle(at) }
    let records = mapRuns[at].children.map(record) + mapRuns[at].run.pendingRecords()
    let (value, writes) = mapRuns[at].run.result(records)
    if case .succeeded = outcome { mapRuns[at].result = .succeeded(value) }
    mapRuns[at].writesLeft = writes.count
    for write in writes {
      need(.write(bucket: write.bucket, key: write.key, text: write.text), of: mapRuns[at].execution, for: .results(at))
    }
    if writes.isEmpty { settle(at) }
  }

  private func record(_ key: ExecutionKey) -> MapRunRecord {
    let facts = facts(at: key)
    return MapRunRecord(
      status: facts.status == .succeeded ? .succeeded : .failed, description: facts.description(dates: .text, isParsed: false),
      output: facts.output.flatMap { try? JSONValue(parsing: $0) })
  }

  private mutating func stopChildren(of at: Int) {
    for key in mapRuns[at].children where runningChildren.contains(key) { tell(.stop(error: nil, cause: nil), in: key) }
  }

  private mutating func settle(_ at: Int) {
    guard !mapRuns[at].isSettled, let result = mapRuns[at].result else { return }
    mapRuns[at].isSettled = true
    mapRuns[at].stoppedAt = now
    noteNews(ofMapRun: at)
    tell(.mapRun(mapRuns[at].run.cursor, result), in: mapRuns[at].execution)
  }

  /// The bucket answered an ItemReader.
  mutating func takeItems(_ answer: ObjectAnswer, for at: Int) {
    guard !mapRuns[at].isSettled else { return }
    mapRuns[at].run.take(answer)
    advanceMapRun(at)
  }

  /// A result file is written, or why not.
  mutating func resultWritten(_ failure: String?, for at: Int) {
    guard !mapRuns[at].isSettled else { return }
    mapRuns[at].writesLeft -= 1
    if let failure, case .succeeded? = mapRuns[at].result {
      mapRuns[at].result = .failed(error: "States.ResultWriterFailed", cause: failure)
    }
    if mapRuns[at].writesLeft <= 0 { settle(at) }
  }

  /// Its execution is over, or a sibling of its Map failed.
  mutating func stopMapRun(_ cursor: CursorKey) {
    guard let at = mapRunOfCursor[cursor], !mapRuns[at].isSettled else { return }
    mapRuns[at].run.abort()
    mapRuns[at].result = .aborted
    mapRuns[at].isSettled = true
    mapRuns[at].stoppedAt = now
    noteNews(ofMapRun: at)
    stopChildren(of: at)
  }

  mutating func redriveMapRun(_ cursor: CursorKey) {
    guard let at = mapRunOfCursor[cursor] else { return }
    mapRuns[at].isSettled = false
    mapRuns[at].result = nil
    mapRuns[at].stoppedAt = nil
    mapRuns[at].redrivenAt = now
    mapRuns[at].run.redrive()
    advanceMapRun(at)
  }

  mutating func update(_ arn: String, _ limits: MapRunLimits) throws(EngineRefusal) {
    guard let at = mapRuns.firstIndex(where: { $0.run.arn == arn }) else { throw EngineRefusal(message: "there is no such Map Run") }
    if let limit = limits.maxConcurrency { mapRuns[at].run.maxConcurrency = limit }
    if let count = limits.toleratedFailureCount { mapRuns[at].run.toleratedFailureCount = count }
    if let percentage = limits.toleratedFailurePercentage { mapRuns[at].run.toleratedFailurePercentage = percentage }
    mapRuns[at].run.changed()
    if !mapRuns[at].isSettled { advanceMapRun(at) }
  }

  /// Every Map Run of the tree, in the order in which they began.
  package var mapRunFacts: [MapRunFacts] { mapRuns.map { $0.facts(executionArn: facts(at: $0.execution).identity.executionArn) } }

  /// Those of one execution.
  func mapRunFacts(of key: ExecutionKey) -> [MapRunFacts] {
    let arn = facts(at: key).identity.executionArn
    return mapRuns.lazy.filter { $0.execution == key }.map { $0.facts(executionArn: arn) }
  }
}
