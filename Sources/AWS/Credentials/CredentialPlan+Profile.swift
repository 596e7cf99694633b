extension CredentialPlan {
  /// Profiles that may name each other before it is too many.
  private static let longestChain = 10

  /// Where a profile's credentials come from; nil when it says nothing about them.
  /// - Parameter path: the profiles that led here, this one last.
  func source(of profile: AWSProfiles.Section, path: [String]) throws(AWSError) -> CredentialSource? {
    if profile.value("role_arn") != nil, profile.value("web_identity_token_file") == nil {
      return try role(of: profile, path: path)
    }
    if profile.value("web_identity_token_file") != nil { throw CredentialPlan.unread("web_identity_token_file", profile) }
    if let signOn = try signOn(of: profile) { return .signOn(signOn) }
    let hasKeysFile = profile.settings["aws_access_key_id"]?.isFromCredentialsFile ?? false
    if hasKeysFile, let keys = try keys(of: profile) { return .keys(keys) }
    if profile.value("login_session") != nil { throw CredentialPlan.unread("login_session", profile) }
    if let process = try process(of: profile) { return .process(process) }
    return try keys(of: profile).map { .keys($0) }
  }

  private static func unread(_ name: String, _ profile: AWSProfiles.Section) -> AWSError {
    let export = "aws configure export-credentials --profile \(ShellWords.quoted(profile.name)) --format process"
    return AWSError(
      .credentials(
        "profile \(INIFile.quoted(profile.name)) uses \(name) (\(profile.place(of: name))), which Stepscope does not read: make another "
          + "profile with `credential_process = \(export)` and choose it with --profile"))
  }

  private func keys(of profile: AWSProfiles.Section) throws(AWSError) -> AWSCredentials? {
    let names = ["aws_access_key_id", "aws_secret_access_key"]
    let name = INIFile.quoted(profile.name)
    switch (profile.value(names[0]), profile.value(names[1])) {
    case (nil, nil): return nil
    case (let key?, let secret?):
      return AWSCredentials(
        accessKeyId: key, secretAccessKey: secret, sessionToken: profile.value("aws_session_token") ?? profile.value("aws_security_token"),
        origin: "profile \(name)")
    case (let key, _):
      let (there, missing) = key == nil ? (names[1], names[0]) : (names[0], names[1])
      throw AWSError(
        .credentials(
          "profile \(name) has \(there) (\(profile.place(of: there))) but no \(missing); add it, or run "
            + "`aws configure --profile \(ShellWords.quoted(profile.name))`"))
    }
  }

  private func process(of profile: AWSProfiles.Section) throws(AWSError) -> CredentialProcess? {
    guard let text = profile.value("credential_process") else { return nil }
    let place = profile.place(of: "credential_process")
    guard let command = ShellWords.split(text) else {
      throw AWSError(.credentials("\(place): a quotation of credential_process does not end"))
    }
    return CredentialProcess(profile: profile.name, command: command, place: place)
  }

  // MARK: SSO

  private func signOn(of profile: AWSProfiles.Section) throws(AWSError) -> SignOn? {
    guard let account = profile.value("sso_account_id") ?? profile.value("sso_role_name").map({ _ in "" }) else { return nil }
    var start = profile.value("sso_start_url")
    var region = profile.value("sso_region")
    let session = profile.value("sso_session")
    if let session {
      guard let section = try settings.allProfiles().sessions[session] else {
        throw AWSError(
          .credentials(
            "profile \(INIFile.quoted(profile.name)) names sso_session \(INIFile.quoted(session)) (\(profile.place(of: "sso_session"))), but "
              + "there is no [sso-session \(session)]; run `aws configure sso --profile \(ShellWords.quoted(profile.name))`"))
      }
      start = section.value("sso_start_url") ?? start
      region = section.value("sso_region") ?? region
    }
    let role = profile.value("sso_role_name")
    let wanted = [
      ("sso_account_id", account.isEmpty ? nil : account), ("sso_role_name", role), ("sso_start_url", start), ("sso_region", region),
    ]
    let missing = wanted.filter { $0.1 == nil }.map(\.0)
    guard missing.isEmpty, let start, let region, let role else {
      throw AWSError(
        .credentials(
          "profile \(INIFile.quoted(profile.name)) uses SSO but lacks \(missing.joined(separator: " and ")) (\(profile.place)); run "
            + "`aws configure sso --profile \(ShellWords.quoted(profile.name))`"))
    }
    return SignOn(profile: profile.name, cacheKey: session ?? start, region: region, account: account, role: role)
  }

  // MARK: Roles

  private func role(of profile: AWSProfiles.Section, path: [String]) throws(AWSError) -> CredentialSource {
    let name = INIFile.quoted(profile.name)
    if profile.value("mfa_serial") != nil {
      let export = "aws configure export-credentials --profile \(ShellWords.quoted(profile.name)) --format env"
      throw AWSError(
        .credentials(
          "profile \(name) wants an MFA code (mfa_serial, \(profile.place(of: "mfa_serial"))), which Stepscope does not ask for: run "
            + "`eval \"$(\(export))\"` and start again without --profile"))
    }
    let request = RoleRequest(
      profile: profile.name, arn: profile.value("role_arn") ?? "", sessionName: profile.value("role_session_name"),
      externalId: profile.value("external_id"), seconds: try seconds(of: profile))
    switch (profile.value("source_profile"), profile.value("credential_source")) {
    case (nil, nil):
      throw AWSError(
        .credentials(
          "profile \(name) has role_arn (\(profile.place(of: "role_arn"))) but neither source_profile nor credential_source; add one of them"
        ))
    case (_?, _?):
      throw AWSError(
        .credentials(
          "profile \(name) has both source_profile and credential_source (\(profile.place(of: "credential_source"))); keep one of them"))
    case (let source?, nil): return .role(request, by: try sourceProfile(source, of: profile, path: path))
    case (nil, let source?): return .role(request, by: try namedSource(source, of: profile))
    }
  }

  private func seconds(of profile: AWSProfiles.Section) throws(AWSError) -> Int? {
    guard let text = profile.value("duration_seconds") else { return nil }
    guard let seconds = Int(text), (900...43_200).contains(seconds) else {
      throw AWSError(
        .credentials(
          "duration_seconds of profile \(INIFile.quoted(profile.name)) (\(profile.place(of: "duration_seconds"))) is not a number from 900 to 43200"
        ))
    }
    return seconds
  }

  private func sourceProfile(_ source: String, of profile: AWSProfiles.Section, path: [String]) throws(AWSError) -> CredentialSource {
    let place = profile.place(of: "source_profile")
    let all = try settings.allProfiles()
    guard let section = all.profiles[source] else {
      throw AWSError(
        .credentials(
          "profile \(INIFile.quoted(profile.name)) names source_profile \(INIFile.quoted(source)) (\(place)), which is not in \(all.files)")
      )
    }
    let hasKeys = section.value("aws_access_key_id") != nil || section.value("aws_secret_access_key") != nil
    // Keys of its own end the chain, even of a profile that also names a role; so may a profile name itself.
    if hasKeys, let keys = try keys(of: section) { return .keys(keys) }
    guard !path.contains(source) else {
      let circle = (path + [source]).map { INIFile.quoted($0) }.joined(separator: " → ")
      throw AWSError(
        .credentials("profiles name each other as source_profile: \(circle) (\(place)); give one of them credentials of its own"))
    }
    guard path.count < CredentialPlan.longestChain else {
      throw AWSError(
        .credentials("more than \(CredentialPlan.longestChain) profiles name each other as source_profile (\(place)); shorten the chain"))
    }
    guard let found = try self.source(of: section, path: path + [source]) else {
      throw AWSError(
        .credentials(
          "the source_profile \(INIFile.quoted(source)) of profile \(INIFile.quoted(profile.name)) (\(place)) has no credentials; run "
            + "`aws configure --profile \(ShellWords.quoted(source))`"))
    }
    return found
  }

  private func namedSource(_ source: String, of profile: AWSProfiles.Section) throws(AWSError) -> CredentialSource {
    let place = profile.place(of: "credential_source")
    let name = INIFile.quoted(profile.name)
    switch source.lowercased() {
    case "environment":
      if let keys = try CredentialPlan.keys(of: settings.environment) { return .keys(keys) }
      throw AWSError(
        .credentials(
          "profile \(name) takes its keys from the environment (credential_source, \(place)), where AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY "
            + "are not set; set both"))
    case "ecscontainer":
      if let container = try containerSource() { return container }
      throw AWSError(
        .credentials(
          "profile \(name) takes its keys from the container (credential_source, \(place)), but AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and "
            + "AWS_CONTAINER_CREDENTIALS_FULL_URI are not set; this is no container of ECS"))
    case "ec2instancemetadata":
      if let instance = try instanceSource() { return instance }
      throw AWSError(
        .credentials(
          "profile \(name) takes its keys from the instance (credential_source, \(place)), but AWS_EC2_METADATA_DISABLED is true; unset it")
      )
    default:
      throw AWSError(
        .credentials(
          "credential_source \(INIFile.quoted(source)) of profile \(name) (\(place)) is none of Environment, Ec2InstanceMetadata and EcsContainer"
        ))
    }
  }
}
