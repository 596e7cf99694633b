import AWS
import Foundation
import HTTP
import JSON
import Testing

/// The client over `https`, against servers of the test's own: what is not trusted is refused with what to do, and what a bundle names is trusted.
@Suite(.enabled(if: TLSServer.isThere, Comment(rawValue: TLSServer.skipped)), .timeLimit(.minutes(20)))
struct TLSTests {
  private static let own = "DNS:localhost,IP:127.0.0.1"

  private func request(_ port: Int, host: String = "127.0.0.1", path: String = "/", timeout: Duration = .seconds(60)) -> HTTPRequest {
    HTTPRequest(
      method: "POST", address: HTTPAddress(isSecure: true, host: host, port: port, path: path),
      headers: HTTPHeaders([("X-Amz-Target", "A.B"), ("Content-Type", "application/x-amz-json-1.0")]), body: Array("{\"a\":1}".utf8),
      timeout: timeout)
  }

  private func failure(_ transport: any HTTPTransport, _ request: HTTPRequest) async -> HTTPFailure? {
    do throws(HTTPFailure) {
      _ = try await transport.send(request)
      return nil
    } catch { return error }
  }

  /// Calls as the program does, with settings from the environment and a file of profiles.
  private func call(_ port: Int, _ environment: [String: String] = [:], config: String? = nil, host: String = "127.0.0.1") async -> Result<
    JSONValue, AWSError
  > {
    var environment = environment
    (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]) = ("test", "test")
    if config != nil { environment["AWS_CONFIG_FILE"] = "/config" }
    let files = AWSFiles { (path: String, limit: Int) throws(AWSFiles.Problem) -> [UInt8]? in
      path == "/config" ? config.map { Array($0.utf8) } : try AWSFiles.system.read(path, limit)
    }
    let settings = AWSEndpointSettings(endpointURL: "https://\(host):\(port)", environment: environment, files: files)
    do throws(AWSError) {
      return .success(try await AWSSession(settings).client(of: .stepFunctions).call("ListStateMachines", [:]))
    } catch { return .failure(error) }
  }

  private func sentence(_ result: Result<JSONValue, AWSError>) -> String {
    if case .failure(let error) = result { "\(error)" } else { "\(result)" }
  }

  @Test func aCertificateThatNobodyKnowsIsRefused() async throws {
    let server = try TLSServer(for: TLSTests.own)
    let refused = await call(server.port)
    #expect(
      sentence(refused)
        == "ListStateMachines at https://127.0.0.1:\(server.port): no secure connection: its certificate is not trusted (self-signed certificate); "
        + "name the file of its authority's certificate with AWS_CA_BUNDLE, or ca_bundle in the profile")
    // It certainly did nothing, and asking again changes nothing.
    let failure = try #require(await failure(URLSessionTransport(), request(server.port)))
    #expect(failure.neverArrived && !failure.mayPass)
  }

  @Test func aBundleIsTrusted() async throws {
    let server = try TLSServer(for: TLSTests.own)
    for result in [
      await call(server.port, ["AWS_CA_BUNDLE": server.certificate]),
      await call(server.port, config: "[default]\nca_bundle = \(server.certificate)\n"),
      // The variable goes before the profile, as in the SDKs.
      await call(server.port, ["AWS_CA_BUNDLE": server.certificate], config: "[default]\nca_bundle = /nowhere\n"),
      await call(server.port, ["AWS_CA_BUNDLE": server.certificate], host: "localhost"),
    ] {
      guard case .success(let answer) = result else { return #expect(Bool(false), "\(sentence(result))") }
      #expect(answer["target"] == "AWSStepFunctions.ListStateMachines" && answer["length"] == 2)
    }
  }

  @Test func onlyTheBundleIsTrusted() async throws {
    let (server, other) = (try TLSServer(for: TLSTests.own), try TLSServer(for: TLSTests.own))
    let failure = try #require(await failure(BundleTransport(certificates: other.certificate), request(server.port)))
    #expect(failure == HTTPFailure(.insecure(.untrusted("self-signed certificate"))))
    #expect(failure.neverArrived)
  }

  @Test func anotherHostsCertificateIsRefused() async throws {
    let server = try TLSServer(for: "DNS:other.example")
    #expect(
      sentence(await call(server.port, ["AWS_CA_BUNDLE": server.certificate]))
        == "ListStateMachines at https://127.0.0.1:\(server.port): no secure connection: its certificate is for another host name; "
        + "check the host name in --endpoint-url")
  }

  @Test func aServerWithoutTLSIsToldInASentence() async throws {
    let server = try TLSServer(for: nil)
    let certificate = try TLSServer(for: TLSTests.own)
    for environment in [[:], ["AWS_CA_BUNDLE": certificate.certificate]] {
      #expect(
        sentence(await call(server.port, environment))
          == "ListStateMachines at https://127.0.0.1:\(server.port): no secure connection: the server does not speak TLS; "
          + "for an endpoint without TLS write http:// instead of https:// in --endpoint-url")
    }
  }

  @Test func aBundleThatCannotBeUsedIsNamed() async throws {
    let server = try TLSServer(for: TLSTests.own)
    let key = URL(fileURLWithPath: server.certificate).deletingLastPathComponent().appendingPathComponent("key.pem").path
    let script = URL(fileURLWithPath: #filePath).path
    #expect(
      sentence(await call(server.port, ["AWS_CA_BUNDLE": "/nowhere.pem"]))
        == "AWS_CA_BUNDLE: the file '/nowhere.pem' is not there; name a file of PEM certificates")
    #expect(
      sentence(await call(server.port, config: "[default]\nregion = us-east-1\nca_bundle = /nowhere.pem\n"))
        == "/config:3: ca_bundle: the file '/nowhere.pem' is not there; name a file of PEM certificates")
    #expect(
      sentence(await call(server.port, ["AWS_CA_BUNDLE": "/"])).hasSuffix("the file '/' is a directory; name a file of PEM certificates"))
    #expect(sentence(await call(server.port, ["AWS_CA_BUNDLE": script])).hasSuffix("holds no certificate; name a file of PEM certificates"))
    #expect(sentence(await call(server.port, ["AWS_CA_BUNDLE": "~/a.pem"])).contains("begins with ~, and HOME is not set"))
    // Where nothing goes over https the file is of no account.
    let plain = AWSEndpointSettings(
      endpointURL: "http://127.0.0.1:1", environment: ["AWS_CA_BUNDLE": "/nowhere.pem"], files: AWSFiles { _, _ in nil })
    #expect(throws: Never.self) { try AWSSession(plain).client(of: .stepFunctions) }
    // A key is PEM too, and no certificate.
    #expect(
      sentence(await call(server.port, ["AWS_CA_BUNDLE": key])).hasSuffix(
        "no secure connection: the file of certificates to trust holds none that can be used; AWS_CA_BUNDLE, or ca_bundle in the profile, must "
          + "name a file of PEM certificates"))
  }

  /// The transport with a bundle keeps what the other one keeps.
  @Test func theSameAsWithoutABundle() async throws {
    let server = try TLSServer(for: TLSTests.own)
    let transport = BundleTransport(certificates: server.certificate, limit: 1 << 20)
    for _ in 0..<3 {
      let answer = try await transport.send(request(server.port))
      #expect(answer.status == 200 && answer.headers["x-amzn-requestid"] == "r1")
      #expect(String(decoding: answer.body, as: UTF8.self).contains(#""length": 7"#))
    }
    #expect(try await transport.send(request(server.port, path: "/elsewhere")).status == 307)
    #expect(await failure(transport, request(server.port, path: "/long")) == HTTPFailure(.tooLarge(limit: 1 << 20)))
    #expect(
      await failure(transport, request(server.port, path: "/silence", timeout: .milliseconds(300)))
        == HTTPFailure(.timedOut(after: .milliseconds(300))))
    #expect(await failure(transport, request(1)) == HTTPFailure(.refused))
    var bad = request(server.port)
    bad.headers["X-Amz-Target"] = "A\r\nEvil: 1"
    #expect(
      await failure(transport, bad) == HTTPFailure(.invalidRequest("the header X-Amz-Target has a control character in its value")))
    let call = Task { [self] in await failure(transport, request(server.port, path: "/silence")) }
    call.cancel()
    #expect(await call.value == HTTPFailure(.cancelled))
    // Many at once, as screens ask.
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<40 { group.addTask { try await transport.send(request(server.port)).status } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses == Array(repeating: 200, count: 40))
  }
}
