import Embedded
import Store
import Synchronization

/// What can be said at once: running executions, and the ended ones that were asked for last. One look is one lock.
final class HostIndex: Sendable {
  /// An execution as it was last made visible.
  final class Entry: Sendable {
    let record: ExecutionRecord
    /// How many events its history has.
    let events: Int
    /// Its events' last part; nil where the store has to be asked.
    let tail: StoredEvents?
    let tree: Int
    let key: ExecutionKey

    init(_ record: ExecutionRecord, events: Int, tail: StoredEvents?, tree: Int, key: ExecutionKey) {
      self.record = record
      self.events = events
      self.tail = tail
      self.tree = tree
      self.key = key
    }
  }

  private struct State {
    var running: [String: Entry] = [:]
    var ended: LeastRecent<String, Entry>
    /// Names of executions that are being started, with what waits for that.
    var starting: [String: Starting] = [:]
    /// Executions that run and were started from outside.
    var roots = 0
  }

  private struct Starting {
    var input: String?
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>

  /// - Parameter endedBytes: what is kept of ended executions.
  init(endedBytes: Int = 32 << 20) { state = Mutex(State(ended: LeastRecent(limit: endedBytes))) }

  subscript(arn: String) -> Entry? { state.withLock { $0.running[arn] ?? $0.ended.value(arn) } }

  /// Makes visible what became of executions.
  func publish(_ entries: [Entry]) {
    state.withLock { state in
      for entry in entries {
        let arn = entry.record.executionArn
        if entry.record.status.isFinal {
          state.running[arn] = nil
          state.ended.insert(entry, for: arn, cost: entry.cost)
        } else {
          state.running[arn] = entry
          state.ended.remove(arn)
        }
      }
    }
  }

  /// Remembers an ended execution that was read from the store, unless it runs again by now.
  func remember(_ entry: Entry) {
    state.withLock { state in
      guard state.running[entry.record.executionArn] == nil else { return }
      state.ended.insert(entry, for: entry.record.executionArn, cost: entry.cost)
    }
  }

  /// Forgets what it remembers of the store.
  func forgetEnded() { state.withLock { $0.ended.removeAll() } }

  // MARK: Names

  /// What a name turned out to be.
  enum Claim {
    /// Nobody else has it now; `release` it.
    case claimed
    case running(Entry)
    /// Ended, or being started with another input.
    case taken
    /// More than `limit` run.
    case full
  }

  /// Claims an execution's ARN, once nobody else is starting one of that name with the same input.
  /// - Parameter input: of an execution started from outside; nil for one that another execution starts, which waits for nobody.
  func claim(_ arn: String, input: String?, limit: Int) async -> Claim {
    while true {
      let found: Claim? = state.withLock { state in
        if let starting = state.starting[arn] { return starting.input == input && input != nil ? nil : .taken }
        if let entry = state.running[arn] { return .running(entry) }
        if state.ended.value(arn) != nil { return .taken }
        if input != nil {
          guard state.roots < limit else { return .full }
          state.roots += 1
        }
        state.starting[arn] = Starting(input: input)
        return .claimed
      }
      if let found { return found }
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          guard state.starting[arn] != nil else { return true }
          state.starting[arn]?.waiting.append(continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    }
  }

  /// Gives a claim up: the execution is visible now, or was not started.
  func release(_ arn: String, hasStarted: Bool) {
    let waiting = state.withLock { state in
      let starting = state.starting.removeValue(forKey: arn)
      if !hasStarted, starting?.input != nil { state.roots -= 1 }
      return starting?.waiting ?? []
    }
    for waiter in waiting { waiter.resume() }
  }

  /// Counts a tree that runs without having been claimed: after a restart, or redriven.
  func countRoot() { state.withLock { $0.roots += 1 } }
  /// A tree has ended.
  func uncountRoot() { state.withLock { $0.roots -= 1 } }
  /// How many trees run.
  var roots: Int { state.withLock { $0.roots } }
  /// How many executions run, however they were started.
  var count: Int { state.withLock { $0.running.count } }
  /// The executions that run.
  var running: [Entry] { state.withLock { Array($0.running.values) } }
}

extension HostIndex.Entry {
  fileprivate var cost: Int {
    let texts = [record.definition, record.input, record.output ?? "", record.cause ?? "", record.machineDetails ?? ""]
    return texts.reduce(1_000 + (tail?.bytes.count ?? 0)) { $0 + $1.utf8.count }
  }
}
