import HTTP

/// Where a service answers: address and region.
public struct AWSEndpoint: Sendable, Hashable {
  /// The service that answers there.
  public var service: AWSService
  /// The region requests are signed for.
  public var region: String
  /// Where requests go.
  public var address: HTTPAddress
  /// Whether somebody chose the address, rather than AWS's own.
  public var isCustom: Bool
}

/// What the user said about endpoints, in flags and environment.
public struct AWSEndpointSettings: Sendable {
  /// `--region`.
  public var region: String?
  /// `--endpoint-url`: Step Functions, and every service without its own.
  public var endpointURL: String?
  /// `--ecs-endpoint-url`.
  public var ecsEndpointURL: String?
  /// The process's variables.
  public var environment: [String: String]

  /// Settings; an empty variable counts as unset.
  public init(region: String? = nil, endpointURL: String? = nil, ecsEndpointURL: String? = nil, environment: [String: String]) {
    self.region = region
    self.endpointURL = endpointURL
    self.ecsEndpointURL = ecsEndpointURL
    self.environment = environment.filter { !$0.value.isEmpty }
  }

  /// The endpoint of `service`. Address: the flag, AWS_ENDPOINT_URL_SFN or _ECS, AWS_ENDPOINT_URL (the variables not when
  /// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true), AWS's own. A Step Functions flag also serves ECS: an emulator answers for both.
  /// Region: the flag, the ARN's, AWS_REGION, AWS_DEFAULT_REGION; at a custom endpoint us-east-1 when nobody names one.
  /// - Parameter arn: the resource that is asked about, when there is one.
  public func endpoint(of service: AWSService, for arn: ResourceName? = nil) throws(AWSError) -> AWSEndpoint {
    let custom = try customAddress(of: service)
    let named =
      region ?? arn.flatMap { $0.region.isEmpty ? nil : $0.region } ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]
    guard let region = named ?? (custom == nil ? nil : "us-east-1") else {
      throw AWSError(.configuration("no AWS region: give --region, or set AWS_REGION"))
    }
    guard region.utf8.allSatisfy({ $0 == 45 || (48...57).contains($0) || (97...122).contains($0) }), region.utf8.count <= 64 else {
      throw AWSError(.configuration("'\(region.prefix(80))' is not a region; write it as us-east-1"))
    }
    let address = custom ?? HTTPAddress(isSecure: true, host: "\(service.signingName).\(region).\(AWSPartition(region: region).domain)")
    return AWSEndpoint(service: service, region: region, address: address, isCustom: custom != nil)
  }

  private func customAddress(of service: AWSService) throws(AWSError) -> HTTPAddress? {
    let flagged =
      service == .ecs
      ? ecsEndpointURL.map { ($0, "--ecs-endpoint-url") } ?? endpointURL.map { ($0, "--endpoint-url") }
      : endpointURL.map { ($0, "--endpoint-url") }
    guard let (text, source) = flagged ?? configured(service) else { return nil }
    do {
      return try HTTPAddress(parsing: text)
    } catch {
      throw AWSError(.configuration("\(source): \(error)"))
    }
  }

  private func configured(_ service: AWSService) -> (String, String)? {
    guard environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() != "true" else { return nil }
    for name in ["AWS_ENDPOINT_URL_" + service.environmentSuffix, "AWS_ENDPOINT_URL"] {
      if let text = environment[name] { return (text, name) }
    }
    return nil
  }
}
