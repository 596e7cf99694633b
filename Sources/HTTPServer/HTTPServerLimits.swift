/// What clients may cost.
public struct HTTPServerLimits: Sendable {
  /// Bytes of a request's header fields together; the request line has the same limit for itself.
  public var headBytes = 16 << 10
  /// Bytes of a request's body, chunked or not.
  public var bodyBytes = 1 << 20
  /// Connections open at once; more are told so and closed.
  public var connections = 15_000
  /// Requests answered at once, those that wait for an activity's task included; more are told so.
  public var requestsInFlight = 4_096
  /// How long a connection may stay without a whole request.
  public var idle = Duration.seconds(120)
  /// How long a request's body may take to come in once its head is there.
  public var request = Duration.seconds(30)
  /// How long a client may take to read an answer that does not fit its window.
  public var answer = Duration.seconds(60)

  /// The defaults.
  public init() {}
}

/// Why the server answers by itself, before anything of the request was looked at.
public enum HTTPServerRefusal: Sendable, Equatable {
  /// It is not HTTP.
  case malformed
  case headTooLarge
  case bodyTooLarge
  /// It did not come in within the time.
  case tooSlow
  /// As many requests as may be are being answered.
  case tooManyRequests
  case tooManyConnections
}
