import Embedded
import Engine
import History
import JSON
import Store
import Time

extension RunningTree {
  /// Takes what became new in the core.
  /// - Parameter kept: the last part of the history of an execution that was let go of, with an event of it.
  func collect(kept: (_ arn: String, _ event: Int) -> StoredEvents?) {
    let new = core.takeNews()
    for execution in new.executions {
      let key = execution.facts.key
      var live =
        live[key]
        ?? LiveExecution(record: ExecutionRecord(execution.facts, details: key == .root ? order : RootDetails()))
      live.record.update(execution.facts)
      if live.history.count == 0, execution.firstEvent > 0, let part = kept(live.record.executionArn, execution.firstEvent) {
        live.history = GrowingHistory(tail: part)
      }
      for event in execution.events { live.history.append(event) }
      events += execution.events.count
      self.live[key] = live
      news.executions.insert(key)
    }
    for run in new.mapRuns { news.mapRuns[run.arn] = run }
    news.tokens += new.tokens.map(\.token)
    news.activities += new.activities
    for problem in new.problems { news.audit.append(StoredAuditLine(at: core.now, execution: root, line: problem)) }
  }

  /// Whether all of it has ended, and the store does not know.
  var mustTellEnd: Bool { core.isOver && !isStoppedInStore }

  /// The news as changes of the store, and what becomes visible once they are kept.
  func takePublication() -> Publication {
    var publication = Publication()
    for key in news.executions.sorted() {
      guard var execution = live[key] else { continue }
      let arn = execution.record.executionArn
      var row = StoredExecution(execution.record, tree: id, number: key.rawValue)
      row.events = execution.history.count
      let parts = execution.history.takeNew(known: execution.known)
      if !parts.isEmpty || execution.knownStatus != row.status || execution.known != row.events || execution.record.redriveCount > 0 {
        publication.changes.append(.execution(row))
        publication.changes += parts.map { .events(execution: arn, $0) }
      }
      publication.parts += parts.filter { $0.first != execution.history.tail.first }.map { (arn, $0) }
      execution.known = row.events
      execution.knownStatus = row.status
      publication.entries.append(
        HostIndex.Entry(execution.record, events: execution.history.count, tail: execution.history.tail, tree: id, key: key))
      live[key] = execution
    }
    for run in news.mapRuns.values.sorted(by: { $0.arn < $1.arn }) {
      publication.changes.append(
        .mapRun(StoredMapRun(arn: run.arn, tree: id, execution: run.executionArn, document: MapRunRecord(run).json)))
    }
    publication.changes += news.tokens.map { .token($0, tree: id) } + news.audit.map { .audit($0) }
    publication.tokens = news.tokens
    publication.audit = news.audit
    publication.mapRuns = Array(news.mapRuns.values)
    publication.activities = news.activities
    if mustTellEnd {
      publication.changes.append(.treeStopped(id, core.now))
      publication.endsTree = true
    }
    news = TreeNews()
    return publication
  }

  /// After a publication was kept: what has ended is let go of.
  func letGo(_ publication: Publication) {
    for entry in publication.entries where entry.record.status.isFinal && !news.executions.contains(entry.key) { live[entry.key] = nil }
    if publication.endsTree { isStoppedInStore = true }
  }

  /// After a publication could not be kept: all of it is news still.
  func takeBack(_ publication: Publication) {
    for entry in publication.entries {
      news.executions.insert(entry.key)
      live[entry.key]?.known = 0
      live[entry.key]?.knownStatus = nil
      live[entry.key]?.history.putBack(publication.changes.compactMap { $0.part(of: entry.record.executionArn) })
    }
    for run in publication.mapRuns where news.mapRuns[run.arn] == nil { news.mapRuns[run.arn] = run }
    news.audit = publication.audit + news.audit
    news.tokens = publication.tokens + news.tokens
    news.activities = publication.activities + news.activities
  }
}

/// What is kept in one transaction, and becomes visible after it.
struct Publication {
  var changes: [StoreChange] = []
  var entries: [HostIndex.Entry] = []
  /// Parts of histories that are full.
  var parts: [(execution: String, part: StoredEvents)] = []
  var tokens: [String] = []
  var activities: [WaitingActivity] = []
  var audit: [StoredAuditLine] = []
  var mapRuns: [MapRunFacts] = []
  /// Whether it says that the tree has ended.
  var endsTree = false

  var isEmpty: Bool { changes.isEmpty && entries.isEmpty && activities.isEmpty }
}

extension StoreChange {
  fileprivate func part(of arn: String) -> StoredEvents? {
    if case .events(arn, let part) = self { part } else { nil }
  }
}
