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

/// A state machine of the Express kind and its log group, as an endpoint tells them.
private struct FakeLog: Sendable {
  var logging: JSONValue = [
    "level": "ALL", "includeExecutionData": true,
    "destinations": [
      ["cloudWatchLogsLogGroup": ["logGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/m:*"]]
    ],
  ]
  var records: [JSONValue] = []
  var knowsPatterns = true
  var pageSize = 10_000

  static let arn = "arn:aws:states:us-east-1:123456789012:express:m:run:id-1"
  static let start: Int64 = 1_800_000_000_000

  static func record(
    _ id: Int, _ type: String, _ details: JSONValue = [:], at: Int64? = nil, previous: Int? = nil, arn: String = FakeLog.arn
  ) -> JSONValue {
    [
      "id": .string("\(id)"), "type": .string(type), "details": details, "previous_event_id": .string("\(previous ?? id - 1)"),
      "event_timestamp": .string("\(at ?? start + Int64(id) * 1_000)"), "execution_arn": .string(arn), "redrive_count": "0",
    ]
  }

  static let whole: [JSONValue] = [
    record(1, "ExecutionStarted", ["input": "{}", "inputDetails": ["truncated": false], "roleArn": "r"]),
    record(2, "PassStateEntered", ["name": "A", "input": "{}"], previous: 0),
    record(3, "PassStateExited", ["name": "A", "output": #"{"x":1}"#]),
    record(4, "ExecutionSucceeded", ["output": #"{"x":1}"#]),
  ]

  func answer(_ operation: String, _ input: JSONValue) -> FakeTransport.Answer {
    switch operation {
    case "DescribeStateMachine":
      return .json([
        "name": "m", "type": "EXPRESS", "definition": #"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#,
        "loggingConfiguration": logging,
      ])
    case "FilterLogEvents":
      let pattern = input["filterPattern"]?.stringValue
      guard knowsPatterns || pattern == nil else { return .refusal("InvalidParameterException", "Invalid filter pattern") }
      let from = Int64(input["startTime"]?.integerValue ?? 0)
      let to = input["endTime"]?.integerValue.map { Int64($0) } ?? .max
      let found = records.filter { record in
        let at = Int64(record["event_timestamp"]?.stringValue ?? "") ?? 0
        let wanted = pattern.map { $0 == "{ $.execution_arn = \"\(record["execution_arn"]?.stringValue ?? "")\" }" } ?? true
        return at >= from && at < to && wanted
      }
      let start = input["nextToken"]?.stringValue.flatMap { Int($0) } ?? 0
      let end = min(found.count, start + pageSize)
      var answer: JSONObject = [
        "events": .array(found[min(start, end)..<end].map { ["message": .string($0.compact), "timestamp": 1] }), "searchedLogStreams": [],
      ]
      if end < found.count { answer["nextToken"] = .string("\(end)") }
      return .json(answer)
    default: return .refusal("Unexpected", operation)
    }
  }
}

@Suite(.timeLimit(.minutes(20))) struct ExpressTests {
  private struct Run {
    var engine: ExpressEngine
    var log: FakeLog
    var calls: [(at: Timestamp, operation: String, input: JSONValue)] = []
    var now: Timestamp
    /// What happens to the log before a call.
    var before: (Int, inout FakeLog) -> Void = { _, _ in }

    init(_ log: FakeLog, attachedAfter seconds: Int = 10) throws {
      now = Timestamp(milliseconds: FakeLog.start) + .seconds(seconds)
      self.log = log
      let reference = try ExecutionReference(parsing: FakeLog.arn)
      engine = ExpressEngine(
        reference,
        identity: ExecutionIdentity(
          place: .remote(name: "x"), machineName: "m", executionName: reference.executionName, executionArn: FakeLog.arn), now: now)
    }

    mutating func run(for limit: Duration = .seconds(900)) {
      let end = now + limit
      for _ in 0..<10_000 {
        if let request = engine.nextRequest(at: now) {
          before(calls.count, &log)
          let input = engine.input(of: request)
          calls.append((now, request.operation, input))
          now = now + .milliseconds(20)
          engine.finish(request, outcome(log.answer(request.operation, input), request.operation), at: now, chance: 0.5)
        } else if let wake = engine.nextWake, wake <= end {
          now = max(now, wake)
        } else {
          return
        }
      }
      Issue.record("it never ends")
    }

    private func outcome(_ answer: FakeTransport.Answer, _ operation: String) -> CatalogEngine.Outcome {
      guard case .success(let response) = answer, let value = try? JSONValue(parsing: response.body) else {
        return .failure(AWSError(.transport(HTTPFailure(.broken("reset"))), operation: operation))
      }
      guard response.status < 400 else {
        let kind = AWSError.Kind.service(code: value["__type"]?.stringValue ?? "", message: value["message"]?.stringValue ?? "")
        return .failure(AWSError(kind, operation: operation, status: response.status))
      }
      return .answer(value, wasThrottled: false)
    }
  }

  @Test func anExecutionIsReadFromItsLog() throws {
    var run = try Run(
      FakeLog(records: FakeLog.whole + [FakeLog.record(9, "ExecutionStarted", arn: "arn:aws:states:us-east-1:1:express:m:other:id")]))
    run.run()
    let snapshot = run.engine.snapshot
    #expect(snapshot.status == .succeeded)
    #expect(snapshot.events.map(\.type) == [.executionStarted, .passStateEntered, .passStateExited, .executionSucceeded])
    #expect(snapshot.events.map(\.previousEventId) == [0, 0, 2, 3])
    #expect(snapshot.events.last?.timestamp == Timestamp(milliseconds: FakeLog.start + 4_000))
    #expect(snapshot.definition?.state("A") != nil)
    #expect(snapshot.identity.stateMachineArn == "arn:aws:states:us-east-1:123456789012:stateMachine:m")
    #expect(run.engine.isFinished)
    #expect(snapshot.live.poll?.problem == nil)
    #expect(snapshot.live.poll?.denied.isEmpty == true)
    #expect(run.calls.map(\.operation) == ["DescribeStateMachine", "FilterLogEvents"])
    #expect(run.calls[1].input["logGroupName"] == "/aws/vendedlogs/states/m")
    #expect(run.calls[1].input["filterPattern"] == .string("{ $.execution_arn = \"\(FakeLog.arn)\" }"))
  }

  @Test func recordsThatComeLateTwiceAndOutOfOrder() throws {
    var run = try Run(FakeLog(records: []))
    run.before = { call, log in
      switch call {
      case 3: log.records = [FakeLog.whole[2], FakeLog.whole[0], FakeLog.whole[0]]
      case 8: log.records = [FakeLog.whole[3], FakeLog.whole[2], FakeLog.whole[0]]
      case 10: log.records = FakeLog.whole + FakeLog.whole
      default: break
      }
    }
    run.run()
    #expect(run.engine.snapshot.events.map(\.id) == [1, 2, 3, 4])
    #expect(run.engine.snapshot.status == .succeeded)
  }

  @Test func anOldExecutionIsSearchedForInEverLongerStretches() throws {
    for (age, calls) in [(600, 2), (30_000, 3), (500_000, 4), (9_000_000, 5)] {
      var run = try Run(FakeLog(records: FakeLog.whole), attachedAfter: age)
      run.run()
      #expect(run.engine.snapshot.events.count == 4, "\(age)")
      #expect(run.calls.count == calls, "\(age)")
    }
  }

  @Test func anExecutionAcrossTheEdgeOfAStretchIsWhole() throws {
    // The search begins in its middle.
    var run = try Run(FakeLog(records: FakeLog.whole), attachedAfter: 3_602)
    run.run()
    #expect(run.engine.snapshot.events.map(\.id) == [1, 2, 3, 4])
  }

  @Test func pagesAreFollowed() throws {
    var run = try Run(FakeLog(records: FakeLog.whole, pageSize: 1))
    run.run()
    #expect(run.engine.snapshot.events.count == 4)
  }

  @Test func anEmulatorWithoutPatternsIsReadWhole() throws {
    let others = (0..<50).map { FakeLog.record(1, "ExecutionStarted", arn: "arn:aws:states:us-east-1:1:express:m:other:\($0)") }
    var run = try Run(FakeLog(records: others + FakeLog.whole, knowsPatterns: false))
    run.run()
    #expect(run.engine.snapshot.events.count == 4)
    #expect(run.calls.last?.input["filterPattern"] == nil)
  }

  @Test func loggingThatIsOffSaysHowToTurnItOn() throws {
    var run = try Run(FakeLog(logging: ["level": "OFF", "includeExecutionData": false]))
    run.run()
    #expect(
      run.engine.fatal.map { "\($0)" }
        == "the Express state machine m logs nothing, and the API keeps no history of its executions; to read those that come, turn logging on: "
        + "aws stepfunctions update-state-machine --state-machine-arn arn:aws:states:us-east-1:123456789012:stateMachine:m --logging-configuration "
        + #"'{"level":"ALL","includeExecutionData":true,"destinations":[{"cloudWatchLogsLogGroup":{"logGroupArn":"#
        + #""arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/m-Logs:*"}}]}' (console: Edit, Config, Logging)"#)
    run = try Run(FakeLog(logging: ["level": "ALL", "destinations": []]))
    run.run()
    #expect(
      run.engine.fatal.map { "\($0)" }?.hasPrefix("the Express state machine m has no log group, and the API keeps no history") == true)
    #expect(run.calls.map(\.operation) == ["DescribeStateMachine"])
  }

  @Test func dataThatIsNotLoggedIsSaid() throws {
    var log = FakeLog(records: FakeLog.whole)
    log.logging = [
      "level": "ALL", "includeExecutionData": false,
      "destinations": [["cloudWatchLogsLogGroup": ["logGroupArn": "arn:aws:logs:us-east-1:1:log-group:/g:*"]]],
    ]
    var run = try Run(log)
    run.run()
    #expect(run.engine.snapshot.live.poll?.denied[.history] == "inputs and outputs are not logged (includeExecutionData is false)")
  }

  @Test func aLevelThatLeavesEventsOutIsSaid() throws {
    var log = FakeLog(records: [
      FakeLog.record(7, "TaskFailed", ["error": "E"]), FakeLog.record(9, "ExecutionFailed", ["error": "E", "cause": "c"]),
    ])
    log.logging = [
      "level": "ERROR", "includeExecutionData": true,
      "destinations": [["cloudWatchLogsLogGroup": ["logGroupArn": "arn:aws:logs:us-east-1:1:log-group:/g:*"]]],
    ]
    var run = try Run(log)
    run.run()
    #expect(
      run.engine.snapshot.live.poll?.denied[.history]
        == "only errors are logged (level ERROR), so other events are not here, and a success leaves no record")
    #expect(run.engine.snapshot.status == .failed)
    #expect(run.engine.isFinished)
  }

  @Test func cutDataIsSaid() throws {
    var run = try Run(
      FakeLog(records: [
        FakeLog.record(1, "ExecutionStarted", ["inputDetails": ["truncated": true]]), FakeLog.record(2, "ExecutionSucceeded"),
      ]))
    run.run()
    #expect(run.engine.snapshot.live.poll?.denied[.history] == "the data of 1 events was too long for the log and is cut")
  }

  @Test func anExecutionOfWhichNothingIsFoundEnds() throws {
    var run = try Run(FakeLog(records: []))
    run.run(for: .seconds(60))
    #expect(
      run.engine.snapshot.live.poll?.problem
        == "the log group /aws/vendedlogs/states/m has no record of this execution yet; records come some seconds late")
    #expect(!run.engine.isFinished)
    run.run()
    #expect(run.engine.isFinished)
    #expect(run.engine.snapshot.live.poll?.problem == "the log group /aws/vendedlogs/states/m has no record of this execution")
    // Politely.
    let times = run.calls.map(\.at)
    #expect(run.calls.count < 60)
    for (later, earlier) in zip(times.dropFirst(6), times.dropFirst(5)) { #expect(later - earlier >= .seconds(1)) }
  }

  @Test func deniedLogsAreSaid() async throws {
    let log = FakeLog()
    let transport = FakeTransport { call, _ in
      call.operation == "FilterLogEvents" ? .refusal("AccessDeniedException", "not authorized") : log.answer(call.operation, call.input)
    }
    let source = try self.source(transport)
    let error = try #require(await #expect(throws: AWSError.self) { try await source.connect() })
    #expect(
      "\(error)".hasPrefix("FilterLogEvents at http://127.0.0.1:4566: AccessDeniedException: not authorized; allow logs:FilterLogEvents"))
    let missing = try self.source(
      FakeTransport { call, _ in
        call.operation == "FilterLogEvents" ? .refusal("ResourceNotFoundException", "no group") : log.answer(call.operation, call.input)
      })
    let gone = try #require(await #expect(throws: AWSError.self) { try await missing.connect() })
    #expect(
      "\(gone)"
        == "the log group /aws/vendedlogs/states/m, where the Express state machine m logs, does not exist; create it, or choose another in the machine's logging"
    )
  }

