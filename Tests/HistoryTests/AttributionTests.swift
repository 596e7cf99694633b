import History
import JSON
import TestSupport
import Testing
import Time

/// Attribution checked from outside: what an event's own names and the definition say must agree with the visit it was given.
@Suite struct AttributionTests {
  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func everyRecordedEventBelongsToTheRightVisitAndScope() throws {
    var checked = 0
    for recorded in try RecordedCase.all() {
      let events = try recorded.events.map { try HistoryEvent(json: $0) }
      let log = EventLog(ordering: events)
      for facts in [nil, recorded.definition.map(MachineFacts.init(definition:))] {
        let index = HistoryIndex(log, facts: facts)
        for problem in inconsistencies(log, index, recorded.definition, chained: recorded.hasIDs) {
          Issue.record("\(recorded.path): \(problem)")
        }
        checked += log.count
      }
    }
    #expect(checked > 6_000)
  }

  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func everyPrefixOfEveryHistoryAndEveryDisorderIsTaken() throws {
    for recorded in try RecordedCase.all() {
      let events = try recorded.events.map { try HistoryEvent(json: $0) }
      let facts = recorded.definition.map(MachineFacts.init(definition:))
      var index = HistoryIndex(facts: facts)
      var copies: [HistoryIndex] = []
      for event in EventLog(ordering: events) {
        index.append(event)
        copies.append(index)
        #expect(index.eventCount == copies.count)
      }
      // Copies taken on the way have not changed with what came after.
      for (at, copy) in copies.enumerated() where at % 7 == 0 {
        let fresh = HistoryIndex(EventLog(ordering: events).prefix(events: at + 1), facts: facts)
        #expect(Array(copy.visits) == Array(fresh.visits), "\(recorded.path) prefix \(at + 1)")
        #expect(copy.states == fresh.states)
      }
      for disordered in [
        events.reversed(),
        events.map { event in
          var event = event; event.previousEventId = 0; return event
        },
      ] {
        let thin = HistoryIndex(disordered, facts: facts)
        #expect(thin.eventCount == events.count)
      }
    }
  }

  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func nothingIsLeftActiveWhenAnExecutionIsOver() throws {
    for recorded in try RecordedCase.all() {
      let index = HistoryIndex(EventLog(ordering: try recorded.events.map { try HistoryEvent(json: $0) }))
      guard index.status.isFinal else { continue }
      if let status = recorded.status { #expect(index.status.rawValue == status, "\(recorded.path)") }
      #expect(index.activeVisits.isEmpty, "\(recorded.path)")
      #expect(index.visits.allSatisfy { !$0.status.isActive && $0.endedAt != nil }, "\(recorded.path)")
      #expect(index.status == .succeeded || index.failure != nil, "\(recorded.path)")
      if index.status == .failed { #expect(index.failure?.origin != nil, "\(recorded.path)") }
    }
  }

  /// Everything about a history that does not fit together.
  private func inconsistencies(_ log: EventLog, _ index: HistoryIndex, _ definition: JSONValue?, chained: Bool) -> [String] {
    var problems: [String] = []
    let nesting = definition.map { Nesting(definition: $0) }
    for event in log {
      let visit = index.visit(ofEvent: event.id)
      if event.type.rawValue.hasPrefix("Execution") {
        if visit != nil { problems.append("\(event.id) \(event.type) belongs to the execution, not to a visit") }
        continue
      }
      guard let visit else {
        problems.append("\(event.id) \(event.type) has no visit")
        continue
      }
      if let name = event.details.stateName, name != visit.state {
        problems.append("\(event.id) \(event.type) \(name) is given to \(visit.state)")
      }
      if event.type.isStateEntered, visit.enteredEvent != event.id { problems.append("\(event.id) is not its visit's entering") }
      if event.type.isStateExited, visit.exitedEvent != event.id { problems.append("\(event.id) is not its visit's leaving") }
      if !visit.events.contains(event.id) { problems.append("\(event.id) is missing among its visit's events") }
      problems += kinds(event, visit)
      if chained { problems += chain(event, visit, log) }
      if let expected = nesting?.containers[visit.state], expected.map(\.name) != visit.scope.map(\.container) {
        problems.append("\(event.id) \(visit.state) is in \(visit.scope), not in \(expected)")
      }
      if index.facts != nil, let expected = nesting?.containers[visit.state], expected.map(\.branch) != visit.scope.map(\.branch) {
        problems.append("\(event.id) \(visit.state) is in \(visit.scope), not in branch \(expected)")
      }
      if case .mapIteration(let name, let at) = event.details, index.scope(ofEvent: event.id).last != .iteration(state: name, index: at) {
        problems.append("\(event.id) is in \(index.scope(ofEvent: event.id)), not in iteration \(at) of \(name)")
      }
    }
    return problems
  }

  private func kinds(_ event: HistoryEvent, _ visit: Visit) -> [String] {
    let name = event.type.rawValue
    let kind: VisitKind? =
      name.hasPrefix("Map")
      ? .map
      : name.hasPrefix("Parallel")
        ? .parallel : name.hasPrefix("Task") || name.hasPrefix("Lambda") || name.hasPrefix("Activity") ? .task : nil
    return kind == nil || kind == visit.kind ? [] : ["\(event.id) \(name) is given to the \(visit.kind.rawValue) \(visit.state)"]
  }

  /// Walks the recorded chain by hand: a Task's events must reach the Entered event of the visit they were given to before any other
  /// Entered.
  private func chain(_ event: HistoryEvent, _ visit: Visit, _ log: EventLog) -> [String] {
    guard visit.kind == .task, event.type != .taskStateAborted, event.type != .evaluationFailed else { return [] }
    var at: HistoryEvent? = event
    while let here = at, !here.type.isStateEntered { at = log.event(id: here.previousEventId) }
    return at?.id == visit.enteredEvent ? [] : ["\(event.id) \(event.type) leads to \(at?.id ?? 0), not to \(visit.enteredEvent)"]
  }
}

/// The Parallel and Map states around each state, outermost first, read from the definition by a walk of its own.
struct Nesting {
  var containers: [String: [(name: String, branch: Int?)]] = [:]

  init(definition: JSONValue) { walk(definition, []) }

  private mutating func walk(_ group: JSONValue, _ around: [(name: String, branch: Int?)]) {
    for (name, state) in group["States"]?.objectValue ?? [:] {
      containers[name] = around
      for (at, branch) in (state["Branches"]?.arrayValue ?? []).enumerated() { walk(branch, around + [(name, at)]) }
      for key in ["ItemProcessor", "Iterator"] { if let processor = state[key] { walk(processor, around + [(name, nil)]) } }
    }
  }
}

extension ScopeStep {
  var container: String {
    switch self {
    case .branch(let state, _), .iteration(let state, _): state
    }
  }

  var branch: Int? { if case .branch(_, let index) = self { index } else { nil } }
}
