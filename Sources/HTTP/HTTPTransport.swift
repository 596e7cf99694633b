/// Carries one request to a server and brings its answer. The only way out of the process for everything that speaks HTTP, so that a test
/// answers in the server's place.
public protocol HTTPTransport: Sendable {
  /// Sends `request` and waits for the whole answer, whatever its status. Redirects are answers like any other; nothing is cached or
  /// remembered.
  /// - Throws: `HTTPFailure` when there is no answer.
  func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse
}
