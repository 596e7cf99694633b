/// A JSON (or YAML) value that knows where it was written. Members keep their order and may repeat a key, so that a linter can say so.
public struct JSONNode: Sendable {
  /// What stands there.
  public indirect enum Content: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONNode])
    case object([JSONMember])
  }

  /// What stands there.
  public var content: Content
  /// From its first to behind its last character.
  public var range: SourceRange

  /// A node of its content and place.
  public init(_ content: Content, _ range: SourceRange) {
    self.content = content
    self.range = range
  }
}

/// One member of a located object.
public struct JSONMember: Sendable {
  /// The name, unescaped.
  public var key: String
  /// The name with its quotes.
  public var keyRange: SourceRange
  /// The member's value.
  public var value: JSONNode

  /// From its parts.
  public init(key: String, keyRange: SourceRange, value: JSONNode) {
    self.key = key
    self.keyRange = keyRange
    self.value = value
  }
}

extension JSONNode {
  /// The value without its places; of members with one key the last wins.
  public var value: JSONValue {
    switch content {
    case .null: .null
    case .bool(let value): .bool(value)
    case .number(let value): .number(value)
    case .string(let value): .string(value)
    case .array(let elements): .array(elements.map(\.value))
    case .object(let members): .object(JSONObject(members.lazy.map { ($0.key, $0.value.value) }))
    }
  }

  /// The members of an object, nil for every other node.
  public var members: [JSONMember]? { if case .object(let members) = content { members } else { nil } }
  /// The elements of an array, nil for every other node.
  public var elements: [JSONNode]? { if case .array(let elements) = content { elements } else { nil } }
  /// Nil unless it is a string.
  public var stringValue: String? { if case .string(let value) = content { value } else { nil } }
  /// Nil unless it is `true` or `false`.
  public var boolValue: Bool? { if case .bool(let value) = content { value } else { nil } }
  /// Nil unless it is a number.
  public var numberValue: JSONNumber? { if case .number(let value) = content { value } else { nil } }
  /// Whether it is `null`.
  public var isNull: Bool { if case .null = content { true } else { false } }

  /// The last member of an object with this key.
  public func member(_ key: String) -> JSONMember? {
    guard case .object(let members) = content, let at = JSONNode.position(of: key, in: members) else { return nil }
    return members[at]
  }
  /// The value of the last member of an object with this key.
  public subscript(key: String) -> JSONNode? {
    guard case .object(let members) = content, let at = JSONNode.position(of: key, in: members) else { return nil }
    return members[at].value
  }

  /// Names of different lengths are told apart without a look at their characters.
  private static func position(of key: String, in members: [JSONMember]) -> Int? {
    let count = key.utf8.count
    var at = members.count
    while at > 0 {
      at -= 1
      if members[at].key.utf8.count == count, members[at].key == key { return at }
    }
    return nil
  }

  /// The word for the kind of value: `null`, `boolean`, `number`, `string`, `array` or `object`.
  public var typeName: String {
    switch content {
    case .null: "null"
    case .bool: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  /// The node a JSON Pointer (RFC 6901) leads to; nil when there is none.
  public func node(at pointer: JSONPointer) -> JSONNode? {
    var node = self
    for token in pointer.tokens {
      switch node.content {
      case .object: guard let next = node[token] else { return nil }; node = next
      case .array(let elements): guard let at = Int(token), elements.indices.contains(at) else { return nil }; node = elements[at]
      default: return nil
      }
    }
    return node
  }
}
