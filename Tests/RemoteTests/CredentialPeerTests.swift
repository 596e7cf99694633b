import AWS
import HTTP
import JSON
import TestSupport
import Testing

/// The client's other services against a real emulator.
@Suite(.serialized, .enabled(if: MinistackDriver.isThere, Comment(rawValue: MinistackDriver.skipped)), .timeLimit(.minutes(20)))
struct CredentialPeerTests {
  @Test func aRoleIsTakenAndLogsAreRead() async throws {
    let driver = try await MinistackDriver(machines: [:])
    let world = CredentialWorld(
      config: """
        [profile base]
        aws_access_key_id = test
        aws_secret_access_key = test
        [profile x]
        role_arn = arn:aws:iam::123456789012:role/reader
        source_profile = base
        region = us-east-1
        endpoint_url = \(driver.endpoint)
        """)
    let settings = world.settings(profile: "x")
    let chain = CredentialChain(settings, transport: URLSessionTransport(), runtime: .system)
    let keys = try await chain.provider(for: try settings.endpoint(of: .stepFunctions)).credentials()
    #expect(keys.accessKeyId != "test" && !keys.secretAccessKey.isEmpty && keys.sessionToken != nil)
    #expect(keys.origin == "profile 'x'")
    #expect(try #require(keys.expiration) > ClientRuntime.system.now())

    let session = AWSSession(settings)
    let logs = try session.client(of: .logs)
    _ = try await logs.call("CreateLogGroup", ["logGroupName": "/ecs/job"])
    _ = try await logs.call("CreateLogStream", ["logGroupName": "/ecs/job", "logStreamName": "ecs/main/1"])
    let now = JSONNumber(Int(ClientRuntime.system.now().milliseconds))
    _ = try await logs.call(
      "PutLogEvents",
      ["logGroupName": "/ecs/job", "logStreamName": "ecs/main/1", "logEvents": [["timestamp": .number(now), "message": "hello"]]])
    let stream: JSONValue = ["logGroupName": "/ecs/job", "logStreamName": "ecs/main/1", "startFromHead": true]
    #expect(try await logs.call("GetLogEvents", stream)["events"]?[0]?["message"] == "hello")
    let missing = await #expect(throws: AWSError.self) {
      try await logs.call("GetLogEvents", ["logGroupName": "/ecs/job", "logStreamName": "none"])
    }
    #expect(missing?.code == "ResourceNotFoundException")
    #expect(missing?.requestId != nil)
    #expect(try await session.client(of: .ecs).call("ListTasks", ["cluster": "none"])["taskArns"] != nil)
  }
}
