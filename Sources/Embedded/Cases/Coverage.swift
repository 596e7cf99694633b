import ExecutionSource
import History
import JSON
import StatesLanguage

/// What of a definition executions have reached: its states, the branches of its Choices, its Retry and Catch rules.
public struct Coverage: Sendable {
  /// What can be reached.
  public enum Kind: String, Sendable, CaseIterable {
    case state, choice, retry
    case `catch`
  }

  /// One thing that can be reached.
  public struct Item: Sendable, Equatable {
    /// What it is.
    public var kind: Kind
    /// The state it is, or belongs to.
    public var state: String
    /// Which rule of the state, from 0; of a Choice the number of its rules for Default.
    public var rule: Int
    /// The errors a Retry or Catch rule names.
    public var errors: [String]
    /// Where a branch or a Catch rule leads.
    public var next: String?
    /// Where it stands in the definition.
    public var position: SourcePosition
    /// How often it was reached.
    public var count = 0
    /// Whether it is a Choice's Default.
    public var isDefault = false
  }

  /// The definition's file.
  public let file: String
  /// In the order of the document: each state, and after it its branches and rules.
  public private(set) var items: [Item] = []
  private let machine: StateMachine
  private var positions: [Key: Int] = [:]

  private struct Key: Hashable {
    var kind: Kind
    var state: String
    var rule: Int
  }

  /// Nothing reached yet.
  public init(_ machine: StateMachine) {
    self.machine = machine
    file = machine.file
    for name in machine.stateNames {
      guard let state = machine.state(name) else { continue }
      add(Item(kind: .state, state: name, rule: 0, errors: [], position: state.nameRange.start))
      if case .choice(let choice) = state.kind { add(choice, of: name) }
      for (at, rule) in state.retriers.enumerated() {
        add(Item(kind: .retry, state: name, rule: at, errors: rule.errorEquals, position: rule.range.start))
      }
      for (at, rule) in state.catchers.enumerated() {
        add(
          Item(kind: .catch, state: name, rule: at, errors: rule.errorEquals, next: rule.next.value, position: rule.range.start))
      }
    }
  }

  private mutating func add(_ choice: ChoiceState, of name: String) {
    for (at, rule) in choice.rules.enumerated() {
      add(Item(kind: .choice, state: name, rule: at, errors: [], next: rule.next.value, position: rule.range.start))
    }
    guard let next = choice.defaultNext else { return }
    var item = Item(kind: .choice, state: name, rule: choice.rules.count, errors: [], next: next.value, position: next.range.start)
    item.isDefault = true
    add(item)
  }

  private mutating func add(_ item: Item) {
    positions[Key(kind: item.kind, state: item.state, rule: item.rule)] = items.count
    items.append(item)
  }

  // MARK: What was reached

  /// A Choice took a branch.
  mutating func reached(branch: Int, of state: String) { count(.choice, state, branch) }

  /// Takes what a whole history tells: entered states, and which rules took the failures.
  mutating func reached(by log: EventLog) {
    for visit in HistoryIndex(log, facts: nil).visits {
      count(.state, visit.state, 0)
      guard let state = machine.state(visit.state), !state.retriers.isEmpty || !state.catchers.isEmpty else { continue }
      let choice = HandlerChoice(state: state, visit: visit)
      // A failure that came in no attempt (of an evaluation) is only the newest.
      let taken = choice.taken.isEmpty ? [choice.last].compactMap { $0 } : Array(choice.taken.values)
      for rule in taken {
        switch rule {
        case .retry(let at, _): count(.retry, visit.state, at)
        case .caught(let at): count(.catch, visit.state, at)
        }
      }
    }
  }

  private mutating func count(_ kind: Kind, _ state: String, _ rule: Int) {
    guard let at = positions[Key(kind: kind, state: state, rule: rule)] else { return }
    items[at].count += 1
  }

  /// How many things of a kind were reached, and how many there are.
  public func figures(_ kind: Kind) -> (reached: Int, all: Int) {
    let own = items.filter { $0.kind == kind }
    return (own.count { $0.count > 0 }, own.count)
  }

  /// What was not reached, in the order of the document.
  public var missed: [Item] { items.filter { $0.count == 0 } }
}
