/// Why a text is not a path, and where.
public struct JSONPathSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sentence without the place.
  public var message: String
  /// How many characters (Unicode scalars) of the path stand before the fault: where a caret goes.
  public var offset: Int

  /// An error with its sentence and place.
  public init(_ message: String, offset: Int) {
    self.message = message
    self.offset = offset
  }

  /// Sentence and place.
  public var description: String { "\(message) (at character \(offset + 1))" }
}

/// Why a path has no value.
public struct JSONPathError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Kind: Sendable {
    /// The value does not hold what the path names.
    case missing
    /// The path would visit more values than the evaluator allows.
    case limit
    /// A value stands where the path needs another kind of value.
    case mismatch
  }

  /// What went wrong.
  public var kind: Kind
  /// The sentence Step Functions puts into causes, such as `No results for path: $['x']`.
  public var message: String

  /// An error with its sentence.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The sentence.
  public var description: String { message }
}
