import AWS
import ExecutionSource
import HTTP
import History
import JSON
import TestSupport
import Testing

@testable import Remote

@Suite(.timeLimit(.minutes(20))) struct RemoteSourceTests {
  private let pass = #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#

  private func source(_ transport: FakeTransport, _ world: FakeWorld = FakeWorld(), isReadOnly: Bool = false) throws -> RemoteSource {
    try RemoteSource.attach(
      FakeExecution.arn, settings: AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]), isReadOnly: isReadOnly,
      transport: transport, runtime: world.runtime)
  }

  @Test func nothingIsSentBeforeSomebodyReads() async throws {
    let transport = FakeExecution(definition: pass).transport
    let source = try source(transport)
    let snapshot = await source.snapshot()
    #expect(transport.calls.isEmpty)
    #expect(snapshot.identity.machineName == "machine")
    #expect(snapshot.identity.executionName == "run-1")
    #expect(snapshot.identity.place == .remote(name: "127.0.0.1:4566"))
    #expect(snapshot.capabilities == [.pollNow, .answerTokens, .stop, .redrive, .startNew, .stopTask, .learnDurations])
  }

  @Test func updatesEndWithTheExecution() async throws {
    let execution = FakeExecution(definition: pass)
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted"), event(2)]
      state.script[5] = {
        $0.history.events += [event(3, "PassStateExited"), event(4, "ExecutionSucceeded")]
        $0.status = "SUCCEEDED"
      }
    }
    let source = try source(execution.transport)
    try await source.connect()
    var revisions: [UInt64] = []
    var last: ExecutionSnapshot?
    for await snapshot in source.updates() {
      revisions.append(snapshot.revision)
      last = snapshot
    }
    #expect(last?.status == .succeeded)
    #expect(last?.events.map(\.type) == [.executionStarted, .passStateEntered, .passStateExited, .executionSucceeded])
    #expect(revisions == revisions.sorted())
    // A late reader gets the end at once.
    var late: [ExecutionStatus] = []
    for await snapshot in source.updates() { late.append(snapshot.status) }
    #expect(late == [.succeeded])
  }

  @Test func closingEndsTheUpdatesOfARunningExecution() async throws {
    let execution = FakeExecution(definition: pass)
    execution.change { $0.history.events = [event(1, "ExecutionStarted")] }
    let source = try source(execution.transport)
    var seen = 0
    for await snapshot in source.updates() where snapshot.events.count == 1 {
      seen += 1
      if seen == 3 { await source.close() }
    }
    #expect(seen >= 3)
  }

  @Test func twoReadersShareOnePoller() async throws {
    let execution = FakeExecution(definition: pass)
    execution.change {
      $0.history.events = [event(1, "ExecutionStarted"), event(2, "ExecutionSucceeded")]
      $0.status = "SUCCEEDED"
    }
    let transport = execution.transport
    let source = try source(transport)
    async let first: ExecutionStatus? = last(source)
    async let second: ExecutionStatus? = last(source)
    #expect(await [first, second] == [.succeeded, .succeeded])
    #expect(transport.operations.filter { $0 == "GetExecutionHistory" }.count == 1)
  }

  @Test func aSecondReaderGoesOnWhereTheFirstStopped() async throws {
    let execution = FakeExecution(definition: pass)
    execution.change { state in
      state.history.events = [event(1, "ExecutionStarted")]
      state.script[4] = {
        $0.history.events.append(event(2, "ExecutionSucceeded"))
        $0.status = "SUCCEEDED"
      }
    }
    let transport = execution.transport
    let source = try source(transport)
    for await snapshot in source.updates() where snapshot.events.count == 1 { break }
    #expect(await last(source) == .succeeded)
    #expect(await source.snapshot().events.map(\.id) == [1, 2])
    #expect(transport.operations.filter { $0 == "DescribeStateMachineForExecution" }.count == 1)
  }

  private func last(_ source: RemoteSource) async -> ExecutionStatus? {
    var status: ExecutionStatus?
    for await snapshot in source.updates() { status = snapshot.status }
    return status
  }

  @Test func connectingSaysWhyItCannotBe() async throws {
    let missing = try source(FakeTransport([.refusal("ExecutionDoesNotExist", "Execution Does Not Exist")]))
    #expect(try #require(await #expect(throws: AWSError.self) { try await missing.connect() }).code == "ExecutionDoesNotExist")
    let down = try source(FakeTransport([.failure(.refused)]))
    let error = try #require(await #expect(throws: AWSError.self) { try await down.connect() })
    #expect(
      "\(error)"
        == "DescribeExecution at http://127.0.0.1:4566: the connection was refused; check that the endpoint runs and that --endpoint-url is right"
    )
    let wrong = try source(FakeTransport([.text("<html></html>")]))
    #expect(
      "\(try #require(await #expect(throws: AWSError.self) { try await wrong.connect() }))".contains("answered 200 with an HTML page"))
  }

  @Test func aTokenIsAnswered() async throws {
    let transport = FakeExecution(definition: pass).transport
    let source = try source(transport)
    try await source.perform(.sendTaskSuccess(token: "secret-token", output: #"{"ok":true}"#))
    try await source.perform(.sendTaskFailure(token: "secret-token", error: "Declined", cause: ""))
    try await source.perform(.sendTaskHeartbeat(token: "secret-token"))
    try await source.perform(.stop(error: "", cause: "by hand"))
    #expect(transport.operations == ["SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat", "StopExecution"])
    #expect(
      transport.calls.map(\.input) == [
        ["taskToken": "secret-token", "output": #"{"ok":true}"#], ["taskToken": "secret-token", "error": "Declined"],
        ["taskToken": "secret-token"],
        ["executionArn": .string(FakeExecution.arn), "cause": "by hand"],
      ])
    let audit = await source.snapshot().audit.map(\.text)
    #expect(audit == ["approved a task", "rejected a task with Declined", "sent a heartbeat for a task", "stopped the execution run-1"])
  }

  @Test(arguments: [
    (SourceAction.sendTaskSuccess(token: "", output: "{}"), "no task token is given"),
    (
      .sendTaskSuccess(token: "t", output: "{"),
      "the output is not JSON that Step Functions accepts: line 1, column 2: the text ends inside an object; a key was expected"
    ),
    (.step, "a remote execution cannot be paused or stepped; run its definition with `stepscope run --step` to step through it"),
    (.skipWait(CursorID(1)), "a remote execution's data cannot be edited; answer its token, or run its definition with `stepscope run`"),
  ]) func refuses(_ action: SourceAction, _ why: String) async throws {
    let transport = FakeExecution(definition: pass).transport
    let source = try source(transport)
    await #expect(throws: SourceRefusal(why)) { try await source.perform(action) }
    #expect(transport.calls.isEmpty)
  }

  @Test func whatStepFunctionsWouldRefuseIsNotSent() async throws {
    let transport = FakeExecution(definition: pass).transport
    let source = try source(transport)
    func long(_ count: Int) -> String { String(repeating: "x", count: count) }
    await #expect(throws: SourceRefusal("a task token has at most 2048 characters; this is something else")) {
      try await source.perform(.sendTaskHeartbeat(token: long(2_049)))
    }
    await #expect(throws: SourceRefusal("the error has 257 bytes; Step Functions takes at most 256")) {
      try await source.perform(.sendTaskFailure(token: "t", error: long(257), cause: ""))
    }
    await #expect(throws: SourceRefusal("the cause has 32769 bytes; Step Functions takes at most 32768")) {
      try await source.perform(.stop(error: "", cause: long(32_769)))
    }
    #expect(transport.calls.isEmpty)
  }

  @Test func readOnlySendsNothingThatChanges() async throws {
    let transport = FakeExecution(definition: pass).transport
    let source = try source(transport, isReadOnly: true)
    #expect(await source.snapshot().capabilities == [.pollNow, .learnDurations])
    let actions: [SourceAction] = [
      .sendTaskSuccess(token: "t", output: "{}"), .sendTaskFailure(token: "t", error: "", cause: ""), .sendTaskHeartbeat(token: "t"),
      .stop(error: "", cause: ""),
    ]
    for action in actions {
      let refusal = try #require(await #expect(throws: SourceRefusal.self) { try await source.perform(action) })
      #expect(
        refusal.message.hasSuffix(
          "is not sent: this monitor is read-only; start it without --read-only, or take stepscope_read_only out of its profile"))
    }
    #expect(transport.calls.isEmpty)
  }

  @Test func aRefusedAnswerIsToldAndKeptInTheAudit() async throws {
    let execution = FakeExecution(definition: pass)
    execution.change {
      $0.instead["SendTaskSuccess"] = [.refusal("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")]
    }
    let source = try source(execution.transport)
    let why =
      "SendTaskSuccess at http://127.0.0.1:4566: TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'; "
      + "someone else answered, or it expired"
    await #expect(throws: SourceRefusal(why)) { try await source.perform(.sendTaskSuccess(token: "t", output: "{}")) }
    #expect(await source.snapshot().audit.map(\.text) == ["failed: approved a task: \(why)"])
  }

  /// Whatever an endpoint sends, in whatever order, a reader sees snapshots and an end.
  @Test func chaosEnds() async throws {
    let noise: [FakeTransport.Answer] = [
      .failure(.broken("reset")), .failure(.timedOut(after: .seconds(10))), .text("<html>"), .text("{\"events\": ["),
      .text("", status: 502), .json([:]),
      .refusal("ThrottlingException"), .json(["events": [.null, ["id": 1]], "nextToken": "x"]), .json(["status": .null, "definition": 1]),
    ]
    for seed in 0..<20 {
      let execution = FakeExecution(definition: pass)
      execution.change { state in
        state.history.events = [event(1, "ExecutionStarted"), event(2), event(3, "PassStateExited"), event(4, "ExecutionSucceeded")]
        state.status = "SUCCEEDED"
        for operation in ["DescribeExecution", "DescribeStateMachineForExecution", "GetExecutionHistory"] {
          state.instead[operation] = (0..<12).map { noise[($0 * 7 + seed * 5 + operation.utf8.count) % noise.count] }
        }
      }
      let source = try source(execution.transport, FakeWorld(chance: Double(seed) / 20))
      #expect(await last(source) == .succeeded)
      #expect(await source.snapshot().events.count == 4)
    }
  }
}

