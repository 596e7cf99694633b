import Embedded
import ExecutionSource
import History
import JSON
import StatesLanguage
import Store
import Time

/// An execution of the local store as a source: what its journal leads to, as far as it was told, followed while somebody reads.
actor LocalSource: ExecutionSource {
  private let place: LocalPlace
  private let arn: String
  private var row: StoredExecution
  private var follower: TreeFollower?
  /// The history as it is kept, where the journal leads nowhere.
  private var kept = EventLog()
  private var usual: [String: UsualDuration] = [:]
  private var problem: String?
  private var revision: UInt64 = 0
  private var shown: ExecutionSnapshot
  private var readers: [Int: AsyncStream<ExecutionSnapshot>.Continuation] = [:]
  private var nextReader = 0
  private var loop: Task<Void, Never>?
  private var isClosed = false

  /// How often a store is looked at that another process writes.
  private static let pace = Duration.milliseconds(500)

  /// - Throws: `SourceRefusal`, a sentence, when there is no such execution.
  init(_ place: LocalPlace, _ arn: String) throws(SourceRefusal) {
    self.place = place
    self.arn = arn
    do throws(StoreFailure) {
      guard let row = try place.store.execution(arn) else { throw StoreFailure("There is no execution \(arn) in the store.") }
      self.row = row
    } catch { throw SourceRefusal(error.message) }
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    shown = ExecutionSnapshot(
      identity: ExecutionIdentity(
        place: place.place, machineName: row.machineName, executionName: row.name, executionArn: arn, stateMachineArn: row.machine,
        region: parts.count > 3 ? parts[3] : "", account: parts.count > 4 ? parts[4] : "",
        isReadOnly: place.isReadOnly || place.host == nil))
    shown.capabilities = place.capabilities.union([.learnDurations])
  }

  // MARK: ExecutionSource

  func snapshot() -> ExecutionSnapshot {
    refresh()
    return shown
  }

  nonisolated func updates() -> AsyncStream<ExecutionSnapshot> {
    let (stream, continuation) = AsyncStream.makeStream(of: ExecutionSnapshot.self, bufferingPolicy: .bufferingNewest(1))
    let registration = Task { await self.add(continuation) }
    continuation.onTermination = { _ in
      Task { if let id = await registration.value { await self.remove(id) } }
    }
    return stream
  }

  func perform(_ action: SourceAction) async throws(SourceRefusal) -> SourceAnswer {
    switch action {
    case .attend: return .done
    case .pollNow:
      publish()
      return .done
    case .learnDurations:
      learn()
      publish()
      return .done
    case .step, .stepOver, .stepOut, .resume, .pause, .stepBack, .selectCursor, .setBreakpoints, .edit, .succeedByHand, .failByHand,
      .skipWait:
      throw SourceRefusal("only in local runs: this execution goes on by itself; run its definition with stepscope run to step through it")
    case .sendTaskSuccess, .sendTaskFailure, .sendTaskHeartbeat, .stop, .redrive, .startNew, .stopTask:
      let host = try place.writer(for: action.operation)
      let answer = try await place.perform(try ServiceWrite(action, of: shown.identity), with: host)
      publish()
      return answer
    }
  }

  func close() {
    isClosed = true
    loop?.cancel()
    loop = nil
    for reader in readers.values { reader.finish() }
    readers = [:]
  }

  // MARK: Readers

  private func add(_ continuation: AsyncStream<ExecutionSnapshot>.Continuation) -> Int? {
    refresh()
    continuation.yield(shown)
    guard !isClosed else {
      continuation.finish()
      return nil
    }
    let id = nextReader
    nextReader += 1
    readers[id] = continuation
    if loop == nil { loop = Task { await self.follow() } }
    return id
  }

  private func remove(_ id: Int) {
    readers[id] = nil
    guard readers.isEmpty else { return }
    loop?.cancel()
    loop = nil
  }

  private func follow() async {
    let changes = LocalChanges(place)
    for await _ in changes.stream(pace: LocalSource.pace) {
      if Task.isCancelled { return }
      publish()
    }
  }

  private func publish() {
    guard refresh() else { return }
    for reader in readers.values { reader.yield(shown) }
  }

  // MARK: What it shows

  /// Looks whether something is new.
  @discardableResult
  private func refresh() -> Bool {
    var isNew = revision == 0 || usual != shown.usualDurations
    do {
      if let now = try place.store.execution(arn), now != row {
        row = now
        isNew = true
      }
      if follower == nil, problem == nil { follower = try TreeFollower(place.shared, tree: row.tree) }
      if try follower?.follow(place.store) == true { isNew = true }
    } catch {
      // Its journal leads nowhere: then there is what was kept of it.
      follower = nil
      problem = "\(error)"
      isNew = true
    }
    guard isNew else { return false }
    revision += 1
    fill()
    return true
  }

  private func fill() {
    shown.revision = revision
    let key = ExecutionKey(row.number)
    if let core = follower?.core, core.facts(of: key)?.identity.executionArn == arn {
      core.fill(&shown, of: key)
    } else {
      fillFromStore()
    }
    // The replay may be ahead of what was told.
    shown.events = shown.events.prefix(events: row.events)
    shown.status = ExecutionStatus(rawValue: row.status) ?? .running
    shown.startedAt = row.started
    shown.stoppedAt = row.stopped
    if shown.status.isFinal {
      shown.live.cursors = []
      shown.live.timers = []
    }
    shown.live.now = row.stopped ?? place.clock.now
    shown.live.isClockRunning = row.stopped == nil && shown.status == .running
    shown.usualDurations = usual
    shown.audit = ((try? place.store.audit(of: arn)) ?? []).map { AuditLine(at: $0.at, text: $0.line) }
  }

  private func fillFromStore() {
    kept = (try? place.events(of: arn, count: row.events)) ?? kept
    shown.definition = StateMachine.load(bytes: Array(row.definition.utf8), file: row.machineName).machine
    shown.events = kept
    let index = HistoryIndex(kept, facts: shown.definition.map { MachineFacts(definition: $0.root.value) })
    shown.tasks = index.taskObservations(in: kept)
  }

  /// How long states usually took, from the newest executions of the machine that succeeded.
  private func learn() {
    let filter = StoredExecutionFilter(owner: .machine(row.machine), status: ExecutionStatus.succeeded.rawValue, limit: 11)
    var samples: [String: [Duration]] = [:]
    let facts = shown.definition.map { MachineFacts(definition: $0.root.value) }
    for past in ((try? place.store.executions(filter).executions) ?? []).filter({ $0.arn != arn }).prefix(10) {
      guard let log = try? place.events(of: past.arn, count: min(past.events, 5_000)) else { continue }
      for visit in HistoryIndex(log, facts: facts).visits where visit.status == .succeeded && visit.endedAt != nil {
        samples[visit.state, default: []].append(visit.duration(now: visit.enteredAt))
      }
    }
    usual = samples.compactMapValues { durations in
      let sorted = durations.sorted()
      guard let first = sorted.first, let last = sorted.last else { return nil }
      let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
      return UsualDuration(shortest: first, median: median, longest: last, visits: sorted.count)
    }
  }
}
