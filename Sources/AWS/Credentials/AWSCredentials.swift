import Time

/// Keys that requests are signed with. They never appear in a description, a message or a log.
public struct AWSCredentials: Sendable, Equatable {
  /// The public half of the key.
  public var accessKeyId: String
  /// The secret half.
  public var secretAccessKey: String
  /// The token of temporary credentials.
  public var sessionToken: String?
  /// When temporary credentials end, where that is known.
  public var expiration: Timestamp?
  /// Where they come from, for messages: `the environment`, `profile 'dev'`; nil when nobody needs to know.
  public var origin: String?
  /// A server's own token, sent instead of a signature: `stepscope serve` takes one.
  var bearer: String?

  /// Credentials; without a token they are long-lived ones.
  public init(
    accessKeyId: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Timestamp? = nil, origin: String? = nil
  ) {
    self.accessKeyId = accessKeyId
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
    self.origin = origin
  }

  /// What emulators are signed to when nobody configured keys: they ask for a signature and accept any.
  public static let emulator = AWSCredentials(accessKeyId: "test", secretAccessKey: "test")

  /// A bearer token instead of keys.
  static func bearer(_ token: String) -> AWSCredentials {
    var credentials = AWSCredentials(accessKeyId: "", secretAccessKey: "", origin: "the bearer token")
    credentials.bearer = token
    return credentials
  }

  /// Whether requests signed with either look the same.
  func signsLike(_ other: AWSCredentials) -> Bool {
    accessKeyId == other.accessKeyId && secretAccessKey == other.secretAccessKey && sessionToken == other.sessionToken
  }
}

extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The last four characters of the key's public half, nothing else.
  public var description: String { "credentials …\(accessKeyId.suffix(4))" }
  /// The same as `description`.
  public var debugDescription: String { description }
  /// Nothing: a dump shows no secret.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where credentials come from; asked before each request, so that a provider can renew them.
public protocol AWSCredentialsProvider: Sendable {
  /// The credentials to sign the next request with.
  /// - Throws: `AWSError` that says what to set.
  func credentials() async throws(AWSError) -> AWSCredentials

  /// Other credentials than `refused`, which a service calls expired or unknown; nil when there are none to be had.
  /// - Throws: `AWSError` that says why renewing them failed.
  func replacement(for refused: AWSCredentials) async throws(AWSError) -> AWSCredentials?
}

extension AWSCredentialsProvider {
  /// None: these credentials are all there are.
  public func replacement(for refused: AWSCredentials) async throws(AWSError) -> AWSCredentials? { nil }
}

/// Credentials that are given and never change.
public struct FixedCredentials: AWSCredentialsProvider {
  private let fixed: AWSCredentials

  /// Always `fixed`.
  public init(_ fixed: AWSCredentials) { self.fixed = fixed }

  /// The credentials given.
  public func credentials() async throws(AWSError) -> AWSCredentials { fixed }
}
