import Crypto
import HTTP
import Time

/// AWS Signature Version 4 in the Authorization header.
public struct SignatureV4: Sendable {
  /// The keys.
  public var credentials: AWSCredentials
  /// The region of the credential scope.
  public var region: String
  /// The service's signing name.
  public var service: String
  /// Whether dot segments and doubled slashes of the path are resolved first: for every service but S3.
  public var normalizesPath = true
  /// Whether the body's hash is sent, and signed, as X-Amz-Content-Sha256.
  public var sendsBodyHash = false
  /// Whether the session token is added after signing, so that the signature does not cover it; a few services want that.
  public var omitsSessionToken = false

  /// A signer for one service in one region.
  public init(credentials: AWSCredentials, region: String, service: String) {
    self.credentials = credentials
    self.region = region
    self.service = service
  }

  /// The steps of one signature, each as the specification names it.
  public struct Steps: Sendable, Equatable {
    /// The request in the form whose hash is signed.
    public var canonicalRequest: String
    /// What the key is applied to.
    public var stringToSign: String
    /// 64 hexadecimal digits.
    public var signature: String
    /// The request with the headers that signing adds.
    public var request: HTTPRequest
  }

  /// `request` with X-Amz-Date, the session token and Authorization.
  public func sign(_ request: HTTPRequest, at time: Timestamp) -> HTTPRequest { steps(request, at: time).request }

  /// Signs `request` as of `time` and tells each step.
  public func steps(_ request: HTTPRequest, at time: Timestamp) -> Steps {
    var request = request
    let date = SignatureV4.basicISO8601(time)
    let bodyHash = SignatureV4.hex(SHA256.hash(data: request.body))
    request.headers["X-Amz-Date"] = date
    if let token = credentials.sessionToken, !omitsSessionToken { request.headers["X-Amz-Security-Token"] = token }
    if sendsBodyHash { request.headers["X-Amz-Content-Sha256"] = bodyHash }

    let canonical = CanonicalRequest(request, normalizesPath: normalizesPath, bodyHash: bodyHash)
    let scope = "\(date.prefix(8))/\(region)/\(service)/aws4_request"
    let toSign = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n" + SignatureV4.hex(SHA256.hash(data: Array(canonical.text.utf8)))
    let signature = SignatureV4.hex(mac(toSign, key(day: String(date.prefix(8)))))

    if let token = credentials.sessionToken, omitsSessionToken { request.headers["X-Amz-Security-Token"] = token }
    request.headers["Authorization"] =
      "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyId)/\(scope), SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
    return Steps(canonicalRequest: canonical.text, stringToSign: toSign, signature: signature, request: request)
  }

  func key(day: String) -> SymmetricKey {
    var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey)".utf8))
    for part in [day, region, service, "aws4_request"] { key = SymmetricKey(data: mac(part, key)) }
    return key
  }

  func mac(_ text: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
    HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
  }

  /// `20150830T123600Z`: whole seconds, no separators.
  static func basicISO8601(_ time: Timestamp) -> String {
    String(time.iso8601.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
  }

  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
