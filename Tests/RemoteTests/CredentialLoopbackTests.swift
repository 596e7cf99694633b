import AWS
import Foundation
import HTTP
import Testing

/// Machines' own credentials over real connections.
@Suite(.timeLimit(.minutes(20))) struct CredentialLoopbackTests {
  private func reply(_ body: String, _ status: String = "200 OK") -> LoopbackServer.Reply {
    .bytes("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
  }

  private let keys =
    #"{"Code": "Success", "AccessKeyId": "MACHINE", "SecretAccessKey": "s", "Token": "t", "Expiration": "2099-01-01T00:00:00Z"}"#

  private func credentials(_ environment: [String: String]) async throws -> AWSCredentials {
    let settings = AWSEndpointSettings(region: "us-east-1", environment: environment)
    let chain = CredentialChain(settings, transport: URLSessionTransport(), runtime: .system)
    return try await chain.provider(for: try settings.endpoint(of: .stepFunctions)).credentials()
  }

  @Test func anInstancesRole() async throws {
    let server = try LoopbackServer([reply("session"), reply("role-1"), reply(keys)])
    let found = try await credentials(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(server.port)"])
    #expect(found.accessKeyId == "MACHINE" && found.sessionToken == "t")
    let lines = server.received.map { $0.split(separator: "\r\n").first.map(String.init) ?? "" }
    #expect(
      lines == [
        "PUT /latest/api/token HTTP/1.1", "GET /latest/meta-data/iam/security-credentials/ HTTP/1.1",
        "GET /latest/meta-data/iam/security-credentials/role-1 HTTP/1.1",
      ])
    #expect(server.received[1].lowercased().contains("x-aws-ec2-metadata-token: session\r\n"))
  }

  @Test func aContainersRole() async throws {
    let server = try LoopbackServer([reply(keys)])
    let found = try await credentials([
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(server.port)/creds?x=1", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic abc",
    ])
    #expect(found.accessKeyId == "MACHINE")
    #expect(server.received.first?.hasPrefix("GET /creds?x=1 HTTP/1.1\r\n") == true)
    #expect(server.received.first?.contains("Authorization: Basic abc\r\n") == true)
  }

  @Test func anInstanceThatKeepsSilentIsGivenUpAfterASecond() async throws {
    let server = try LoopbackServer([.silence])
    let error = await #expect(throws: AWSError.self) {
      try await credentials(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(server.port)"])
    }
    #expect(error?.description.contains("the instance's metadata service does not answer (no answer within 1 s)") == true)
  }

  /// Files of a home folder, read from the disk.
  @Test func aHomeFolder() async throws {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("stepscope-home-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: home) }
    try FileManager.default.createDirectory(at: home.appendingPathComponent(".aws"), withIntermediateDirectories: true)
    try Data("[default]\naws_access_key_id = DISK\naws_secret_access_key = s\n".utf8).write(
      to: home.appendingPathComponent(".aws/credentials"))
    #expect(try await credentials(["HOME": home.path]).accessKeyId == "DISK")
    let folder = await #expect(throws: AWSError.self) { try await credentials(["AWS_CONFIG_FILE": home.path]) }
    #expect(folder?.description == "\(home.path) is a directory")
  }
}
