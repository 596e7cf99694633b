import Time

/// One entering of one state in one scope, from its Entered event to its Exited event, with its attempts.
public struct Visit: Sendable, Equatable {
  /// Its position in `HistoryIndex.visits`: the order of entering.
  public var index: Int
  /// The state's name.
  public var state: String
  /// The state's type.
  public var kind: VisitKind
  /// The Parallel branches and Map iterations down to it.
  public var scope: Scope
  /// The visit of the Parallel or Map around it; nil at the top level.
  public var parent: Int?
  /// The Entered event.
  public var enteredEvent: Int
  /// When it was entered.
  public var enteredAt: Timestamp
  /// The Exited event; nil while inside, for Fail states, and where the execution ended inside.
  public var exitedEvent: Int?
  /// When it was over: left, failed or aborted.
  public var endedAt: Timestamp?
  /// How it stands.
  public var status: VisitStatus
  /// JSON text; nil where the endpoint left it out.
  public var input: String?
  /// JSON text of what it handed on; nil while inside, and where the endpoint left it out.
  public var output: String?
  /// The variables that were set as it was left.
  public var assignedVariables: [AssignedVariable] = []
  /// Its tries, oldest first; none for states that neither call a service nor hold others.
  public var attempts: [Attempt] = []
  /// The newest failure that is not inside an attempt (a failed evaluation, a Fail state, an execution that failed here) or the newest
  /// attempt's.
  public var error: String?
  /// The cause beside that error.
  public var cause: String?
  /// Of a Map: how its iterations stand in the newest attempt.
  public var progress: MapProgress?
  /// The events that belong to it, by id, oldest first; those of inner states belong to theirs.
  public var events: [Int]
  /// Whether a later attempt of a Map or Parallel around it, or a redrive, has taken its place.
  public var isSuperseded = false

  /// `Entered.previousEventId`: what a failed evaluation at entry shares with it.
  var enteredPrevious: Int
  var scopeRecord: Int
  var abortedEvent: Int?
  /// A Map or Parallel said that it failed.
  var containerFailed = false
  /// The newest attempt, or an evaluation, failed.
  var isFailing = false
  /// When the newest failure was: a back-off counts from there.
  var failedAt: Timestamp?
  /// Of a Map or Parallel that failed: the visit inside where the failure began.
  public var failureOrigin: Int?

  init(index: Int, state: String, kind: VisitKind, scope: Scope, scopeRecord: Int, parent: Int?, event: HistoryEvent) {
    self.index = index
    self.state = state
    self.kind = kind
    self.scope = scope
    self.scopeRecord = scopeRecord
    self.parent = parent
    enteredEvent = event.id
    enteredAt = event.timestamp
    enteredPrevious = event.previousEventId
    status = kind == .wait ? .waiting : kind == .fail ? .failed : .running
    if kind == .fail { endedAt = event.timestamp }
    if case .stateEntered(_, let input) = event.details { self.input = input }
    events = [event.id]
  }

  /// How long it has lasted; `now` counts while it is not over. Never negative, whatever the clocks of an endpoint say.
  public func duration(now: Timestamp) -> Duration { max(.zero, (endedAt ?? now) - enteredAt) }

  /// The attempts since the newest redrive, which begins to count them anew; all of them where there was none.
  var newestTries: ArraySlice<Attempt> {
    let redrive = attempts.last?.redrive ?? 0
    return attempts[(attempts.firstIndex { $0.redrive == redrive } ?? 0)...]
  }

  /// Whether its newest failure has not been followed by another try.
  var endsInFailure: Bool { containerFailed || isFailing }
}

/// How the iterations of a Map stand.
public struct MapProgress: Sendable, Equatable {
  /// As MapStateStarted says; 0 where an ItemReader supplies the items.
  public var total: Int
  /// Iterations that go on.
  public var running = 0
  /// Iterations that succeeded.
  public var succeeded = 0
  /// Iterations that failed.
  public var failed = 0
  /// Iterations that another one's failure ended.
  public var aborted = 0
  /// Of a Distributed Map.
  public var mapRunArn: String?

  /// A Map that has just begun.
  public init(total: Int) { self.total = total }

  /// Iterations not yet started.
  public var pending: Int { max(0, total &- running &- succeeded &- failed &- aborted) }
}
