import JSON

/// A definition: a state machine whose every node knows its line and column. Only `StateMachine.load` makes one, so that a machine at hand
/// is one that decoded.
public struct StateMachine: Sendable {
  /// The file it was read from, as given by the user; `-` for standard input.
  public var file: String
  /// The source text as it was read (JSON or YAML).
  public var source: String
  /// The whole document with places.
  public var root: JSONNode
  /// `Comment`.
  public var comment: String?
  /// `Version`.
  public var version: String?
  /// `TimeoutSeconds` of the whole execution.
  public var timeoutSeconds: Int?
  /// The language of states that name none.
  public var queryLanguage: QueryLanguage
  /// The top level's states.
  public var body: StateGroup
  /// Every state of the machine by name, those inside Parallel branches and Map processors too: names are unique in a whole machine.
  public var statesByName: [String: State]
  /// All state names in document order, outer before inner.
  public var stateNames: [String]

  /// From its parts.
  public init(
    file: String, source: String, root: JSONNode, comment: String?, version: String?, timeoutSeconds: Int?, queryLanguage: QueryLanguage,
    body: StateGroup
  ) {
    self.file = file
    self.source = source
    self.root = root
    self.comment = comment
    self.version = version
    self.timeoutSeconds = timeoutSeconds
    self.queryLanguage = queryLanguage
    self.body = body
    var byName: [String: State] = Dictionary(minimumCapacity: body.states.count)
    var names: [String] = []
    func collect(_ group: StateGroup) {
      for state in group.states {
        if byName.updateValue(state, forKey: state.name) == nil { names.append(state.name) }
        for inner in state.groups { collect(inner) }
      }
    }
    collect(body)
    statesByName = byName
    stateNames = names
  }

  /// The state with this name, wherever it is nested.
  public func state(_ name: String) -> State? { statesByName[name] }
}

/// A `States` map with its `StartAt`: the machine's top level, a Parallel branch or a Map's processor.
public struct StateGroup: Sendable {
  /// The state that is entered first.
  public var startAt: Located<String>
  /// `Comment`.
  public var comment: String?
  /// In document order.
  public var states: [State]
  /// Where in `states` each name is; of several with one name the first.
  public private(set) var positions: [String: Int]

  /// From its parts.
  public init(startAt: Located<String>, comment: String?, states: [State]) {
    self.startAt = startAt
    self.comment = comment
    self.states = states
    positions = Dictionary(states.enumerated().lazy.map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The state of this group (not of inner ones) with this name.
  public func state(_ name: String) -> State? { positions[name].map { states[$0] } }
}
