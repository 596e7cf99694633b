import Emulator
import Foundation
import HTTPServer
import JSON
import Testing
import Time

/// Whatever comes in: the server answers in AWS's error shape, or closes, and goes on serving.
@Suite(.timeLimit(.minutes(20)))
struct HostileTests {
  private func start(_ local: LocalAPI) async throws -> HTTPServer {
    var configuration = HTTPServer.Configuration(
      handler: { await local.api.respond(to: $0) }, isQuick: StepFunctionsAPI.isQuick, refuse: { local.api.response($0) })
    configuration.limits.request = .milliseconds(500)
    configuration.limits.idle = .seconds(2)
    configuration.limits.bodyBytes = 1 << 20
    return try await HTTPServer.start(host: "127.0.0.1", port: 0, configuration)
  }

  private static func request(_ target: String, _ body: String, _ headers: String = "Host: 127.0.0.1\r\n") -> String {
    "POST / HTTP/1.1\r\n\(headers)X-Amz-Target: AWSStepFunctions.\(target)\r\nContent-Type: application/x-amz-json-1.0\r\n"
      + "Connection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private func ask(_ server: HTTPServer, _ text: String) async throws -> (status: String, body: JSONValue) {
    let client = try RawClient(port: server.port)
    await client.send(text)
    let answer = await client.read()
    let body = answer.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
    return (String(answer.dropFirst(9).prefix(3)), (try? JSONValue(parsing: body)) ?? .null)
  }

