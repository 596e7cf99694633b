import Time

/// Everything that is derived from an execution's events: visits, how states stand, which transitions were taken. Grows by one event at a
/// time, each at constant cost, so that a screen follows a long history; a prefix of the events gives the execution as it was then.
public struct HistoryIndex: Sendable {
  /// What the definition says, where it is known.
  public let facts: MachineFacts?
  /// How many events were appended.
  public private(set) var eventCount = 0
  /// As the events tell it; a denied or unread end leaves it RUNNING.
  public internal(set) var status = ExecutionStatus.running
  /// When the execution started.
  public internal(set) var startedAt: Timestamp?
  /// When it was redriven, oldest first.
  public internal(set) var redrives: [Redrive] = []
  /// The newest event's time; clocks of a finished execution stand there.
  public internal(set) var lastEventAt: Timestamp?
  /// When the execution ended; nil while it runs.
  public internal(set) var endedAt: Timestamp?
  /// Error, cause and the visit they came from, once the execution failed.
  public internal(set) var failure: ExecutionFailure?
  /// How each entered state stands, by name.
  public internal(set) var states: [String: StateSummary] = [:]
  /// The names of the entered states in the order of first entering.
  public internal(set) var stateOrder: [String] = []
  /// How often each transition was taken.
  public internal(set) var edges: [TakenEdge: Int] = [:]

  var visitStore = ChunkedArray<Visit>()
  var places = ChunkedArray<EventPlace>()
  var scopes = ChunkedArray<ScopeRecord>()
  /// How many events there are before the first that was appended: the log began later than the history.
  public private(set) var eventsBefore = 0
  /// Positions of the events whose id does not follow from their position, as some endpoints number.
  var irregularPositions: [Int: Int] = [:]
  /// Visits that may still get events, by rising index.
  var open: [Int] = []
  /// Whether ExecutionRedriven was seen: from then on visits that were given up may go on.
  var isRedriven: Bool { !redrives.isEmpty }
  /// What attribution needs of each Map and Parallel that is still open.
  var containers: [Int: ContainerState] = [:]

  /// - Parameter facts: what the definition says; without it branches are numbered in the order in which they begin, and waits say less.
  public init(facts: MachineFacts? = nil) {
    self.facts = facts
    scopes.append(ScopeRecord(step: nil, path: [], container: nil, attempt: 0))
  }

  /// The index of a whole log.
  public init(_ log: some Sequence<HistoryEvent>, facts: MachineFacts? = nil) {
    self.init(facts: facts)
    for event in log { append(event) }
  }

  /// Takes in the next event. An id that was there already is left out.
  public mutating func append(_ event: HistoryEvent) {
    guard position(of: event.id) == nil else { return }
    if places.count == 0 { eventsBefore = max(0, event.id &- 1) }
    let place = place(of: event)
    if places.count != event.id &- 1 &- eventsBefore { irregularPositions[event.id] = places.count }
    places.append(place)
    eventCount += 1
    lastEventAt = event.timestamp
    if let visit = place.visit, visitStore[visit].enteredEvent != event.id { visitStore[visit].events.append(event.id) }
    apply(event, at: place)
  }

  /// Takes in what a log has grown by since the last time; its beginning must be what was taken in before.
  public mutating func follow(_ log: EventLog) {
    guard eventCount < log.count else { return }
    for event in log[eventCount...] { append(event) }
  }

  /// Every visit in the order of entering.
  public var visits: VisitList { VisitList(store: visitStore) }

  /// The visit an event belongs to; nil for events of the execution itself and for unknown ids.
  public func visit(ofEvent id: Int) -> Visit? { position(of: id).flatMap { places[$0].visit }.map { visitStore[$0] } }

  /// The scope an event belongs to: its visit's, and for MapIteration* the iteration itself.
  public func scope(ofEvent id: Int) -> Scope { position(of: id).map { scopes[places[$0].scope].path } ?? [] }

  /// Visits that are not over, by rising index.
  public var activeVisits: [Visit] { open.lazy.map { visitStore[$0] }.filter(\.status.isActive) }

  /// Active visits with no other active visit inside: where the execution stands.
  public var leaves: [Visit] {
    let active = activeVisits
    let parents = Set(active.compactMap(\.parent))
    return active.filter { !parents.contains($0.index) }
  }

  func position(of id: Int) -> Int? {
    let place = id &- 1 &- eventsBefore
    if places.indices.contains(place), places[place].id == id { return place }
    return irregularPositions.isEmpty ? nil : irregularPositions[id]
  }
}

/// The visits of an execution: a list that is cheap to hand on.
public struct VisitList: RandomAccessCollection, Sendable {
  let store: ChunkedArray<Visit>
  /// Always 0.
  public var startIndex: Int { 0 }
  /// The number of visits.
  public var endIndex: Int { store.count }
  /// The visit with this index.
  public subscript(position: Int) -> Visit { store[position] }
}

/// Why an execution did not succeed.
public struct ExecutionFailure: Sendable, Equatable {
  /// The event that ended the execution.
  public var event: Int
  /// The error of the execution's last event.
  public var error: String?
  /// The cause of the execution's last event.
  public var cause: String?
  /// The top-level visit whose failure it was; nil for an abort or a timeout of the whole execution.
  public var visit: Int?
  /// The visit where the failure began: `visit` itself, or one inside that Map or Parallel.
  public var origin: Int?
}

/// Where an event belongs.
struct EventPlace: Sendable {
  var id: Int
  var at: Timestamp
  var type: EventType
  var visit: Int?
  /// Index into `scopes`.
  var scope: Int
  /// Whether its chain begins before the first event that is known, so that its visit cannot be.
  var isCut = false
}

/// One branch or iteration of one attempt of a Parallel or Map; number 0 is the top level.
struct ScopeRecord: Sendable {
  var step: ScopeStep?
  var path: Scope
  /// The visit of the Parallel or Map.
  var container: Int?
  /// Which attempt of it.
  var attempt: Int
  /// Whether it began before the first event that is known: inside which Parallel or Map, nobody can say yet.
  var isCut = false
}

/// A time at which an execution that had ended was sent on.
public struct Redrive: Sendable, Equatable {
  /// The ExecutionRedriven event.
  public var event: Int
  /// When it was.
  public var at: Timestamp
  /// 1 for the first.
  public var count: Int
}

/// The branches or iterations that the newest attempt of a container has begun.
struct ContainerState: Sendable {
  var attempt = 0
  /// Branch or iteration index to scope record.
  var scopes: [Int: Int] = [:]
  /// The newest one's scope record.
  var latest: Int?
}
