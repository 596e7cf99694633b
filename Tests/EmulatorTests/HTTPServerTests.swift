import Foundation
import HTTPServer
import Synchronization
import Testing

/// The server on the wire: what goes in and comes out of real connections.
@Suite(.timeLimit(.minutes(20)))
struct HTTPServerTests {
  /// Answers with the method, the target and the body.
  private static let echo: HTTPServer.Handler = { request in
    HTTPServerResponse(body: Array("\(request.method) \(request.target) ".utf8) + request.body)
  }

  private func serve(
    _ limits: HTTPServerLimits = HTTPServerLimits(), _ handler: @escaping HTTPServer.Handler = echo, isQuick: Bool = false,
    host: String = "127.0.0.1"
  ) async throws -> HTTPServer {
    var configuration = HTTPServer.Configuration(
      handler: handler, isQuick: { _ in isQuick },
      refuse: { refusal in
        var response = HTTPServerResponse(status: 400, body: Array("\(refusal)".utf8))
        if refusal == .tooManyConnections { response.status = 503 }
        return response
      })
    configuration.limits = limits
    return try await HTTPServer.start(host: host, port: 0, configuration)
  }

  private func exchange(_ server: HTTPServer, _ text: String) async throws -> String {
    let client = try RawClient(port: server.port)
    await client.send(text)
    return await client.read()
  }

