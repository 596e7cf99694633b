/// A request, whole: bodies are small documents, never streams.
public struct HTTPRequest: Sendable, Equatable {
  /// `GET`, `POST` …
  public var method: String
  /// Where it goes.
  public var address: HTTPAddress
  /// Without `Host` and `Content-Length`: the transport writes those.
  public var headers: HTTPHeaders
  /// The body's bytes.
  public var body: [UInt8]
  /// How long the whole exchange may take.
  public var timeout: Duration

  /// A request; it may take ten seconds unless told otherwise.
  public init(
    method: String, address: HTTPAddress, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], timeout: Duration = .seconds(10)
  ) {
    self.method = method
    self.address = address
    self.headers = headers
    self.body = body
    self.timeout = timeout
  }
}

/// An answer, whole.
public struct HTTPResponse: Sendable, Equatable {
  /// The status code, 100 to 599.
  public var status: Int
  /// The header fields; order and repetition are the transport's.
  public var headers: HTTPHeaders
  /// The body's bytes, decompressed.
  public var body: [UInt8]

  /// An answer.
  public init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
