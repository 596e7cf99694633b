import AWS
import ExecutionSource
import HTTP
import History
import JSON
import Synchronization
import TestSupport
import Testing
import Time

@testable import Remote

/// Recorded exchanges with an emulator, answered again in their order: the last answer to a call stays.
private final class RecordedServer: HTTPTransport {
  private let answers: Mutex<[String: [HTTPResponse]]>

  init(_ folder: String) throws {
    var answers: [String: [HTTPResponse]] = [:]
    for exchange in try RecordedExchange.all() where exchange.file.hasPrefix("wire/\(folder)/") {
      guard let key = RecordedServer.key(exchange.request) else { continue }
      answers[key, default: []].append(exchange.response)
    }
    self.answers = Mutex(answers)
  }

  /// The operation and what it is about.
  private static func key(_ request: HTTPRequest) -> String? {
    let parts = (request.headers["X-Amz-Target"] ?? "").split(separator: ".")
    guard parts.count == 2, let input = try? JSONValue(parsing: request.body) else { return nil }
    let about = ["executionArn", "mapRunArn", "logStreamName"].lazy.compactMap { input[$0]?.stringValue }.first
    // A task definition is asked for by family in the recordings, and by ARN here; there is one of it.
    let task = input["tasks"]?[0]?.stringValue ?? (input["cluster"] == nil ? nil : "\(input["desiredStatus"]?.stringValue ?? "RUNNING")")
    return "\(parts[1]) \(about ?? task ?? "")"
  }

  func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    let key = RecordedServer.key(request) ?? ""
    let answer = answers.withLock { answers -> HTTPResponse? in
      guard let known = answers[key], let first = known.first else { return nil }
      if known.count > 1 { answers[key]?.removeFirst() }
      return first
    }
    return answer ?? HTTPResponse(status: 400, body: Array(#"{"__type":"ValidationException","message":"not recorded"}"#.utf8))
  }
}

/// What emulators told when they were recorded is followed like the emulators themselves.
@Suite(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)), .timeLimit(.minutes(1))) struct ReplayTests {
  private func follow(
    _ folder: String, _ execution: String, logsOf task: String? = nil, until isEnough: (ExecutionSnapshot) -> Bool
  ) async throws -> ExecutionSnapshot {
    let world = FakeWorld()
    let source = try RemoteSource.attach(
      "arn:aws:states:us-east-1:123456789012:execution:\(execution)",
      settings: AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]), isReadOnly: true,
      transport: try RecordedServer(folder), runtime: world.runtime)
    if let task { try await source.perform(.attend(Attention(logsOfTask: task))) }
    var last: ExecutionSnapshot?
    for await snapshot in source.updates() {
      last = snapshot
      if let task, snapshot.logs.isEmpty, snapshot.tasks.contains(where: { $0.task.arn == task }) {
        try await source.perform(.attend(Attention(logsOfTask: task)))
      }
      if isEnough(snapshot) { break }
    }
    await source.close()
    return try #require(last)
  }

  @Test func aJobOfMoto() async throws {
    let task = "arn:aws:ecs:us-east-1:123456789012:task/demo/5cb648c2-3e7a-45c3-abc0-6475b721916c"
    let ended = try await follow("moto-5.2.5-patched", "ecs_sync:run-1", logsOf: task) {
      $0.status.isFinal && $0.live.poll?.next == nil && !$0.logs.isEmpty
    }
    #expect(ended.status == .succeeded)
    #expect(ended.events.map(\.id) == Array(1...10))
    #expect(ended.tasks.last?.task.arn == task)
    #expect(ended.tasks.last?.task.lastStatus == .stopped)
    #expect(ended.tasks.first?.state == "Run Task")
    #expect(ended.logs.map(\.text) == ["hello from the task", "second line"])
    #expect(ended.logStreams.map(\.stream) == ["ecs/main/5cb648c2-3e7a-45c3-abc0-6475b721916c"])
    #expect(ended.definition?.stateNames.contains("Run Task") == true)
  }

  /// The recording ends while the task runs: its history does not name it, the list of the cluster's tasks does.
  @Test func aJobOfMinistack() async throws {
    let running = try await follow("ministack-1.5.33", "ecs_sync:run-1") { !$0.tasks.isEmpty && !$0.taskDefinitions.isEmpty }
    #expect(running.events.map(\.id) == [1, 2, 3])
    #expect(running.tasks.last?.task.lastStatus == .running)
    #expect(running.tasks.last?.state == "Run Task")
    #expect(running.tasks.last?.scheduledEventId == 3)
    #expect(running.taskDefinitions["worker"]?.containers.map(\.name) == ["main"])
    guard case .taskScheduled(let scheduled)? = running.events.last?.details else { return #expect(Bool(false)) }
    #expect(scheduled.parameters?.contains(#""Command":["#) == true)
  }

  @Test(arguments: ["moto-5.2.5-stock", "moto-5.2.5-patched", "localstack-4.14", "ministack-1.5.33"]) func aMapRun(_ folder: String)
    async throws
  {
    let source = try RemoteSource.attach(
      "arn:aws:states:us-east-1:123456789012:execution:map_dist:map-1",
      settings: AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]), isReadOnly: true,
      transport: try RecordedServer(folder), runtime: FakeWorld().runtime)
    var seen: MapRunRow?
    for await snapshot in source.updates() {
      seen = snapshot.mapRuns.first ?? seen
      if seen != nil || snapshot.status.isFinal && snapshot.live.poll?.next == nil { break }
    }
    await source.close()
    // The definition was not asked for when it was recorded: without it only an endpoint that names the run in an event shows it.
    if folder != "ministack-1.5.33" {
      #expect(seen?.arn.contains(":mapRun:map_dist/") == true)
      #expect(seen?.items.total == 2)
    }
  }
}
