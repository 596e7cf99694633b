import HTTP

/// Decides where credentials come from, in botocore's order: the environment's keys (unless `--profile` chose otherwise), the profile's (role,
/// SSO, keys, process), the container's, the instance's.
struct CredentialPlan: Sendable {
  let settings: AWSEndpointSettings

  /// The source; nil when nothing is configured.
  /// - Parameter mayAskInstance: whether the instance's metadata service is asked last. Not for emulators: nobody should wait for it there.
  /// - Throws: `AWSError` that says which line or variable cannot be used.
  func source(mayAskInstance: Bool) throws(AWSError) -> CredentialSource? {
    let environment = settings.environment
    if settings.profile == nil, let keys = try CredentialPlan.keys(of: environment) { return .keys(keys) }
    let chosen = try settings.chosenProfile()
    if let chosen, let source = try source(of: chosen, path: [chosen.name]) { return source }
    if settings.profile == nil, environment["AWS_WEB_IDENTITY_TOKEN_FILE"] != nil, environment["AWS_ROLE_ARN"] != nil {
      throw AWSError(
        .credentials(
          "AWS_WEB_IDENTITY_TOKEN_FILE is set, which Stepscope does not use: run `eval \"$(aws configure export-credentials --format env)\"` first"
        ))
    }
    if let container = try containerSource() { return container }
    return mayAskInstance ? try instanceSource() : nil
  }

  /// Why there are no credentials, when `source` finds none.
  var nothingFound: AWSError {
    let unusable = settings.profile.map { " in profile \(INIFile.quoted($0))" } ?? ""
    return AWSError(.credentials("no AWS credentials\(unusable): \(CredentialPlan.advice)"))
  }

  /// What helps whoever has none.
  static let advice =
    "choose a profile with --profile, run `aws configure`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for "
    + "temporary keys)"

  /// The environment's keys; nil when it has none.
  static func keys(of environment: [String: String]) throws(AWSError) -> AWSCredentials? {
    switch (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]) {
    case (nil, nil): return nil
    case (let key?, let secret?):
      return AWSCredentials(
        accessKeyId: key, secretAccessKey: secret, sessionToken: environment["AWS_SESSION_TOKEN"] ?? environment["AWS_SECURITY_TOKEN"],
        origin: "the environment")
    case (nil, _?): throw half("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")
    case (_?, nil): throw half("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    }
  }

  private static func half(_ there: String, _ missing: String) -> AWSError {
    AWSError(.credentials("half of the AWS credentials: \(there) is set, \(missing) is not; set both"))
  }

  // MARK: Machine

  func containerSource() throws(AWSError) -> CredentialSource? {
    let environment = settings.environment
    let address: HTTPAddress
    if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
      let cut = path.firstIndex(of: "?")
      address = HTTPAddress(
        isSecure: false, host: "169.254.170.2", path: String(path[..<(cut ?? path.endIndex)]),
        query: cut.map { String(path[path.index(after: $0)...]) })
    } else if let text = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
      do throws(HTTPFailure) {
        address = try HTTPAddress(parsing: text)
      } catch {
        throw AWSError(.configuration("AWS_CONTAINER_CREDENTIALS_FULL_URI: \(error)"))
      }
      guard CredentialPlan.isTrusted(address) else {
        throw AWSError(
          .configuration(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI: \(address.origin) is neither https nor on this machine; credentials are not asked for there"
          ))
      }
    } else {
      return nil
    }
    let authorization: ContainerEndpoint.Authorization
    if let file = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
      authorization = .file(file)
    } else {
      authorization = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"].map { .token($0) } ?? .none
    }
    return .container(ContainerEndpoint(address: address, authorization: authorization))
  }

  /// Https, this machine, and the addresses that ECS and EKS give their containers.
  private static func isTrusted(_ address: HTTPAddress) -> Bool {
    if address.isSecure { return true }
    let host = address.host.lowercased()
    if ["localhost", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "[::1]", "[0:0:0:0:0:0:0:1]"].contains(host) { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  func instanceSource() throws(AWSError) -> CredentialSource? {
    let environment = settings.environment
    guard environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else { return nil }
    if let text = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] {
      do throws(HTTPFailure) {
        return .instance(try HTTPAddress(parsing: text))
      } catch {
        throw AWSError(.configuration("AWS_EC2_METADATA_SERVICE_ENDPOINT: \(error)"))
      }
    }
    let isIPv6 = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]?.lowercased() == "ipv6"
    return .instance(HTTPAddress(isSecure: false, host: isIPv6 ? "[fd00:ec2::254]" : "169.254.169.254"))
  }
}
