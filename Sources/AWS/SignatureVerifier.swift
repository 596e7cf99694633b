import Crypto
import HTTP
import Time

/// Checks the signatures of requests that a server takes: whoever signed knows the secret of a key that the server was given.
public struct SignatureVerifier: Sendable {
  /// Why a request is not believed.
  public enum Failure: Error, Sendable, Equatable {
    /// It is not signed.
    case missing
    /// The Authorization field, or what it counts on, is not as it should be: the sentence.
    case incomplete(String)
    /// Signed with a key the server does not know.
    case unknownKey
    /// Signed too long ago, or in the future: the sentence.
    case skewed(String)
    /// The signature is not the one that the secret gives.
    case mismatch
  }

  private static let algorithm = "AWS4-HMAC-SHA256"
  private let secrets: [String: String]
  private let service: String
  private let allowedSkew: Duration

  /// - Parameters:
  ///   - keys: whose signatures count.
  ///   - service: the signing name that requests must be signed for.
  ///   - allowedSkew: how far the signer's clock may be off.
  public init(keys: [AWSCredentials], service: String, allowedSkew: Duration = .seconds(300)) {
    secrets = Dictionary(keys.map { ($0.accessKeyId, $0.secretAccessKey) }, uniquingKeysWith: { _, last in last })
    self.service = service
    self.allowedSkew = allowedSkew
  }

  /// - Parameter request: as it came, `Host` among its headers.
  /// - Throws: `Failure`.
  public func check(_ request: HTTPRequest, at now: Timestamp) throws(Failure) {
    guard let header = request.headers["Authorization"] else { throw .missing }
    let claim = try Claim(header)
    guard claim.service == service, claim.terminator == "aws4_request" else {
      throw .incomplete("Credential should be scoped to correct service: '\(service)'.")
    }
    guard let date = request.headers["X-Amz-Date"], let signedAt = SignatureVerifier.timestamp(date), date.hasPrefix(claim.day) else {
      throw .incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    }
    for name in ["host", "x-amz-date", "x-amz-target"] where request.headers[name] != nil && !claim.signedHeaders.contains(name) {
      throw .incomplete("'\(name)' must be a signed header in the AWS Authorization.")
    }
    guard let secret = secrets[claim.accessKeyId] else { throw .unknownKey }
    try checkAge(date, signedAt, now)
    let signer = SignatureV4(
      credentials: AWSCredentials(accessKeyId: claim.accessKeyId, secretAccessKey: secret), region: claim.region, service: service)
    let canonical = CanonicalRequest(
      request, normalizesPath: true, bodyHash: SignatureV4.hex(SHA256.hash(data: request.body)), covering: claim.signedHeaders)
    let scope = "\(claim.day)/\(claim.region)/\(service)/aws4_request"
    let toSign =
      "\(SignatureVerifier.algorithm)\n\(date)\n\(scope)\n" + SignatureV4.hex(SHA256.hash(data: Array(canonical.text.utf8)))
    let expected = SignatureV4.hex(signer.mac(toSign, signer.key(day: claim.day)))
    guard ConstantTime.equal(Array(expected.utf8), Array(claim.signature.utf8)) else { throw .mismatch }
  }

  private func checkAge(_ date: String, _ signedAt: Timestamp, _ now: Timestamp) throws(Failure) {
    let latest = SignatureV4.basicISO8601(now + allowedSkew)
    let earliest = SignatureV4.basicISO8601(now + .milliseconds(-allowedSkew.milliseconds))
    let current = SignatureV4.basicISO8601(now)
    let minutes = allowedSkew.milliseconds / 60_000
    if signedAt - now > allowedSkew {
      throw .skewed("Signature not yet current: \(date) is still later than \(latest) (\(current) + \(minutes) min.)")
    }
    if now - signedAt > allowedSkew {
      throw .skewed("Signature expired: \(date) is now earlier than \(earliest) (\(current) - \(minutes) min.)")
    }
  }

  /// `20150830T123600Z`.
  private static func timestamp(_ text: String) -> Timestamp? {
    let letters = Array(text.utf8)
    guard letters.count == 16, letters[8] == UInt8(ascii: "T"), letters[15] == UInt8(ascii: "Z") else { return nil }
    func part(_ range: Range<Int>) -> String { String(decoding: letters[range], as: UTF8.self) }
    return Timestamp(iso8601: "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z")
  }

  /// What an Authorization field claims.
  private struct Claim {
    var accessKeyId: String
    var day: String
    var region: String
    var service: String
    var terminator: String
    var signedHeaders: Set<String>
    var signature: String

    init(_ header: String) throws(Failure) {
      guard header.hasPrefix(SignatureVerifier.algorithm + " ") else { throw .missing }
      var parts: [String: String] = [:]
      for part in header.dropFirst(SignatureVerifier.algorithm.count + 1).split(separator: ",") {
        let pair = part.split(separator: "=", maxSplits: 1)
        if pair.count == 2 { parts[pair[0].filter { $0 != " " }] = pair[1].filter { $0 != " " } }
      }
      for name in ["Credential", "Signature", "SignedHeaders"] where parts[name] == nil {
        throw .incomplete("Authorization header requires '\(name)' parameter.")
      }
      let scope = (parts["Credential"] ?? "").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard scope.count >= 5 else {
        throw .incomplete("Credential must have at least 5 slash-delimited elements, e.g. keyid/date/region/service/term")
      }
      accessKeyId = scope.dropLast(4).joined(separator: "/")
      (day, region, service, terminator) = (scope[scope.count - 4], scope[scope.count - 3], scope[scope.count - 2], scope[scope.count - 1])
      signedHeaders = Set((parts["SignedHeaders"] ?? "").split(separator: ";").map { $0.lowercased() })
      signature = parts["Signature"] ?? ""
    }
  }
}

/// Comparisons whose time does not tell where two texts part.
public enum ConstantTime {
  /// Whether `given` is `secret`; how long it takes depends on `given`'s length alone.
  public static func equal(_ secret: [UInt8], _ given: [UInt8]) -> Bool {
    var difference = secret.count ^ given.count
    for at in given.indices { difference |= Int(given[at] ^ (secret.isEmpty ? 0 : secret[at % secret.count])) }
    return difference == 0
  }
}
