import Intrinsics
import JSON
import JSONPath
import Time

/// What expressions of a state read: its input, the context object, the variables; and the source of chance.
public struct EvaluationContext: Sendable {
  /// What `$` stands for.
  public var input: JSONValue
  /// What `$$` stands for.
  public var context: ContextObject
  /// The workflow variables by name, without `$`.
  public var variables: [String: JSONValue]
  /// Feeds `States.MathRandom` and `States.UUID`; the same seed makes a run repeatable.
  public var random: SplitMix64
  /// What JSONata's `$now` and `$millis` give.
  public var now: Timestamp

  /// From its parts.
  public init(
    input: JSONValue, context: ContextObject, variables: [String: JSONValue] = [:], random: SplitMix64,
    now: Timestamp = Timestamp(milliseconds: 0)
  ) {
    self.now = now
    self.input = input
    self.context = context
    self.variables = variables
    self.random = random
  }
}

extension EvaluationContext: IntrinsicEnvironment {
  /// The value of a path, from the root it begins with.
  /// - Throws: `JSONPathError`, also for a variable that nothing has assigned.
  public func value(of path: JSONPath) throws(JSONPathError) -> JSONValue {
    switch path.root {
    case .input: return try path.evaluate(input)
    case .context: return try path.evaluate(context.value)
    case .variable(let name):
      guard let variable = variables[name] else { throw JSONPathError(.missing, "The variable '$\(name)' has not been assigned") }
      return try path.evaluate(variable)
    }
  }

  /// The value of a path, nil where `value(of:)` would throw.
  func find(_ path: JSONPath) -> JSONValue? {
    switch path.root {
    case .input: path.find(in: input)
    case .context: path.find(in: context.value)
    case .variable(let name): variables[name].flatMap { path.find(in: $0) }
    }
  }

  /// The document that messages name when a path leads nowhere.
  func document(of path: JSONPath) -> JSONValue {
    switch path.root {
    case .input: input
    case .context: context.value
    case .variable(let name): variables[name] ?? .null
    }
  }

  /// The next 64 bits of the execution's own chance.
  public mutating func randomBits() -> UInt64 { random.next() }

  /// A version 4 UUID made of the generator's bits.
  public mutating func uuid() -> String { random.uuid() }
}
