/// Why a server could not be started: one sentence with what to do.
public struct ServerFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence.
  public var message: String
  /// A failure with its sentence.
  public init(_ message: String) { self.message = message }
  /// The sentence.
  public var description: String { message }
}
