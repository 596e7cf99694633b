import Intrinsics
import JSON
import JSONata
import Synchronization
import Time

/// What JSONata expressions of a state see at one moment: `$states`, the variables, the time and chance.
public struct JSONataScope {
  /// The raw input of the state (`$states.input`), its context object and variables.
  public internal(set) var base: EvaluationContext
  /// `$states.result`.
  public var result: JSONValue?
  /// `$states.errorOutput`.
  public var errorOutput: JSONValue?
  /// What one evaluation may cost.
  public var limits = JSONataField.limits
  private let maker = JSONataInput()
  private var chance: Chance?

  /// - Parameter base: its `input` is the state's raw input.
  public init(_ base: EvaluationContext, result: JSONValue? = nil, errorOutput: JSONValue? = nil) {
    self.base = base
    self.result = result
    self.errorOutput = errorOutput
  }

  /// Evaluates with what expressions see, and gives chance that was drawn back to the context.
  public static func with<Value>(
    _ context: inout EvaluationContext, result: JSONValue? = nil, errorOutput: JSONValue? = nil,
    _ body: (inout JSONataScope) throws(DataFlowError) -> Value
  ) throws(DataFlowError) -> Value {
    var scope = JSONataScope(context, result: result, errorOutput: errorOutput)
    let value = try body(&scope)
    context.random = scope.base.random
    return value
  }

  /// What an ItemSelector sees of an item: it is in the context object then, and there is no result yet.
  public func selecting(_ item: ContextObject.MapItem) -> JSONataScope {
    var scope = self
    scope.base.context.mapItem = item
    (scope.result, scope.errorOutput) = (nil, nil)
    return scope
  }

  // MARK: Without evaluating

  /// What a path that is nothing but members of members leads to.
  enum Followed {
    case value(JSONValue)
    case nothing
    /// An array stands in the way: that is more than following.
    case unclear
  }

  func follow(_ path: [String]) -> Followed {
    var names = path[...]
    guard let root = names.popFirst() else { return .unclear }
    var at: JSONValue
    if root == "states" {
      guard let member = names.popFirst() else { return .value(states) }
      guard let found = part(member) else { return .nothing }
      at = found
    } else if let variable = base.variables[root] {
      at = variable
    } else {
      // It may be a function.
      return .unclear
    }
    while let name = names.popFirst() {
      switch at {
      case .object(let object):
        guard let next = object[name] else { return .nothing }
        at = next
      case .array: return .unclear
      default: return .nothing
      }
    }
    return .value(at)
  }

  private func part(_ member: String) -> JSONValue? {
    switch member {
    case "input": base.input
    case "context": base.context.value
    case "result": result
    case "errorOutput": errorOutput
    default: nil
    }
  }

  /// `$states` itself, in the order in which Step Functions gives it.
  private var states: JSONValue {
    var object = JSONObject()
    for name in ["input", "context", "result", "errorOutput"] { object[name] = part(name) }
    return .object(object)
  }

  // MARK: Evaluating

  /// Evaluates an expression of a field: there is no input document.
  mutating func value(of field: JSONataField) throws(JSONataError) -> JSONataValue {
    let environment = environment(field.needs, usesChance: field.usesChance)
    let value = try EvaluationInterrupt.evaluate(field.expression, .undefined, environment, limits, "'\(field.location)'\(place)")
    takeChance()
    return value
  }

  /// Evaluates an expression whose input document is the state's input.
  mutating func value(ofTyped expression: JSONataExpression) throws(JSONataError) -> JSONataValue {
    let environment = environment(JSONataNeed.all(of: expression), usesChance: true)
    let value = try EvaluationInterrupt.evaluate(
      expression, maker.value(of: base.input), environment, limits, "'\(expression.source)'\(place)")
    takeChance()
    return value
  }

  /// Where it is evaluated, as the end of a name.
  private var place: String { base.context.state.map { " in \"\($0.name)\"" } ?? "" }

  private mutating func environment(_ needs: [String: JSONataNeed], usesChance: Bool) -> JSONataEnvironment {
    let chance = usesChance ? Chance(base.random) : nil
    self.chance = chance
    var environment = JSONataEnvironment(functions: StepFunctionsJSONata.pureFunctions, now: base.now.milliseconds) {
      Double((chance?.next() ?? 0) >> 11) / 9_007_199_254_740_992
    }
    if let chance { StepFunctionsJSONata.registerChance(in: &environment, bits: { chance.next() }, uuid: { chance.uuid() }) }
    for (name, need) in needs {
      if name == "states" {
        environment.bind(name, maker.value(of: picked(need)))
      } else if let value = base.variables[name] {
        environment.bind(name, maker.value(of: JSONataScope.picked(need, value)))
      }
    }
    return environment
  }

  /// Takes over the chance that the evaluation has drawn.
  private mutating func takeChance() {
    if let chance { base.random = chance.generator }
    chance = nil
  }

  private func picked(_ need: JSONataNeed) -> JSONValue {
    if need.isWhole { return states }
    var object = JSONObject()
    for (name, inner) in need.members { if let value = part(name) { object[name] = JSONataScope.picked(inner, value) } }
    return .object(object)
  }

  /// As much of a value as is looked at.
  private static func picked(_ need: JSONataNeed, _ value: JSONValue) -> JSONValue {
    guard !need.isWhole, case .object(let members) = value else { return value }
    var object = JSONObject()
    for (name, inner) in need.members { if let member = members[name] { object[name] = picked(inner, member) } }
    return .object(object)
  }
}

/// The execution's chance while an expression draws from it.
private final class Chance: Sendable {
  private let state: Mutex<SplitMix64>

  init(_ generator: SplitMix64) { state = Mutex(generator) }

  var generator: SplitMix64 { state.withLock { $0 } }
  func next() -> UInt64 { state.withLock { $0.next() } }
  func uuid() -> String { state.withLock { $0.uuid() } }
}
