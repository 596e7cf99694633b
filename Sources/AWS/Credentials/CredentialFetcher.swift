import HTTP
import JSON
import Time

/// Gets credentials from the source that was decided on.
struct CredentialFetcher: Sendable {
  let settings: AWSEndpointSettings
  let transport: any HTTPTransport
  let runtime: ClientRuntime
  let clock: ClockOffset
  let programs: ProgramRunner

  func credentials(from source: CredentialSource) async throws(AWSError) -> AWSCredentials {
    switch source {
    case .keys(let keys): return keys
    case .signOn(let signOn): return try await credentials(of: signOn)
    case .process(let process): return try await credentials(of: process)
    case .role(let request, let source):
      return try await credentials(of: request, signedWith: try await credentials(from: source))
    case .container(let endpoint): return try await credentials(of: endpoint)
    case .instance(let address): return try await InstanceMetadata(address: address, transport: transport).credentials()
    }
  }

  /// Sends `request`, up to three times while it may pass.
  func exchange(_ request: HTTPRequest, asked operation: String, of endpoint: AWSEndpoint?) async throws(AWSError) -> HTTPResponse {
    let policy = RetryPolicy()
    var failures = 0
    while true {
      var failure: AWSError
      do throws(HTTPFailure) {
        let response = try await transport.send(request)
        guard [429, 500, 502, 503, 504].contains(response.status) else { return response }
        failure = AWSError(.unreadable("answered \(response.status)"), operation: operation, endpoint: endpoint, status: response.status)
      } catch {
        failure = AWSError(.transport(error), operation: operation, endpoint: endpoint)
      }
      failures += 1
      guard failure.mayPass || failure.isThrottle, let delay = policy.delay(after: failures, random: runtime.random()) else {
        throw failure
      }
      do throws(CancellationError) { try await runtime.sleep(delay) } catch { throw failure }
    }
  }

  /// Credentials as container, instance and `credential_process` write them.
  static func keys(_ document: JSONValue, token: String, origin: String) -> AWSCredentials? {
    guard let key = document["AccessKeyId"]?.stringValue, let secret = document["SecretAccessKey"]?.stringValue, !key.isEmpty,
      !secret.isEmpty
    else { return nil }
    return AWSCredentials(
      accessKeyId: key, secretAccessKey: secret, sessionToken: document[token]?.stringValue.flatMap { $0.isEmpty ? nil : $0 },
      expiration: document["Expiration"]?.stringValue.flatMap(moment), origin: origin)
  }

  /// RFC 3339, and the `…UTC` that older tools wrote.
  static func moment(_ text: String) -> Timestamp? {
    Timestamp(iso8601: text.hasSuffix("UTC") ? text.dropLast(3) + "Z" : text)
  }
}
