import History
import JSON
import StatesLanguage
import Time

/// A place where an engine stands: the top level, one branch of a Parallel, or one iteration of a Map, each at one state.
///
/// A class, so that a step changes it in place; `CursorTable` makes it behave as a value. Unchecked: a cursor is written only while one table alone holds it.
final class EngineCursor: @unchecked Sendable {
  /// How a cursor's scope hangs in its parent's state.
  enum Slot: Sendable, Equatable {
    case top
    case branch(Int)
    case iteration(Int)
  }

  let key: CursorKey
  let parent: CursorKey?
  let slot: Slot
  let group: CompiledGroup
  var state: CompiledState
  var phase = Phase.before
  /// The state's raw input.
  var input: Payload
  /// The last event of this cursor's chain: what the next one's `previousEventId` names.
  var last: Int
  /// Workflow variables of this scope; inner scopes read the outer ones too.
  var variables: [String: JSONValue] = [:]
  /// Bytes of each of them as JSON.
  var variableSizes: [String: Int] = [:]
  /// Bytes of all of them.
  var variableBytes = 0
  var visit = Visit()
  /// How many states it has left.
  var statesLeft = 0
  /// Whether timers may be set for it; most cursors never have one.
  var hasTimers = false

  init(key: CursorKey, parent: CursorKey?, slot: Slot, group: CompiledGroup, state: CompiledState, input: Payload, last: Int) {
    self.key = key
    self.parent = parent
    self.slot = slot
    self.group = group
    self.state = state
    self.input = input
    self.last = last
  }

  /// The same cursor for another owner.
  func copied() -> EngineCursor {
    let copy = EngineCursor(key: key, parent: parent, slot: slot, group: group, state: state, input: input, last: last)
    copy.phase = phase
    copy.variables = variables
    copy.variableSizes = variableSizes
    copy.variableBytes = variableBytes
    copy.visit = visit
    copy.statesLeft = statesLeft
    copy.hasTimers = hasTimers
    return copy
  }

  enum Phase: Sendable {
    case before
    case entered
    /// The request is evaluated, nothing is sent.
    case ready
    /// Scheduled; the service has not taken it up.
    case scheduled
    case sent
    /// A result in hand: of a Task, or joined from branches and iterations.
    case finished(JSONValue)
    /// The attempt failed and is recorded so; Retry and Catch have not looked.
    indirect case failed(StateFailure)
    /// A Wait.
    case waiting
    /// A Wait whose time is up.
    case elapsed
    /// Before the next attempt.
    case backOff
    /// The back-off is over.
    case again
    /// Branches or iterations run.
    case children
    /// A Map Run runs.
    case mapRun
  }

  /// What belongs to one entering of a state.
  struct Visit: Sendable {
    var enteredEvent = 0
    var enteredAt = Timestamp(milliseconds: 0)
    /// `previousEventId` of the Entered event.
    var before = 0
    /// After InputPath.
    var effectiveInput: JSONValue?
    /// What will be, or was, sent.
    var request: JSONValue?
    var credentialsRoleArn: String?
    var timeout: Int?
    var heartbeat: Int?
    var token: String?
    var task: TaskID?
    /// How often each retrier was used.
    var retries: [Int] = []
    /// Attempts before this one.
    var retryCount = 0
    var children = Children()
  }

  /// The branches or iterations of a Parallel or Map that runs.
  struct Children: Sendable {
    var items: [JSONValue] = []
    var results: [JSONValue?] = []
    var next = 0
    /// How many run: the cursors whose parent this one is.
    var running = 0
    var concurrency = 0
    var done = 0
    /// A child failed and MapStateFailed or ParallelStateFailed is not recorded yet.
    var hasFailed = false
    /// The children that failed or were aborted, with everything inside them: what a redrive runs again.
    var fallen: [EngineCursor] = []
    /// MapRunStarted of a distributed Map's last Map Run.
    var mapRunStarted = 0
    /// That run's ARN.
    var mapRunArn = ""
  }

  /// Whether an advance moves it.
  var canMove: Bool {
    switch phase {
    case .before, .entered, .ready, .finished, .failed, .elapsed, .again: true
    case .scheduled, .sent, .waiting, .backOff, .children, .mapRun: false
    }
  }
}

/// How a state failed.
struct StateFailure: Sendable, Equatable {
  var error: String?
  var cause: String?
  /// `error` as Retry and Catch see it too: a missed heartbeat is recorded as States.Timeout and is also States.HeartbeatTimeout.
  var alias: String?
  /// No Retry or Catch applies: a state's output over the quota.
  var isFatal = false
  /// A clock of the Task ran out.
  var isTimeout = false
}
