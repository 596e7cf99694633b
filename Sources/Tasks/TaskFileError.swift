import JSON

/// Why a scenario or mock file cannot be used: one sentence, beginning with `file:line:column: ` where it is about a place in the file.
public struct TaskFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The whole sentence, with its place where it has one.
  public var message: String
  /// A sentence that needs no place.
  public init(_ message: String) { self.message = message }

  init(file: String, at position: SourcePosition, _ sentence: String) {
    message = "\(file):\(position.line):\(position.column): \(sentence)"
  }

  /// The same as `message`.
  public var description: String { message }
}

extension JSONNode {
  /// The node's kind with its article, for messages: `a string`, `an object`, `null`.
  var kind: String {
    switch typeName {
    case "null": "null"
    case "array", "object": "an \(typeName)"
    default: "a \(typeName)"
    }
  }
}
