import DataFlow
import History
import JSON
import StatesLanguage
import Time

/// A Map Run: the child executions of one distributed Map, as a value without I/O. Whoever drives an engine reads its items, starts its children, tells it how they
/// ended, and gives its outcome back to the engine.
public struct MapRun: Sendable {
  /// `arn:…:mapRun:machine/label:uuid`.
  public let arn: String
  /// The cursor whose Map it is.
  public let cursor: CursorKey
  /// The Map state's name.
  public let state: String
  /// The machine its children say they run: `arn:…:stateMachine:machine/label`.
  public let stateMachineArn: String
  /// What they run.
  public let child: CompiledMachine
  /// Whether its children are Express workflows.
  public let isExpress: Bool
  /// What MaxConcurrency says; 0 for no limit.
  public var maxConcurrency: Int
  /// How many failed items are tolerated; nil where nothing is said.
  public var toleratedFailureCount: Int?
  /// How many failed items of a hundred are tolerated; nil where nothing is said.
  public var toleratedFailurePercentage: Double?
  /// The children that were started, by their index.
  public internal(set) var children: [MapRunChild] = []
  /// What it came to; nil while it runs.
  public internal(set) var outcome: MapRunOutcome?
  /// How often it was redriven.
  public internal(set) var redriveCount = 0

  let uuid: String
  let machineName: String
  let identity: EngineIdentity
  let fields: CompiledState
  /// The reading before anything was asked: a redrive of a run whose items could not be read begins with it.
  var firstReading: ItemReading?
  /// What ItemSelector and BatchInput see.
  var environment: EvaluationContext
  var random: EngineRandom
  var enteredEvent: Int
  var reading: ItemReading?
  var batching: ItemBatching?
  let writing: ResultWriting?
  /// Once they are read; the selected ones where they are batched.
  var items: [JSONValue] = []
  /// Whether they are the pairs of an object.
  var areKeyed = false
  var batches: [Range<Int>]?
  var isRead = false
  /// The next batch or item that no child has.
  var next = 0
  var running = 0
  /// Children to be redriven.
  var redriven: [Int] = []
  /// Items by what became of them.
  var failedItems = 0
  /// Children, and their items, by what became of them.
  var executionTally = MapRunTally()
  var itemTally = MapRunTally()
  /// How many items and children there were, once they were let go of.
  var released: (items: Int, units: Int)?

  /// Children that run at once, however large MaxConcurrency is.
  static let maximumConcurrency = 10_000

  init(_ cursor: EngineCursor, fields: CompiledState, distributed: DistributedFields, setup: Setup, in engine: inout ExecutionEngine) {
    let identity = engine.identity
    uuid = engine.random.expressions.uuid()
    machineName = "\(identity.machineName)/\(distributed.label)"
    arn = "arn:aws:states:\(identity.region):\(identity.account):mapRun:\(machineName):\(uuid)"
    stateMachineArn = "\(identity.stateMachineArn)/\(distributed.label)"
    self.cursor = cursor.key
    state = cursor.state.state.name
    child = distributed.child
    isExpress = distributed.isExpress
    self.identity = identity
    self.fields = fields
    environment = setup.environment
    random = EngineRandom(seed: engine.random.seed())
    enteredEvent = cursor.visit.enteredEvent
    maxConcurrency = setup.concurrency
    toleratedFailureCount = setup.tolerances.count
    toleratedFailurePercentage = setup.tolerances.percentage
    reading = setup.reading
    firstReading = setup.reading
    batching = setup.batching
    writing = setup.writing
    if let found = setup.items { (items, areKeyed) = (found.items, found.areKeyed) }
    if let cause = setup.readerFailure { outcome = .failed(error: "States.ItemReaderFailed", cause: cause) }
  }

  /// What the state's fields come to.
  struct Setup: Sendable {
    var environment: EvaluationContext
    var items: MapItems?
    var concurrency: Int
    var tolerances: (count: Int?, percentage: Double?)
    var reading: ItemReading?
    /// Why the reading cannot begin.
    var readerFailure: String?
    var batching: ItemBatching?
    var writing: ResultWriting?
  }
}

/// A child execution of a Map Run.
public struct MapRunChild: Sendable {
  /// How it stands with the child.
  public var status = ExecutionStatus.running
  /// The items it has.
  public var items: Range<Int>
  /// Of a child that succeeded.
  var output: JSONValue?
  /// Whether it was counted as failed.
  var hasFailed: Bool { status == .failed || status == .timedOut || status == .aborted }
}

/// How a Map Run ended.
public enum MapRunOutcome: Sendable, Equatable {
  case succeeded(JSONValue)
  case failed(error: String, cause: String)
  /// Its execution was stopped, or a sibling failed.
  case aborted
}

/// A child execution to be started.
public struct MapRunStart: Sendable {
  /// Which child it is.
  public var index: Int
  /// The child's names and ARNs.
  public var identity: EngineIdentity
  /// What it draws its chance from.
  public var seed: EngineSeed
  /// JSON text.
  public var input: String
  /// How many items its input holds.
  public var itemCount: Int
}

/// Items or children of a Map Run by what became of them.
public struct MapRunTally: Sendable, Equatable {
  public var pending = 0, running = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0, total = 0, resultsWritten = 0,
    pendingRedrive = 0
  /// Nothing counted.
  public init() {}

  /// All that some child has had.
  var started: Int { running + succeeded + failed + timedOut + aborted + pendingRedrive }

  mutating func count(_ status: ExecutionStatus, _ amount: Int) {
    switch status {
    case .succeeded: succeeded += amount
    case .failed: failed += amount
    case .timedOut: timedOut += amount
    case .aborted: aborted += amount
    case .pendingRedrive: pendingRedrive += amount
    default: running += amount
    }
  }
}
