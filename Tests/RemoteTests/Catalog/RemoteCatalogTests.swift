import AWS
import ExecutionSource
import HTTP
import History
import JSON
import Synchronization
import Testing
import Time

@testable import Remote

/// An account behind a transport.
final class AccountServer: Sendable {
  private let account: Mutex<FakeAccount>
  init(_ account: FakeAccount) { self.account = Mutex(account) }
  func change(_ body: @Sendable (inout FakeAccount) -> Void) { account.withLock { body(&$0) } }
  var transport: FakeTransport { FakeTransport { call, _ in self.account.withLock { $0.answer(call.operation, call.input) } } }
}

private let everyWrite: [CatalogAction] = [
  .start(machineArn: FakeAccount.arn(machine: "asks"), name: "n", input: "{}"),
  .stop(executionArn: FakeAccount.arn(machine: "asks", execution: "a"), error: "", cause: ""),
  .redrive(executionArn: FakeAccount.arn(machine: "asks", execution: "a")), .sendTaskSuccess(token: "t", output: "{}"),
  .sendTaskFailure(token: "t", error: "", cause: ""), .sendTaskHeartbeat(token: "t"),
  .stopTask(taskArn: FakeAccount.arn(task: "a"), reason: ""),
  .setMapRunConcurrency(mapRunArn: "arn:aws:states:us-east-1:1:mapRun:m/E:1", 1),
]

