import AWS
import HTTP

extension AWSEndpointSettings {
  /// A client of `service` that signs with the environment's credentials.
  /// - Throws: `AWSError`, a sentence, when a setting cannot be used.
  func client(
    of service: AWSService, for arn: ResourceName?, transport: any HTTPTransport, runtime: ClientRuntime
  ) throws(AWSError) -> AWSClient {
    let endpoint = try endpoint(of: service, for: arn)
    return AWSClient(
      endpoint: endpoint, transport: transport, credentials: EnvironmentCredentials(environment, endpoint: endpoint), runtime: runtime)
  }
}
