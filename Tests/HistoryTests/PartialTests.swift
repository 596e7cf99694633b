import History
import JSON
import StatesLanguage
import TestSupport
import Testing
import Time

/// A log whose first events are still missing: what is said of it must be true of the whole.
@Suite("Newest events first")
struct PartialTests {
  /// The newest `count` events of a history.
  func newest(_ count: Int, of made: MadeUp) -> EventLog { EventLog(made.events.suffix(count)) }

  /// A Parallel of two branches, a Map of two iterations in the first; then a Task that waits.
  static func history() -> MadeUp {
    var made = MadeUp()
    made.started()
    let first = made.enter(.passStateEntered, "First", after: 0, at: 1)
    let left = made.exit(.passStateExited, "First", after: first, at: 1)
    let both = made.enter(.parallelStateEntered, "Both", after: left, at: 2)
    let started = made.add(.parallelStateStarted, after: both, at: 2)
    let map = made.enter(.mapStateEntered, "Each", after: started, at: 3)
    let job = made.enter(.taskStateEntered, "Job", after: started, at: 3)
    let mapStarted = made.add(.mapStateStarted, after: map, at: 4, .mapStarted(length: 2))
    var last = 0
    for at in 0..<2 {
      let iteration = made.add(.mapIterationStarted, after: mapStarted, at: 5, .mapIteration(name: "Each", index: at))
      let item = made.enter(.passStateEntered, "Item", after: iteration, at: 5)
      let out = made.exit(.passStateExited, "Item", after: item, at: 6)
      last = made.add(.mapIterationSucceeded, after: out, at: 6, .mapIteration(name: "Each", index: at))
    }
    let over = made.add(.mapStateSucceeded, after: last, at: 7)
    made.exit(.mapStateExited, "Each", after: over, at: 7)
    let scheduled = made.schedule("runTask.sync", after: job, at: 8)
    let begun = made.task(.taskStarted, after: scheduled, at: 8)
    let submitted = made.task(.taskSubmitted, after: begun, at: 9)
    let done = made.task(.taskSucceeded, after: submitted, at: 20)
    let jobLeft = made.exit(.taskStateExited, "Job", after: done, at: 20)
    let joined = made.add(.parallelStateSucceeded, after: jobLeft, at: 21)
    let next = made.exit(.parallelStateExited, "Both", after: joined, at: 21)
    let wait = made.enter(.taskStateEntered, "Wait for it", after: next, at: 22)
    let asked = made.schedule("runTask.sync", after: wait, at: 22)
    let running = made.task(.taskStarted, after: asked, at: 22)
    made.task(.taskSubmitted, after: running, at: 23)
    return made
  }

  static let definition = """
    {"StartAt": "First", "States": {
      "First": {"Type": "Pass", "Next": "Both"},
      "Both": {"Type": "Parallel", "Next": "Wait for it", "Branches": [
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Item", "States": {
          "Item": {"Type": "Pass", "End": true}}}}}},
        {"StartAt": "Job", "States": {"Job": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true}}}]},
      "Wait for it": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true}}}
    """

  static func facts() throws -> MachineFacts {
    MachineFacts(definition: try JSONValue(parsing: definition))
  }

  @Test("Ids are found where a log begins late")
  func lookUp() {
    let log = newest(10, of: Self.history())
    let first = log[0].id
    #expect(first > 1)
    #expect(log.position(ofEvent: first + 3) == 3)
    #expect(log.event(id: first + 9)?.id == first + 9)
    #expect(log.event(id: first - 1) == nil)
    #expect(log.event(id: 1) == nil)
    #expect(log.event(id: first + 10) == nil)
    let late = log.suffix(from: 4)
    #expect(late.count == 6)
    #expect(late.event(id: first + 5)?.id == first + 5)
    #expect(EventLog().event(id: 1) == nil)
  }

