import AWS
import ExecutionSource
import HTTP
import History
import JSON
import TestSupport
import Testing
import Time

@testable import Remote

/// What each emulator answered, read by the catalog.
@Suite(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)), .timeLimit(.minutes(20))) struct WireCatalogTests {
  private static let peers = ["ministack-1.5.33", "moto-5.2.5-patched", "moto-5.2.5-stock", "localstack-4.14"]

  private struct Recordings {
    var exchanges: [RecordedExchange]

    init(_ peer: String) throws { exchanges = try RecordedExchange.all().filter { $0.file.contains("/\(peer)/") } }

    func of(_ operation: String) -> [(input: JSONValue, response: HTTPResponse)] {
      exchanges.filter { $0.target?.operation == operation }.compactMap { exchange in
        (try? JSONValue(parsing: exchange.request.body)).map { ($0, exchange.response) }
      }
    }

    /// The definition that a machine was made with.
    func definition(of machine: String) -> String? {
      of("CreateStateMachine").lazy.filter { $0.input["name"]?.stringValue == machine }.compactMap { $0.input["definition"]?.stringValue }
        .first
    }
  }

  private func outcome(_ response: HTTPResponse, _ operation: String) -> CatalogEngine.Outcome {
    guard let value = try? JSONValue(parsing: response.body) else {
      return .failure(AWSError(.unreadable("answered \(response.status) with an HTML page"), operation: operation, status: response.status))
    }
    guard response.status < 400 else {
      return .failure(
        AWSError(.service(code: value["__type"]?.stringValue ?? "", message: ""), operation: operation, status: response.status))
    }
    return .answer(value, wasThrottled: false)
  }

  @Test(arguments: peers) func machines(_ peer: String) throws {
    let recorded = try #require(try Recordings(peer).of("ListStateMachines").first)
    var engine = CatalogEngine(place: .remote(name: peer), region: "us-east-1", isReadOnly: true)
    var now = Timestamp(milliseconds: 0)
    engine.look(at: .machines, now: now)
    var calls = 0
    while let request = engine.nextRequest(at: now), calls < 10 {
      calls += 1
      // The same page whatever is asked for: the token in it leads nowhere.
      engine.finish(request, outcome(recorded.response, request.operation), at: now, chance: 0.5)
      now = now + .milliseconds(1)
    }
    let list = engine.snapshot.machines
    #expect(list.rows.count == 2)
    #expect(list.problem == nil)
    #expect(list.rows.allSatisfy { $0.type == "STANDARD" && $0.createdAt != nil && $0.arn.hasSuffix(":\($0.name)") })
    #expect(calls <= 3)
  }

  @Test(arguments: peers) func executions(_ peer: String) throws {
    var lists = 0
    let recordings = try Recordings(peer)
    for recorded in recordings.of("ListExecutions") {
      let status = recorded.input["statusFilter"]?.stringValue.flatMap(ExecutionStatus.init(rawValue:))
      let view = CatalogView.executions(machineArn: recorded.input["stateMachineArn"]?.stringValue ?? "", status: status, limit: 10)
      var engine = CatalogEngine(place: .remote(name: peer), region: "us-east-1", isReadOnly: true)
      let now = Timestamp(milliseconds: 0)
      engine.look(at: view, now: now)
      let next = engine.nextRequest(at: now)
      let request = try #require(next)
      engine.finish(request, outcome(recorded.response, request.operation), at: now, chance: 0.5)
      let list = try #require(engine.snapshot.executions[view])
      #expect(list.rows.count == 1)
      #expect(list.rows.first?.startedAt != nil)
      #expect(status == nil || list.rows.first?.status == status)
      lists += 1
    }
    #expect(lists == 2)
  }

  /// The token wait that was recorded: the history, the tasks of its cluster, the definition it was made with.
  @Test(arguments: ["ministack-1.5.33", "moto-5.2.5-patched"]) func aTokenThatWaits(_ peer: String) throws {
    let recordings = try Recordings(peer)
    let arn = "arn:aws:states:us-east-1:123456789012:execution:ecs_token:tok-1"
    let machine = "arn:aws:states:us-east-1:123456789012:stateMachine:ecs_token"
    let definition = try #require(recordings.definition(of: "ecs_token"))
    let history = try #require(recordings.of("GetExecutionHistory").first { $0.input["executionArn"]?.stringValue == arn })
    let sent = try #require(
      recordings.of("SendTaskSuccess").first { $0.response.status == 200 }?.input["taskToken"]?.stringValue)
    var engine = CatalogEngine(place: .remote(name: peer), region: "us-east-1", isReadOnly: true)
    var now = Timestamp(milliseconds: 1_795_349_205_000)
    engine.watch([machine], now: now)
    engine.look(at: .tokens, now: now)
    for _ in 0..<100 where engine.snapshot.sweep.endedAt == nil {
      guard let request = engine.nextRequest(at: now) else {
        now = max(now, engine.nextWake ?? now)
        continue
      }
      let answer: CatalogEngine.Outcome
      switch request {
      case .machine: answer = .answer(["definition": .string(definition)], wasThrottled: false)
      case .running:
        answer = .answer(
          ["executions": [["executionArn": .string(arn), "name": "tok-1", "status": "RUNNING", "startDate": 1_795_349_204]]],
          wasThrottled: false)
      case .outline, .data: answer = outcome(history.response, request.operation)
      case .listTasks(_, _, "RUNNING"):
        answer = outcome(try #require(recordings.of("ListTasks").last).response, request.operation)
      case .listTasks: answer = .answer(["taskArns": []], wasThrottled: false)
      case .tasks: answer = outcome(try #require(recordings.of("DescribeTasks").last).response, request.operation)
      default: answer = .failure(AWSError(.service(code: "Unexpected", message: ""), operation: request.operation))
      }
      engine.finish(request, answer, at: now, chance: 0.5)
    }
    let rows = engine.snapshot.sweep.tokens
    #expect(rows.map(\.token) == [sent])
    #expect(rows.map(\.state) == ["Run Task"])
    #expect(rows.first?.taskArn?.contains(":task/demo/") == true)
    #expect(rows.first?.verdict == .waiting)
    #expect(engine.snapshot.sweep.problem == nil)
  }

  @Test(arguments: peers) func testState(_ peer: String) async throws {
    let recorded = try #require(try Recordings(peer).of("TestState").first)
    let tester = RemoteTestState(states: try client(FakeTransport([.success(recorded.response)])), isReadOnly: false)
    let trial = RemoteTestState.Trial(definition: #"{"Type":"Pass","End":true}"#, input: #"{"x":1}"#)
    if peer.hasPrefix("moto") {
      await #expect(
        throws: SourceRefusal(
          "the endpoint at http://127.0.0.1:4566 has no TestState; `stepscope test-state` runs a state without an endpoint")
      ) { try await tester.test(trial) }
    } else {
      let answer = try await tester.test(trial)
      #expect(answer["status"] == "SUCCEEDED")
      #expect(answer["output"]?.stringValue.flatMap { try? JSONValue(parsing: $0) } == ["x": 1])
    }
  }

  @Test(arguments: peers) func redriving(_ peer: String) async throws {
    let recorded = try #require(try Recordings(peer).of("RedriveExecution").first)
    let transport = FakeTransport { call, _ in
      call.operation == "DescribeExecution" ? .json(["status": "ABORTED"]) : .success(recorded.response)
    }
    let session = AWSSession(
      AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]), transport: transport, runtime: FakeWorld().runtime)
    let catalog = try RemoteCatalog.attach(session: session, isReadOnly: false)
    await #expect(
      throws: SourceRefusal("the endpoint at http://127.0.0.1:4566 has no RedriveExecution; start a new execution with its input")
    ) {
      try await catalog.perform(.redrive(executionArn: "arn:aws:states:us-east-1:123456789012:execution:passwait:stop-1"))
    }
    #expect(transport.operations == ["DescribeExecution", "RedriveExecution"])
  }
}

