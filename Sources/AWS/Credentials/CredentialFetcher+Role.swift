import HTTP
import JSON
import Time

extension CredentialFetcher {
  /// Credentials of a role, taken with other credentials (STS AssumeRole).
  func credentials(of role: RoleRequest, signedWith source: AWSCredentials) async throws(AWSError) -> AWSCredentials {
    let client = AWSClient(
      endpoint: try securityTokens(for: role), transport: transport, credentials: FixedCredentials(source), runtime: runtime, clock: clock)
    var input: JSONObject = [
      "RoleArn": .string(role.arn), "RoleSessionName": .string(role.sessionName ?? "stepscope-\(runtime.now().milliseconds / 1_000)"),
    ]
    if let id = role.externalId { input["ExternalId"] = .string(id) }
    if let seconds = role.seconds { input["DurationSeconds"] = .string("\(seconds)") }
    let answer = try await client.call("AssumeRole", .object(input))
    guard let keys = answer["Credentials"],
      let found = CredentialFetcher.keys(keys, token: "SessionToken", origin: "profile \(INIFile.quoted(role.profile))")
    else { throw AWSError(.unreadable("answered without Credentials"), operation: "AssumeRole", endpoint: client.endpoint) }
    return found
  }

  /// STS in the region in use; where nobody named one, its global endpoint in the role's partition.
  private func securityTokens(for role: RoleRequest) throws(AWSError) -> AWSEndpoint {
    let custom = try settings.customAddress(of: .sts)
    let named = try settings.namedRegion()
    if named ?? settings.instanceRegion != nil { return try settings.endpoint(of: .sts) }
    let partition = ResourceName(role.arn)?.partition ?? "aws"
    let region = AWSPartition.globalRegion(of: partition)
    let host = partition == "aws" ? "sts.amazonaws.com" : "sts.\(region).\(AWSPartition(region: region).domain)"
    return AWSEndpoint(
      service: .sts, region: region, address: custom ?? HTTPAddress(isSecure: true, host: host), isCustom: custom != nil)
  }
}
