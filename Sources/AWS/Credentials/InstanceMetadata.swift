import HTTP
import JSON

/// The metadata service of an EC2 instance, version 2: a token first, then one second and one try for each question, for on any other machine
/// nobody answers.
struct InstanceMetadata: Sendable {
  let address: HTTPAddress
  let transport: any HTTPTransport

  /// Credentials of the instance's role.
  func credentials() async throws(AWSError) -> AWSCredentials {
    let token = try await token()
    let folder = "/latest/meta-data/iam/security-credentials/"
    let roles = try await ask(folder, token)
    guard let role = roles.split(whereSeparator: \.isNewline).first,
      role.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3F && $0 != 0x23 })
    else { throw problem("names no role") }
    let answer = try await ask(folder + role, token)
    guard let document = try? JSONValue(parsing: answer), document["Code"]?.stringValue ?? "Success" == "Success",
      let keys = CredentialFetcher.keys(document, token: "Token", origin: "the instance's role")
    else { throw problem("gives no credentials for the instance's role") }
    return keys
  }

  /// The instance's region.
  func region() async throws(AWSError) -> String {
    let text = try await ask("/latest/meta-data/placement/region", try await token())
    return text.filter { !$0.isWhitespace }
  }

  private func token() async throws(AWSError) -> String {
    let response = try await send("PUT", "/latest/api/token", ("X-aws-ec2-metadata-token-ttl-seconds", "21600"))
    let token = String(decoding: response.body, as: UTF8.self)
    guard response.status == 200, !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw problem("gives no session token (status \(response.status))")
    }
    return token
  }

  private func ask(_ path: String, _ token: String) async throws(AWSError) -> String {
    let response = try await send("GET", path, ("X-aws-ec2-metadata-token", token))
    guard response.status == 200 else {
      throw problem(response.status == 404 ? "knows no role of this instance" : "answers \(response.status)")
    }
    return String(decoding: response.body.prefix(1 << 16), as: UTF8.self)
  }

  private func send(_ method: String, _ path: String, _ header: (String, String)) async throws(AWSError) -> HTTPResponse {
    var address = address
    address.path = path
    do throws(HTTPFailure) {
      return try await transport.send(
        HTTPRequest(method: method, address: address, headers: HTTPHeaders([header]), timeout: .seconds(1)))
    } catch {
      throw problem("does not answer (\(error))")
    }
  }

  private func problem(_ text: String) -> AWSError {
    AWSError(
      .credentials(
        "no AWS credentials: nothing else is configured, and the instance's metadata service \(text); \(CredentialPlan.advice)"))
  }
}