  @Test func pagesAndForeignNamesAreRefused() async throws {
    let local = try await LocalAPI()
    let server = try await start(local)
    for (headers, message) in [
      ("Host: 127.0.0.1\r\nOrigin: https://evil.example\r\n", "Requests from web pages are refused (Origin: https://evil.example)."),
      ("Host: 127.0.0.1\r\nOrigin: null\r\n", "Requests from web pages are refused (Origin: null)."),
      (
        "Host: evil.example:8083\r\n",
        "The server does not answer to the host name 'evil.example:8083'; call it 127.0.0.1 or localhost."
      ),
      (
        "Host: 127.0.0.1.evil.example\r\n",
        "The server does not answer to the host name '127.0.0.1.evil.example'; call it 127.0.0.1 or localhost."
      ),
      ("Host: 127.0.0.1\r\nHost: evil.example\r\n", "The request names several hosts."),
    ] {
      let (status, body) = try await ask(server, HostileTests.request("ListStateMachines", "{}", headers))
      #expect(status == "403")
      #expect(body == ["__type": "AccessDeniedException", "message": .string(message)])
    }
    // A request line with a whole URL names the host too.
    for (host, status) in [("evil.example", "403"), ("evil.example:8083", "403"), ("127.0.0.1:8083", "200")] {
      let whole = HostileTests.request("ListStateMachines", "{}", "Host: 127.0.0.1\r\n").replacing("POST / ", with: "POST http://\(host)/ ")
      #expect(try await ask(server, whole).status == status, "\(host)")
    }
    let twice = HostileTests.request("ListStateMachines", "{}", "Host: 127.0.0.1\r\nX-Amz-Target: AWSStepFunctions.DeleteStateMachine\r\n")
    #expect(
      try await ask(server, twice).body
        == ["__type": "UnknownOperationException", "message": "The request names several operations in X-Amz-Target."])
    for host in ["localhost", "localhost:1", "[::1]:8083", "LOCALHOST", "sync-127.0.0.1:8083", "sync-localhost", "a.localhost"] {
      #expect(try await ask(server, HostileTests.request("ListStateMachines", "{}", "Host: \(host)\r\n")).status == "200", "\(host)")
    }
    await server.stop()
    await local.end()
  }

  @Test func whatIsNoRequestIsRefusedInTheAPIsShape() async throws {
    let local = try await LocalAPI()
    let server = try await start(local)
    let list = "ListStateMachines"
    let cases: [(request: String, status: String, code: String)] = [
      (HostileTests.request("DropTables", "{}"), "400", "UnknownOperationException"),
      ("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}", "400", "UnknownOperationException"),
      ("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "404", "UnknownOperationException"),
      (HostileTests.request(list, "not json"), "400", "SerializationException"),
      (HostileTests.request(list, "{"), "400", "SerializationException"),
      (HostileTests.request(list, "[]"), "400", "SerializationException"),
      (HostileTests.request(list, "\u{0}"), "400", "SerializationException"),
      (HostileTests.request(list, #"{"maxResults":"1"}"#), "400", "SerializationException"),
      (HostileTests.request(list, #"{"maxResults":1e99}"#), "400", "SerializationException"),
      (HostileTests.request(list, String(repeating: "[", count: 100_000)), "400", "SerializationException"),
      (HostileTests.request("TagResource", #"{"resourceArn":"a","tags":{"a":1}}"#), "400", "SerializationException"),
      (HostileTests.request("DescribeExecution", #"{"executionArn":["a"]}"#), "400", "SerializationException"),
      (HostileTests.request("DescribeExecution", "{}"), "400", "ValidationException"),
      (
        HostileTests.request("StartExecution", "{}").replacing("Content-Length: 2", with: "Content-Length: 3000000"), "413",
        "RequestEntityTooLargeException"
      ),
      ("nonsense\r\n\r\n", "400", "SerializationException"),
      (HostileTests.request(list, "").replacing("Content-Length: 0", with: "Content-Length: 9"), "408", "RequestTimeoutException"),
    ]
    for (request, status, code) in cases {
      let answer = try await ask(server, request)
      #expect(answer.status == status && answer.body["__type"]?.stringValue == code, "\(request.suffix(60)): \(answer)")
      #expect(answer.body["message"]?.stringValue?.isEmpty == false)
    }
    let foreign = HostileTests.request(list, "{}").replacing("application/x-amz-json-1.0", with: "text/plain")
    #expect(try await ask(server, foreign).body["message"] == "Content-Type must be application/x-amz-json-1.0, not text/plain.")
    await server.stop()
    await local.end()
  }

  /// 600 connections of random bytes, half of them mutated requests; afterwards the server serves.
  @Test func randomBytesDoNotStopIt() async throws {
    let local = try await LocalAPI()
    let server = try await start(local)
    var random = SplitMix64(seed: 20_251_125)
    let models = APIOperation.allCases.map { HostileTests.request($0.rawValue, HostileTests.body(&random)) }
    for _ in 0..<60 {
      let batch = (0..<10).map { _ in HostileTests.mutated(models.randomElement(using: &random) ?? "", &random) }
      await withTaskGroup(of: Void.self) { group in
        for bytes in batch {
          group.addTask {
            guard let client = try? RawClient(port: server.port) else { return }
            await client.send(bytes)
            // Some go away without reading.
            if bytes.count % 3 != 0 { _ = await client.read() }
          }
        }
      }
    }
    #expect(try await ask(server, HostileTests.request("ListStateMachines", "{}")).status == "200")
    await server.stop()
    await local.end()
  }

  /// 5,000 requests of random members: each an answer or an error of the API's own, never InternalFailure.
  @Test func randomRequestsAreAnsweredOrRefused() async throws {
    let local = try await LocalAPI()
    var random = SplitMix64(seed: 7)
    _ = await local.call(
      .createStateMachine,
      ["name": "a", "roleArn": "arn:aws:iam::123456789012:role/r", "definition": .string(CorpusScenario.pass)])
    for turn in 0..<5_000 {
      let operation = APIOperation.allCases[turn % APIOperation.allCases.count]
      // Its long poll would wait for the test's clock.
      if operation == .getActivityTask { continue }
      do throws(APIError) {
        let answer = try await local.api.perform(operation, body: Array(HostileTests.body(&random).utf8))
        #expect((try? JSONValue(parsing: answer)) != nil)
      } catch {
        #expect(error.status < 500 && !error.code.isEmpty && !error.message.isEmpty, "\(operation): \(error)")
      }
    }
    await local.end()
  }

  private static let names = [
    "name", "definition", "roleArn", "stateMachineArn", "executionArn", "activityArn", "resourceArn", "mapRunArn", "taskToken", "output",
    "input", "maxResults", "nextToken", "tags", "tagKeys", "type", "publish", "routingConfiguration", "stateMachineAliasArn",
    "stateMachineVersionArn", "loggingConfiguration", "reverseOrder", "error", "cause", "statusFilter", "workerName", "maxConcurrency",
  ]
  private static let values = [
    "null", "1", "-1", "1e308", "true", "\"\"", "[]", "{}", "\"a\"", "\"arn:aws:states:us-east-1:123456789012:stateMachine:a\"",
    "\"arn:aws:states:us-east-1:123456789012:execution:a:b\"", "\"arn:aws:states:::\"", "\"arn:aws:states:us-east-1:1:activity:\"",
    "\"arn:aws:states:us-east-1:123456789012:stateMachine:a:1\"", "\"arn:aws:states:us-east-1:123456789012:mapRun:a/b:c\"",
    "\"{\\\"StartAt\\\":\\\"A\\\",\\\"States\\\":{\\\"A\\\":{\\\"Type\\\":\\\"Pass\\\",\\\"End\\\":true}}}\"", "\"\\u0000\\ud800\"",
    "[{\"key\":\"k\",\"value\":\"v\"}]", "[{\"stateMachineVersionArn\":\"x\",\"weight\":100}]", "[[[[]]]]", "{\"level\":\"ALL\"}",
    "\"EXPRESS\"", "\"RUNNING\"", "\"\u{202E}\u{1F600}\"", "[1,\"a\",null]",
  ]

  private static func body(_ random: inout SplitMix64) -> String {
    let count = Int.random(in: 0..<6, using: &random)
    let members = (0..<count).map { _ in
      "\"\(names.randomElement(using: &random) ?? "name")\":\(values.randomElement(using: &random) ?? "1")"
    }
    return "{\(members.joined(separator: ","))}"
  }

  private static func mutated(_ text: String, _ random: inout SplitMix64) -> [UInt8] {
    var bytes = Array(text.utf8)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return (0..<Int.random(in: 0..<5_000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    case 1: bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
    case 2: bytes += bytes
    default: break
    }
    for _ in 0..<Int.random(in: 1..<12, using: &random) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: at)
      default: bytes.insert(contentsOf: [13, 10, 0, 34].prefix(Int.random(in: 1...4, using: &random)), at: at)
      }
    }
    return bytes
  }
}