  private static func bodies(_ text: String) -> [String] {
    text.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.components(separatedBy: "\r\n\r\n").dropFirst().joined() }
  }

  @Test(arguments: [true, false]) func aConnectionServesOneRequestAfterAnother(isQuick: Bool) async throws {
    let server = try await serve(isQuick: isQuick)
    let client = try RawClient(port: server.port)
    await client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi")
    let first = await client.read(until: "POST /a hi")
    #expect(first.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(first.contains("\r\nContent-Length: 10\r\n"))
    #expect(!first.contains("Connection:"))
    await client.send("POST /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    let second = await client.read()
    #expect(second.contains("Connection: close") && second.hasSuffix("POST /b "))
    await server.stop()
  }

  @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
    // The first answer is given only once the third request is there: it does not come before, since one at a time is answered.
    let order = Mutex<[String]>([])
    // Beside a thousand other tests each turn may take seconds: no limit shall end it.
    var limits = HTTPServerLimits()
    (limits.idle, limits.request, limits.answer) = (.seconds(900), .seconds(900), .seconds(900))
    let server = try await serve(
      limits,
      { request in
        order.withLock { $0.append(request.target) }
        if request.target == "/1" { for _ in 0..<3 { await Task.yield() } }
        return HTTPServerResponse(body: Array(request.target.utf8))
      })
    let requests =
      (1...200).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined() + "GET /end HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    let answers = HTTPServerTests.bodies(try await exchange(server, requests))
    #expect(answers == (1...200).map { "/\($0)" } + ["/end"])
    #expect(order.withLock { $0 } == answers)
    await server.stop()
  }

  @Test func oldClientsAreServed() async throws {
    let server = try await serve()
    let once = try await exchange(server, "GET /old HTTP/1.0\r\n\r\n")
    #expect(once.contains("Connection: close") && once.hasSuffix("GET /old "))
    let client = try RawClient(port: server.port)
    await client.send("GET /kept HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    #expect(await client.read(until: "/kept ").contains("Connection: keep-alive"))
    let head = try await exchange(server, "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    #expect(head.hasSuffix("\r\n\r\n") && head.contains("Content-Length: 7"))
    await server.stop()
  }

  @Test func bodiesComeInPieces() async throws {
    let server = try await serve()
    let chunked = try await exchange(
      server, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")
    #expect(chunked.hasSuffix("POST / abcdefg"))
    let client = try RawClient(port: server.port)
    await client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 5\r\n\r\n")
    #expect(await client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
    await client.send("hello")
    #expect(await client.read().hasSuffix("POST / hello"))
    await server.stop()
  }

  @Test func whatIsTooMuchIsRefused() async throws {
    var limits = HTTPServerLimits()
    limits.bodyBytes = 1_000
    limits.headBytes = 2_000
    let server = try await serve(limits)
    #expect(try await exchange(server, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n").hasSuffix("bodyTooLarge"))
    let chunk = String(repeating: "x", count: 600)
    #expect(
      try await exchange(
        server, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n258\r\n\(chunk)\r\n258\r\n\(chunk)\r\n"
      ).hasSuffix("bodyTooLarge"))
    // A body that was announced and is not wanted is not read.
    #expect(
      try await exchange(server, "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n").hasSuffix(
        "bodyTooLarge"))
    let long = String(repeating: "y", count: 3_000)
    #expect(try await exchange(server, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: \(long)\r\n\r\n").contains("\r\n\r\n"))
    #expect(try await exchange(server, "GET /\(long) HTTP/1.1\r\nHost: x\r\n\r\n").hasSuffix("headTooLarge"))
    let many = (0..<200).map { "A\($0): b\r\n" }.joined()
    #expect(try await exchange(server, "GET / HTTP/1.1\r\n\(many)\r\n").hasPrefix("HTTP/1.1 4"))
    for nonsense in [
      "nonsense\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: +2\r\n\r\n{}",
      "POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", "POST / HTTP/1.1\r\nContent-Length: 2, 2\r\n\r\n{}",
      "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n{}", "POST / HTTP/1.1\r\nContent-Length : 2\r\n\r\n{}",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n{}",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
      "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", "GET / HTTP/1.1\r\nX: a\u{0}b\r\n\r\n",
      "GET / HTTP/1.1\r\n bad: x\r\n\r\n",
    ] {
      let answer = try await exchange(server, nonsense)
      #expect(answer.hasPrefix("HTTP/1.1 400") && answer.hasSuffix("malformed"), "\(nonsense)")
    }
    #expect(try await exchange(server, "GET /still HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").hasSuffix("GET /still "))
    await server.stop()
  }

  @Test func whoDawdlesIsCutOff() async throws {
    var limits = HTTPServerLimits()
    limits.request = .milliseconds(60)
    limits.idle = .milliseconds(120)
    let server = try await serve(limits)
    // Half a body, half a head, nothing.
    #expect(try await exchange(server, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf").hasSuffix("tooSlow"))
    #expect(try await exchange(server, "POST / HTTP/1.1\r\nHost:").isEmpty)
    #expect(try await exchange(server, "").isEmpty)
    await server.stop()
  }

  @Test func connectionsAndRequestsAreCounted() async throws {
    var limits = HTTPServerLimits()
    limits.connections = 2
    limits.requestsInFlight = 1
    let gate = Gate()
    let server = try await serve(
      limits,
      { request in
        if request.target == "/wait" { await gate.wait() }
        return HTTPServerResponse(body: Array("served".utf8))
      })
    let first = try RawClient(port: server.port)
    await first.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
    await gate.reached()
    let second = try RawClient(port: server.port)
    await second.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(await second.read(until: "tooManyRequests").contains("HTTP/1.1 400"))
    #expect(try await exchange(server, "").hasPrefix("HTTP/1.1 503"))
    #expect(server.openConnections == 2)
    gate.open()
    #expect(await first.read(until: "served").contains("200 OK"))
    await server.stop()
  }

  @Test func aClientThatGoesAwayCancelsItsRequest() async throws {
    let ended = Gate()
    let server = try await serve(
      HTTPServerLimits(),
      { _ in
        // Ends only when it is cancelled.
        await withTaskCancellationHandler {
          await ended.wait()
        } onCancel: {
          ended.open()
        }
        return HTTPServerResponse()
      })
    var client: RawClient? = try RawClient(port: server.port)
    await client?.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    await ended.reached()
    client = nil
    await ended.wait()
    await server.stop()
  }

  /// An address of its own where the machine has one: a port that is free again is soon another test's.
  #if os(Linux)
    private static let ownHost = "127.0.0.2"
  #else
    private static let ownHost = "127.0.0.1"
  #endif

  @Test func stoppingLetsRequestsEnd() async throws {
    let host = HTTPServerTests.ownHost
    let gate = Gate()
    let server = try await serve(
      HTTPServerLimits(),
      { _ in
        await gate.wait()
        return HTTPServerResponse(body: Array("to the end".utf8))
      }, host: host)
    let busy = try RawClient(host: host, port: server.port)
    let idle = try RawClient(host: host, port: server.port)
    await busy.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    await gate.reached()
    async let stopped: Void = server.stop(grace: .seconds(20))
    #expect(await idle.read().isEmpty)
    gate.open()
    let answer = await busy.read()
    #expect(answer.hasSuffix("to the end") && answer.contains("Connection: close"))
    await stopped
    #expect(throws: (any Error).self) { try RawClient(host: host, port: server.port) }
  }

  @Test func whyItCannotListenIsSaid() async throws {
    let server = try await serve()
    await #expect(
      throws: ServerFailure(
        "Port \(server.port) of 127.0.0.1 is in use by another program; end it, or choose a port with --port (0 takes a free one).")
    ) { _ = try await HTTPServer.start(host: "127.0.0.1", port: server.port, HTTPServer.Configuration(handler: HTTPServerTests.echo)) }
    await #expect(throws: ServerFailure("192.0.2.1 is not an address of this machine; give one with --host, such as 127.0.0.1.")) {
      _ = try await HTTPServer.start(host: "192.0.2.1", port: 0, HTTPServer.Configuration(handler: HTTPServerTests.echo))
    }
    await server.stop()
  }
}

/// Holds a handler until a test opens it, and tells the test when the handler is there.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var isReached = false
    var waiting: [CheckedContinuation<Void, Never>] = []
    var watching: [CheckedContinuation<Void, Never>] = []
  }
  private let state = Mutex(State())

  func wait() async {
    await withCheckedContinuation { continuation in
      let (isOpen, watching) = state.withLock { state in
        state.isReached = true
        if !state.isOpen { state.waiting.append(continuation) }
        defer { state.watching = [] }
        return (state.isOpen, state.watching)
      }
      for each in watching { each.resume() }
      if isOpen { continuation.resume() }
    }
  }

  func reached() async {
    await withCheckedContinuation { continuation in
      let isReached = state.withLock { state in
        if !state.isReached { state.watching.append(continuation) }
        return state.isReached
      }
      if isReached { continuation.resume() }
    }
  }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for each in waiting { each.resume() }
  }
}
