/// Why the store could not be read or written: one sentence that names the file and says what to do.
public struct StoreFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence.
  public var message: String
  /// A failure with its sentence.
  public init(_ message: String) { self.message = message }
  /// The sentence.
  public var description: String { message }
}
