import Crypto
import HTTP
import JSON
import Time

extension CredentialFetcher {
  private static let longestTokenFile = 1 << 18

  /// Credentials of a permission set, for the token that `aws sso login` left in its cache (GetRoleCredentials of the portal).
  func credentials(of signOn: SignOn) async throws(AWSError) -> AWSCredentials {
    let token = try cachedToken(of: signOn)
    let custom = try settings.customAddress(of: .sso)
    guard AWSEndpoint.isRegion(signOn.region) else {
      throw AWSError(.configuration("sso_region \(INIFile.quoted(signOn.region)) is not a region; write it as us-east-1"))
    }
    var address = custom ?? AWSEndpoint.ownAddress(of: .sso, in: signOn.region)
    let endpoint = AWSEndpoint(service: .sso, region: signOn.region, address: address, isCustom: custom != nil)
    address.path = "/federation/credentials"
    address.query =
      "role_name=\(CanonicalRequest.encoded(signOn.role))&account_id=\(CanonicalRequest.encoded(signOn.account))"
    let request = HTTPRequest(
      method: "GET", address: address, headers: HTTPHeaders([("x-amz-sso_bearer_token", token), ("Accept", "application/json")]))
    let response = try await exchange(request, asked: "GetRoleCredentials", of: endpoint)
    let answer: JSONValue
    do throws(AWSError) {
      answer = try AWSResponse(response).result(of: "GetRoleCredentials", at: endpoint).value
    } catch {
      guard response.status != 401 else {
        throw AWSError(.credentials("the SSO portal does not take the token of profile \(CredentialFetcher.login(signOn))"))
      }
      throw error
    }
    let keys = answer["roleCredentials"]
    guard let key = keys?["accessKeyId"]?.stringValue, let secret = keys?["secretAccessKey"]?.stringValue else {
      throw AWSError(.unreadable("answered without roleCredentials"), operation: "GetRoleCredentials", endpoint: endpoint)
    }
    return AWSCredentials(
      accessKeyId: key, secretAccessKey: secret, sessionToken: keys?["sessionToken"]?.stringValue,
      expiration: keys?["expiration"]?.integerValue.map { Timestamp(milliseconds: Int64($0)) },
      origin: "profile \(INIFile.quoted(signOn.profile))")
  }

  /// The cache's file is named after the SHA-1 of the session's name, or of the start URL where there is no session.
  private func cachedToken(of signOn: SignOn) throws(AWSError) -> String {
    let shown = "~/.aws/sso/cache/\(SignatureV4.hex(Insecure.SHA1.hash(data: Array(signOn.cacheKey.utf8)))).json"
    var bytes: [UInt8]?
    do throws(AWSFiles.Problem) {
      if let path = AWSProfiles.expanded(shown, settings.environment) {
        bytes = try settings.files.read(path, CredentialFetcher.longestTokenFile)
      }
    } catch {
      throw AWSError(.credentials("\(shown) \(error.reason)"))
    }
    guard let bytes else {
      throw AWSError(.credentials("there is no SSO token yet for profile \(CredentialFetcher.login(signOn))"))
    }
    guard bytes.count <= CredentialFetcher.longestTokenFile, let document = try? JSONValue(parsing: bytes),
      let token = document["accessToken"]?.stringValue, let ends = document["expiresAt"]?.stringValue.flatMap(CredentialFetcher.moment)
    else { throw AWSError(.credentials("\(shown) holds no SSO token for profile \(CredentialFetcher.login(signOn))")) }
    guard ends > runtime.now() + clock.value else {
      throw AWSError(.credentials("the SSO token has expired for profile \(CredentialFetcher.login(signOn))"))
    }
    return token
  }

  private static func login(_ signOn: SignOn) -> String {
    "\(INIFile.quoted(signOn.profile)); run `aws sso login --profile \(ShellWords.quoted(signOn.profile))`"
  }
}
