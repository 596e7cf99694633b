/// Why no secure connection could be made.
public enum TLSProblem: Sendable, Equatable {
  /// The certificate is not one of those that are trusted; the text is the library's.
  case untrusted(String)
  /// The certificate is not valid at this time; the text is the library's.
  case outOfDate(String)
  /// The certificate is another host's.
  case wrongHost
  /// What answers does not speak TLS.
  case notTLS
  /// The file of certificates to trust cannot be used.
  case unusableCertificates
  /// Anything else; the text is the library's.
  case other(String)

  /// What a library's message about an `https` exchange tells; nil when it is about something that came later than the handshake, or is no problem of TLS.
  init?(reason: String) {
    func says(_ words: String) -> Bool { reason.firstRange(of: words) != nil }
    // A connection that was made and breaks while it is read is broken, not insecure.
    if says("SSL_read") || says("SSL_write") { return nil }
    if says("SSL certificate problem") {
      let why = reason.firstRange(of: "problem: ").map { String(reason[$0.upperBound...]) } ?? reason
      self = says("expired") || says("not yet valid") ? .outOfDate(why) : .untrusted(why)
    } else if says("certificate subject name") || says("subjectAltName") {
      self = .wrongHost
    } else if says("wrong version number") || says("packet length too long") || says("http request") {
      self = .notTLS
    } else if says("error setting certificate") || says("certificate verify locations") {
      self = .unusableCertificates
    } else if says("SSL routines") || says("TLS connect error") {
      self = .other(reason)
    } else {
      return nil
    }
  }
}

extension TLSProblem: CustomStringConvertible {
  /// The problem, as the end of a sentence that has named the server.
  public var description: String {
    switch self {
    case .untrusted(let text): "its certificate is not trusted (\(text))"
    case .outOfDate(let text): "its certificate is not valid now (\(text))"
    case .wrongHost: "its certificate is for another host name"
    case .notTLS: "the server does not speak TLS"
    case .unusableCertificates: "the file of certificates to trust holds none that can be used"
    case .other(let text): text
    }
  }
}
