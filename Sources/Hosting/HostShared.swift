import Embedded
import Engine
import JSON
import StatesLanguage
import Store
import Synchronization
import Tasks
import Time

/// What the shards of a host share.
final class HostShared: Sendable {
  let store: ExecutionStore
  let settings: HostSettings
  /// What performs the tasks of executions that start now.
  let kit: RunnerKit
  let index = HostIndex()
  let parts = PartCache()
  let tokens = TokenIndex()
  let board = ActivityBoard()
  let documents: DocumentShelf
  let activity = HostActivity()
  let compiler = MachineCompiler()
  let callers = FunctionCallers()
  /// Ends evaluations of trees that are to be stopped.
  let interrupts = TreeInterrupts()
  private let kits: Mutex<[String: RunnerKit]>
  private let observers = Mutex<[Int: @Sendable ([HostIndex.Entry]) -> Void]>([:])

  /// How a journal is replayed; a store whose journals were written for another way cannot go on with them.
  static let journalFormat = 1

  private static let maximumKits = 64

  var clock: any WallClock { settings.clock }

  init(_ store: ExecutionStore, _ settings: HostSettings, _ kit: RunnerKit) throws(StoreFailure) {
    self.store = store
    self.settings = settings
    self.kit = kit
    documents = DocumentShelf(try store.documents())
    kits = Mutex([kit.text: kit])
  }

  /// The kit of a kept set-up.
  func kit(_ text: String) throws(TaskFileError) -> RunnerKit {
    if let known = kits.withLock({ $0[text] }) { return known }
    guard let setup = RunnerSetup(text: text) else { throw TaskFileError("What performed its tasks cannot be read from the store.") }
    let kit = try RunnerKit(setup)
    kits.withLock { kits in
      // Callers name test cases as they like.
      if kits.count >= HostShared.maximumKits { kits = [self.kit.text: self.kit] }
      kits[text] = kit
    }
    return kit
  }

  /// The kit of an execution that starts now, with the mock test case that its order names.
  func kit(testCase: String?) throws(TaskFileError) -> RunnerKit {
    guard let testCase, kit.setup.mocks != nil else { return kit }
    var setup = kit.setup
    setup.testCase = testCase
    return try kit(setup.text)
  }

  // MARK: What shards tell

  /// Makes visible what is kept now.
  func publish(_ publication: Publication, of tree: RunningTree) {
    guard tree.unkept == nil else { return }
    for (execution, part) in publication.parts { parts.insert(part, of: execution) }
    if !publication.entries.isEmpty {
      index.publish(publication.entries)
      // What was full or last before it was redriven is not so any more.
      for entry in publication.entries where entry.record.redriveCount > 0 { parts.remove(entry.record.executionArn) }
      for entry in publication.entries where tree.claimed.remove(entry.record.executionArn) != nil {
        index.release(entry.record.executionArn, hasStarted: true)
      }
      let told = observers.withLock { Array($0.values) }
      for observer in told { observer(publication.entries) }
    }
    if !publication.tokens.isEmpty {
      tokens.insert(publication.tokens, tree: tree.id)
      tree.tokens.formUnion(publication.tokens)
      forgetSpentTokens(of: tree)
    }
    for task in publication.activities {
      board.offer(ActivityBoard.Waiting(token: task.token, input: task.input, tree: tree.id), of: task.activityArn)
    }
    if publication.endsTree { index.uncountRoot() }
  }

  /// In a long run the tokens that were answered are let go of: the store still knows them.
  private func forgetSpentTokens(of tree: RunningTree) {
    guard tree.tokens.count > tree.tokenLimit else { return }
    let spent = tree.tokens.filter { !tree.core.isPending(token: $0) }
    tokens.remove(spent)
    tree.tokens.subtract(spent)
    tree.tokenLimit = max(64, tree.tokens.count * 2)
  }

  /// A tree has left memory.
  func forget(_ tree: RunningTree) {
    tokens.remove(tree.tokens)
    for arn in tree.claimed { index.release(arn, hasStarted: true) }
    if tree.unkept != nil { index.uncountRoot() }
  }

  /// The part of an execution's history with an event.
  func part(of execution: String, holding event: Int) -> StoredEvents? {
    if let part = parts.part(of: execution, holding: event) { return part }
    guard let part = try? store.events(of: execution, holding: event) else { return nil }
    parts.insert(part, of: execution)
    return part
  }

  // MARK: Observers

  /// Calls back with what becomes visible, until `ignore`.
  func observe(_ id: Int, _ observer: @escaping @Sendable ([HostIndex.Entry]) -> Void) { observers.withLock { $0[id] = observer } }
  func ignore(_ id: Int) { observers.withLock { $0[id] = nil } }
}
