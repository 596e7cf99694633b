import HTTP
import Testing

@Suite(.timeLimit(.minutes(20))) struct URLSessionTransportTests {
  private func request(_ server: LoopbackServer, timeout: Duration = .seconds(20)) throws -> HTTPRequest {
    HTTPRequest(
      method: "POST", address: try HTTPAddress(parsing: "http://127.0.0.1:\(server.port)/"),
      headers: HTTPHeaders([("X-Amz-Target", "A.B"), ("Content-Type", "application/x-amz-json-1.0")]), body: Array("{\"a\":1}".utf8),
      timeout: timeout)
  }

  private func answer(_ status: String, _ body: String, _ headers: String = "") -> LoopbackServer.Reply {
    .bytes("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\(headers)\r\n\(body)")
  }

  @Test func carriesRequestAndAnswer() async throws {
    let server = try LoopbackServer([answer("200 OK", "{\"b\":2}", "X-Amzn-RequestId: r1\r\n")])
    let response = try await URLSessionTransport().send(request(server))
    #expect(response.status == 200)
    #expect(response.headers["x-amzn-requestid"] == "r1")
    #expect(String(decoding: response.body, as: UTF8.self) == "{\"b\":2}")
    let received = try #require(server.received.first)
    #expect(received.hasPrefix("POST / HTTP/1.1\r\n"))
    #expect(received.contains("Host: 127.0.0.1:\(server.port)\r\n"))
    #expect(received.contains("X-Amz-Target: A.B\r\n"))
    #expect(received.contains("Content-Type: application/x-amz-json-1.0\r\n"))
    #expect(received.hasSuffix("\r\n\r\n{\"a\":1}"))
  }

  @Test func errorStatusesAreAnswers() async throws {
    let server = try LoopbackServer([answer("400 Bad Request", "{}"), answer("503 Busy", "")])
    let transport = URLSessionTransport()
    #expect(try await transport.send(request(server)).status == 400)
    #expect(try await transport.send(request(server)).status == 503)
  }

  @Test func redirectsAreNotFollowed() async throws {
    let other = try LoopbackServer([answer("200 OK", "no")])
    let server = try LoopbackServer([answer("307 Temporary Redirect", "", "Location: http://127.0.0.1:\(other.port)/\r\n")])
    let response = try await URLSessionTransport().send(request(server))
    #expect(response.status == 307)
    #expect(other.received.isEmpty)
  }

  @Test func cookiesAreNotKept() async throws {
    let server = try LoopbackServer([answer("200 OK", "{}", "Set-Cookie: a=b; Path=/\r\n"), answer("200 OK", "{}")])
    let transport = URLSessionTransport()
    _ = try await transport.send(request(server))
    _ = try await transport.send(request(server))
    #expect(server.received.count == 2)
    #expect(server.received.allSatisfy { !$0.lowercased().contains("cookie") })
  }

  @Test func anAnswerBeyondTheLimitIsDropped() async throws {
    let server = try LoopbackServer([answer("200 OK", String(repeating: "x", count: 3 << 20))])
    await #expect(throws: HTTPFailure(.tooLarge(limit: 1 << 20))) { try await URLSessionTransport(limit: 1 << 20).send(request(server)) }
  }

  @Test func aSilentServerIsGivenUp() async throws {
    let server = try LoopbackServer([.silence])
    await #expect(throws: HTTPFailure(.timedOut(after: .milliseconds(200)))) {
      try await URLSessionTransport().send(request(server, timeout: .milliseconds(200)))
    }
  }

  @Test func aBrokenConnectionIsAFailure() async throws {
    let truncated = LoopbackServer.Reply.bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"events\":")
    let server = try LoopbackServer([.nothing, truncated])
    for _ in 0..<2 {
      let failure = try #require(await #expect(throws: HTTPFailure.self) { try await URLSessionTransport().send(request(server)) })
      guard case .broken = failure.kind else { return #expect(failure.kind == .broken("")) }
    }
  }

  @Test func nobodyListensThere() async throws {
    let address = try HTTPAddress(parsing: "http://127.0.0.1:1/")
    await #expect(throws: HTTPFailure(.refused)) { try await URLSessionTransport().send(HTTPRequest(method: "POST", address: address)) }
  }

  @Test func aCancelledCallerIsToldSo() async throws {
    let server = try LoopbackServer([.silence])
    let request = try request(server)
    let call = Task { () -> HTTPFailure? in
      do throws(HTTPFailure) { _ = try await URLSessionTransport().send(request) } catch { return error }
      return nil
    }
    call.cancel()
    #expect(await call.value == HTTPFailure(.cancelled))
  }

  @Test func headersCannotBeSmuggled() async throws {
    let server = try LoopbackServer([])
    var bad = try request(server)
    bad.headers["X-Amz-Target"] = "A\r\nEvil: 1"
    await #expect(throws: HTTPFailure(.invalidRequest("the header X-Amz-Target has a control character in its value"))) {
      try await URLSessionTransport().send(bad)
    }
  }
}
