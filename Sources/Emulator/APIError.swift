/// An error as the Step Functions API answers it.
public struct APIError: Error, Sendable, Equatable {
  /// The status code of the answer: 400, or 5xx for what is the server's fault.
  public var status: Int
  /// The error's name: `InvalidArn`.
  public var code: String
  /// The error's message.
  public var message: String

  /// From its parts.
  public init(_ code: String, _ message: String, status: Int = 400) {
    self.code = code
    self.message = message
    self.status = status
  }
}
