/// Where a request goes: an `http` or `https` URL taken apart, its path and query exactly as they go over the wire.
public struct HTTPAddress: Sendable, Hashable {
  /// Whether the connection is encrypted (`https`).
  public var isSecure: Bool
  /// A name, an IPv4 address, or an IPv6 address in its brackets.
  public var host: String
  /// The port when one is written; nil for the scheme's own.
  public var port: Int?
  /// Begins with `/`.
  public var path: String
  /// Without the `?`; nil when there is none.
  public var query: String?

  /// An address from its parts.
  public init(isSecure: Bool, host: String, port: Int? = nil, path: String = "/", query: String? = nil) {
    self.isSecure = isSecure
    self.host = host
    self.port = port
    self.path = path.hasPrefix("/") ? path : "/" + path
    self.query = query
  }

  /// Reads a URL somebody typed, such as `http://127.0.0.1:4566`; a fragment is dropped.
  /// - Throws: `HTTPFailure` saying what is wrong with it.
  public init(parsing text: String) throws(HTTPFailure) {
    func bad(_ why: String) -> HTTPFailure { HTTPFailure(.invalidAddress("'\(text.prefix(200))' \(why)")) }
    guard let scheme = text.firstRange(of: "://") else { throw bad("has no scheme; write it as http://HOST:PORT or https://HOST") }
    switch text[..<scheme.lowerBound].lowercased() {
    case "http": isSecure = false
    case "https": isSecure = true
    default: throw bad("is neither http nor https")
    }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw bad("has a space or a control character in it") }
    var rest = text[scheme.upperBound...]
    if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    let authority = rest[..<end]
    guard !authority.contains("@") else {
      // Not quoted: what stands before the @ is a password.
      throw HTTPFailure(.invalidAddress("the address carries a user name; give credentials in the environment instead"))
    }
    let afterBrackets = authority.lastIndex(of: "]").map { authority.index(after: $0) } ?? authority.startIndex
    if let colon = authority[afterBrackets...].firstIndex(of: ":") {
      guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
        throw bad("has a port that is not a number from 1 to 65535")
      }
      port = number
      host = String(authority[..<colon])
    } else {
      host = String(authority)
    }
    guard !host.isEmpty else { throw bad("names no host") }
    let target = rest[end...]
    if let mark = target.firstIndex(of: "?") {
      query = String(target[target.index(after: mark)...])
      path = String(target[..<mark])
    } else {
      path = String(target)
    }
    if path.isEmpty { path = "/" }
  }

  /// The value of the `Host` header: the port only where it is not the scheme's own.
  public var hostHeader: String {
    guard let port, port != (isSecure ? 443 : 80) else { return host }
    return "\(host):\(port)"
  }

  /// Scheme, host and port: what a message calls the endpoint.
  public var origin: String { "\(isSecure ? "https" : "http")://\(hostHeader)" }
}

extension HTTPAddress: CustomStringConvertible {
  /// The whole URL.
  public var description: String { origin + path + (query.map { "?" + $0 } ?? "") }
}