  private func source(_ transport: FakeTransport, isReadOnly: Bool = false) throws -> any RemoteExecutionSource {
    try RemoteExecution.attach(
      FakeLog.arn,
      session: AWSSession(
        AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]), transport: transport,
        runtime: FakeWorld(now: Timestamp(milliseconds: FakeLog.start + 20_000)).runtime), isReadOnly: isReadOnly)
  }

  @Test func updatesEndWithTheExecution() async throws {
    let log = FakeLog(records: FakeLog.whole)
    let source = try source(FakeTransport { call, _ in log.answer(call.operation, call.input) })
    try await source.connect()
    var last: ExecutionSnapshot?
    for await snapshot in source.updates() { last = snapshot }
    #expect(last?.status == .succeeded)
    #expect(last?.events.count == 4)
  }

  @Test(arguments: [
    (SourceAction.stop(error: "", cause: ""), "an Express execution cannot be stopped; it ends by itself within five minutes"),
    (.redrive, "an Express execution cannot be redriven; start a new one with its input"),
    (.sendTaskHeartbeat(token: "t"), "an Express execution has no task tokens"),
    (.learnDurations, "the API keeps no list of Express executions to learn from"),
    (.stopTask(taskArn: "a", reason: ""), "nothing tells which ECS tasks are this execution's: Express workflows only start tasks"),
    (.step, "a remote execution cannot be paused or stepped; run its definition with `stepscope run --step` to step through it"),
    (.skipWait(CursorID(1)), "a remote execution's data cannot be edited; run its definition with `stepscope run`"),
    (
      .startNew(name: nil, input: "{"),
      "the input is not JSON that Step Functions accepts: line 1, column 2: the text ends inside an object; a key was expected"
    ),
  ]) func refuses(_ action: SourceAction, _ why: String) async throws {
    let transport = FakeTransport([.json([:])])
    let source = try source(transport)
    await #expect(throws: SourceRefusal(why)) { try await source.perform(action) }
    #expect(transport.calls.isEmpty)
  }

  @Test func readOnlyStartsNothing() async throws {
    let transport = FakeTransport([.json([:])])
    let source = try source(transport, isReadOnly: true)
    await #expect(
      throws: SourceRefusal(
        "StartExecution is not sent: this monitor is read-only; start it without --read-only, or take stepscope_read_only out of its profile"
      )
    ) {
      try await source.perform(.startNew(name: nil, input: "{}"))
    }
    #expect(transport.calls.isEmpty)
  }

  /// What AWS logged at every level, with and without data.
  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped))) func recordedLogs() throws {
    let files = try Corpus.files("aws-api/execution_logs")
    #expect(files.count == 14)
    for file in files {
      let recording = try Corpus.json(file)
      let (level, data) = try #require(file.firstMatch(of: /json5_([A-Z]+)_(True|False)_/).map { (String($0.1), $0.2 == "True") })
      // Times, partition and names were replaced when they were recorded.
      let records: [JSONValue] = (recording["recorded"]?.arrayValue ?? []).enumerated().map { at, record in
        var object = record.objectValue ?? [:]
        object["event_timestamp"] = .string("\(FakeLog.start + Int64(at) * 10)")
        object["execution_arn"] = .string(FakeLog.arn)
        return .object(object)
      }
      var log = FakeLog(records: records)
      log.logging = [
        "level": .string(level), "includeExecutionData": .bool(data),
        "destinations": [["cloudWatchLogsLogGroup": ["logGroupArn": "arn:aws:logs:us-east-1:1:log-group:/g:*"]]],
      ]
      var run = try Run(log)
      run.run()
      let snapshot = run.engine.snapshot
      #expect(snapshot.events.count == records.count, "\(file)")
      #expect(run.engine.isFinished, "\(file)")
      #expect(snapshot.status == (file.contains("pass_result") ? .succeeded : .failed), "\(file)")
      let hasData = snapshot.events.contains { event in
        if case .executionStarted(let input?, _) = event.details { return !input.isEmpty }
        return false
      }
      #expect(hasData == (data && level == "ALL"), "\(file)")
      let remark = snapshot.live.poll?.denied[.history] ?? ""
      #expect(remark.contains("includeExecutionData is false") == !data, "\(file)")
      #expect(remark.contains("level \(level)") == (level != "ALL"), "\(file)")
      if !snapshot.events.isEmpty { _ = HistoryIndex(snapshot.events) }
    }
  }
}

