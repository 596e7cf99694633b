/// A JSON value: members in order, numbers as written.
@frozen public enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  /// The member `key` of an object; nil for a missing member and for every other value.
  @inlinable public subscript(key: String) -> JSONValue? {
    if case .object(let object) = self { object[key] } else { nil }
  }

  /// The element at `index` of an array; nil beyond its ends and for every other value.
  @inlinable public subscript(index: Int) -> JSONValue? {
    if case .array(let array) = self, array.indices.contains(index) { array[index] } else { nil }
  }

  /// Nil unless it is a string.
  @inlinable public var stringValue: String? { if case .string(let value) = self { value } else { nil } }
  /// Nil unless it is `true` or `false`.
  @inlinable public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// Nil unless it is a number.
  @inlinable public var numberValue: JSONNumber? { if case .number(let value) = self { value } else { nil } }
  /// Nil unless it is an array.
  @inlinable public var arrayValue: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  /// Nil unless it is an object.
  @inlinable public var objectValue: JSONObject? { if case .object(let value) = self { value } else { nil } }
  /// The number when it is integral and fits 64 bits.
  @inlinable public var integerValue: Int? { numberValue?.integerValue }
  /// Whether it is `null`.
  @inlinable public var isNull: Bool { if case .null = self { true } else { false } }

  /// The word for the kind of value: `null`, `boolean`, `number`, `string`, `array` or `object`.
  public var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension JSONValue {
  /// Whether arrays and objects stand inside one another more than `limit` levels deep. Writing, comparing and freeing a value recurse:
  /// whoever builds values out of values, over and over, asks this before a value gets too deep for a thread's stack.
  public func isNested(deeperThan limit: Int = JSONLimits.document.maximumDepth) -> Bool {
    switch self {
    case .array(let elements):
      if limit <= 0 { return true }
      for element in elements where element.isNested(deeperThan: limit - 1) { return true }
      return false
    case .object(let object):
      if limit <= 0 { return true }
      for member in object.members where member.value.isNested(deeperThan: limit - 1) { return true }
      return false
    default: return false
    }
  }
}

extension JSONValue: Hashable {
  /// Values are equal when they are of one kind and hold the same: numbers by value, texts by code points, objects in any order.
  public static func == (a: JSONValue, b: JSONValue) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let x), .bool(let y)): x == y
    case (.number(let x), .number(let y)): x == y
    case (.string(let x), .string(let y)): JSONText.isSame(x, y)
    case (.array(let x), .array(let y)): x == y
    case (.object(let x), .object(let y)): x == y
    default: false
    }
  }

  /// Equal values hash alike.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let flag): hasher.combine(flag)
    case .number(let number): hasher.combine(number)
    case .string(let text): hasher.combine(text)
    case .array(let elements): hasher.combine(elements)
    case .object(let object): hasher.combine(object)
    }
  }
}

/// Values written as Swift literals. There is none for null: `nil` would turn the missing value of an optional into a null one.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(JSONNumber(value)) }
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object; of members with one name the last counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
