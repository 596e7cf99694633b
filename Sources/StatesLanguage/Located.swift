import JSON

/// A value of a definition and where it was written.
public struct Located<Value: Sendable>: Sendable {
  /// What is written.
  public var value: Value
  /// Where.
  public var range: SourceRange
  /// JSON Pointer of the node in the definition.
  public var pointer: JSONPointer

  /// A value with its place.
  public init(_ value: Value, _ range: SourceRange, _ pointer: JSONPointer) {
    self.value = value
    self.range = range
    self.pointer = pointer
  }
}

/// A node of a definition (a payload template, a literal) with its JSON Pointer.
public struct LocatedNode: Sendable {
  /// What is written.
  public var node: JSONNode
  /// Where.
  public var pointer: JSONPointer

  /// A node with its place.
  public init(_ node: JSONNode, _ pointer: JSONPointer) {
    self.node = node
    self.pointer = pointer
  }
}

/// A path field that may be absent, `null`, or a path: `InputPath`, `OutputPath`, `ResultPath`.
public enum PathSetting: Sendable {
  case absent
  case null
  case path(Located<String>)
}

/// A field that holds a number itself or, as its `…Path` twin, says where the number is.
public enum NumberSetting: Sendable {
  case value(Located<JSONNumber>)
  case path(Located<String>)
  /// A JSONata expression `{% … %}`.
  case expression(Located<String>)
}
