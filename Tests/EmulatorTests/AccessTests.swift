import AWS
import Emulator
import HTTP
import HTTPServer
import JSON
import Testing
import Time

/// Who is let in where a secret is asked for.
struct AccessTests {
  private let time = Timestamp(milliseconds: 1_700_000_000_000)
  private let keys = AWSCredentials(accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")

  private func api(token: String? = nil, keys: [AWSCredentials] = []) async throws -> LocalAPI {
    try await LocalAPI(access: AccessPolicy(host: "10.0.0.1", token: token, keys: keys), at: time)
  }

  private static let list = [("Host", "10.0.0.1:8083"), ("X-Amz-Target", "AWSStepFunctions.ListStateMachines")]

  private func ask(_ local: LocalAPI, _ headers: [(String, String)], _ body: String = "{}") async -> (status: Int, body: JSONValue) {
    let answer = await local.api.respond(
      to: HTTPServerRequest(method: "POST", target: "/", headers: HTTPServerHeaders(headers), body: Array(body.utf8)))
    return (answer.status, (try? JSONValue(parsing: answer.body)) ?? .null)
  }

  @Test func aBearerTokenLetsIn() async throws {
    let local = try await api(token: "0123456789abcdef0123456789abcdef")
    #expect(await ask(local, AccessTests.list + [("Authorization", "Bearer 0123456789abcdef0123456789abcdef")]).status == 200)
    for (authorization, code) in [
      ("Bearer 0123456789abcdef0123456789abcdeF", "UnrecognizedClientException"), ("Bearer ", "UnrecognizedClientException"),
      ("Bearer 0123456789abcdef0123456789abcdef0", "UnrecognizedClientException"), ("Basic x", "MissingAuthenticationTokenException"),
    ] {
      let answer = await ask(local, AccessTests.list + [("Authorization", authorization)])
      #expect(answer.status == 403 && answer.body["__type"]?.stringValue == code)
    }
    #expect(
      await ask(local, AccessTests.list).body
        == ["__type": "MissingAuthenticationTokenException", "message": "Request is missing Authentication Token"])
    await local.end()
  }

  private func signed(_ body: String, by keys: AWSCredentials, at time: Timestamp, service: String = "states") -> [(String, String)] {
    let request = HTTPRequest(
      method: "POST", address: HTTPAddress(isSecure: false, host: "10.0.0.1", port: 8_083),
      headers: HTTPHeaders([
        ("Host", "10.0.0.1:8083"), ("X-Amz-Target", "AWSStepFunctions.ListStateMachines"), ("Content-Type", "application/x-amz-json-1.0"),
      ]), body: Array(body.utf8))
    let signer = SignatureV4(credentials: keys, region: "us-east-1", service: service)
    return signer.sign(request, at: time).headers.fields.map { ($0.name, $0.value) }
  }

  @Test func aSignatureLetsIn() async throws {
    let local = try await api(keys: [keys])
    #expect(await ask(local, signed("{}", by: keys, at: time)).status == 200)
    #expect(await ask(local, signed("{}", by: keys, at: time + .seconds(299))).status == 200)
    // What was not signed: another body, another operation.
    #expect(await ask(local, signed("{}", by: keys, at: time), #"{"maxResults":1}"#).body["__type"] == "InvalidSignatureException")
    let changed = signed("{}", by: keys, at: time).map { $0.0 == "X-Amz-Target" ? ($0.0, "AWSStepFunctions.ListActivities") : $0 }
    #expect(await ask(local, changed).body["__type"] == "InvalidSignatureException")
    let other = AWSCredentials(accessKeyId: keys.accessKeyId, secretAccessKey: "guessed")
    #expect(await ask(local, signed("{}", by: other, at: time)).body["__type"] == "InvalidSignatureException")
    let unknown = AWSCredentials(accessKeyId: "AKIDOTHER", secretAccessKey: keys.secretAccessKey)
    #expect(await ask(local, signed("{}", by: unknown, at: time)).body["__type"] == "UnrecognizedClientException")
    #expect(await ask(local, signed("{}", by: keys, at: time, service: "s3")).body["__type"] == "IncompleteSignatureException")
    #expect(
      await ask(local, signed("{}", by: keys, at: time + .seconds(-301))).body["message"]
        == "Signature expired: 20231114T220819Z is now earlier than 20231114T220820Z (20231114T221320Z - 5 min.)")
    #expect(
      await ask(local, signed("{}", by: keys, at: time + .seconds(301))).body["message"]
        == "Signature not yet current: 20231114T221821Z is still later than 20231114T221820Z (20231114T221320Z + 5 min.)")
    await local.end()
  }

  @Test func pagesAreRefusedThoughTheyKnowTheSecret() async throws {
    let local = try await api(token: "0123456789abcdef0123456789abcdef")
    let answer = await ask(
      local,
      AccessTests.list + [("Authorization", "Bearer 0123456789abcdef0123456789abcdef"), ("Origin", "https://a.example")])
    #expect(answer.body["__type"] == "AccessDeniedException")
    await local.end()
  }

  @Test func loopbackIsKnown() {
    for host in ["127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"] { #expect(AccessPolicy.isLoopback(host), "\(host)") }
    for host in ["0.0.0.0", "::", "10.0.0.1", "127.evil.example", "1.127.0.0", ""] { #expect(!AccessPolicy.isLoopback(host), "\(host)") }
  }
}