@Suite(.timeLimit(.minutes(20))) struct RemoteCatalogTests {
  private func catalog(_ transport: any HTTPTransport, _ world: FakeWorld = FakeWorld(), isReadOnly: Bool = false) throws -> RemoteCatalog {
    try RemoteCatalog.attach(
      session: AWSSession(
        AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]), transport: transport, runtime: world.runtime),
      isReadOnly: isReadOnly)
  }

  @Test func nothingIsSentBeforeSomebodyLooks() async throws {
    let transport = AccountServer(TokenWaits.account(["a"])).transport
    let catalog = try catalog(transport)
    let snapshot = await catalog.snapshot()
    #expect(snapshot.place == .remote(name: "127.0.0.1:4566"))
    #expect(snapshot.region == "us-east-1")
    #expect(snapshot.capabilities == [.pollNow, .startNew, .stop, .redrive, .answerTokens, .stopTask, .edit])
    for await _ in catalog.updates() { break }
    #expect(transport.calls.isEmpty)
  }

  @Test func whatIsLookedAtArrives() async throws {
    let transport = AccountServer(TokenWaits.account(["a", "b"])).transport
    let catalog = try catalog(transport)
    await catalog.look(at: .machines)
    for await snapshot in catalog.updates() where snapshot.machines.asOf != nil {
      #expect(snapshot.machines.rows.map(\.name) == ["asks"])
      break
    }
    let view = CatalogView.executions(machineArn: FakeAccount.arn(machine: "asks"), status: .running, limit: 10)
    await catalog.look(at: view)
    for await snapshot in catalog.updates() {
      guard let list = snapshot.executions[view], list.asOf != nil else { continue }
      #expect(list.rows.map(\.name) == ["b", "a"])
      break
    }
    await catalog.close()
    for await _ in catalog.updates() {}
  }

  @Test func aSearchForTokensRunsToItsEnd() async throws {
    let server = AccountServer(TokenWaits.account(["a", "b", "c"]))
    let catalog = try catalog(server.transport)
    try await catalog.perform(.watch([FakeAccount.arn(machine: "asks")]))
    await catalog.look(at: .tokens)
    var progress: [Int] = []
    for await snapshot in catalog.updates() {
      progress.append(snapshot.sweep.scanned)
      guard snapshot.sweep.endedAt != nil else { continue }
      #expect(snapshot.sweep.tokens.compactMap(\.token).sorted() == ["a", "b", "c"].map(TokenWaits.token))
      break
    }
    #expect(progress.contains { (0..<3).contains($0) })
  }

  @Test func whatIsLookedAtMayChangeAtAnyMoment() async throws {
    let transport = AccountServer(TokenWaits.account(["a", "b", "c"])).transport
    let catalog = try catalog(transport)
    try await catalog.perform(.watch([FakeAccount.arn(machine: "asks")]))
    let reader = Task { for await _ in catalog.updates() {} }
    let machine = FakeAccount.arn(machine: "asks")
    for turn in 0..<200 {
      switch turn % 4 {
      case 0: await catalog.look(at: .machines)
      case 1: await catalog.look(at: .executions(machineArn: machine, status: nil, limit: 1 + turn % 7))
      case 2: await catalog.look(at: .tokens)
      default: await catalog.look(at: .nothing)
      }
      await Task.yield()
    }
    await catalog.look(at: .executions(machineArn: machine, status: nil, limit: 10))
    for await snapshot in catalog.updates() {
      if snapshot.executions[.executions(machineArn: machine, status: nil, limit: 10)]?.rows.count == 3 { break }
    }
    await catalog.close()
    await reader.value
  }

  // MARK: Writing

  @Test func readOnlySendsNothingThatChanges() async throws {
    let transport = AccountServer(TokenWaits.account(["a"])).transport
    let catalog = try catalog(transport, isReadOnly: true)
    #expect(await catalog.snapshot().capabilities == [.pollNow])
    for action in everyWrite {
      let operation = try #require(action.operation)
      await #expect(
        throws: SourceRefusal(
          "\(operation) is not sent: this monitor is read-only; start it without --read-only, or take stepscope_read_only out of its profile"
        )
      ) { try await catalog.perform(action) }
    }
    #expect(transport.calls.isEmpty)
    let source = try await catalog.open(FakeAccount.arn(machine: "asks", execution: "a"))
    await #expect(
      throws: SourceRefusal(
        "StopExecution is not sent: this monitor is read-only; start it without --read-only, or take stepscope_read_only out of its profile"
      )
    ) {
      try await source.perform(.stop(error: "", cause: ""))
    }
    #expect(transport.calls.isEmpty)
  }

  @Test func aProfileMayBeReadOnly() async throws {
    let files = AWSFiles { (path: String, _: Int) throws(AWSFiles.Problem) -> [UInt8]? in
      path.hasSuffix("config") ? Array("[default]\nstepscope_read_only = true\n".utf8) : nil
    }
    let transport = AccountServer(TokenWaits.account(["a"])).transport
    let settings = AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: ["HOME": "/home/x"], files: files)
    #expect(settings.isReadOnly)
    let catalog = try RemoteCatalog.attach(
      session: AWSSession(settings, transport: transport, runtime: FakeWorld().runtime), isReadOnly: false)
    await #expect(throws: SourceRefusal.self) { try await catalog.perform(.sendTaskHeartbeat(token: "t")) }
    #expect(transport.calls.isEmpty)
  }

  @Test func everyWriteIsSentOnceAndAudited() async throws {
    var account = TokenWaits.account(["a"])
    account.executions[0].redrive = ["redriveStatus": "REDRIVABLE"]
    let transport = AccountServer(account).transport
    let catalog = try catalog(transport)
    for action in everyWrite {
      let answer = try await catalog.perform(action)
      if case .start = action {
        #expect(answer == .started(executionArn: FakeAccount.arn(machine: "asks", execution: "n")))
      } else {
        #expect(answer == .done)
      }
    }
    #expect(
      transport.operations == [
        "StartExecution", "StopExecution", "DescribeExecution", "RedriveExecution", "SendTaskSuccess", "SendTaskFailure",
        "SendTaskHeartbeat",
        "StopTask", "UpdateMapRun",
      ])
    #expect(
      await catalog.snapshot().audit.map(\.text) == [
        "started an execution of asks named n", "stopped the execution a", "redrove the execution a", "approved a task", "rejected a task",
        "sent a heartbeat for a task", "stopped the task a", "set the concurrency of the Map Run 1 to 1",
      ])
  }

  @Test func everyStartHasAName() async throws {
    let transport = AccountServer(TokenWaits.account([])).transport
    let catalog = try catalog(transport)
    let answer = try await catalog.perform(.start(machineArn: FakeAccount.arn(machine: "asks"), name: nil, input: "{}"))
    let name = try #require(transport.calls.first?.input["name"]?.stringValue)
    #expect(name.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
    #expect(answer == .started(executionArn: FakeAccount.arn(machine: "asks", execution: name)))
  }

  @Test func aStartThatWasNotAnsweredIsAskedForAgainByItsName() async throws {
    let server = AccountServer(TokenWaits.account([]))
    server.change {
      $0.instead["StartExecution"] = [
        .failure(.broken("reset")), .refusal("InternalError", status: 500),
        .json(["executionArn": .string(FakeAccount.arn(machine: "asks", execution: "x")), "startDate": 1]),
      ]
    }
    let transport = server.transport
    let catalog = try catalog(transport)
    #expect(
      try await catalog.perform(.start(machineArn: FakeAccount.arn(machine: "asks"), name: nil, input: "{}"))
        == .started(executionArn: FakeAccount.arn(machine: "asks", execution: "x")))
    #expect(Set(transport.calls.map { $0.input["name"] }).count == 1)
    #expect(transport.calls.count == 3)
  }

  /// A recording server that breaks every connection: nothing arrives twice.
  @Test(arguments: [
    FakeTransport.Answer.failure(.broken("reset")), .failure(.timedOut(after: .seconds(10))), .refusal("InternalError", status: 500),
    .text("", status: 502),
  ]) func noWriteIsRepeated(_ answer: FakeTransport.Answer) async throws {
    for action in everyWrite {
      if case .start = action { continue }
      let server = AccountServer(TokenWaits.account(["a"]))
      let operation = try #require(action.operation)
      server.change {
        $0.executions[0].redrive = ["redriveStatus": "REDRIVABLE"]
        $0.instead[operation] = [answer]
      }
      let transport = server.transport
      let catalog = try catalog(transport)
      await #expect(throws: SourceRefusal.self) { try await catalog.perform(action) }
      #expect(transport.operations.count { $0 == operation } == 1, "\(operation)")
      #expect(await catalog.snapshot().audit.first?.text.hasPrefix("failed: ") == true)
    }
  }

  @Test func aWriteThatWasNotAnsweredSaysSo() async throws {
    let server = AccountServer(TokenWaits.account(["a"]))
    server.change { $0.instead["StopExecution"] = [.failure(.broken("reset"))] }
    let catalog = try catalog(server.transport)
    await #expect(
      throws: SourceRefusal(
        "StopExecution at http://127.0.0.1:4566: the connection broke: reset; whether it was carried out is not known: look before asking again"
      )
    ) {
      try await catalog.perform(.stop(executionArn: FakeAccount.arn(machine: "asks", execution: "a"), error: "", cause: ""))
    }
  }

  @Test func aThrottledWriteIsSentAgain() async throws {
    let server = AccountServer(TokenWaits.account(["a"]))
    server.change { $0.instead["StopExecution"] = [.refusal("ThrottlingException"), .json([:])] }
    let transport = server.transport
    try await catalog(transport).perform(.stop(executionArn: FakeAccount.arn(machine: "asks", execution: "a"), error: "", cause: ""))
    #expect(transport.operations == ["StopExecution", "StopExecution"])
  }

  @Test func tokensAreNamedByTheirStateAndNeverWritten() async throws {
    let server = AccountServer(TokenWaits.account(["a"]))
    server.change { $0.instead["SendTaskSuccess"] = [.refusal("InvalidToken", "Invalid Token: 'token-of-a'"), .json([:])] }
    let catalog = try catalog(server.transport)
    try await catalog.perform(.watch([FakeAccount.arn(machine: "asks")]))
    await catalog.look(at: .tokens)
    for await snapshot in catalog.updates() where snapshot.sweep.endedAt != nil { break }
    let why = "SendTaskSuccess at http://127.0.0.1:4566: InvalidToken: Invalid Token: '••••••'; someone else answered, or it expired"
    await #expect(throws: SourceRefusal(why)) { try await catalog.perform(.sendTaskSuccess(token: "token-of-a", output: "{}")) }
    try await catalog.perform(.sendTaskSuccess(token: "token-of-a", output: "{}"))
    #expect(
      await catalog.snapshot().audit.map(\.text) == ["failed: approved \"Ask\" (execution a): \(why)", "approved \"Ask\" (execution a)"])
  }

  // MARK: Redriving

  @Test(
    arguments: [
      (
        ["status": "FAILED", "redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": "Execution is too old"] as JSONObject,
        "this execution cannot be redriven: Execution is too old; start a new one with its input"
      ),
      (
        ["redriveStatus": "REDRIVABLE_BY_MAP_RUN"],
        "this execution is redriven together with its Map Run: redrive the execution that the Map Run belongs to"
      ),
      (
        ["status": "RUNNING"],
        "this execution cannot be redriven: it is RUNNING, and only a failed, timed out or aborted one can be"
      ),
      (["status": "FAILED"], nil), (["redriveStatus": "REDRIVABLE"], nil),
    ] as [(JSONObject, String?)]) func onlyWhatCanBeRedrivenIs(_ description: JSONObject, _ why: String?) async throws
  {
    let server = AccountServer(TokenWaits.account(["a"]))
    server.change { $0.executions[0].redrive = description }
    let transport = server.transport
    let catalog = try catalog(transport)
    let arn = FakeAccount.arn(machine: "asks", execution: "a")
    if let why {
      await #expect(throws: SourceRefusal(why)) { try await catalog.perform(.redrive(executionArn: arn)) }
      #expect(transport.operations == ["DescribeExecution"])
      let source = try await catalog.open(arn)
      await #expect(throws: SourceRefusal(why)) { try await source.perform(.redrive) }
    } else {
      try await catalog.perform(.redrive(executionArn: arn))
      #expect(transport.operations == ["DescribeExecution", "RedriveExecution"])
    }
  }

  @Test func anEndpointWithoutRedriveIsNamed() async throws {
    for answer: FakeTransport.Answer in [
      .text("<html>", status: 500), .refusal("InvalidAction", "Unknown action: RedriveExecution"), .refusal("InternalFailure", status: 501),
    ] {
      let server = AccountServer(TokenWaits.account(["a"]))
      server.change {
        $0.executions[0].redrive = ["redriveStatus": "REDRIVABLE"]
        $0.instead["RedriveExecution"] = [answer]
      }
      let catalog = try catalog(server.transport)
      await #expect(
        throws: SourceRefusal("the endpoint at http://127.0.0.1:4566 has no RedriveExecution; start a new execution with its input")
      ) {
        try await catalog.perform(.redrive(executionArn: FakeAccount.arn(machine: "asks", execution: "a")))
      }
    }
  }

  // MARK: One execution

  @Test func aSourceStartsStopsAndRedrives() async throws {
    let server = AccountServer(TokenWaits.account(["a"]))
    server.change { $0.executions[0].redrive = ["redriveStatus": "REDRIVABLE"] }
    let transport = server.transport
    let source = try await catalog(transport).open(FakeAccount.arn(machine: "asks", execution: "a"))
    #expect(
      try await source.perform(.startNew(name: "again", input: #"{"x":1}"#))
        == .started(executionArn: FakeAccount.arn(machine: "asks", execution: "again")))
    try await source.perform(.stopTask(taskArn: FakeAccount.arn(task: "a"), reason: "by hand"))
    try await source.perform(.redrive)
    #expect(
      transport.operations.filter { !$0.hasPrefix("Get") && !$0.hasPrefix("List") } == [
        "StartExecution", "StopTask", "DescribeExecution", "RedriveExecution",
      ])
    #expect(
      transport.calls.first?.input
        == ["stateMachineArn": .string(FakeAccount.arn(machine: "asks")), "name": "again", "input": #"{"x":1}"#])
    #expect(transport.calls[1].input == ["cluster": "main", "task": .string(FakeAccount.arn(task: "a")), "reason": "by hand"])
    #expect(
      await source.snapshot().audit.map(\.text) == [
        "started an execution of asks named again", "stopped the task a", "redrove the execution a",
      ])
  }

  @Test func expressExecutionsAreOpenedThroughTheirLog() async throws {
    let catalog = try catalog(AccountServer(TokenWaits.account([])).transport)
    #expect(try await catalog.open("arn:aws:states:us-east-1:1:express:m:n:id") is ExpressSource)
    #expect(try await catalog.open("arn:aws:states:us-east-1:1:execution:m:n") is RemoteSource)
    await #expect(throws: SourceRefusal.self) { try await catalog.open("arn:aws:states:us-east-1:1:stateMachine:m") }
  }
}