  @Test("Whatever is missing, no event is given to another visit than in the whole history", arguments: [true, false])
  func neverWrong(knowsDefinition: Bool) throws {
    let made = Self.history()
    let facts = knowsDefinition ? try Self.facts() : nil
    let whole = made.index(facts: facts)
    for count in 1...made.events.count {
      let log = newest(count, of: made)
      let index = HistoryIndex(log, facts: facts)
      #expect(index.eventsBefore == made.events.count - count)
      for event in log {
        guard let visit = index.visit(ofEvent: event.id) else { continue }
        let wanted = whole.visit(ofEvent: event.id)
        #expect(visit.state == wanted?.state && visit.enteredEvent == wanted?.enteredEvent, "event \(event.id) of the newest \(count)")
        #expect(visit.status == wanted?.status, "event \(event.id) of the newest \(count)")
      }
      for state in index.stateOrder { #expect(index.states[state]?.visits ?? 0 <= whole.states[state]?.visits ?? 0) }
      // A transition that is told was taken.
      for edge in index.edges.keys { #expect(whole.edges[edge] != nil) }
      #expect(index.status == whole.status)
    }
  }

  @Test("The same for every recorded history", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func recorded() throws {
    var checked = 0
    for recorded in try RecordedCase.all() where recorded.hasIDs {
      let events = EventLog(ordering: try recorded.events.map { try HistoryEvent(json: $0) })
      let facts = recorded.definition.map(MachineFacts.init(definition:))
      let whole = HistoryIndex(events, facts: facts)
      for from in 1..<max(2, events.count) {
        let log = events.suffix(from: from)
        let index = HistoryIndex(log, facts: facts)
        for event in log {
          guard let visit = index.visit(ofEvent: event.id) else { continue }
          checked += 1
          let wanted = whole.visit(ofEvent: event.id)
          let isSame = visit.state == wanted?.state && visit.enteredEvent == wanted?.enteredEvent
          if !isSame { Issue.record("\(recorded.path): event \(event.id) is given to \(visit.state) when events begin at \(from + 1)") }
        }
      }
    }
    #expect(checked > 10_000)
  }

  @Test("What waits is told as soon as its own events are there")
  func waiting() throws {
    let made = Self.history()
    let index = HistoryIndex(newest(5, of: made), facts: try Self.facts())
    #expect(index.leaves.map(\.state) == ["Wait for it"])
    #expect(index.leaves[0].scope.isEmpty)
    #expect(index.waitReason(of: index.leaves[0]) == .job(service: "ECS", since: MadeUp.at(23), deadline: .none))
    #expect(index.startedAt == nil)
  }

  @Test("Events of a visit that began earlier belong to none, and say nothing of others")
  func begunEarlier() throws {
    let made = Self.history()
    // From the second iteration's end on: neither the Map nor the Parallel is known.
    let from = made.events.firstIndex { $0.type == .mapStateSucceeded } ?? 0
    let index = HistoryIndex(EventLog(made.events[from...]), facts: try Self.facts())
    for type in [EventType.mapStateExited, .taskScheduled, .parallelStateExited] {
      let event = made.events[from...].first { $0.type == type }
      #expect(index.visit(ofEvent: event?.id ?? 0) == nil)
    }
    #expect(index.stateOrder == ["Wait for it"])
  }

  @Test("A failure whose state was entered earlier is not laid on another")
  func failure() {
    var made = MadeUp()
    made.started()
    let parallel = made.add(.parallelStateStarted, after: made.enter(.parallelStateEntered, "Both", after: 0))
    let a = made.enter(.taskStateEntered, "A", after: parallel)
    let scheduled = made.schedule("runTask.sync", after: a)
    let b = made.enter(.taskStateEntered, "B", after: parallel)
    made.schedule("runTask.sync", after: b)
    let failed = made.fail(after: scheduled, at: 5)
    made.add(.executionFailed, after: failed, at: 6, .failed(error: "Boom", cause: nil))
    let index = HistoryIndex(EventLog(made.events[4...]))
    #expect(index.visits.map(\.state) == ["B"])
    #expect(index.failure?.error == "Boom")
    #expect(index.failure?.visit == nil)
    #expect(index.visits[0].error == nil)
    #expect(index.visits[0].status == .aborted)
  }

  @Test("A redrive begins to count attempts anew, and no back-off lies before it")
  func redrive() throws {
    var made = MadeUp()
    made.started()
    let entered = made.enter(.taskStateEntered, "Job", after: 0)
    let failed = made.fail(after: made.schedule("runTask.sync", after: entered), at: 1)
    let again = made.fail(after: made.schedule("runTask.sync", after: failed, at: 4), at: 5)
    let over = made.add(.executionFailed, after: again, at: 5, .failed(error: "Boom", cause: nil))
    let redriven = made.add(.executionRedriven, after: over, at: 60, .executionRedriven(redriveCount: 1))
    made.fail(after: made.schedule("runTask.sync", after: redriven, at: 61), at: 62)
    var state = StateFacts(kind: .task)
    state.retriers = [RetrierFacts(errors: ["States.ALL"], intervalSeconds: 3, maxAttempts: 1)]
    let index = made.index(facts: MachineFacts(states: ["Job": state]))
    #expect(index.visits[0].attempts.map(\.redrive) == [0, 0, 1])
    #expect(index.visits[0].attempts.map(\.backOff) == [nil, .seconds(3), nil])
    #expect(index.redrives.map(\.event) == [redriven])
    #expect(index.redrives.map(\.at) == [MadeUp.at(60)])
    #expect(index.redrives.map(\.count) == [1])
    #expect(index.waitReason(of: index.visits[0]) == .retry(number: 1, of: 1, since: MadeUp.at(62), at: MadeUp.at(65), isUpTo: false))
  }
}
