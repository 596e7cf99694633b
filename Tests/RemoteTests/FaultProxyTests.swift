import AWS
import ExecutionSource
import Foundation
import HTTP
import History
import JSON
import Synchronization
import Testing
import Time

@testable import Remote

/// The whole way with real connections: URLSession, a server that breaks them, the source as the screen reads it.
@Suite(.serialized, .timeLimit(.minutes(20))) struct FaultProxyTests {
  /// How many courses of faults: eight, or what `make soak` says.
  private static let seeds = ProcessInfo.processInfo.environment["STEPSCOPE_SOAK"].flatMap { UInt64($0) }.map { max(8, $0 / 200) } ?? 8
  /// How many of the first requests are broken.
  private static let broken = 40

  private static let manners: [FaultyServer.Manner] = [
    .truncated, .dripping, .endless, .reset, .silent, .garbage, .html, .throttle, .serverError, .repeated, .shuffled, .whole, .whole,
    .whole,
  ]

  private static func respond(_ execution: TimedExecution, _ request: FaultyServer.Received, _ now: Timestamp) -> HTTPResponse {
    switch execution.answer(request.operation, request.input, at: now) {
    case .document(let document): return HTTPResponse(status: 200, body: Array(document.compact.utf8))
    case .refusal(let code, let message): return FaultyServer.refusal(code, message)
    }
  }

  /// A job that fails after a minute, with thirteen lines in its log.
  private static let job: TimedExecution = {
    var job = TimedExecution.Job()
    job.ends = ["app": (60, 1)]
    (job.running, job.deactivating, job.stopped, job.recorded, job.printsEvery) = (10, 62, 75, 78, 4)
    return TimedExecution(job)
  }()

  private func source(_ server: FaultyServer, _ world: IdleWorld, _ environment: [String: String] = [:]) throws -> RemoteSource {
    // What is whole is waited for as long as it takes.
    let transport = world.holding(URLSessionTransport()) {
      server.requests <= FaultProxyTests.broken ? .milliseconds(400) : .seconds(60)
    }
    return try RemoteSource.attach(
      FakeExecution.arn, settings: AWSEndpointSettings(endpointURL: "http://127.0.0.1:\(server.port)", environment: environment),
      isReadOnly: false, transport: transport, runtime: world.runtime)
  }

  /// Follows the job until all of it is known, and nothing is asked any more.
  /// - Parameter watch: sees every snapshot.
  private func follow(_ source: RemoteSource, _ world: IdleWorld, watch: (ExecutionSnapshot) -> Void) async throws -> ExecutionSnapshot {
    world.whenStuck { Task { await source.close() } }
    let attention = Attention(logsOfTask: TimedExecution.taskArn)
    try await source.perform(.attend(attention))
    var ids: [Int] = []
    var last: ExecutionSnapshot?
    for await snapshot in source.updates() {
      last = snapshot
      watch(snapshot)
      // Nothing that was shown goes away, nothing is doubled.
      let seen = snapshot.events.map(\.id)
      #expect(seen.starts(with: ids))
      ids = seen
      if snapshot.logStreams.isEmpty, !snapshot.tasks.isEmpty { try await source.perform(.attend(attention)) }
      let poll = snapshot.live.poll
      let isDone = snapshot.status.isFinal && snapshot.stoppedAt != nil && poll?.next == nil && poll?.problem == nil
      if isDone, snapshot.logs.count == 13, !snapshot.taskDefinitions.isEmpty, snapshot.definition != nil { break }
    }
    await source.close()
    let ended = try #require(last)
    #expect(ended.stoppedAt != nil)
    #expect(!ended.taskDefinitions.isEmpty)
    #expect(ended.definition != nil)
    #expect(ended.live.poll?.problem == nil && ended.live.poll?.next == nil)
    #expect(ended.status == .failed)
    #expect(ended.events.map(\.id) == Array(1...FaultProxyTests.job.events.count))
    #expect(ended.tasks.last?.task.lastStatus == .stopped)
    #expect(ended.tasks.last?.task.containers.first?.exitCode == 1)
    #expect(ended.logs.count == 13)
    #expect(Set(ended.logs.map(\.text)).count == 13)
    return ended
  }

  /// The first forty requests are broken in every way there is, and the endpoint is gone for a minute; the job's end comes in the middle of that.
  @Test(arguments: Array(1...FaultProxyTests.seeds)) func brokenConnectionsLoseNothing(_ seed: UInt64) async throws {
    let world = IdleWorld(seed: seed)
    defer { world.end() }
    let random = Mutex(SplitMix64(seed: seed))
    let goneAt = random.withLock { Int.random(in: 1..<30, using: &$0) }
    let server = try FaultyServer(
      pass: { try? await world.runtime.sleep($0) },
      manner: { number, _ in
        guard number < FaultProxyTests.broken else { return .whole }
        if number == goneAt { return .gone(.seconds(60)) }
        return random.withLock { FaultProxyTests.manners.randomElement(using: &$0) ?? .whole }
      },
      answer: { FaultProxyTests.respond(FaultProxyTests.job, $0, world.now) })
    defer { server.close() }
    var problems: Set<String> = []
    _ = try await follow(try source(server, world), world) { snapshot in
      if let problem = snapshot.live.poll?.problem { problems.insert(problem) }
      #expect(snapshot.live.poll?.problem == nil || snapshot.live.poll?.asOf.map { $0 <= world.now } ?? true)
    }
    #expect(problems.contains { $0.contains("refused") || $0.contains("nobody") || $0.contains("connect") }, "\(problems)")
    #expect(
      problems.allSatisfy {
        $0.hasPrefix("GetExecutionHistory") || $0.hasPrefix("Describe") || $0.hasPrefix("GetLogEvents") || $0.hasPrefix("ListTasks")
      }, "\(problems)")
  }

  /// Everything else is well, but the service's clock is an hour ahead: it refuses the first signature, and none after that.
  @Test func aClockAnHourOffIsFoundOutAtOnce() async throws {
    let world = IdleWorld()
    defer { world.end() }
    let refused = Mutex(0)
    let server = try FaultyServer(
      answer: { request in
        let now = world.now + .seconds(3_600)
        let date = HTTPHeaders([("Date", FaultProxyTests.httpDate(now))])
        let signed = Timestamp(amzDate: request.headers["x-amz-date"] ?? "")
        if signed.map({ abs((now - $0).milliseconds) > 300_000 }) ?? true {
          refused.withLock { $0 += 1 }
          return FaultyServer.refusal(
            "InvalidSignatureException", "Signature expired: \(request.headers["x-amz-date"] ?? "") is now earlier than that", headers: date
          )
        }
        var response = FaultProxyTests.respond(FaultProxyTests.job, request, world.now)
        response.headers = date
        return response
      })
    defer { server.close() }
    var problems: Set<String> = []
    let ended = try await follow(try source(server, world), world) { snapshot in
      if let problem = snapshot.live.poll?.problem { problems.insert(problem) }
    }
    #expect(problems.isEmpty)
    // As many as were sent before the first answer came.
    #expect((1...3).contains(refused.withLock { $0 }))
    #expect(abs(((ended.live.poll?.clockOffset ?? .zero) - .seconds(3_600)).milliseconds) < 2_000)
  }

  /// Keys that are good for six requests each; behind the second one there are none to be had for a while.
  private struct Keys {
    private(set) var given = 0
    private var uses = 0
    private var refusals = 0

    mutating func renew() -> Int? {
      if given == 2, refusals < 8 {
        refusals += 1
        return nil
      }
      given += 1
      uses = 0
      return given
    }

    mutating func use(_ authorization: String) -> Bool {
      guard authorization.contains("Credential=KEY\(given)/"), uses < 6 else { return false }
      uses += 1
      return true
    }
  }

  /// Keys that are refused before their time are renewed; while there are none, the screen says why.
  @Test func credentialsThatExpireAreRenewed() async throws {
    let world = IdleWorld()
    defer { world.end() }
    let keys = Mutex(Keys())
    let server = try FaultyServer(
      answer: { request in
        if request.operation.isEmpty {
          guard let key = keys.withLock({ $0.renew() }) else { return HTTPResponse(status: 500, body: Array("{}".utf8)) }
          let end = (world.now + .seconds(7_200)).iso8601
          return HTTPResponse(
            status: 200, body: Array(#"{"AccessKeyId":"KEY\#(key)","SecretAccessKey":"s","Token":"t","Expiration":"\#(end)"}"#.utf8))
        }
        guard keys.withLock({ $0.use(request.headers["authorization"] ?? "") }) else {
          return FaultyServer.refusal("ExpiredTokenException", "The security token included in the request is expired")
        }
        return FaultProxyTests.respond(FaultProxyTests.job, request, world.now)
      })
    defer { server.close() }
    var problems: Set<String> = []
    _ = try await follow(
      try source(server, world, ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(server.port)/keys"]), world
    ) { snapshot in
      if let problem = snapshot.live.poll?.problem { problems.insert(problem) }
    }
    #expect(keys.withLock { $0.given } >= 3)
    #expect(problems.contains { $0.contains("credentials") }, "\(problems)")
  }

  /// `Sun, 22 Nov 2026 12:05:45 GMT`.
  private static func httpDate(_ time: Timestamp) -> String {
    let f = time.fields
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "Sun, \(two(f.day)) \(months[f.month - 1]) \(f.year) \(two(f.hour)):\(two(f.minute)):\(two(f.second)) GMT"
  }

  /// The newest page of 25,000 events is shown out of the first five answers: the first tells whether the execution is there, and the definition and the
  /// next page may be among them. The others are held back until it was seen. (`scripts/bench-remote` has the milliseconds.)
  @Test func theNewestPageOfALongHistoryComesFirst() async throws {
    let execution = FaultProxyTests.long
    let shown = DispatchGroup()
    shown.enter()
    let requests = Mutex(0)
    let unseen = Mutex(0)
    let server = try FaultyServer(answer: { request in
      let number = requests.withLock { number in
        number += 1
        return number
      }
      if number > 5, shown.wait(timeout: .now() + 50) == .timedOut { unseen.withLock { $0 += 1 } }
      return FaultProxyTests.respond(execution, request, TimedExecution.start)
    })
    defer { server.close() }
    let source = try RemoteSource.attach(
      FakeExecution.arn, settings: AWSEndpointSettings(endpointURL: "http://127.0.0.1:\(server.port)", environment: [:]), isReadOnly: false)
    try await source.connect()
    var isFirst = true
    for await snapshot in source.updates() {
      if isFirst, let newest = snapshot.events.last?.id {
        isFirst = false
        #expect(newest == 25_000)
        #expect(snapshot.missingEvents == 24_800)
        shown.leave()
      }
      if snapshot.events.count == 25_000 { break }
    }
    await source.close()
    #expect(!isFirst)
    #expect(unseen.withLock { $0 } == 0)
  }

  private static let long: TimedExecution = {
    var execution = TimedExecution()
    execution.add("ExecutionStarted", at: TimedExecution.start, previous: 0, "executionStarted", ["input": "{}"])
    for at in 1..<25_000 {
      let type = at == 24_999 ? "ExecutionSucceeded" : at % 2 == 1 ? "PassStateEntered" : "PassStateExited"
      let key = at == 24_999 ? "executionSucceeded" : at % 2 == 1 ? "stateEntered" : "stateExited"
      execution.add(type, at: TimedExecution.start, key, ["name": "Pass", "input": .string(#"{"turn":\#(at)}"#)])
    }
    return execution
  }()
}

extension Timestamp {
  /// `20261122T120545Z`.
  fileprivate init?(amzDate text: String) {
    guard text.utf8.count == 16 else { return nil }
    let c = text.map(String.init)
    self.init(
      iso8601:
        "\(c[0...3].joined())-\(c[4...5].joined())-\(c[6...7].joined())T\(c[9...10].joined()):\(c[11...12].joined()):\(c[13...14].joined())Z"
    )
  }
}
