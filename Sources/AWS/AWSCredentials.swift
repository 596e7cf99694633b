/// Keys that requests are signed with. They never appear in a description, a message or a log.
public struct AWSCredentials: Sendable, Equatable {
  /// The public half of the key.
  public var accessKeyId: String
  /// The secret half.
  public var secretAccessKey: String
  /// The token of temporary credentials.
  public var sessionToken: String?

  /// Credentials; without a token they are long-lived ones.
  public init(accessKeyId: String, secretAccessKey: String, sessionToken: String? = nil) {
    self.accessKeyId = accessKeyId
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }

  /// What emulators are signed to when nobody configured keys: they ask for a signature and accept any.
  public static let emulator = AWSCredentials(accessKeyId: "test", secretAccessKey: "test")
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
}

/// Credentials of the environment, with the emulators' `test` keys as a last resort where they can do no harm.
public struct EnvironmentCredentials: AWSCredentialsProvider {
  private let found: AWSCredentials?
  private let missing: String

  /// - Parameters:
  ///   - environment: the process's variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN are read.
  ///   - endpoint: where requests go. Over plain `http`, that is to an emulator, requests are signed with `test` when no keys are set.
  public init(_ environment: [String: String], endpoint: AWSEndpoint) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let (key, secret) = (value("AWS_ACCESS_KEY_ID"), value("AWS_SECRET_ACCESS_KEY"))
    if let key, let secret {
      found = AWSCredentials(accessKeyId: key, secretAccessKey: secret, sessionToken: value("AWS_SESSION_TOKEN"))
    } else if key == nil, secret == nil, !endpoint.address.isSecure {
      found = .emulator
    } else {
      found = nil
    }
    missing =
      key == nil && secret == nil
      ? "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for temporary keys)"
      : "half of the AWS credentials: \(key == nil ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID") is set, "
        + "\(key == nil ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY") is not; set both"
  }

  /// The credentials found when the provider was made.
  public func credentials() async throws(AWSError) -> AWSCredentials {
    guard let found else { throw AWSError(.credentials(missing)) }
    return found
  }
}