@Suite struct ExpressListTests {
  private let machine = FakeAccount.arn(machine: "quick")

  private static func record(_ execution: Int, _ type: String, at seconds: Int64) -> JSONValue {
    let record: JSONValue = [
      "id": "1", "type": .string(type), "details": [:], "previous_event_id": "0",
      "event_timestamp": .string("\(1_800_000_100_000 + seconds * 1_000)"),
      "execution_arn": .string("arn:aws:states:us-east-1:123456789012:express:quick:run-\(execution):id-\(execution)"),
    ]
    return ["message": .string(record.compact), "timestamp": .number(JSONNumber(Int(1_800_000_100_000 + seconds * 1_000)))]
  }

  private func account(level: String = "ALL", _ records: [JSONValue]) -> FakeAccount {
    var account = FakeAccount()
    account.machines = [FakeAccount.Machine(arn: machine, name: "quick", definition: "{}", type: "EXPRESS")]
    account.instead["ListExecutions"] = [.refusal("StateMachineTypeNotSupported")]
    account.instead["DescribeStateMachine"] = [
      .json([
        "loggingConfiguration": [
          "level": .string(level), "includeExecutionData": true,
          "destinations": [["cloudWatchLogsLogGroup": ["logGroupArn": "arn:aws:logs:us-east-1:1:log-group:/g:*"]]],
        ]
      ])
    ]
    account.log = records
    return account
  }

