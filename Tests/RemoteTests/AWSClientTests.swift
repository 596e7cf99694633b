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

/// Refusals for the time of a signature, and what repeating may cost.
@Suite struct AWSClientRemedyTests {
  /// One hour behind the server.
  private static let date = ("Date", "Fri, 15 Jan 2027 09:00:00 GMT")

  private func skewed(_ code: String, _ header: (String, String) = date) -> FakeTransport.Answer {
    .json(["__type": .string(code), "message": "no"], status: 403, headers: [header])
  }

  private func signedAt(_ transport: FakeTransport) -> [String?] { transport.calls.map { $0.request.headers["X-Amz-Date"] } }

  @Test(arguments: [
    "RequestTimeTooSkewed", "RequestExpired", "SignatureDoesNotMatch", "InvalidSignatureException",
  ]) func aWrongClockIsSetByTheAnswer(_ code: String) async throws {
    let world = FakeWorld()
    let transport = FakeTransport([skewed(code), .json(["ok": true])])
    let states = try client(transport, world)
    #expect(try await states.call("SendTaskSuccess", [:]) == ["ok": true])
    #expect(signedAt(transport) == ["20270115T080000Z", "20270115T090000Z"])
    #expect(states.clockOffset == .seconds(3_600))
    #expect(world.sleeps.isEmpty)
    // Kept for later calls.
    _ = try await states.call("SendTaskSuccess", [:])
    #expect(signedAt(transport).last == "20270115T090000Z")
  }

  @Test func theClockIsSetOnceACall() async throws {
    let transport = FakeTransport { _, number in
      .json(["__type": "RequestTimeTooSkewed", "message": "no"], status: 403, headers: [("Date", "Fri, 15 Jan 2027 1\(number):00:00 GMT")])
    }
    let error = await #expect(throws: AWSError.self) { try await client(transport).call("DescribeExecution", [:]) }
    #expect(transport.calls.count == 2)
    #expect(error?.description == "DescribeExecution at http://127.0.0.1:4566: RequestTimeTooSkewed: no; set this machine's clock")
  }

  @Test func aClockThatIsRightIsNotBlamedForASignature() async throws {
    for header in [("Date", "Fri, 15 Jan 2027 08:00:30 GMT"), ("Date", "tomorrow"), ("X", "y")] {
      let transport = FakeTransport([skewed("SignatureDoesNotMatch", header)])
      _ = try? await client(transport).call("DescribeExecution", [:])
      #expect(transport.calls.count == 1)
    }
  }

