import HTTP

/// What the user said about endpoints, regions and credentials: in flags, in the environment, and in the files of `~/.aws`.
public struct AWSEndpointSettings: Sendable {
  /// `--region`.
  public var region: String?
  /// `--endpoint-url`: Step Functions, and ECS and CloudWatch Logs unless they have their own.
  public var endpointURL: String?
  /// `--ecs-endpoint-url`.
  public var ecsEndpointURL: String?
  /// `--logs-endpoint-url`.
  public var logsEndpointURL: String?
  /// `--profile`; nil leaves the choice to AWS_PROFILE.
  public var profile: String?
  /// A token that a server of one's own (`stepscope serve`) wants instead of a signature; it is sent to an endpoint that somebody chose, never
  /// to AWS.
  public var bearerToken: String?
  /// The process's variables, without empty ones.
  public let environment: [String: String]
  /// The region of the instance this runs on, when it was asked for.
  var instanceRegion: String?
  let files: AWSFiles
  private let profiles: Result<AWSProfiles, AWSError>

  /// Settings; the files of `~/.aws` are read now, and what is wrong with them is said when they are first needed. An empty variable counts
  /// as unset; without HOME, or AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, no file is looked for.
  public init(
    region: String? = nil, endpointURL: String? = nil, ecsEndpointURL: String? = nil, logsEndpointURL: String? = nil,
    profile: String? = nil, environment: [String: String], files: AWSFiles = .system
  ) {
    self.region = region
    self.endpointURL = endpointURL
    self.ecsEndpointURL = ecsEndpointURL
    self.logsEndpointURL = logsEndpointURL
    self.profile = profile
    self.files = files
    self.environment = environment.filter { !$0.value.isEmpty }
    do throws(AWSError) {
      profiles = .success(try AWSProfiles(environment: self.environment, files: files))
    } catch {
      profiles = .failure(error)
    }
  }

  /// The same settings with the files read again: other programs write them while this one runs.
  func reread() -> AWSEndpointSettings {
    var fresh = AWSEndpointSettings(
      region: region, endpointURL: endpointURL, ecsEndpointURL: ecsEndpointURL, logsEndpointURL: logsEndpointURL, profile: profile,
      environment: environment, files: files)
    fresh.instanceRegion = instanceRegion
    fresh.bearerToken = bearerToken
    return fresh
  }

  /// Whether the chosen profile says `stepscope_read_only = true`: nothing may then be changed through it. A profile that cannot be read
  /// says nothing here; the first request tells.
  public var isReadOnly: Bool { (try? chosenProfile())?.isTrue("stepscope_read_only") ?? false }

  /// All profiles.
  func allProfiles() throws(AWSError) -> AWSProfiles { try profiles.get() }

  /// The profile's name: `--profile`, AWS_PROFILE, AWS_DEFAULT_PROFILE, `default`.
  var profileName: String { profile ?? environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"] ?? "default" }

  /// The chosen profile; nil when nobody chose one and there is no `default`.
  func chosenProfile() throws(AWSError) -> AWSProfiles.Section? {
    let profiles = try profiles.get()
    let name = profileName
    if let section = profiles.profiles[name] { return section }
    guard profile != nil || environment["AWS_PROFILE"] != nil || environment["AWS_DEFAULT_PROFILE"] != nil else { return nil }
    throw AWSError(
      .configuration(
        "there is no profile \(INIFile.quoted(name)) in \(profiles.files); `aws configure list-profiles` lists those there are"))
  }

  /// The region that somebody named: the flag, the ARN, AWS_REGION, AWS_DEFAULT_REGION, the profile; nil when nobody did.
  func namedRegion(for arn: ResourceName? = nil) throws(AWSError) -> String? {
    if let region { return region }
    if let arn, !arn.region.isEmpty { return arn.region }
    if let region = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] { return region }
    return try chosenProfile()?.value("region")
  }

  /// The endpoint of `service`. Address: the flag, the service's variable (AWS_ENDPOINT_URL_SFN …), AWS_ENDPOINT_URL, the profile's `services`
  /// section, its `endpoint_url`, AWS's own. A Step Functions flag also serves ECS and CloudWatch Logs: an emulator answers for all.
  /// Region: the flag, the ARN's, AWS_REGION, AWS_DEFAULT_REGION, the profile's, the instance's; at a custom endpoint us-east-1 when nobody
  /// names one.
  /// - Parameter arn: the resource that is asked about, when there is one.
  public func endpoint(of service: AWSService, for arn: ResourceName? = nil) throws(AWSError) -> AWSEndpoint {
    let custom = try customAddress(of: service)
    let named = try namedRegion(for: arn)
    guard let region = named ?? instanceRegion ?? (custom == nil ? nil : "us-east-1") else {
      throw AWSError(.configuration("no AWS region: give --region, set AWS_REGION, or run `aws configure set region REGION`"))
    }
    guard AWSEndpoint.isRegion(region) else {
      throw AWSError(.configuration("'\(region.prefix(80))' is not a region; write it as us-east-1"))
    }
    let address = custom ?? AWSEndpoint.ownAddress(of: service, in: region)
    return AWSEndpoint(service: service, region: region, address: address, isCustom: custom != nil)
  }

  /// The address that somebody chose for `service`; nil leaves AWS's own.
  func customAddress(of service: AWSService) throws(AWSError) -> HTTPAddress? {
    var found = flagged(service)
    if found == nil { found = try configured(service) }
    guard let (text, source) = found else { return nil }
    do {
      return try HTTPAddress(parsing: text)
    } catch {
      throw AWSError(.configuration("\(source): \(error)"))
    }
  }

  private func flagged(_ service: AWSService) -> (String, String)? {
    let own: (String, String)? =
      switch service {
      case .ecs: ecsEndpointURL.map { ($0, "--ecs-endpoint-url") }
      case .logs: logsEndpointURL.map { ($0, "--logs-endpoint-url") }
      default: nil
      }
    // Credentials are not asked for at an emulator of something else.
    return own ?? (service == .sts || service == .sso ? nil : endpointURL.map { ($0, "--endpoint-url") })
  }

  private func configured(_ service: AWSService) throws(AWSError) -> (String, String)? {
    guard environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() != "true" else { return nil }
    let profile = try chosenProfile()
    guard profile?.isTrue("ignore_configured_endpoint_urls") != true else { return nil }
    for name in ["AWS_ENDPOINT_URL_" + service.environmentSuffix, "AWS_ENDPOINT_URL"] {
      if let text = environment[name] { return (text, name) }
    }
    guard let profile else { return nil }
    if let name = profile.value("services") {
      guard let section = try profiles.get().services[name] else {
        throw AWSError(
          .configuration(
            "profile \(INIFile.quoted(profile.name)) names services \(INIFile.quoted(name)) (\(profile.place(of: "services"))), but there is no "
              + "[services \(name)]; add it, or remove the line"))
      }
      let own = section.settings[service.environmentSuffix.lowercased()]?.block["endpoint_url"]
      if let own, !own.value.isEmpty { return (own.value, own.place) }
    }
    return profile.value("endpoint_url").map { ($0, profile.place(of: "endpoint_url")) }
  }
}
