/// Why a request brought no answer.
public struct HTTPFailure: Error, Sendable, Equatable {
  /// What happened.
  public enum Kind: Sendable, Equatable {
    /// The URL cannot be used; the text says why.
    case invalidAddress(String)
    /// The request cannot be sent as it is; the text says why.
    case invalidRequest(String)
    /// No such host.
    case hostNotFound
    /// Nobody listens there.
    case refused
    /// No whole answer in time.
    case timedOut(after: Duration)
    /// The secure connection could not be made.
    case insecure(TLSProblem)
    /// The answer was longer than the limit, in bytes.
    case tooLarge(limit: Int)
    /// The connection broke before the answer was whole; the text is the library's.
    case broken(String)
    /// The caller gave up.
    case cancelled
  }

  /// What happened.
  public var kind: Kind

  /// A failure.
  public init(_ kind: Kind) { self.kind = kind }

  /// Whether the request certainly did nothing: it never reached a server.
  public var neverArrived: Bool {
    switch kind {
    case .invalidAddress, .invalidRequest, .hostNotFound, .refused, .insecure: true
    case .timedOut, .tooLarge, .broken, .cancelled: false
    }
  }

  /// Whether the same request may succeed a moment later.
  public var mayPass: Bool {
    switch kind {
    case .hostNotFound, .refused, .timedOut, .broken: true
    case .invalidAddress, .invalidRequest, .insecure, .tooLarge, .cancelled: false
    }
  }
}

extension HTTPFailure: CustomStringConvertible {
  /// What happened, as the end of a sentence that has named the server.
  public var description: String {
    switch kind {
    case .invalidAddress(let text): text
    case .invalidRequest(let text): text
    case .hostNotFound: "the host was not found"
    case .refused: "the connection was refused"
    case .timedOut(let after): "no answer within \(HTTPFailure.seconds(after)) s"
    case .insecure(let problem): "no secure connection: \(problem)"
    case .tooLarge(let limit): "the answer is longer than \(limit / 1_048_576) MiB"
    case .broken(let text): "the connection broke: \(text)"
    case .cancelled: "the request was cancelled"
    }
  }

  private static func seconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let tenths = attoseconds / 100_000_000_000_000_000
    return tenths == 0 ? "\(seconds)" : "\(seconds).\(tenths)"
  }
}
