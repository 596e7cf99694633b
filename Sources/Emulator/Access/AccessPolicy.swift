import AWS
import HTTP
import HTTPServer
import Time

/// Who may ask. On loopback whoever can connect may, browsers excepted; anywhere else a secret is needed.
public struct AccessPolicy: Sendable {
  private static let loopbackNames: Set<String> = ["localhost", "127.0.0.1", "[::1]", "localhost.localdomain"]

  private let token: [UInt8]?
  private let verifier: SignatureVerifier?
  /// Names by which the server may be called, when everybody who reaches it is let in.
  private let hosts: Set<String>

  /// - Parameters:
  ///   - host: the address that is listened on.
  ///   - token: a bearer token that lets in.
  ///   - keys: keys whose signatures let in.
  public init(host: String, token: String? = nil, keys: [AWSCredentials] = []) {
    self.token = token.map { Array($0.utf8) }
    verifier = keys.isEmpty ? nil : SignatureVerifier(keys: keys, service: "states")
    hosts = AccessPolicy.loopbackNames.union([host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host])
  }

  /// Whether a secret is asked for.
  public var asksForSecret: Bool { token != nil || verifier != nil }

  /// Whether an address is this machine's own, which nobody outside reaches.
  public static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host == "[::1]"
      || (host.hasPrefix("127.") && host.split(separator: ".").count == 4 && host.utf8.allSatisfy { $0 == 46 || ($0 >= 48 && $0 <= 57) })
  }

  /// Nil when the request may go on.
  func refusal(_ request: HTTPServerRequest, at now: Timestamp) -> APIError? {
    // No client of the API is a web page: what a page sends was not meant by the person who looks at it.
    if let origin = request.headers["Origin"] {
      return APIError("AccessDeniedException", "Requests from web pages are refused (Origin: \(origin.prefix(200))).", status: 403)
    }
    guard asksForSecret else { return hostRefusal(request) }
    return secretRefusal(request, now)
  }

  /// A name that a web page's owner made point here (DNS rebinding) is not one of ours.
  private func hostRefusal(_ request: HTTPServerRequest) -> APIError? {
    guard request.headers.count(of: "Host") <= 1 else {
      return APIError("AccessDeniedException", "The request names several hosts.", status: 403)
    }
    if let named = AccessPolicy.host(in: request.target), let refusal = hostRefusal(named) { return refusal }
    return request.headers["Host"].flatMap(hostRefusal)
  }

  /// The host in a request line that names a whole URL, as to a proxy: it counts before the Host field.
  private static func host(in target: String) -> String? {
    guard !target.hasPrefix("/"), let scheme = target.firstRange(of: "://") else { return nil }
    return String(target[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" })
  }

  private func hostRefusal(_ field: String) -> APIError? {
    var name = field.lowercased()
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("]") { name = String(name[..<colon]) }
    // SDKs put this before the host for StartSyncExecution and TestState.
    if name.hasPrefix("sync-") { name = String(name.dropFirst(5)) }
    if hosts.contains(name) || name.hasSuffix(".localhost") { return nil }
    return APIError(
      "AccessDeniedException",
      "The server does not answer to the host name '\(field.prefix(200))'; call it 127.0.0.1 or localhost.", status: 403)
  }

  private func secretRefusal(_ request: HTTPServerRequest, _ now: Timestamp) -> APIError? {
    guard let authorization = request.headers["Authorization"] else { return AccessPolicy.missing }
    if let token, authorization.lowercased().hasPrefix("bearer ") {
      return ConstantTime.equal(token, Array(authorization.dropFirst(7).utf8)) ? nil : AccessPolicy.unknown
    }
    guard let verifier else { return AccessPolicy.missing }
    let cut = request.target.firstIndex(of: "?")
    let path = cut.map { String(request.target[..<$0]) } ?? request.target
    let query = cut.map { String(request.target[request.target.index(after: $0)...]) }
    let signed = HTTPRequest(
      method: request.method, address: HTTPAddress(isSecure: false, host: "", path: path, query: query),
      headers: HTTPHeaders(request.headers.all.map { ($0.name, $0.value) }), body: request.body)
    do throws(SignatureVerifier.Failure) {
      try verifier.check(signed, at: now)
      return nil
    } catch {
      switch error {
      case .missing: return AccessPolicy.missing
      case .incomplete(let sentence): return APIError("IncompleteSignatureException", sentence, status: 403)
      case .unknownKey: return AccessPolicy.unknown
      case .skewed(let sentence): return APIError("InvalidSignatureException", sentence, status: 403)
      case .mismatch:
        return APIError(
          "InvalidSignatureException",
          "The request signature we calculated does not match the signature you provided. "
            + "Check your AWS Secret Access Key and signing method.",
          status: 403)
      }
    }
  }

  private static let missing = APIError("MissingAuthenticationTokenException", "Request is missing Authentication Token", status: 403)
  private static let unknown = APIError(
    "UnrecognizedClientException", "The security token included in the request is invalid.", status: 403)
}
