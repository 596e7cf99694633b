import AWS
import HTTP
import JSON
import TestSupport
import Testing
import Time

@Suite struct AWSClientTests {
  private let arn: JSONValue = ["executionArn": "arn:aws:states:us-east-1:123456789012:execution:m:e"]

  private func failure(_ answers: [FakeTransport.Answer], _ operation: String = "DescribeExecution", _ world: FakeWorld = FakeWorld())
    async throws -> AWSError
  {
    let client = try client(FakeTransport(answers), world)
    return try #require(await #expect(throws: AWSError.self) { try await client.call(operation, arn) })
  }

  @Test func sendsTheProtocol() async throws {
    let transport = FakeTransport([.json(["status": "RUNNING"])])
    let answer = try await client(transport).call("DescribeExecution", arn)
    #expect(answer == ["status": "RUNNING"])
    let request = try #require(transport.calls.first).request
    #expect(request.method == "POST")
    #expect(request.address.description == "http://127.0.0.1:4566/")
    #expect(request.headers["content-type"] == "application/x-amz-json-1.0")
    #expect(request.headers["x-amz-target"] == "AWSStepFunctions.DescribeExecution")
    #expect(
      request.headers["authorization"]?.hasPrefix("AWS4-HMAC-SHA256 Credential=test/20270115/us-east-1/states/aws4_request, ") == true)
    #expect(String(decoding: request.body, as: UTF8.self) == arn.compact)
  }

  @Test func ecsSpeaksTheOtherVersion() async throws {
    let transport = FakeTransport([.json([:])])
    _ = try await client(transport, FakeWorld(), .ecs).call("ListTasks", ["cluster": "demo"])
    let request = try #require(transport.calls.first).request
    #expect(request.headers["content-type"] == "application/x-amz-json-1.1")
    #expect(request.headers["x-amz-target"] == "AmazonEC2ContainerServiceV20141113.ListTasks")
  }

  @Test func repeatsAfterThrottlesWithJitterAndTellsOfThem() async throws {
    let world = FakeWorld()
    let transport = FakeTransport([.refusal("ThrottlingException", "Rate exceeded"), .text("", status: 503), .json(["ok": true])])
    let answer = try await client(transport, world).answer(to: "GetExecutionHistory", arn)
    #expect(answer.wasThrottled)
    #expect(world.sleeps == [.milliseconds(500), .seconds(1)])
    #expect(transport.calls.count == 3)
  }

  @Test func givesUpAfterThreeCalls() async throws {
    let world = FakeWorld()
    let error = try await failure([.refusal("ThrottlingException", "Rate exceeded")], "GetExecutionHistory", world)
    #expect(error.isThrottle)
    #expect(world.sleeps.count == 2)
    #expect(
      "\(error)"
        == "GetExecutionHistory at http://127.0.0.1:4566: ThrottlingException: Rate exceeded; too many calls on this account; wait a little"
    )
  }

  @Test func anAnswerToATokenIsNotRepeatedWhenItMayHaveArrived() async throws {
    let broken = FakeTransport([.failure(.broken("reset"))])
    _ = try await #require(throws: AWSError.self) { try await client(broken).call("SendTaskSuccess", ["taskToken": "t", "output": "{}"]) }
    #expect(broken.calls.count == 1)
    let refused = FakeTransport([.failure(.refused)])
    _ = try await #require(throws: AWSError.self) { try await client(refused).call("SendTaskSuccess", ["taskToken": "t", "output": "{}"]) }
    #expect(refused.calls.count == 3)
    let read = FakeTransport([.failure(.broken("reset")), .json([:])])
    _ = try await client(read).call("DescribeExecution", arn)
    #expect(read.calls.count == 2)
  }

  @Test func refusalsAreNotRepeated() async throws {
    let transport = FakeTransport([.refusal("ExecutionDoesNotExist", "Execution Does Not Exist: 'x'")])
    let error = try #require(await #expect(throws: AWSError.self) { try await client(transport).call("DescribeExecution", arn) })
    #expect(transport.calls.count == 1)
    #expect(
      "\(error)"
        == "DescribeExecution at http://127.0.0.1:4566: ExecutionDoesNotExist: Execution Does Not Exist: 'x'; check the ARN, and that it belongs to "
        + "region us-east-1 of this account")
  }

  @Test func whatAnEmulatorDoesNotHaveIsNotAskedForAgain() async throws {
    let transport = FakeTransport([.refusal("InternalFailure", "not implemented", status: 501)])
    _ = try await #require(throws: AWSError.self) { try await client(transport).call("ListTasks", [:]) }
    #expect(transport.calls.count == 1)
  }

  @Test func codesComeInManyForms() async throws {
    let cases: [(FakeTransport.Answer, String)] = [
      (.refusal("com.amazonaws.states#InvalidArn"), "InvalidArn"),
      (.refusal("#InvalidArn"), "InvalidArn"),
      (.json(["__type": .null, "message": "bad"], status: 400, headers: [("X-Amzn-ErrorType", "UnknownError")]), "UnknownError"),
      (
        .json(["message": "bad"], status: 400, headers: [("x-amzn-errortype", "InvalidName:http://internal.amazon.com/coral/")]),
        "InvalidName"
      ),
      (.json(["Message": "no"], status: 403), "HTTP 403"),
      (.text("<html>", status: 400, headers: [("X-Amzn-ErrorType", "Odd")]), "Odd"),
    ]
    for (answer, code) in cases { #expect(try await failure([answer]).code == code) }
  }

  @Test func keepsTheRequestId() async throws {
    let error = try await failure([
      .json(["__type": "AccessDeniedException", "message": "no"], status: 400, headers: [("X-Amzn-RequestId", "4f1c")])
    ])
    #expect(error.requestId == "4f1c")
    #expect(
      "\(error)"
        == "DescribeExecution at http://127.0.0.1:4566: AccessDeniedException: no (request 4f1c); allow states:DescribeExecution to these credentials, "
        + "or use others")
  }

  @Test(arguments: [
    ("<!DOCTYPE html><html>hello</html>", 200, "answered 200 with an HTML page instead of a JSON object"),
    ("<?xml version=\"1.0\"?><ListAllMyBucketsResult/>", 200, "answered 200 with XML instead of a JSON object"),
    ("{\"events\": [{\"id\": 1, \"ty", 200, "answered 200 with JSON that breaks off or is damaged instead of a JSON object"),
    ("[1]", 200, "answered 200 with the JSON array instead of a JSON object"),
    ("\u{FF}\u{FE}", 200, "answered 200 with text that is not JSON instead of a JSON object"),
    ("<html>Internal Server Error</html>", 500, "answered 500 with an HTML page"),
    ("gone", 410, "answered 410 with text that is not JSON"),
  ]) func whatIsNotTheProtocolIsNamed(_ body: String, _ status: Int, _ said: String) async throws {
    let error = try await failure([.text(body, status: status)])
    #expect("\(error)" == "DescribeExecution at http://127.0.0.1:4566: \(said); check that --endpoint-url names the API of Step Functions")
    #expect(error.status == status)
  }

  @Test func messagesCarryNoControlCharactersAndEnd() async throws {
    let hostile = "\u{1B}[2Jred\r\nnext \u{9B}31m" + String(repeating: "x", count: 5_000)
    guard case .service(let code, let message) = try await failure([.refusal("Bad\u{07}Code", hostile)]).kind else {
      return #expect(Bool(false))
    }
    #expect(code == "Bad Code")
    #expect(message.hasPrefix("[2Jred next 31mxxx"))
    #expect(message.count == 2_000)
    #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
  }

  @Test func transportFailuresSayWhatToDo() async throws {
    #expect(
      "\(try await failure([.failure(.refused)]))"
        == "DescribeExecution at http://127.0.0.1:4566: the connection was refused; check that the endpoint runs and that --endpoint-url is right"
    )
    #expect(
      "\(try await failure([.failure(.timedOut(after: .milliseconds(2_500)))]))"
        == "DescribeExecution at http://127.0.0.1:4566: no answer within 2.5 s; check that the endpoint runs and that --endpoint-url is right"
    )
    #expect(
      "\(try await failure([.failure(.tooLarge(limit: 64 << 20))]))"
        == "DescribeExecution at http://127.0.0.1:4566: the answer is longer than 64 MiB")
  }

  @Test func retryDelaysGrowToTheirLimit() {
    let policy = RetryPolicy(attempts: 9)
    #expect(
      (1...9).map { policy.delay(after: $0, random: 1) } == [
        .seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16), .seconds(20), .seconds(20), .seconds(20), nil,
      ])
    #expect(policy.delay(after: 3, random: 0) == .zero)
    #expect(RetryPolicy(attempts: 0).delay(after: 1, random: 1) == nil)
  }
}