@Suite struct ExecutionReferenceTests {
  @Test func readsARNsAndConsoleAddresses() throws {
    for text in [
      "arn:aws:states:eu-west-1:123456789012:execution:machine:run-1",
      "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/arn:aws:states:eu-west-1:123456789012:execution:machine:run-1?x=y",
      "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/executions/details/arn:aws:states:eu-west-1:123456789012:execution:machine:run-1",
      " arn:aws:states:eu-west-1:123456789012:execution:machine:run-1\n",
      "https://123456789012-abcdef.eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/arn:aws:states:eu-west-1:123456789012:execution:machine:run-1/definition",
      "https://d-1.awsapps.com/start/#/console?account_id=123456789012&role_name=R&destination=https%3A%2F%2Feu-west-1.console.aws.amazon.com%2Fstates%2Fhome%3Fregion%3Deu-west-1%23%2Fv2%2Fexecutions%2Fdetails%2Farn%253Aaws%253Astates%253Aeu-west-1%253A123456789012%253Aexecution%253Amachine%253Arun-1",
      "https://console.aws.amazon.com/states/home#/executions/details/arn%3Aaws%3Astates%3Aeu-west-1%3A123456789012%3Aexecution%3Amachine%3Arun-1",
    ] {
      let reference = try ExecutionReference(parsing: text)
      #expect(reference.arn.description == "arn:aws:states:eu-west-1:123456789012:execution:machine:run-1")
      #expect(reference.machineName == "machine")
      #expect(reference.executionName == "run-1")
    }
    #expect(
      try ExecutionReference(parsing: "arn:aws:states:eu-west-1:123456789012:execution:machine/Label:uuid").machineName == "machine/Label")
    for (console, arn) in [
      (
        "https://cn-north-1.console.amazonaws.cn/states/home?region=cn-north-1#/v2/executions/details/",
        "arn:aws-cn:states:cn-north-1:1:execution:m:n"
      ),
      (
        "https://us-gov-west-1.console.amazonaws-us-gov.com/states/home#/executions/details/",
        "arn:aws-us-gov:states:us-gov-west-1:1:execution:m:n"
      ),
      (
        "https://eusc-de-east-1.console.amazonaws-eusc.eu/states/home#/v2/executions/details/",
        "arn:aws-eusc:states:eusc-de-east-1:1:execution:m:n"
      ),
      (
        "https://eu-west-1.console.aws.amazon.com/states/home#/v2/executions/details/",
        "arn:aws:states:eu-west-1:1:execution:m/Each:child-1"
      ),
    ] {
      #expect(try ExecutionReference(parsing: console + arn).arn.description == arn)
      #expect(try ExecutionReference(parsing: console + arn.replacing(":", with: "%3A") + "?tab=x").arn.description == arn)
    }
  }

  @Test func expressExecutionsAreTold() throws {
    for text in [
      "arn:aws:states:eu-west-1:1:express:machine:run:0c63-1",
      "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/express-executions/details/arn:aws:states:eu-west-1:1:express:machine:run:0c63-1?startDate=1700000000000",
    ] {
      let reference = try ExecutionReference(parsing: text)
      #expect(reference.isExpress)
      #expect(reference.machineName == "machine")
      #expect(reference.executionName == "run:0c63-1")
    }
  }

  @Test(arguments: [
    ("run-1", "'run-1' is not an execution; give its ARN (arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME) or its console address"),
    (
      "arn:aws:ecs:us-east-1:1:execution:a:b",
      "'arn:aws:ecs:us-east-1:1:execution:a:b' is not an execution; give its ARN (arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME) or its console address"
    ),
    (
      "arn:aws:states:us-east-1:1:stateMachine:m",
      "'arn:aws:states:us-east-1:1:stateMachine:m' is a state machine; add --latest to attach to its newest execution"
    ),
    (
      "arn:aws:states:us-east-1:1:express:m:e",
      "'arn:aws:states:us-east-1:1:express:m:e' is not an execution; the ARN of an Express execution ends in express:MACHINE:NAME:ID, as StartExecution gives it"
    ),
    (
      "arn:aws:states:us-east-1:1:mapRun:m/Each:1",
      "'arn:aws:states:us-east-1:1:mapRun:m/Each:1' is a Map Run; attach to the execution it belongs to, or to one of its children"
    ),
    (
      "arn:aws:states:us-east-1:1:activity:a",
      "'arn:aws:states:us-east-1:1:activity:a' is an activity; attach to an execution that waits for it"
    ),
    (
      "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/statemachines",
      "'https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/statemachines' leads to no execution; open the execution's page in the "
        + "console and copy its address, or give its ARN"
    ),
    (
      "https://console.aws.amazon.com/states/home#/v2/statemachines/view/arn%3Aaws%3Astates%3Aus-east-1%3A1%3AstateMachine%3Am",
      "'arn:aws:states:us-east-1:1:stateMachine:m' is a state machine; add --latest to attach to its newest execution"
    ),
    (" \n", "no execution is given; give its ARN (arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME) or its console address"),
    (
      "arn:aws:states:us-east-1:1:execution:m",
      "'arn:aws:states:us-east-1:1:execution:m' is not an execution; give an ARN with execution:MACHINE:NAME at its end"
    ),
  ]) func refuses(_ text: String, _ why: String) {
    #expect(throws: AWSError(.configuration(why))) { try ExecutionReference(parsing: text) }
  }

  @Test func theLatestExecutionOfAMachine() async throws {
    let transport = FakeTransport { call, _ in
      switch (call.operation, call.input["statusFilter"]?.stringValue) {
      case ("ListStateMachines", _) where call.input["nextToken"] == nil: .json(["stateMachines": [], "nextToken": "2"])
      case ("ListStateMachines", _):
        .json(["stateMachines": [["name": "m", "stateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:m"]]])
      case (_, "FAILED"): .json(["executions": [["executionArn": "arn:aws:states:us-east-1:1:execution:m:f", "startDate": 5]]])
      case (_, "ABORTED"): .json(["executions": [["executionArn": "arn:aws:states:us-east-1:1:execution:m:a", "startDate": 7]]])
      case (_, nil): .json(["executions": [["executionArn": "arn:aws:states:us-east-1:1:execution:m:new", "startDate": 9]]])
      default: .json(["executions": []])
      }
    }
    let directory = ExecutionDirectory(try client(transport))
    #expect(try await directory.latest(of: "m").executionName == "new")
    #expect(try await directory.latest(of: "m", failed: true).executionName == "a")
    await #expect(
      throws: AWSError(
        .configuration("no state machine is named 'n' at http://127.0.0.1:4566 in us-east-1; check the name, or give its ARN"))
    ) {
      try await directory.latest(of: "n")
    }
    // Versions and aliases, and machines by their console address.
    #expect(try await directory.latest(of: "m:LIVE").executionName == "new")
    #expect(transport.calls.last?.input["stateMachineArn"] == "arn:aws:states:us-east-1:1:stateMachine:m:LIVE")
    let page =
      "https://us-east-1.console.aws.amazon.com/states/home#/v2/statemachines/view/arn:aws:states:us-east-1:1:stateMachine:m?type=standard"
    #expect(try await directory.latest(of: page).executionName == "new")
    await #expect(
      throws: AWSError(.configuration("'arn:aws:states:us-east-1:1:execution:m:n' is an execution; leave --latest away to attach to it"))
    ) {
      try await directory.latest(of: "arn:aws:states:us-east-1:1:execution:m:n")
    }
    #expect(try await directory.newest().executionName == "new")
    let empty = ExecutionDirectory(try client(FakeTransport([.json(["executions": []])])))
    let arn = "arn:aws:states:us-east-1:1:stateMachine:m"
    await #expect(
      throws: AWSError(.configuration("the state machine \(arn) has no failed execution; start one, or attach to another machine"))
    ) {
      try await empty.latest(of: arn, failed: true)
    }
  }

  /// The API keeps no list of them: their log tells, where there is one.
  @Test func theNewestOfAnExpressMachineIsFoundInItsLog() async throws {
    let machine = "arn:aws:states:us-east-1:1:stateMachine:x"
    func record(_ name: String, _ type: String, _ at: Int) -> JSONValue {
      let text: JSONValue = [
        "execution_arn": .string("arn:aws:states:us-east-1:1:express:x:\(name):u"), "type": .string(type),
        "event_timestamp": .string("\(at)"),
      ]
      return ["message": .string(text.compact)]
    }
    func directory(_ logging: JSONValue, _ records: [JSONValue]) throws -> ExecutionDirectory {
      let transport = FakeTransport { call, _ in
        switch call.operation {
        case "ListExecutions": .refusal("StateMachineTypeNotSupported")
        case "DescribeStateMachine": .json(["loggingConfiguration": logging])
        default: .json(["events": .array(records)])
        }
      }
      return ExecutionDirectory(try client(transport), logs: try client(transport))
    }
    let group = "arn:aws:logs:us-east-1:1:log-group:/aws/vendedlogs/states/x:*"
    let on: JSONValue = ["level": "ALL", "destinations": [["cloudWatchLogsLogGroup": ["logGroupArn": .string(group)]]]]
    let records = [
      record("a", "ExecutionStarted", 1_000), record("a", "ExecutionFailed", 2_000), record("b", "ExecutionStarted", 3_000),
      record("b", "ExecutionSucceeded", 4_000),
    ]
    let found = try directory(on, records)
    #expect(try await found.latest(of: machine).arn.description == "arn:aws:states:us-east-1:1:express:x:b:u")
    #expect(try await found.latest(of: machine, failed: true).arn.description == "arn:aws:states:us-east-1:1:express:x:a:u")
    let none = try directory(on, [])
    await #expect(
      throws: AWSError(
        .configuration(
          "the log of the Express machine \(machine) tells of no execution in the last day; start one, or attach to one by its ARN "
            + "(arn:aws:states:REGION:ACCOUNT:express:MACHINE:NAME:ID)"))
    ) {
      try await none.latest(of: machine)
    }
    let off = try await #require(#expect(throws: AWSError.self) { try await directory(["level": "OFF"], []).latest(of: machine) })
    #expect(off.description.hasPrefix("the Express state machine x logs nothing, and the API keeps no history of its executions; "))
  }
}

@Suite struct RecordedHistoryTests {
  /// Every history that an emulator told in the recordings is read whole, with nothing skipped.
  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped))) func recordedHistoriesOfEmulators() throws {
    var read = 0
    for exchange in try RecordedExchange.all() where exchange.target?.operation == "GetExecutionHistory" && exchange.response.status == 200
    {
      let answer = try JSONValue(parsing: exchange.response.body)
      var follower = HistoryFollower()
      _ = follower.accept(HistoryPage(answer), for: follower.newestRequest)
      #expect(follower.log.count == answer["events"]?.arrayValue?.count, "\(exchange.file)")
      #expect(follower.skipped.isEmpty, "\(exchange.file)")
      read += 1
    }
    #expect(read > 10)
  }
}
