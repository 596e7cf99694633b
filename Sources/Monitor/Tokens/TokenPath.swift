import JSON
import StatesLanguage

/// Where an answer leads: the states that follow, as far as the definition and the answer tell.
enum TokenPath {
  struct Step: Sendable, Equatable {
    var state: String
    /// Chosen by what the answer says.
    var isChosen = false
  }

  /// - Returns: The states in order; `isOpen` when a Choice depends on more than the answer.
  static func steps(after state: State, answer: JSONValue?, in machine: StateMachine) -> (steps: [Step], isOpen: Bool) {
    var steps: [Step] = []
    var isChosen = false
    let prefix: [String]? =
      switch state.resultPath {
      case .absent: state.resultSelector == nil && state.queryLanguage == .jsonPath ? [] : nil
      case .null: nil
      case .path(let path): state.resultSelector == nil ? TokenFields.keys(path.value) : nil
      }
    guard case .next(let first) = state.transition else { return ([], false) }
    var name = first.value
    while steps.count < 12, let next = machine.state(name), !steps.contains(where: { $0.state == name }) {
      steps.append(Step(state: name, isChosen: isChosen))
      isChosen = false
      if case .choice(let choice) = next.kind {
        guard let prefix, let answer, let target = target(of: choice, answer, prefix) else { return (steps, true) }
        name = target
        isChosen = true
      } else if case .next(let target) = next.transition {
        name = target.value
      } else {
        return (steps, false)
      }
    }
    return (steps, false)
  }

  /// Nil when a rule cannot be decided from the answer alone.
  private static func target(of choice: ChoiceState, _ answer: JSONValue, _ prefix: [String]) -> String? {
    for rule in choice.rules {
      guard let holds = holds(rule.condition, answer, prefix) else { return nil }
      if holds { return rule.next.value }
    }
    return choice.defaultNext?.value
  }

  private static func holds(_ condition: ChoiceCondition, _ answer: JSONValue, _ prefix: [String]) -> Bool? {
    switch condition {
    case .and(let all):
      let results = all.map { holds($0, answer, prefix) }
      return results.contains(false) ? false : results.contains { $0 == nil } ? nil : true
    case .or(let all):
      let results = all.map { holds($0, answer, prefix) }
      return results.contains(true) ? true : results.contains { $0 == nil } ? nil : false
    case .not(let inner): return holds(inner, answer, prefix).map { !$0 }
    case .test(let variable, let name, let operand):
      guard let keys = TokenFields.keys(variable.value), keys.starts(with: prefix) else { return nil }
      var value: JSONValue? = answer
      for key in keys.dropFirst(prefix.count) { value = value?[key] }
      return test(name, value, operand.node.value)
    case .jsonata: return nil
    }
  }

  private static func test(_ name: String, _ value: JSONValue?, _ operand: JSONValue) -> Bool? {
    if name == "IsPresent" { return (value != nil) == (operand.boolValue ?? true) }
    guard let value else { return nil }
    switch name {
    case "BooleanEquals", "StringEquals": return value == operand
    case "NumericEquals": return value.numberValue.map { $0 == operand.numberValue }
    case "NumericGreaterThan": return compare(value, operand) { $0 > $1 }
    case "NumericGreaterThanEquals": return compare(value, operand) { $0 >= $1 }
    case "NumericLessThan": return compare(value, operand) { $0 < $1 }
    case "NumericLessThanEquals": return compare(value, operand) { $0 <= $1 }
    case "IsNull": return value.isNull == (operand.boolValue ?? true)
    default: return nil
    }
  }

  private static func compare(_ a: JSONValue, _ b: JSONValue, _ relation: (Double, Double) -> Bool) -> Bool? {
    guard let x = a.numberValue, let y = b.numberValue else { return nil }
    return relation(x.doubleValue, y.doubleValue)
  }
}
