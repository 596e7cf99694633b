import AWS
import ExecutionSource
import History
import JSON
import Testing
import Time

@testable import Remote

@Suite struct TokenSweepTests {
  private let machine = FakeAccount.arn(machine: "asks")

  private func sweep(_ account: FakeAccount, for time: Duration = .seconds(25)) -> CatalogRun {
    var run = CatalogRun(account)
    run.engine.watch([machine], now: run.now)
    run.engine.look(at: .tokens, now: run.now)
    run.run(for: time)
    return run
  }

  @Test func pendingTokensAreFoundWithTheTasksBehindThem() throws {
    var account = TokenWaits.account(["lives", "died", "left", "gone", "unborn"])
    account.tasks = [
      TokenWaits.task("lives"), TokenWaits.task("died", "STOPPED", exit: 137), TokenWaits.task("left", "STOPPED", exit: 0),
      TokenWaits.task(
        "unborn", "STOPPED",
        more: [
          "stopCode": "TaskFailedToStart", "stoppedReason": "CannotPullContainerError: pull image manifest has been retried 5 time(s)",
        ]),
    ]
    let run = sweep(account)
    let sweep = run.engine.snapshot.sweep
    #expect(sweep.scanned == 5)
    #expect(sweep.total == 5)
    #expect(sweep.problem == nil)
    let rows = Dictionary(uniqueKeysWithValues: sweep.tokens.map { ($0.executionName, $0) })
    #expect(rows.count == 5)
    #expect(rows.mapValues { $0.token } == rows.mapValues { TokenWaits.token($0.executionName) })
    #expect(rows["lives"]?.verdict == .waiting)
    #expect(rows["died"]?.verdict == .stranded("app exited 137 (killed): nobody will answer this token"))
    #expect(rows["left"]?.verdict == .unattended)
    #expect(rows["gone"]?.verdict == .unknown)
    #expect(rows["unborn"]?.verdict == .stranded("the task never started (the image could not be pulled): nobody will answer this token"))
    let row = try #require(rows["lives"])
    #expect(row.state == "Ask")
    #expect(row.machineName == "asks")
    #expect(row.taskArn == FakeAccount.arn(task: "lives"))
    #expect(row.since == Timestamp(milliseconds: 1_800_000_003_000))
    #expect(row.timesOutAt == row.since + .seconds(7_200))
    // All tasks were described in one call.
    #expect(run.count("DescribeTasks") == 1)
    #expect(run.count("DescribeStateMachine") == 1)
    #expect(run.count("ListTasks") == 0)
  }

  @Test func historiesAreReadWithoutDataUnlessSomethingWaits() {
    var account = TokenWaits.account(["waits"])
    account.executions.append(
      FakeAccount.Execution(
        arn: FakeAccount.arn(machine: "asks", execution: "works"), machineArn: machine, started: 1_799_990_009,
        history: HistoryEndpoint(events: [event(1, "ExecutionStarted", previous: 0), event(2, previous: 1)])))
    let run = sweep(account)
    let histories = run.calls.map(\.request).filter { $0.operation == "GetExecutionHistory" }
    let withData = histories.filter { $0.input["includeExecutionData"] != false }
    #expect(histories.count == 3)
    #expect(withData.count == 1)
    #expect(withData.first?.input["executionArn"] == .string(FakeAccount.arn(machine: "asks", execution: "waits")))
    #expect(run.engine.snapshot.sweep.tokens.map(\.executionName) == ["waits"])
  }

  @Test func aWaitFarBackInALongHistoryIsRead() {
    let run = sweep(TokenWaits.account(["long"], filler: 2_000), for: .seconds(25))
    #expect(run.engine.snapshot.sweep.tokens.map(\.token) == [TokenWaits.token("long")])
    // Five pages of 1,000 without data, one small page with.
    #expect(run.count("GetExecutionHistory") == 6)
    let withData = run.calls.map(\.request.input).last { $0["includeExecutionData"] == true }
    #expect((withData?["maxResults"]?.integerValue ?? 0) < 20)
  }