@Suite(.timeLimit(.minutes(20))) struct DurationSurveyTests {
  private func account(_ runs: Int, seconds: (Int) -> Int) -> FakeAccount {
    var account = FakeAccount()
    account.machines = [FakeAccount.Machine(arn: FakeAccount.arn(machine: "m"), name: "m", definition: "{}")]
    for run in 0..<runs {
      func entered(_ id: Int, _ type: String, _ name: String, at time: Int) -> JSONValue {
        let key = type.hasSuffix("Entered") ? "stateEnteredEventDetails" : "stateExitedEventDetails"
        return [
          "id": .number(JSONNumber(id)), "previousEventId": .number(JSONNumber(id - 1)), "type": .string(type),
          "timestamp": .number(JSONNumber(1_800_000_000 + time)), key: ["name": .string(name)],
        ]
      }
      let end = seconds(run)
      account.executions.append(
        FakeAccount.Execution(
          arn: FakeAccount.arn(machine: "m", execution: "run-\(run)"), machineArn: FakeAccount.arn(machine: "m"), status: "SUCCEEDED",
          started: 1_800_000_000 + run,
          history: HistoryEndpoint(events: [
            event(1, "ExecutionStarted", previous: 0), entered(2, "PassStateEntered", "Work", at: 10),
            entered(3, "PassStateExited", "Work", at: 10 + end),
            entered(4, "PassStateEntered", "End", at: 10 + end), entered(5, "PassStateExited", "End", at: 11 + end),
            ["id": 6, "previousEventId": 5, "type": "ExecutionSucceeded", "timestamp": .number(JSONNumber(1_800_000_011 + end))],
          ])))
    }
    return account
  }

  private func source(_ server: AccountServer, _ transport: FakeTransport, _ world: FakeWorld, own: String = "now") throws -> RemoteSource {
    try RemoteSource.attach(
      FakeAccount.arn(machine: "m", execution: own),
      session: AWSSession(
        AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]), transport: transport, runtime: world.runtime),
      isReadOnly: true)
  }

  @Test func theNewestTenTellHowLongStatesTake() async throws {
    let (server, world) = (AccountServer(account(40) { $0 }), FakeWorld())
    let transport = server.transport
    let source = try source(server, transport, world)
    try await source.perform(.learnDurations)
    let usual = await source.snapshot().usualDurations
    // Runs 30 to 39 took 30 to 39 s.
    #expect(usual["Work"] == UsualDuration(shortest: .seconds(30), median: .milliseconds(34_500), longest: .seconds(39), visits: 10))
    #expect(usual["End"] == UsualDuration(shortest: .seconds(1), median: .seconds(1), longest: .seconds(1), visits: 10))
    #expect(transport.operations.count { $0 == "GetExecutionHistory" } == 10)
    #expect(transport.calls.allSatisfy { $0.operation != "GetExecutionHistory" || $0.input["includeExecutionData"] == false })
    // One call a second.
    #expect(world.sleeps.count { $0 == .seconds(1) } == 10)
    #expect(await source.snapshot().audit.map(\.text) == ["learned from 10 executions how long states usually take"])
  }

  @Test func theExecutionItselfDoesNotCount() async throws {
    let server = AccountServer(account(3) { $0 * 10 })
    let source = try source(server, server.transport, FakeWorld(), own: "run-2")
    try await source.perform(.learnDurations)
    #expect(await source.snapshot().usualDurations["Work"]?.longest == .seconds(10))
  }

  @Test func aHistoryThatCannotBeReadLeavesTheOthers() async throws {
    let server = AccountServer(account(3) { $0 })
    server.change { account in
      let good = account.answer("GetExecutionHistory", ["executionArn": .string(FakeAccount.arn(machine: "m", execution: "run-0"))])
      account.instead["GetExecutionHistory"] = [.refusal("AccessDeniedException", "no"), good]
    }
    let source = try source(server, server.transport, FakeWorld())
    try await source.perform(.learnDurations)
    #expect(await source.snapshot().usualDurations["Work"]?.visits == 2)
  }

  @Test func whatCannotBeLearnedSaysWhy() async throws {
    let empty = AccountServer(account(0) { $0 })
    let none = try source(empty, empty.transport, FakeWorld())
    await #expect(
      throws: SourceRefusal("no other execution of this machine has succeeded yet, so nothing tells how long its states usually take")
    ) { try await none.perform(.learnDurations) }
    let server = AccountServer(account(1) { $0 })
    server.change { $0.instead["ListExecutions"] = [.refusal("AccessDeniedException", "no")] }
    let denied = try source(server, server.transport, FakeWorld())
    let refusal = try #require(await #expect(throws: SourceRefusal.self) { try await denied.perform(.learnDurations) })
    #expect(refusal.message.hasPrefix("ListExecutions at http://127.0.0.1:4566: AccessDeniedException: no; allow states:ListExecutions"))
    let child = try RemoteSource.attach(
      "arn:aws:states:us-east-1:1:execution:m/Each:1",
      session: AWSSession(AWSEndpointSettings(endpointURL: "http://127.0.0.1:4566", environment: [:]), transport: server.transport),
      isReadOnly: true)
    await #expect(
      throws: SourceRefusal(
        "a Map Run's child executions are not listed by their machine; ask in the execution that the Map Run belongs to")
    ) { try await child.perform(.learnDurations) }
  }

  @Test func closingEndsIt() async throws {
    let server = AccountServer(account(20) { $0 })
    let transport = server.transport
    let source = try source(server, transport, FakeWorld())
    let learning = Task { () async -> String? in
      do throws(SourceRefusal) { try await source.perform(.learnDurations) } catch { return error.message }
      return nil
    }
    while transport.operations.count < 3 { await Task.yield() }
    await source.close()
    // A quick survey may be over before it is closed.
    if let refusal = await learning.value {
      #expect(refusal == "finding out how long states usually take was given up")
      #expect(transport.operations.count <= 21)
    }
  }
}
