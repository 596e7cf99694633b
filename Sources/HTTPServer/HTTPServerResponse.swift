import NIOCore

/// An answer, whole. `Content-Length`, `Date` and `Connection` are the server's to write.
public struct HTTPServerResponse: Sendable {
  /// 200 to 599.
  public var status: Int
  /// Other header fields, written as they are: they are the program's own words, never a client's.
  public var headers: [(name: String, value: String)]
  /// The body's bytes.
  public var body: [UInt8]
  /// Whether the connection ends with this answer.
  public var closes = false

  /// From its parts.
  public init(status: Int = 200, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

extension HTTPServerResponse {
  /// How an answer goes over the wire.
  struct Manner {
    /// Whether the connection stays open.
    var keepsAlive: Bool
    /// HTTP/1.0: an open connection must be said.
    var isOld: Bool
    /// The answer to HEAD has no body.
    var isHead: Bool
  }

  /// Head and body in one piece: one write, one packet where it fits.
  func write(_ manner: Manner, date: String, into out: inout ByteBuffer) {
    out.writeStaticString("HTTP/1.1 ")
    out.writeString(String(status))
    out.writeStaticString(HTTPServerResponse.reason(status))
    for (name, value) in headers {
      out.writeString(name)
      out.writeStaticString(": ")
      out.writeString(value)
      out.writeStaticString("\r\n")
    }
    out.writeStaticString("Date: ")
    out.writeString(date)
    if !manner.keepsAlive {
      out.writeStaticString("\r\nConnection: close")
    } else if manner.isOld {
      out.writeStaticString("\r\nConnection: keep-alive")
    }
    out.writeStaticString("\r\nContent-Length: ")
    out.writeString(String(body.count))
    out.writeStaticString("\r\n\r\n")
    if !manner.isHead { out.writeBytes(body) }
  }

  /// The reason phrase with its spaces and line end.
  private static func reason(_ status: Int) -> StaticString {
    switch status {
    case 200: " OK\r\n"
    case 400: " Bad Request\r\n"
    case 403: " Forbidden\r\n"
    case 404: " Not Found\r\n"
    case 405: " Method Not Allowed\r\n"
    case 408: " Request Timeout\r\n"
    case 413: " Content Too Large\r\n"
    case 431: " Request Header Fields Too Large\r\n"
    case 500: " Internal Server Error\r\n"
    case 503: " Service Unavailable\r\n"
    default: " \r\n"
    }
  }
}
