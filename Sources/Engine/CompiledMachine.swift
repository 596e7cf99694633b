import DataFlow
import JSON
import StatesLanguage

/// A definition with every path and template parsed once; many executions can share one.
public struct CompiledMachine: Sendable {
  /// The definition as it was read, before anything in it was parsed further.
  public let machine: StateMachine
  /// The definition's text; of a distributed Map's child executions the processor's.
  public let definitionText: String
  let body: CompiledGroup
  /// The machine's TimeoutSeconds, at most the year an execution may last.
  let timeoutSeconds: Int
  /// Whether any state assigns a variable: without one, looking for them is saved.
  let usesVariables: Bool
  /// Whether any state evaluates JSONata, which can take long.
  public let usesJSONata: Bool

  /// The machine that a distributed Map's child executions run: its processor.
  init(processor: CompiledGroup, of group: StateGroup, node: JSONNode, queryLanguage: QueryLanguage) {
    machine = StateMachine(
      file: "", source: "", root: node, comment: group.comment, version: nil, timeoutSeconds: nil, queryLanguage: queryLanguage, body: group
    )
    definitionText = node.value.compact
    timeoutSeconds = CompiledMachine.oneYear
    usesVariables = machine.statesByName.values.contains { $0.assignsVariables }
    usesJSONata = machine.statesByName.values.contains { $0.queryLanguage == .jsonata }
    body = processor
  }

  /// Seconds a Standard execution may last.
  static let oneYear = 365 * 86_400

  /// - Throws: `EngineRefusal` when the machine uses what this engine does not run, naming the state.
  public init(_ machine: StateMachine) throws(EngineRefusal) {
    self.machine = machine
    definitionText = machine.source
    timeoutSeconds = min(machine.timeoutSeconds ?? CompiledMachine.oneYear, CompiledMachine.oneYear)
    usesVariables = machine.statesByName.values.contains { $0.assignsVariables }
    usesJSONata = machine.statesByName.values.contains { $0.queryLanguage == .jsonata }
    body = try CompiledGroup(machine.body)
  }
}

/// The states of one scope. A class so that cursors share it; immutable.
final class CompiledGroup: Sendable {
  let start: CompiledState
  private let states: [CompiledState]
  private let places: [String: Int]

  init(_ group: StateGroup) throws(EngineRefusal) {
    let places = group.positions
    var states: [CompiledState] = []
    states.reserveCapacity(group.states.count)
    for state in group.states { states.append(try CompiledState(state, places: places)) }
    guard let start = places[group.startAt.value] else {
      throw EngineRefusal(message: "StartAt names '\(group.startAt.value)', which is not a state here")
    }
    self.start = states[start]
    self.states = states
    self.places = places
  }

  /// Where the state of a name is.
  func successor(_ name: String) -> Successor { Successor(name, in: places) }

  /// The state that a successor leads to; nil at the end of the scope.
  func state(_ successor: Successor) -> CompiledState? { successor.place < 0 ? nil : states[successor.place] }
}

/// Where a state leads, resolved when the machine is compiled.
struct Successor: Sendable {
  fileprivate let place: Int

  /// Nowhere: the scope ends.
  static let end = Successor(place: -1)

  private init(place: Int) { self.place = place }

  /// The state of this name; the end of the scope where there is none, which validation has refused.
  init(_ name: String, in places: [String: Int]) { place = places[name] ?? -1 }
}

extension State {
  /// Whether leaving it, by any way, can set a variable.
  var assignsVariables: Bool {
    if assign != nil || catchers.contains(where: { $0.assign != nil }) { return true }
    if case .choice(let choice) = kind { return choice.rules.contains { $0.assign != nil } }
    return false
  }
}