@Suite struct RecordedWireTests {
  /// Every answer that the recorded services gave reads as its document or as an error with its code.
  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped))) func everyRecordedAnswerReads() async throws {
    var read = 0
    for exchange in try RecordedExchange.all() {
      guard let target = exchange.target, let service = RecordedWireTests.service(target.prefix) else { continue }
      let endpoint = try AWSEndpointSettings(endpointURL: exchange.request.address.origin, environment: [:]).endpoint(of: service)
      let transport = FakeTransport([.success(exchange.response)])
      let client = AWSClient(
        endpoint: endpoint, transport: transport, credentials: FixedCredentials(.emulator), runtime: FakeWorld().runtime,
        policy: RetryPolicy(attempts: 1))
      let input = try JSONValue(parsing: exchange.request.body)
      do throws(AWSError) {
        let value = try await client.call(target.operation, input)
        #expect((200..<300).contains(exchange.response.status), "\(exchange.file)")
        let body = exchange.response.body
        #expect(value == (body.isEmpty ? [:] : try? JSONValue(parsing: body)), "\(exchange.file)")
      } catch {
        #expect(exchange.response.status >= 400, "\(exchange.file): \(error)")
        let named =
          (try? JSONValue(parsing: exchange.response.body))?["__type"]?.stringValue ?? exchange.response.headers["X-Amzn-ErrorType"]
        if let named { #expect(error.code == named.split(separator: "#").last.map(String.init), "\(exchange.file)") }
        #expect(error.status == exchange.response.status, "\(exchange.file)")
      }
      let sent = try #require(transport.calls.first).request
      #expect(sent.method == exchange.request.method && sent.address.path == exchange.request.address.path, "\(exchange.file)")
      for name in ["Content-Type", "X-Amz-Target"] { #expect(sent.headers[name] == exchange.request.headers[name], "\(exchange.file)") }
      read += 1
    }
    #expect(read > 200)
  }

  private static func service(_ target: String) -> AWSService? {
    [AWSService.stepFunctions, .ecs, .logs].first { service in
      if case .json(target, _) = service.wire { true } else { false }
    }
  }
}