  @Test(
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.000Z"), ("Sun, 6 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.000Z"),
      ("Thu, 31 Feb 2026 00:00:00 GMT", nil), ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("", nil), ("Sun, 06 Nov 1994 08:49:37 CET", nil),
    ] as [(String, String?)]) func dates(_ text: String, _ moment: String?) async throws
  {
    let world = FakeWorld()
    let transport = FakeTransport([skewed("RequestTimeTooSkewed", ("Date", text)), .json([:])])
    let states = try client(transport, world)
    _ = try? await states.call("DescribeExecution", [:])
    #expect((world.now + states.clockOffset).iso8601 == moment ?? world.now.iso8601)
  }

  @Test func whoDoesNotCheckSignaturesTellsTheTimeToo() async throws {
    let transport = FakeTransport([.json([:], headers: [AWSClientRemedyTests.date])])
    let states = try client(transport)
    let answer = try await states.answer(to: "DescribeExecution", [:])
    #expect(answer.date?.iso8601 == "2027-01-15T09:00:00.000Z")
    #expect(states.clockOffset == .seconds(3_600))
    let close = try client(FakeTransport([.json([:], headers: [("Date", "Fri, 15 Jan 2027 08:00:59 GMT")])]))
    _ = try await close.call("DescribeExecution", [:])
    #expect(close.clockOffset == .zero)
  }

  @Test func theCallerMayBoundAttemptsOrAllowAChangeTwice() async throws {
    let transport = FakeTransport([.text("", status: 500)])
    _ = try? await client(transport).answer(to: "DescribeExecution", [:], attempts: 1)
    #expect(transport.calls.count == 1)
    _ = try? await client(transport).with(RetryPolicy(attempts: 1)).call("DescribeExecution", [:])
    #expect(transport.calls.count == 2)
    let start = FakeTransport([.text("", status: 500), .json([:])])
    _ = try await client(start).answer(to: "StartExecution", ["name": "one"], isIdempotent: true)
    #expect(start.calls.count == 2)
  }

  @Test func aBearerTokenGoesToAChosenEndpointOnly() async throws {
    var settings = AWSEndpointSettings(region: "us-east-1", endpointURL: "http://127.0.0.1:4566", environment: [:])
    settings.bearerToken = "abc"
    let transport = FakeTransport([.json([:])])
    _ = try await AWSSession(settings, transport: transport, runtime: FakeWorld().runtime).client(of: .stepFunctions).call("ListTasks", [:])
    #expect(transport.calls.first?.request.headers["Authorization"] == "Bearer abc")
    let keys = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s"]
    var own = AWSEndpointSettings(region: "us-east-1", environment: keys)
    own.bearerToken = "abc"
    _ = try await AWSSession(own, transport: transport, runtime: FakeWorld().runtime).client(of: .stepFunctions).call("ListTasks", [:])
    #expect(transport.calls.last?.request.headers["Authorization"]?.hasPrefix("AWS4-HMAC-SHA256 Credential=A/") == true)
  }

  @Test func aClientMayHaveARegionOfItsOwn() throws {
    let session = AWSSession(AWSEndpointSettings(region: "us-east-1", environment: [:]))
    let logs = try session.client(of: .logs)
    #expect(logs.inRegion("eu-west-1").endpoint.address.host == "logs.eu-west-1.amazonaws.com")
    #expect(logs.inRegion("cn-north-1").endpoint.address.host == "logs.cn-north-1.amazonaws.com.cn")
    #expect(logs.inRegion("evil.example/").endpoint.address.host == "logs.us-east-1.amazonaws.com")
    let chosen = try client(FakeTransport([.json([:])])).inRegion("eu-west-1").endpoint
    #expect(chosen.address.origin == "http://127.0.0.1:4566" && chosen.region == "eu-west-1")
  }

  @Test func allClientsOfASessionLearnTheTime() async throws {
    let transport = FakeTransport([skewed("RequestTimeTooSkewed"), .json([:])])
    let session = AWSSession(
      AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]), transport: transport, runtime: FakeWorld().runtime)
    _ = try await session.client(of: .stepFunctions).call("DescribeExecution", [:])
    _ = try await session.client(of: .ecs).call("DescribeTasks", [:])
    #expect(signedAt(transport).last == "20270115T090000Z")
  }

  @Test func repeatingHasAnEndForAllCallsTogether() async throws {
    let world = FakeWorld(chance: 0)
    let transport = FakeTransport([.text("", status: 500)])
    let states = try client(transport, world)
    for _ in 0..<60 { _ = try? await states.call("DescribeExecution", [:]) }
    // 500 in all, 5 for each repeated call: 100 beside the 60 first ones.
    #expect(transport.calls.count == 160)
  }

  @Test func silenceCostsMoreAndSuccessGivesBack() async throws {
    let silence = FakeTransport([.failure(.timedOut(after: .seconds(10)))])
    let states = try client(silence, FakeWorld(chance: 0))
    for _ in 0..<60 { _ = try? await states.call("DescribeExecution", [:]) }
    #expect(silence.calls.count == 60 + 50)
    // Every third call succeeds after two repetitions: what the last cost comes back, so it takes twice as long until nothing is left.
    let mended = FakeTransport { _, number in number % 3 == 2 ? .json([:]) : .text("", status: 500) }
    let other = try client(mended, FakeWorld(chance: 0))
    for _ in 0..<90 { _ = try await other.call("DescribeExecution", [:]) }
    #expect(mended.calls.count == 270)
  }

  @Test func aChangeIsNotMadeTwice() async throws {
    let transport = FakeTransport([.text("", status: 500)])
    let error = await #expect(throws: AWSError.self) { try await client(transport).call("StopExecution", [:]) }
    #expect(transport.calls.count == 1)
    #expect(
      error?.description
        == "StopExecution at http://127.0.0.1:4566: HTTP 500; whether it was carried out is not known: look before asking again")
    let broken = FakeTransport([.failure(.broken("reset"))])
    let other = await #expect(throws: AWSError.self) { try await client(broken).call("StartExecution", [:]) }
    #expect(
      other?.description
        == "StartExecution at http://127.0.0.1:4566: the connection broke: reset; whether it was carried out is not known: look before asking "
        + "again")
    let throttled = FakeTransport([.refusal("ThrottlingException"), .json([:])])
    _ = try await client(throttled).call("StopExecution", [:])
    #expect(throttled.calls.count == 2)
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
        #expect(error.requestId == exchange.response.headers["x-amzn-RequestId"], "\(exchange.file)")
        if let id = error.requestId { #expect("\(error)".contains("(request \(id))"), "\(exchange.file)") }
        #expect("\(error)".unicodeScalars.allSatisfy { $0.value >= 0x20 }, "\(exchange.file)")
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
