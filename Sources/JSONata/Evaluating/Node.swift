/// A part of a compiled expression.
///
/// Unchecked: nodes are made by the compiler and never change afterwards, but a class that others inherit from cannot be checked, nor can literals, which are scalars here.
class Node: @unchecked Sendable {
  /// Where it stands in the expression; see `JSONataError.position`.
  let position: Int
  /// `[]` stood behind it: one result stays an array.
  let keepsArray: Bool

  init(_ syntax: Syntax) {
    position = syntax.position
    keepsArray = syntax.keepsArray
  }

  /// The value as it comes about, perhaps a sequence.
  func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue { .undefined }

  /// What it gives as part of a path that binds names; nil where it binds none.
  func tuples(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> [Tuple]? { nil }

  /// The value: a sequence of one is that one, of none is nothing.
  @inline(__always)
  final func evaluate(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let result = try compute(input, frame, run)
    if case .array(let array) = result, array.traits.contains(.sequence) { return unwrap(array) }
    return result
  }

  private func unwrap(_ array: JSONataArray) -> JSONataValue {
    var array = array
    if keepsArray { array.traits.insert(.keepsSingleton) }
    return JSONataValue.array(array).unwrapped
  }
}

/// A text, number, truth value or null.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class LiteralNode: Node, @unchecked Sendable {
  let value: JSONataValue
  let number: Double?

  override init(_ syntax: Syntax) {
    value = syntax.literal
    number = value.double
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue { value }
}

/// A member's name.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class NameNode: Node, @unchecked Sendable {
  let name: String
  let cache: Int

  init(_ syntax: Syntax, cache: Int) {
    name = syntax.text
    self.cache = cache
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    switch input {
    case .object(let object): return run.member(name, of: object, cache: cache)
    case .array(let array):
      var found: [JSONataValue] = []
      try NameNode.collect(name, cache, array.items, run, into: &found)
      return .sequence(found)
    default: return .undefined
    }
  }

  private static func collect(
    _ name: String, _ cache: Int, _ items: [JSONataValue], _ run: Evaluation, into found: inout [JSONataValue]
  ) throws(JSONataError) {
    try run.tick(items.count)
    for item in items {
      switch item {
      case .object(let object):
        switch run.member(name, of: object, cache: cache) {
        case .undefined: break
        case .array(let inner): found += inner.items
        case let value: found.append(value)
        }
      case .array(let inner): try collect(name, cache, inner.items, run, into: &found)
      default: break
      }
    }
  }
}

/// `$name`, or `$` alone for what is being looked at.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class VariableNode: Node, @unchecked Sendable {
  /// Nil for `$`.
  let name: Int?
  /// The name, where nothing in the expression binds it.
  let unbound: Int?

  init(_ syntax: Syntax, name: Int?, isBound: Bool) {
    self.name = name
    unbound = isBound ? nil : name
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    if let unbound { return run.global(unbound).value }
    if let name { return run.lookup(name, frame) }
    if case .array(let array) = input, array.traits.contains(.wrapper), let whole = array.items.first { return whole }
    return input
  }
}

/// `%`: the value that the step before was taken from.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class ParentNode: Node, @unchecked Sendable {
  let name: Int

  init(_ syntax: Syntax, name: Int) {
    self.name = name
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    run.lookup(name, frame)
  }
}

/// `*`: all members' values.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class WildcardNode: Node, @unchecked Sendable {
  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    var input = input
    if case .array(let array) = input, array.traits.contains(.wrapper), let whole = array.items.first { input = whole }
    let values: [JSONataValue]
    switch input {
    case .object(let object): values = object.values
    case .array(let array): values = array.items
    default: return .undefined
    }
    var found: [JSONataValue] = []
    var isPlain = false
    for value in values {
      try run.tick()
      if case .array(let array) = value {
        WildcardNode.flatten(array, into: &found)
        isPlain = true
      } else {
        found.append(value)
      }
    }
    return isPlain ? .array(found) : .sequence(found)
  }

  static func flatten(_ array: JSONataArray, into found: inout [JSONataValue]) {
    for item in array.items {
      if case .array(let inner) = item { flatten(inner, into: &found) } else { found.append(item) }
    }
  }
}

/// `**`: the value and everything below it.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class DescendantNode: Node, @unchecked Sendable {
  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    if input.isUndefined { return .undefined }
    var found: [JSONataValue] = []
    try descend(input, run, into: &found)
    return .sequence(found)
  }

  private func descend(_ value: JSONataValue, _ run: Evaluation, into found: inout [JSONataValue]) throws(JSONataError) {
    try run.tick()
    switch value {
    case .array(let array): for item in array.items { try descend(item, run, into: &found) }
    case .object(let object):
      found.append(value)
      for member in object.values { try descend(member, run, into: &found) }
    default: found.append(value)
    }
  }
}

/// `/…/`: a function that looks for the pattern.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class PatternNode: Node, @unchecked Sendable {
  let pattern: Pattern

  init(_ syntax: Syntax, pattern: Pattern) {
    self.pattern = pattern
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    .function(JSONataFunction(.pattern(pattern)))
  }
}
