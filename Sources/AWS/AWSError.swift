import HTTP
import Time

/// Why a call to AWS gave no result. `description` is one sentence: what was asked of whom, what came back, what to do.
public struct AWSError: Error, Sendable, Equatable {
  /// What went wrong.
  public enum Kind: Sendable, Equatable {
    /// Nothing to sign with; the text says what to set.
    case credentials(String)
    /// A flag or a variable cannot be used; the text says which.
    case configuration(String)
    /// No answer.
    case transport(HTTPFailure)
    /// The service refused: its error code and message.
    case service(code: String, message: String)
    /// Something answered that does not speak the protocol; the text describes what it sent.
    case unreadable(String)
  }

  /// What went wrong.
  public var kind: Kind
  /// The operation, as `GetExecutionHistory`; nil before there was one.
  public var operation: String?
  /// Who was asked.
  public var endpoint: AWSEndpoint?
  /// The HTTP status when there was an answer.
  public var status: Int?
  /// The id AWS support asks for.
  public var requestId: String?
  /// Where the credentials came from, for messages.
  public var signedWith: String?
  /// The service's time when it answered.
  public var date: Timestamp?

  /// An error; what it is about is filled in by the client.
  public init(_ kind: Kind, operation: String? = nil, endpoint: AWSEndpoint? = nil, status: Int? = nil, requestId: String? = nil) {
    self.kind = kind
    self.operation = operation
    self.endpoint = endpoint
    self.status = status
    self.requestId = requestId
  }

  /// The service's error code without namespace: `ExecutionDoesNotExist`.
  public var code: String? { if case .service(let code, _) = kind { code } else { nil } }

  /// Whether the service asked for fewer calls.
  public var isThrottle: Bool { status == 429 || code.map(AWSError.throttles.contains) ?? false }

  /// Whether the same call may succeed a moment later.
  public var mayPass: Bool {
    // 501 is what emulators answer for what they do not have.
    if status == 501 { return false }
    let isServersFault = status.map(AWSError.transientStatus.contains) ?? false
    return switch kind {
    case .transport(let failure): failure.mayPass
    case .service(let code, _): isThrottle || isServersFault || AWSError.transient.contains(code)
    case .unreadable: isServersFault
    case .credentials, .configuration: false
    }
  }

  /// Whether the signature's time was refused.
  var isTheClock: Bool { code.map(AWSError.clockCodes.contains) ?? false }

  /// Whether the clock may be why the signature was refused.
  var mayBeTheClock: Bool { isTheClock || (code.map { ["SignatureDoesNotMatch", "InvalidSignatureException"].contains($0) } ?? false) }

  /// Whether the service wants other credentials: these have expired, or it does not know them.
  public var refusesCredentials: Bool { code.map(AWSError.credentialCodes.contains) ?? false }

  /// Whether the caller gave up.
  public var isCancellation: Bool { kind == .transport(HTTPFailure(.cancelled)) }

  private static let throttles: Set<String> = [
    "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException", "SlowDown",
    "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequestsException", "TransactionInProgressException",
  ]
  private static let clockCodes: Set<String> = ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"]
  private static let credentialCodes: Set<String> = [
    "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "TokenRefreshRequired", "UnrecognizedClientException",
  ]
  private static let transient: Set<String> = [
    "InternalError", "InternalFailure", "RequestTimeout", "RequestTimeoutException", "ServiceUnavailable",
  ]
  private static let transientStatus: Set<Int> = [500, 502, 503, 504]
}

extension AWSError: CustomStringConvertible {
  /// One sentence: what was asked of whom, what came back, what to do.
  public var description: String {
    sentence + (mayHaveBeenDone ? "; whether it was carried out is not known: look before asking again" : "")
  }

  /// Whether a change was asked for and nobody can say whether it was made.
  private var mayHaveBeenDone: Bool {
    guard let operation, !AWSClient.isRead(operation), !isCancellation, !isThrottle else { return false }
    if case .transport(let failure) = kind { return !failure.neverArrived }
    return status.map(AWSError.transientStatus.contains) ?? false
  }

  private var sentence: String {
    let asked = [operation, endpoint.map { "at \($0.address.origin)" }].compactMap { $0 }.joined(separator: " ")
    let subject = asked.isEmpty ? "" : asked + ": "
    switch kind {
    case .credentials(let text), .configuration(let text): return text
    case .transport(let failure): return subject + "\(failure)" + (transportAdvice(failure).map { "; " + $0 } ?? "")
    case .service(let code, let message):
      let said = message.isEmpty ? code : "\(code): \(message)"
      return subject + said + (requestId.map { " (request \($0))" } ?? "") + (serviceAdvice(code).map { "; " + $0 } ?? "")
    case .unreadable(let text):
      return subject + text + (requestId.map { " (request \($0))" } ?? "")
        + "; check that \(endpoint?.service.setting ?? "the endpoint") names the API of \(endpoint?.service.title ?? "the service")"
    }
  }

  private func transportAdvice(_ failure: HTTPFailure) -> String? {
    switch failure.kind {
    case .refused, .hostNotFound, .timedOut:
      endpoint?.isCustom == true
        ? "check that the endpoint runs and that \(endpoint?.service.setting ?? "its address") is right"
        : "check the network and the region"
    case .insecure(let problem): secureAdvice(problem)
    case .invalidAddress, .invalidRequest, .tooLarge, .broken, .cancelled: nil
    }
  }

  private func secureAdvice(_ problem: TLSProblem) -> String? {
    let setting = endpoint?.isCustom == true ? endpoint?.service.setting : nil
    return switch problem {
    case .untrusted: "name the file of its authority's certificate with AWS_CA_BUNDLE, or ca_bundle in the profile"
    case .outOfDate: "check this machine's clock, or have the certificate renewed"
    case .wrongHost: setting.map { "check the host name in \($0)" } ?? "check what stands between this machine and AWS"
    case .notTLS:
      setting.map { "for an endpoint without TLS write http:// instead of https:// in \($0)" } ?? "check the network and the region"
    case .unusableCertificates: "AWS_CA_BUNDLE, or ca_bundle in the profile, must name a file of PEM certificates"
    case .other:
      setting == nil ? "check the system's certificates and clock" : "for an endpoint without TLS write http:// instead of https://"
    }
  }

  private func serviceAdvice(_ code: String) -> String? {
    switch code {
    case "ExecutionDoesNotExist", "StateMachineDoesNotExist", "InvalidArn":
      "check the ARN" + (endpoint.map { ", and that it belongs to region \($0.region) of this account" } ?? "")
    case "AccessDeniedException", "AccessDenied":
      "allow \(endpoint?.service.signingName ?? "the service"):\(operation ?? "the call") to these credentials, or use others"
    case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature",
      "IncompleteSignatureException", "MissingAuthenticationToken", "MissingAuthenticationTokenException":
      signedWith == nil || signedWith == "the environment"
        ? "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN" : "check the credentials of \(signedWith ?? "")"
    case "ExpiredTokenException", "ExpiredToken", "TokenRefreshRequired":
      "get new credentials\(signedWith.map { " for \($0)" } ?? ""): these have expired"
    case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture": "set this machine's clock"
    case "InvalidToken", "TaskDoesNotExist", "TaskTimedOut":
      operation?.hasPrefix("SendTask") == true ? "someone else answered, or it expired" : nil
    default: isThrottle ? "too many calls on this account; wait a little" : nil
    }
  }
}
