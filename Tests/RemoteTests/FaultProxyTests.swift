import AWS
import ExecutionSource
import HTTP
import History
import JSON
import Synchronization
import Testing
import Time

@testable import Remote

/// The whole way with real connections: URLSession, a server that breaks them, the source as the screen reads it.
@Suite(.serialized, .timeLimit(.minutes(2))) struct FaultProxyTests {
  private static let manners: [FaultyServer.Manner] = [
    .truncated, .dripping, .endless, .reset, .silent, .garbage, .html, .gone(seconds: 0.4), .whole, .whole,
  ]

  private static func respond(_ execution: TimedExecution, _ operation: String, _ input: JSONValue, _ now: Timestamp) -> HTTPResponse {
    switch execution.answer(operation, input, at: now) {
    case .document(let document): return HTTPResponse(status: 200, body: Array(document.compact.utf8))
    case .refusal(let code, let message):
      return HTTPResponse(status: 400, body: Array((["__type": .string(code), "message": .string(message)] as JSONValue).compact.utf8))
    }
  }

  private func source(_ server: FaultyServer, _ world: FastWorld) throws -> RemoteSource {
    try RemoteSource.attach(
      FakeExecution.arn, settings: AWSEndpointSettings(endpointURL: "http://127.0.0.1:\(server.port)", environment: [:]), isReadOnly: false,
      transport: ImpatientTransport(inner: URLSessionTransport(), timeout: .milliseconds(400)), runtime: world.runtime)
  }

  /// The first thirty requests are broken in every way there is; the job's end comes in the middle of that.
  @Test(arguments: [1, 2, 3] as [UInt64]) func brokenConnectionsLoseNothing(_ seed: UInt64) async throws {
    let world = FastWorld(factor: 100)
    var job = TimedExecution.Job()
    job.ends = ["app": (60, 1)]
    (job.running, job.deactivating, job.stopped, job.recorded, job.printsEvery) = (10, 62, 75, 78, 4)
    let execution = TimedExecution(job)
    let random = Mutex(SplitMix64(seed: seed))
    let server = try FaultyServer(
      manner: { number, _ in
        guard number < 30 else { return .whole }
        return random.withLock { FaultProxyTests.manners.randomElement(using: &$0) ?? .whole }
      },
      answer: { FaultProxyTests.respond(execution, $0, $1, world.now) })
    defer { server.close() }
    let source = try source(server, world)
    try await source.perform(.attend(Attention(logsOfTask: TimedExecution.taskArn)))
    var problems: Set<String> = []
    var ids: [Int] = []
    var last: ExecutionSnapshot?
    for await snapshot in source.updates() {
      last = snapshot
      if let problem = snapshot.live.poll?.problem { problems.insert(problem) }
      // Nothing that was shown goes away, nothing is doubled.
      let seen = snapshot.events.map(\.id)
      #expect(seen.starts(with: ids))
      ids = seen
      if snapshot.logStreams.isEmpty, !snapshot.tasks.isEmpty {
        try await source.perform(.attend(Attention(logsOfTask: TimedExecution.taskArn)))
      }
      let poll = snapshot.live.poll
      let isDone = snapshot.status.isFinal && snapshot.stoppedAt != nil && poll?.next == nil && poll?.problem == nil
      if isDone, snapshot.logs.count == 13, !snapshot.taskDefinitions.isEmpty, snapshot.definition != nil { break }
    }
    await source.close()
    let ended = try #require(last)
    #expect(ended.stoppedAt != nil && !ended.taskDefinitions.isEmpty && ended.definition != nil)
    #expect(ended.live.poll?.problem == nil && ended.live.poll?.next == nil)
    #expect(ended.status == .failed)
    #expect(ended.events.map(\.id) == Array(1...execution.events.count))
    #expect(ended.tasks.last?.task.lastStatus == .stopped)
    #expect(ended.tasks.last?.task.containers.first?.exitCode == 1)
    #expect(ended.logs.count == 13)
    #expect(Set(ended.logs.map(\.text)).count == 13)
    #expect(!problems.isEmpty)
    #expect(
      problems.allSatisfy {
        $0.hasPrefix("GetExecutionHistory") || $0.hasPrefix("Describe") || $0.hasPrefix("GetLogEvents") || $0.hasPrefix("ListTasks")
      }, "\(problems)")
  }

  /// With 80 ms added to every answer the newest page of 25,000 events is there after two calls (the first asks whether the execution is
  /// there), and the rest comes behind it.
  @Test func theNewestPageOfALongHistoryComesFirst() async throws {
    let execution = FaultProxyTests.long
    let server = try FaultyServer(delay: 0.08, answer: { FaultProxyTests.respond(execution, $0, $1, TimedExecution.start) })
    defer { server.close() }
    let source = try RemoteSource.attach(
      FakeExecution.arn, settings: AWSEndpointSettings(endpointURL: "http://127.0.0.1:\(server.port)", environment: [:]), isReadOnly: false)
    let began = ContinuousClock.now
    try await source.connect()
    var first: (requests: Int, after: Duration)?
    for await snapshot in source.updates() {
      if first == nil, let newest = snapshot.events.last?.id {
        first = (server.requests, ContinuousClock.now - began)
        #expect(newest == 25_000)
        #expect(snapshot.missingEvents == 24_800)
      }
      if snapshot.events.count == 25_000 { break }
    }
    await source.close()
    let shown = try #require(first)
    print(
      "25,000 events at 80 ms: newest page after \(shown.requests) requests and \(shown.after / .milliseconds(1)) ms, all after \((ContinuousClock.now - began) / .seconds(1)) s"
    )
    // The definition and the next page may be on their way already.
    #expect(shown.requests <= 5)
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
