import NIOHTTP1

/// A request as the server took it from a connection, whole.
public struct HTTPServerRequest: Sendable {
  /// `POST`, `GET` …
  public var method: String
  /// What the request line names: `/`, with its query.
  public var target: String
  /// The header fields.
  public var headers: HTTPServerHeaders
  /// The body's bytes; no more than the limits allow.
  public var body: [UInt8]

  /// From its parts.
  public init(method: String, target: String, headers: HTTPServerHeaders = HTTPServerHeaders(), body: [UInt8] = []) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }
}

/// Header fields of a request, in order. Names compare without regard to case.
public struct HTTPServerHeaders: Sendable {
  private let fields: NIOHTTP1.HTTPHeaders

  init(_ fields: NIOHTTP1.HTTPHeaders) { self.fields = fields }

  /// Headers from pairs of name and value.
  public init(_ pairs: [(String, String)] = []) { fields = NIOHTTP1.HTTPHeaders(pairs) }

  /// The first value of `name`.
  public subscript(name: String) -> String? { fields.first(name: name) }

  /// How often `name` stands there.
  public func count(of name: String) -> Int { fields[name].count }

  /// Every field.
  public var all: [(name: String, value: String)] { fields.map { ($0.name, $0.value) } }
}