@Suite struct RemoteTestStateTests {
  @Test func theRequestIsTheAPIs() async throws {
    let transport = FakeTransport([.json(["status": "SUCCEEDED"])])
    let trial = RemoteTestState.Trial(
      definition: "{}", state: "A", input: "[1]", roleArn: "arn:aws:iam::1:role/r", inspectionLevel: "TRACE",
      others: ["variables": "{}", "mock": ["result": "{}"]])
    // With a mock nothing is called, so a read-only monitor may.
    _ = try await RemoteTestState(states: try client(transport), isReadOnly: true).test(trial)
    #expect(
      transport.calls.map(\.input) == [
        [
          "variables": "{}", "mock": ["result": "{}"], "definition": "{}", "input": "[1]", "inspectionLevel": "TRACE",
          "roleArn": "arn:aws:iam::1:role/r", "stateName": "A",
        ]
      ])
  }

  @Test func whatIsRefused() async throws {
    let transport = FakeTransport([.json([:])])
    let tester = RemoteTestState(states: try client(transport), isReadOnly: true)
    await #expect(
      throws: SourceRefusal(
        "TestState is not sent: this monitor is read-only; start it without --read-only, or take stepscope_read_only out of its profile")
    ) {
      try await tester.test(RemoteTestState.Trial(definition: "{}"))
    }
    let writer = RemoteTestState(states: try client(transport), isReadOnly: false)
    await #expect(
      throws: SourceRefusal(
        "the input is not JSON that Step Functions accepts: line 1, column 1: 'x' stands where a value was expected")
    ) { try await writer.test(RemoteTestState.Trial(definition: "{}", input: "x")) }
    #expect(transport.calls.isEmpty)
  }
}