  @Test func aSweepOver112ExecutionsStaysWithinTheBudget() {
    var run = CatalogRun(TokenWaits.account((0..<112).map { "run-\($0)" }))
    run.engine.watch([machine], now: run.now)
    run.engine.look(at: .tokens, now: run.now)
    run.run(for: .seconds(60))
    let half = run.engine.snapshot.sweep
    #expect(half.total == 112)
    #expect((20..<112).contains(half.scanned))
    #expect(half.tokens.count >= half.scanned - 1)
    run.run(for: .seconds(240))
    #expect(run.engine.snapshot.sweep.tokens.count == 112)
    let times = run.times("GetExecutionHistory")
    for (later, earlier) in zip(times.dropFirst(), times) { #expect(later - earlier >= .seconds(1)) }
    // In no minute more than 60 histories, 24 lists and 120 DescribeTasks.
    for (operation, limit) in [
      ("GetExecutionHistory", 60), ("ListExecutions", 24), ("DescribeTasks", 60), ("DescribeStateMachineForExecution", 12),
    ] {
      let times = run.times(operation)
      for start in times { #expect(times.count { $0 >= start && $0 < start + .seconds(60) } <= limit, "\(operation)") }
    }
    // The first round needs two histories for each, later ones one.
    #expect(times.count >= 224)
  }

  @Test func laterRoundsReadOnlyWhatIsNew() {
    var run = sweep(TokenWaits.account(["a", "b"]), for: .seconds(10))
    let first = run.count("GetExecutionHistory")
    #expect(first == 4)
    run.run(for: .seconds(60))
    let later = run.calls.dropFirst(run.calls.firstIndex { $0.at > run.now + .seconds(-60) } ?? 0)
    #expect(later.allSatisfy { $0.request.operation != "GetExecutionHistory" || $0.request.input["reverseOrder"] == true })
    #expect(run.count("DescribeStateMachine") == 1)
    // One answered, one started.
    run.account.executions[0].status = "SUCCEEDED"
    run.account.executions.append(
      FakeAccount.Execution(
        arn: FakeAccount.arn(machine: "asks", execution: "new"), machineArn: machine, started: 1_800_000_000,
        history: HistoryEndpoint(events: TokenWaits.history("new"))))
    run.run(for: .seconds(60))
    #expect(run.engine.snapshot.sweep.tokens.map(\.executionName).sorted() == ["b", "new"])
  }

  @Test func aTaskThatStopsIsNoticedInTheNextRound() {
    var run = sweep(TokenWaits.account(["a"]))
    #expect(run.engine.snapshot.sweep.tokens.first?.verdict == .waiting)
    run.account.tasks = [TokenWaits.task("a", "STOPPED", exit: 1)]
    run.run(for: .seconds(60))
    #expect(run.engine.snapshot.sweep.tokens.first?.verdict == .stranded("app exited 1: nobody will answer this token"))
    let asked = run.count("DescribeTasks")
    // ECS forgets stopped tasks; what it said once is kept.
    run.account.tasks = []
    run.run(for: .seconds(120))
    #expect(run.count("DescribeTasks") == asked)
    #expect(run.engine.snapshot.sweep.tokens.first?.verdict == .stranded("app exited 1: nobody will answer this token"))
  }

  @Test func aTokenThatIsNotInTheRequestSaysSo() {
    var account = TokenWaits.account(["a"])
    account.machines[0].definition = account.machines[0].definition.replacing("Value.$\": \"$$.Task.Token", with: "Value\": \"none")
    account.executions[0].history.events = account.executions[0].history.events.map { event in
      (try? JSONValue(parsing: event.compact.replacing("token-of-a", with: "none"))) ?? event
    }
    let run = sweep(account)
    let row = run.engine.snapshot.sweep.tokens.first
    #expect(row?.token == nil)
    #expect(row?.unreadable == "not in the state's Parameters: only who was given the token can answer")
    #expect(run.count("DescribeStateMachineForExecution") == 1)
  }

  @Test func aMachineThatWasChangedIsReadAsItRan() {
    var account = TokenWaits.account(["a"])
    account.executions[0].definition = account.machines[0].definition
    account.machines[0].definition = #"{"StartAt": "Other", "States": {"Other": {"Type": "Succeed"}}}"#
    let run = sweep(account)
    #expect(run.engine.snapshot.sweep.tokens.map(\.token) == [TokenWaits.token("a")])
    #expect(run.count("DescribeStateMachineForExecution") == 1)
  }

  @Test func deniedDataIsSaid() {
    var run = CatalogRun(TokenWaits.account(["a"]))
    run.account.tasks = []
    run.account.instead["GetExecutionHistory"] = [
      run.account.answer(
        "GetExecutionHistory", ["executionArn": .string(FakeAccount.arn(machine: "asks", execution: "a")), "includeExecutionData": false]),
      .refusal("KmsAccessDeniedException", "The ciphertext refers to a key you may not use"),
    ]
    run.engine.watch([machine], now: run.now)
    run.engine.look(at: .tokens, now: run.now)
    run.run(for: .seconds(20))
    let row = run.engine.snapshot.sweep.tokens.first
    #expect(row?.token == nil)
    #expect(row?.unreadable == "GetExecutionHistory: KmsAccessDeniedException: The ciphertext refers to a key you may not use")
    #expect(row?.verdict == .unknown)
  }

  @Test func withoutECSTheVerdictIsUnknown() {
    var account = TokenWaits.account(["a"])
    account.instead["DescribeTasks"] = [.refusal("AccessDeniedException", "not authorized to perform ecs:DescribeTasks")]
    let run = sweep(account)
    #expect(run.engine.snapshot.sweep.tokens.map(\.verdict) == [.unknown])
    #expect(run.engine.snapshot.sweep.tokens.map(\.token) == [TokenWaits.token("a")])
    #expect(run.engine.snapshot.sweep.problem?.contains("ecs:DescribeTasks") == true)
  }

  // MARK: Thin endpoints

  @Test func anEndpointThatTellsNothingOfTheTaskIsSearched() {
    let account = TokenWaits.account(["a"], tells: false)
    var run = sweep(account)
    let row = run.engine.snapshot.sweep.tokens.first
    #expect(row?.token == TokenWaits.token("a"))
    #expect(row?.taskArn == FakeAccount.arn(task: "a"))
    #expect(row?.verdict == .waiting)
    // In the next round it is known.
    run.account.tasks = [TokenWaits.task("a", "STOPPED", exit: 3)]
    run.run(for: .seconds(60))
    #expect(run.engine.snapshot.sweep.tokens.first?.verdict == .stranded("app exited 3: nobody will answer this token"))
  }

  @Test func aTaskThatMayBeTwoExecutionsIsGivenToNeither() {
    let run = sweep(TokenWaits.account(["a", "b"], tells: false))
    #expect(run.engine.snapshot.sweep.tokens.map(\.token) == [nil, nil])
    #expect(
      run.engine.snapshot.sweep.tokens.map(\.unreadable)
        == Array(repeating: "the endpoint does not tell the task's request, and no ECS task is surely its own", count: 2))
  }

  @Test(arguments: HistoryEndpoint.Manner.allCases) func everyMannerOfEndpoint(_ manner: HistoryEndpoint.Manner) {
    var account = TokenWaits.account(["a", "b", "c"], filler: 30)
    account.leavesOutData = manner == .paged
    account.pages = manner == .paged
    for at in account.executions.indices { account.executions[at].history.manner = manner }
    let run = sweep(account, for: .seconds(60))
    #expect(run.engine.snapshot.sweep.tokens.compactMap(\.token).sorted() == ["a", "b", "c"].map(TokenWaits.token))
  }

  // MARK: Map Runs

  @Test func childrenOfMapRunsAreSearchedToo() {
    var account = TokenWaits.account([])
    let run = "arn:aws:states:us-east-1:123456789012:mapRun:asks/Each:1"
    account.machines[0].definition = #"""
      {"StartAt": "Each", "States": {"Each": {"Type": "Map", "Label": "Each", "End": true, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Ask", "States":
      """#
      + TokenWaits.definition.dropFirst(
        TokenWaits.definition.distance(
          from: TokenWaits.definition.startIndex, to: TokenWaits.definition.firstRange(of: "{\"Ask\"")!.lowerBound)) + "}}}"
    func details(_ event: JSONValue, _ key: String, _ details: JSONValue) -> JSONValue {
      var event = event.objectValue ?? [:]
      event[key] = details
      return .object(event)
    }
    account.executions = [
      FakeAccount.Execution(
        arn: FakeAccount.arn(machine: "asks", execution: "parent"), machineArn: machine, started: 1_799_990_000,
        history: HistoryEndpoint(events: [
          event(1, "ExecutionStarted", previous: 0),
          details(event(2, "MapStateEntered", previous: 1), "stateEnteredEventDetails", ["name": "Each"]),
          details(event(3, "MapStateStarted", previous: 2), "mapStateStartedEventDetails", ["length": 1]),
          details(event(4, "MapRunStarted", previous: 3), "mapRunStartedEventDetails", ["mapRunArn": .string(run)]),
        ])),
      FakeAccount.Execution(
        arn: FakeAccount.arn(machine: "asks/Each", execution: "child"), machineArn: machine, started: 1_799_990_001,
        history: HistoryEndpoint(events: TokenWaits.history("child")), mapRunArn: run),
    ]
    account.tasks = [TokenWaits.task("child")]
    let sweep = sweep(account).engine.snapshot.sweep
    #expect(sweep.tokens.map(\.executionName) == ["child"])
    #expect(sweep.tokens.map(\.token) == [TokenWaits.token("child")])
    #expect(sweep.total == 2)
  }

  // MARK: Asking

  @Test func onlyWhileTheTokensAreLookedAt() {
    var run = CatalogRun(TokenWaits.account(["a", "b", "c"]))
    run.engine.watch([machine], now: run.now)
    run.run(for: .seconds(600))
    #expect(run.calls.isEmpty)
    run.engine.look(at: .tokens, now: run.now)
    run.run(for: .seconds(3))
    run.engine.look(at: .nothing, now: run.now)
    let calls = run.calls.count
    run.run(for: .seconds(600))
    #expect(run.calls.count == calls)
    // What was found stays, with its age, and the search goes on where it was.
    let ages = run.engine.snapshot.sweep.tokens.map(\.asOf)
    #expect(!ages.isEmpty)
    run.engine.look(at: .tokens, now: run.now)
    run.run(for: .seconds(25))
    #expect(run.engine.snapshot.sweep.tokens.count == 3)
  }

  @Test func theEndOfARoundIsSaidAtOnce() {
    var run = CatalogRun(TokenWaits.account(["a", "b"]))
    run.engine.watch([machine], now: run.now)
    run.engine.look(at: .tokens, now: run.now)
    run.run(for: .seconds(3))
    #expect(run.engine.snapshot.sweep.endedAt == nil)
    #expect(run.engine.snapshot.sweep.startedAt != nil)
    run.run(for: .seconds(3))
    #expect(run.engine.snapshot.sweep.endedAt != nil)
  }

  @Test func nothingWatchedIsNothingAsked() {
    var run = CatalogRun(TokenWaits.account(["a"]))
    run.engine.look(at: .tokens, now: run.now)
    run.run(for: .seconds(60))
    #expect(run.calls.isEmpty)
    run.engine.watch([machine], now: run.now)
    run.run(for: .seconds(20))
    #expect(run.engine.snapshot.sweep.tokens.count == 1)
    run.engine.watch([], now: run.now)
    #expect(run.engine.snapshot.sweep.tokens.isEmpty)
    let calls = run.calls.count
    run.run(for: .seconds(60))
    #expect(run.calls.count == calls)
  }

  @Test func anAnsweredTokenIsLookedAtFirst() {
    var run = sweep(TokenWaits.account((0..<40).map { "run-\($0)" }), for: .seconds(100))
    let token = TokenWaits.token("run-39")
    #expect(run.engine.snapshot.sweep.tokens.contains { $0.token == token })
    run.account.executions[39].history.events += [
      event(6, "TaskSucceeded", previous: 5), event(7, "TaskStateExited", previous: 6), event(8, "ExecutionSucceeded", previous: 7),
    ]
    run.engine.recheck(token: token, now: run.now)
    run.run(for: .seconds(2))
    #expect(!run.engine.snapshot.sweep.tokens.contains { $0.token == token })
    #expect(run.engine.snapshot.sweep.tokens.count == 39)
  }

  @Test func executionsThatAreGoneAreForgotten() {
    var account = TokenWaits.account(["a", "b"])
    account.instead["GetExecutionHistory"] = [.refusal("ExecutionDoesNotExist", "Execution Does Not Exist")]
    let run = sweep(account)
    #expect(run.engine.snapshot.sweep.tokens.isEmpty)
    #expect(run.engine.snapshot.sweep.scanned == 2)
    #expect(run.engine.snapshot.sweep.problem == nil)
  }
}
