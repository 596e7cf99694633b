import HTTP
import JSON

extension CredentialFetcher {
  private static let longestTokenFile = 1 << 16

  /// Credentials of the container's role, from the endpoint that ECS, EKS or an emulator gave it.
  func credentials(of endpoint: ContainerEndpoint) async throws(AWSError) -> AWSCredentials {
    var headers = HTTPHeaders([("Accept", "application/json")])
    if let token = try authorization(of: endpoint) { headers["Authorization"] = token }
    let request = HTTPRequest(method: "GET", address: endpoint.address, headers: headers, timeout: .seconds(2))
    func problem(_ text: String) -> AWSError {
      AWSError(.credentials("the container's credentials endpoint \(endpoint.address.origin) \(text)"))
    }
    let response: HTTPResponse
    do throws(AWSError) {
      response = try await exchange(request, asked: "container credentials", of: nil)
    } catch {
      switch error.kind {
      case .transport(let failure): throw problem("gave no answer: \(failure)")
      default: throw problem("answered \(error.status ?? 0)")
      }
    }
    let document = try? JSONValue(parsing: response.body)
    guard response.status == 200 else {
      let code = document?["code"]?.stringValue.map { ": \(AWSResponse.line($0, 100))" } ?? ""
      throw problem("answered \(response.status)\(code)")
    }
    guard let document, let keys = CredentialFetcher.keys(document, token: "Token", origin: "the container's role") else {
      throw problem("answered without AccessKeyId and SecretAccessKey")
    }
    return keys
  }

  private func authorization(of endpoint: ContainerEndpoint) throws(AWSError) -> String? {
    let (token, source): (String, String)
    switch endpoint.authorization {
    case .none: return nil
    case .token(let text): (token, source) = (text, "AWS_CONTAINER_AUTHORIZATION_TOKEN")
    case .file(let path):
      source = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
      do throws(AWSFiles.Problem) {
        guard let bytes = try settings.files.read(path, CredentialFetcher.longestTokenFile) else {
          throw AWSFiles.Problem("is not there")
        }
        token = String(decoding: bytes, as: UTF8.self)
      } catch {
        throw AWSError(.credentials("\(source): the file \(error.reason)"))
      }
    }
    guard token.utf8.count <= CredentialFetcher.longestTokenFile, token.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw AWSError(.credentials("\(source): the token has a line end or a control character in it"))
    }
    return token
  }
}
