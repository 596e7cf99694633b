/// Why a text is not JSON, and where.
public struct JSONSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sentence without the place.
  public var message: String
  /// Where it was noticed.
  public var position: SourcePosition

  /// An error with its sentence and place.
  public init(_ message: String, at position: SourcePosition) {
    self.message = message
    self.position = position
  }

  /// Place and sentence.
  public var description: String { "line \(position.line), column \(position.column): \(message)" }
}

/// What a document may cost before the parser refuses it.
public struct JSONLimits: Sendable {
  /// Bytes of UTF-8.
  public var maximumBytes: Int
  /// Arrays and objects inside one another. Freeing a value recurses, so this also guards the stack.
  public var maximumDepth: Int

  /// Limits; the defaults suit whole files.
  public init(maximumBytes: Int = 64 << 20, maximumDepth: Int = 1_000) {
    self.maximumBytes = maximumBytes
    self.maximumDepth = maximumDepth
  }

  /// A definition: 1 MiB, the size Step Functions accepts.
  public static let definition = JSONLimits(maximumBytes: 1 << 20)
  /// An input or output: 262,144 bytes, the Step Functions payload quota.
  public static let payload = JSONLimits(maximumBytes: 262_144)
  /// What the program itself reads back, such as histories.
  public static let document = JSONLimits()
}