  private func run(_ account: FakeAccount, _ view: CatalogView, for time: Duration = .seconds(5)) -> CatalogRun {
    var run = CatalogRun(account, readsLogs: true)
    run.engine.look(at: view, now: run.now)
    run.run(for: time)
    return run
  }

  @Test func executionsAreListedByTheirLog() {
    let records = [
      Self.record(1, "ExecutionStarted", at: -60), Self.record(1, "PassStateEntered", at: -60),
      Self.record(1, "ExecutionSucceeded", at: -59),
      Self.record(2, "ExecutionStarted", at: -50), Self.record(2, "ExecutionFailed", at: -40), Self.record(3, "ExecutionStarted", at: -5),
    ]
    let view = CatalogView.executions(machineArn: machine, status: nil, limit: 2)
    var found = run(account(records), view)
    let list = found.engine.snapshot.executions[view]
    #expect(list?.rows.map(\.name) == ["run-3:id-3", "run-2:id-2", "run-1:id-1"])
    #expect(list?.rows.map(\.status) == [.running, .failed, .succeeded])
    #expect(list?.rows.last?.stoppedAt == Timestamp(milliseconds: 1_800_000_041_000))
    #expect(list?.problem == nil)
    #expect(found.calls.map(\.request.operation) == ["ListExecutions", "DescribeStateMachine", "FilterLogEvents"])
    #expect(
      found.calls.last?.request.input["filterPattern"]
        == #"{ ($.type = "ExecutionStarted") || ($.type = "ExecutionSucceeded") || ($.type = "ExecutionFailed") || ($.type = "ExecutionTimedOut") || ($.type = "ExecutionAborted") }"#
    )
    // Once in half a minute.
    found.run(for: .seconds(600))
    #expect((17...26).contains(found.count("FilterLogEvents")))
    #expect(found.count("ListExecutions") == 1)
    let failed = CatalogView.executions(machineArn: machine, status: .failed, limit: 1)
    #expect(run(account(records), failed).engine.snapshot.executions[failed]?.rows.map(\.name) == ["run-2:id-2"])
  }

  @Test func whatLiesFurtherBackIsFoundToo() {
    let records = [Self.record(1, "ExecutionStarted", at: -50_000), Self.record(1, "ExecutionSucceeded", at: -49_990)]
    let view = CatalogView.executions(machineArn: machine, status: nil, limit: 10)
    let found = run(account(records), view)
    #expect(found.engine.snapshot.executions[view]?.rows.map(\.status) == [.succeeded])
    #expect(found.count("FilterLogEvents") == 3)
    #expect(found.engine.snapshot.executions[view]?.hasMore == false)
  }

  @Test func aMachineKnownToBeExpressIsNotAskedForAList() {
    var run = CatalogRun(account([]), readsLogs: true)
    run.engine.look(at: .machines, now: run.now)
    run.run(for: .seconds(1))
    run.engine.look(at: .executions(machineArn: machine, status: nil, limit: 10), now: run.now)
    run.run(for: .seconds(5))
    #expect(run.count("ListExecutions") == 0)
    #expect(run.count("FilterLogEvents") == 3)
  }

  @Test func withoutALogItSaysHowToTurnItOn() {
    let view = CatalogView.executions(machineArn: machine, status: nil, limit: 10)
    let off = run(account(level: "OFF", []), view, for: .seconds(600))
    #expect(
      off.engine.snapshot.executions[view]?.problem?.hasPrefix(
        "the Express state machine quick logs nothing, and the API keeps no history of its executions; to read those that come, turn logging on: aws stepfunctions"
      )
        == true)
    #expect(off.count("DescribeStateMachine") == 1)
    let errors = run(account(level: "ERROR", [Self.record(1, "ExecutionFailed", at: -3)]), view)
    #expect(errors.engine.snapshot.executions[view]?.rows.map(\.status) == [.failed])
    #expect(errors.engine.snapshot.executions[view]?.problem == "only executions that failed are in the log (level ERROR)")
  }
}
