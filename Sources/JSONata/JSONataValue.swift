import JSON

/// A value as expressions see it: JSON's kinds, functions, and nothing at all.
///
/// Not `Sendable`: objects are shared by reference within one evaluation, since a transform changes its copy in place. Values go in and come out as `JSONValue`.
public enum JSONataValue {
  /// What a path that leads nowhere gives.
  case undefined
  case null
  case bool(Bool)
  case number(Double)
  /// A number of the input whose text is not the shortest of its value: written again as it was while nothing computes with it.
  case written(JSONNumber)
  case string(String)
  case array(JSONataArray)
  case object(JSONataObject)
  case function(JSONataFunction)
}

/// An array with what its origin means for the steps after it.
public struct JSONataArray {
  /// How an array came about.
  struct Traits: OptionSet {
    let rawValue: UInt8
    /// Collected by a path: one element stands for itself, none for nothing.
    static let sequence = Traits(rawValue: 1)
    /// A sequence that `[]` keeps as an array.
    static let keepsSingleton = Traits(rawValue: 2)
    /// Built by `[…]` as a step: it is not flattened into the result.
    static let constructed = Traits(rawValue: 4)
    /// Put around an array that is the whole input.
    static let wrapper = Traits(rawValue: 8)
  }

  /// The elements.
  public var items: [JSONataValue]
  var traits: Traits
  /// How deep values lie within it, where whoever made it knows; else 0.
  private(set) var knownNesting: UInt16 = 0

  /// A plain array.
  public init(_ items: [JSONataValue]) {
    self.items = items
    traits = []
  }

  init(_ items: [JSONataValue], _ traits: Traits, nesting: Int = 0) {
    self.items = items
    self.traits = traits
    knownNesting = UInt16(clamping: nesting)
  }

  /// What a path or a function collects: of one element it is that element, of none nothing, once it is an expression's result.
  public init(collected items: [JSONataValue]) {
    self.items = items
    traits = .sequence
  }

  var isSequence: Bool { traits.contains(.sequence) }
}

extension JSONataValue {
  var isUndefined: Bool { if case .undefined = self { true } else { false } }
  var isFunction: Bool { if case .function = self { true } else { false } }

  static func array(_ items: [JSONataValue]) -> JSONataValue { .array(JSONataArray(items)) }
  static func sequence(_ items: [JSONataValue]) -> JSONataValue { .array(JSONataArray(items, .sequence)) }

  /// What a path's result stands for: nothing, its one element, or itself.
  var unwrapped: JSONataValue {
    guard case .array(let array) = self, array.traits.contains(.sequence) else { return self }
    switch array.items.count {
    case 0: return .undefined
    case 1: return array.traits.contains(.keepsSingleton) ? self : array.items[0]
    default: return self
    }
  }

  /// How deep arrays and objects lie within one another.
  var nesting: Int {
    switch self {
    case .array(let array):
      if array.knownNesting > 0 { return Int(array.knownNesting) }
      var deepest = 0
      for item in array.items { deepest = max(deepest, item.nesting) }
      return deepest + 1
    case .object(let object): return object.nesting
    default: return 0
    }
  }

  /// How much it holds, in elements of arrays, each as often as it is found; what is heavier than `limit` is not gone through to its end.
  func weight(upTo limit: Int) -> Int {
    var left = limit
    weigh(&left)
    return limit - left
  }

  private func weigh(_ left: inout Int) {
    switch self {
    case .array(let array):
      left -= 1
      for item in array.items where left >= 0 { item.weigh(&left) }
    case .object(let object):
      left -= JSONataObject.weight
      for value in object.values where left >= 0 { value.weigh(&left) }
    case .string(let text): left -= 1 + text.utf8.count / 24
    default: left -= 1
    }
  }

  /// Any number; nil for every other kind.
  @inline(__always) var double: Double? {
    switch self {
    case .number(let value): value
    case .written(let number): number.doubleValue
    default: nil
    }
  }

  /// The elements of an array; a value that is none stands for an array of itself.
  var asItems: [JSONataValue] {
    switch self {
    case .array(let array): array.items
    case .undefined: []
    default: [self]
    }
  }

  /// Whether it counts as true: JSONata's `$boolean`; nil for nothing.
  var truth: Bool? {
    var looks = 100_000
    return truth(&looks)
  }

  /// - Parameter looks: How many elements are looked at: the same ones may be found over and over.
  private func truth(_ looks: inout Int) -> Bool? {
    switch self {
    case .undefined: return nil
    case .null, .function: return false
    case .bool(let value): return value
    case .number(let value): return value != 0 && !value.isNaN
    case .written(let number): return number.doubleValue != 0
    case .string(let text): return !text.isEmpty
    case .object(let object): return object.count > 0
    case .array(let array):
      for item in array.items {
        looks -= 1
        if looks < 0 { return false }
        if item.truth(&looks) ?? false { return true }
      }
      return false
    }
  }

  @inline(__always) var isTrue: Bool { if case .bool(let value) = self { value } else { truth ?? false } }
}

// MARK: From and to JSON

/// Turns JSON into values. Objects with the same members in the same order share their shape, which makes looking into many of them quick.
public struct JSONataInput {
  private let root: JSONataShape

  /// A converter; values that are used together are best made by one.
  public init() { root = JSONataShape() }

  /// The value of a JSON document.
  public func value(of json: JSONValue) -> JSONataValue {
    switch json {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .number(let number):
      let double = number.doubleValue
      return number.isPlain(as: double) ? .number(double) : .written(number)
    case .string(let text): return .string(text)
    case .array(let elements): return .array(elements.map(value))
    case .object(let members):
      let object = JSONataObject(root)
      object.reserve(members.count)
      for (key, member) in members { object.set(key, value(of: member)) }
      return .object(object)
    }
  }
}

extension JSONNumber {
  /// Whether its text is the one that its value is written as.
  fileprivate func isPlain(as double: Double) -> Bool {
    if isWrittenAsInteger, let integer = integerValue { return abs(integer) < 9_007_199_254_740_992 }
    return double.isFinite && NumberText.text(of: double) == lexeme
  }
}

extension JSONataValue {
  /// The JSON of it: functions and what is nothing have none. Members and elements that are nothing are left out; functions become empty texts, as the reference writes them.
  public var json: JSONValue? {
    switch self {
    case .undefined: nil
    case .null: .null
    case .bool(let value): .bool(value)
    case .number(let value): value.isFinite ? .number(JSONNumber(value)) : .null
    case .written(let number): .number(number)
    case .string(let text): .string(text)
    case .array(let array): .array(array.items.compactMap(\.json))
    case .object(let object): .object(JSONObject(object.members.compactMap { key, value in value.json.map { (key, $0) } }))
    case .function: .string("")
    }
  }
}
