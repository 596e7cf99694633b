import History
import JSON
import StatesLanguage
import Time

/// A look at a cursor from outside.
public struct CursorView: Sendable {
  /// Where inside its state a cursor stands.
  public enum Place: Sendable, Equatable {
    case before, entered, ready, sent, finished, failed, waiting, children
  }

  /// What inputs call the cursor by.
  public var key: CursorKey
  /// The cursor in whose state this one's scope hangs; nil at the top.
  public var parent: CursorKey?
  /// The name of the state it stands in, or before.
  public var state: String
  /// The Parallel branches and Map iterations it runs in, outermost first; empty at the top.
  public var scope: Scope
  /// How far it has come in that state.
  public var place: Place
  /// Whether an advance moves it; false while it waits for a task, a timer or its children.
  public var canMove: Bool
  /// Nil before.
  public var enteredEventId: Int?
  /// The state's raw input.
  public var input: JSONValue
  /// What will be sent, at `ready`.
  public var request: JSONValue?
  /// The error in hand, at `failed`.
  public var error: String?
  /// Attempts before this one.
  public var retryCount: Int
  /// The task token of its Task, from `ready` on; nil for patterns that have none.
  public var token: String?
  /// The scheduling of its Task; nil before it is sent and once its result is in.
  public var task: TaskID?
  /// How many states this cursor has left.
  public var statesLeft: Int
}

extension ExecutionEngine {
  /// Every cursor, outer before inner, in the order they came to be.
  public var cursorKeys: [CursorKey] { cursors.all.map(\.key) }

  /// A look at every cursor, in the order of `cursorKeys`.
  public var cursorViews: [CursorView] { cursorKeys.compactMap { view(of: $0) } }

  /// The cursor that came last.
  public var newestCursor: CursorKey? { cursors.newest?.key }

  /// The branches or iterations that run inside a cursor's state, in order.
  public func children(of key: CursorKey) -> [CursorKey] { cursors.children(of: key).map(\.key) }

  /// Whether a cursor has a failure in hand that Retry and Catch have not seen.
  public func hasFailed(_ key: CursorKey) -> Bool { cursors[key]?.hasFailed ?? false }

  /// Whether an advance moves a cursor and nobody has to be asked first: no request is ready, and no failure waits to be acted on.
  public func movesAlone(_ key: CursorKey) -> Bool { status == .running && cursors[key]?.movesAlone ?? false }

  /// What a cursor would send; nil unless it is ready.
  public func request(of key: CursorKey) -> ReadyRequest? {
    guard let cursor = cursors[key], case .ready = cursor.phase, case .task(let task) = cursor.state.state.kind,
      let parameters = cursor.visit.request
    else { return nil }
    return ReadyRequest(state: cursor.state.state.name, target: task.target, parameters: parameters)
  }

  /// Whether a cursor is `outer` itself, or runs in a branch or iteration of `outer`'s state, at any depth.
  public func isCursor(_ key: CursorKey, inside outer: CursorKey) -> Bool {
    var at: CursorKey? = key
    while let here = at {
      if here == outer { return true }
      at = cursors[here]?.parent
    }
    return false
  }

  /// Whether an advance moves this cursor.
  public func canMove(_ key: CursorKey) -> Bool { cursors[key]?.canMove ?? false }

  /// A look at one cursor; nil when there is none of this key any more.
  public func view(of key: CursorKey) -> CursorView? {
    guard let cursor = cursors[key] else { return nil }
    var place: CursorView.Place
    var error: String?
    switch cursor.phase {
    case .before: place = .before
    case .entered, .again: place = .entered
    case .ready: place = .ready
    case .scheduled, .sent: place = .sent
    case .finished: place = .finished
    case .failed(let failure): (place, error) = (.failed, failure.error)
    case .waiting, .elapsed, .backOff: place = .waiting
    case .children, .mapRun: place = .children
    }
    if case .before = cursor.phase {} else if cursor.visit.enteredEvent == 0 { place = .before }
    let isReady = if case .ready = cursor.phase { true } else { false }
    return CursorView(
      key: key, parent: cursor.parent, state: cursor.state.state.name, scope: scope(of: cursor), place: place, canMove: cursor.canMove,
      enteredEventId: cursor.visit.enteredEvent == 0 ? nil : cursor.visit.enteredEvent, input: cursor.input.value,
      request: isReady ? cursor.visit.request : nil, error: error, retryCount: cursor.visit.retryCount, token: cursor.visit.token,
      task: cursor.visit.task, statesLeft: cursor.statesLeft)
  }

  /// The Parallel branches and Map iterations down to a cursor.
  func scope(of cursor: EngineCursor) -> Scope {
    var scope: Scope = []
    var at = cursor
    while let parent = at.parent.flatMap({ cursors[$0] }) {
      switch at.slot {
      case .top: break
      case .branch(let index): scope.append(.branch(state: parent.state.state.name, index: index))
      case .iteration(let index): scope.append(.iteration(state: parent.state.state.name, index: index))
      }
      at = parent
    }
    return scope.reversed()
  }

  /// The state and scope a timer belongs to; nil for the execution's own.
  public func place(of timer: EngineTimer) -> (state: String, scope: Scope)? {
    timer.cursor.flatMap { cursors[$0] }.map { ($0.state.state.name, scope(of: $0)) }
  }

  /// The cursor that waits for a task.
  public func cursor(of task: TaskID) -> CursorKey? { tasks[task] }
}

extension ExecutionEngine {
  /// The definition this execution runs.
  public var machineDefinition: StateMachine { machine.machine }

  /// The same, compiled.
  public var compiledMachine: CompiledMachine { machine }

  /// A seed for an execution that this one starts, drawn from its own chance.
  public mutating func drawSeed() -> EngineSeed { random.seed() }
}
