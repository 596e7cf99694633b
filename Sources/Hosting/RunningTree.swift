import Embedded
import Engine
import History
import JSON
import Store
import Time

/// An execution that was started from outside with all that runs because of it: its core, what is on its way to it, and what came of it but is not kept yet.
///
/// Owned by one shard, which is an actor; nobody else touches it.
final class RunningTree {
  let id: Int
  let root: String
  /// What the root's order said that no core knows.
  let order: RootDetails
  var core: DriverCore
  /// How many entries its journal has.
  var sequence = 0
  /// Internal steps since the last of them.
  var steps = 0
  /// Events of all its executions so far.
  var events = 0
  var inbox: [Delivery] = []
  /// Whether a task drives it now.
  var isDriven = false
  /// Whether the core may have steps to make.
  var hasMore = true
  var live: [ExecutionKey: LiveExecution] = [:]
  var news = TreeNews()
  /// Needs that are being answered.
  var needsAsked: Set<Int> = []
  /// Tokens in the index.
  var tokens: Set<String> = []
  /// Callers who are told once what they caused is visible.
  var replies: [(Delivery.Reply, Result<Void, TreeRefusal>)] = []
  /// Whether the store says that it has ended.
  var isStoppedInStore = false
  /// Names of executions that it starts, claimed until they are visible.
  var claimed: Set<String> = []
  /// Whether it was stopped because it could not go on.
  var isHalted = false
  /// With more tokens than these the spent ones are looked for.
  var tokenLimit = 64
  /// What would have been kept of a tree that is not; nil for all others.
  var unkept: UnkeptTree?
  /// Called when the root has ended.
  var onEnd: (@Sendable (ExecutionRecord) -> Void)?
  /// When the store failed it is tried again then.
  var retryAt: Timestamp?

  init(id: Int, root: String, order: RootDetails, core: DriverCore) {
    self.id = id
    self.root = root
    self.order = order
    self.core = core
  }

  /// When it has to be driven again, at the latest.
  var due: Timestamp? {
    if let retryAt { return retryAt }
    // What is due at the core's own time has been done.
    return core.nextDue.flatMap { $0 > core.now ? $0 : nil }
  }
}

/// What StartExecution said of the root that its core does not know.
struct RootDetails: Sendable {
  var versionArn: String?
  var aliasArn: String?
  var traceHeader: String?
  var machineDetails: String?
}

/// Something that happens to a tree from outside.
struct Delivery {
  typealias Reply = CheckedContinuation<Result<Void, TreeRefusal>, Never>

  var input: DriverCore.Input
  /// Nil for what the host itself delivers: it is delivered again when the store fails.
  var reply: Reply?
  /// Whether the caller is told only once the consequences are visible.
  var waitsForNews = true
  /// Something to note.
  var audit: StoredAuditLine?
}

/// Why an input was not taken.
enum TreeRefusal: Error, Sendable, Equatable {
  /// The tree is not in memory: all of it has ended.
  case absent
  /// The core refused it, with these words.
  case refused(String)
  /// The store failed; the sentence.
  case store(String)
}

/// An execution of a tree as far as it was looked at.
struct LiveExecution {
  var record: ExecutionRecord
  var history = GrowingHistory()
  /// Events that the store has.
  var known = 0
  /// The status that the store has.
  var knownStatus: String?
}

/// What came of inputs and is not kept yet.
struct TreeNews {
  var executions: Set<ExecutionKey> = []
  var mapRuns: [String: MapRunFacts] = [:]
  var tokens: [String] = []
  var activities: [WaitingActivity] = []
  var audit: [StoredAuditLine] = []

  var isEmpty: Bool { executions.isEmpty && mapRuns.isEmpty && tokens.isEmpty && activities.isEmpty && audit.isEmpty }
}

/// A tree that is not kept, as long as nothing in it has to outlive the process: an Express execution that somebody waits for.
struct UnkeptTree {
  var tree: StoredTree
  /// What would have been kept.
  var changes: [StoreChange] = []
  var bytes = 0

  /// More than this is kept after all, so that memory is bounded.
  static let maximumBytes = 1 << 20

  mutating func add(_ changes: [StoreChange]) {
    self.changes += changes
    bytes += changes.reduce(0) { $0 + $1.bytes }
  }
}

extension StoreChange {
  fileprivate var bytes: Int {
    switch self {
    case .events(_, let part): part.bytes.count
    case .input(_, let input): 64 + input.input.count
    case .execution(let execution): 512 + execution.input.utf8.count + (execution.output?.utf8.count ?? 0)
    default: 256
    }
  }
}
