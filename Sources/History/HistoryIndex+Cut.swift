/// A log that begins later than its history: the newest events are there first. What an event belongs to is then said only where its chain
/// leads to an Entered event that is known; what began earlier is left open until its events are there.
extension HistoryIndex {
  /// Whether events before the first known one are missing.
  public var isPartial: Bool { eventsBefore > 0 }

  /// Whether the chain of an event begins before the first known event.
  func isCut(_ event: HistoryEvent, after previous: EventPlace?) -> Bool {
    guard isPartial, event.previousEventId > 0 else { return false }
    guard let previous else { return event.previousEventId <= eventsBefore }
    return previous.visit == nil && previous.isCut
  }

  /// Whether the visits around an event end in one whose surroundings are not known: none of the open ones may be taken for it.
  func leadsOut(_ previous: EventPlace?) -> Bool {
    guard isPartial, var at = previous?.visit else { return previous?.isCut ?? false }
    while let parent = visitStore[at].parent { at = parent }
    return scopes[visitStore[at].scopeRecord].isCut
  }

  /// The scope of a state that is entered after something unknown: the top level where the definition says so, else one of its own.
  mutating func cutScope(_ name: String) -> Int {
    if let state = facts?.states[name], state.container == nil { return 0 }
    scopes.append(ScopeRecord(step: nil, path: [], container: nil, attempt: 0, isCut: true))
    return scopes.count - 1
  }
}
