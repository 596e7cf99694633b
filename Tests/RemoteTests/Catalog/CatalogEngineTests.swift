import AWS
import ExecutionSource
import History
import JSON
import Testing
import Time

@testable import Remote

@Suite struct CatalogEngineTests {
  private let machine = FakeAccount.arn(machine: "m")

  private func account(machines: Int = 0, executions: Int = 0, status: (Int) -> String = { _ in "SUCCEEDED" }) -> FakeAccount {
    var account = FakeAccount()
    for at in 0..<machines {
      account.machines.append(FakeAccount.Machine(arn: FakeAccount.arn(machine: "m\(at)"), name: "m\(at)", definition: "{}"))
    }
    for at in 0..<executions {
      account.executions.append(
        FakeAccount.Execution(
          arn: FakeAccount.arn(machine: "m", execution: "run-\(at)"), machineArn: machine, status: status(at), started: 1_800_000_000 + at))
    }
    return account
  }

  @Test func nothingIsAskedWhileNothingIsLookedAt() {
    var run = CatalogRun(account(machines: 3))
    run.run(for: .seconds(3_600))
    #expect(run.calls.isEmpty)
    run.engine.look(at: .machines, now: run.now)
    run.run(for: .seconds(1))
    #expect(run.count("ListStateMachines") == 1)
    run.engine.look(at: .nothing, now: run.now)
    run.run(for: .seconds(3_600))
    #expect(run.calls.count == 1)
    #expect(run.engine.nextWake == nil)
    #expect(run.engine.snapshot.poll?.next == nil)
  }

  @Test func machinesAreReadInPagesAndSortedByName() {
    var run = CatalogRun(account(machines: 2_500))
    run.engine.look(at: .machines, now: run.now)
    run.run(for: .seconds(1))
    #expect(run.count("ListStateMachines") == 3)
    let list = run.engine.snapshot.machines
    #expect(list.rows.count == 2_500)
    #expect(!list.hasMore)
    #expect(list.rows.map(\.name) == list.rows.map(\.name).sorted())
    #expect(list.rows.first?.createdAt == Timestamp(milliseconds: 1_800_000_000_500))
    #expect(run.engine.snapshot.account == "123456789012")
    // Once a minute is enough; here 5 s more for its three pages.
    run.run(for: .seconds(600))
    #expect((8...10).contains(run.count("ListStateMachines") / 3 - 1))
  }

  @Test func soManyMachinesThatNobodyReadsThemAll() {
    var run = CatalogRun(account(machines: 12_000))
    run.engine.look(at: .machines, now: run.now)
    run.run(for: .seconds(2))
    #expect(run.engine.snapshot.machines.rows.count == 10_000)
    #expect(run.engine.snapshot.machines.hasMore)
    run = CatalogRun(account(machines: 12_000))
    run.account.pages = false
    run.engine.look(at: .machines, now: run.now)
    run.run(for: .seconds(2))
    #expect(run.engine.snapshot.machines.rows.count == 10_000)
    #expect(run.engine.snapshot.machines.hasMore)
  }

  @Test func executionsAreReadAsFarAsTheyAreWanted() throws {
    var run = CatalogRun(account(executions: 5_000))
    let view = CatalogView.executions(machineArn: machine, status: nil, limit: 50)
    run.engine.look(at: view, now: run.now)
    run.run(for: .seconds(1))
    let list = run.engine.snapshot.executions[view]
    #expect(list?.rows.map(\.name) == (4_950..<5_000).reversed().map { "run-\($0)" })
    #expect(list?.hasMore == true)
    #expect(run.calls.map(\.request) == [.executions(try #require(ExecutionListKey(view)), maxResults: 50, token: nil)])
    // Somebody scrolls down: the rows that are known stay until the others are there.
    let more = CatalogView.executions(machineArn: machine, status: nil, limit: 1_200)
    run.engine.look(at: more, now: run.now)
    #expect(run.engine.snapshot.executions[more]?.rows.count == 50)
    #expect(run.engine.snapshot.executions[view] == nil)
    run.run(for: .seconds(1))
    #expect(run.engine.snapshot.executions[more]?.rows.count == 1_200)
    #expect(run.count("ListExecutions") == 3)
  }

  @Test func executionsAreReadEveryTenToFifteenSeconds() {
    var run = CatalogRun(account(executions: 20))
    run.latency = .zero
    run.engine.look(at: .executions(machineArn: machine, status: nil, limit: 50), now: run.now)
    run.run(for: .seconds(600))
    let times = run.times("ListExecutions")
    let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
    #expect(gaps.allSatisfy { $0 >= .seconds(10) && $0 <= .seconds(15) })
    #expect((40...60).contains(times.count))
    #expect(run.engine.snapshot.poll?.problem == nil)
  }

  @Test func manyPagesAreReadAgainLessOften() {
    var run = CatalogRun(account(executions: 3_000))
    run.engine.look(at: .executions(machineArn: machine, status: nil, limit: 3_000), now: run.now)
    run.run(for: .seconds(600))
    #expect(run.engine.snapshot.executions.values.first?.rows.count == 3_000)
    // The budget of a client is 0.4 a second.
    #expect(run.count("ListExecutions") <= 3 + 240)
    #expect(run.count("ListExecutions") >= 3 * 20)
  }

  @Test func anEndpointThatNeitherPagesNorFiltersNorSorts() {
    var run = CatalogRun(account(executions: 300) { $0 % 3 == 0 ? "FAILED" : "SUCCEEDED" })
    run.account.pages = false
    run.account.filters = false
    run.account.executions.shuffle()
    let view = CatalogView.executions(machineArn: machine, status: .failed, limit: 20)
    run.engine.look(at: view, now: run.now)
    run.run(for: .seconds(1))
    let rows = run.engine.snapshot.executions[view]?.rows ?? []
    #expect(rows.count == 100)
    #expect(rows.allSatisfy { $0.status == .failed })
    #expect(rows.map(\.startedAt?.milliseconds) == rows.map(\.startedAt?.milliseconds).sorted { ($0 ?? 0) > ($1 ?? 0) })
    #expect(run.count("ListExecutions") == 1)
  }

  @Test func aTokenThatNeverEndsIsNotFollowedForEver() {
    var run = CatalogRun(account())
    run.account.instead["ListExecutions"] = (0..<500).map { number in
      .json(["executions": [], "nextToken": .string("\(number)")])
    }
    run.engine.look(at: .executions(machineArn: machine, status: nil, limit: 10), now: run.now)
    run.run(for: .seconds(1))
    #expect(run.count("ListExecutions") <= 10)
    let row: JSONValue = ["executionArn": "arn:aws:states:us-east-1:1:execution:m:same", "status": "RUNNING"]
    run.account.instead["ListExecutions"] = (0..<500).map { number in .json(["executions": [row], "nextToken": .string("t\(number)")]) }
    run.engine.hurry(at: run.now)
    run.run(for: .seconds(1))
    #expect(run.engine.snapshot.executions.values.first?.rows.count == 1)
    #expect(run.count("ListExecutions") < 40)
  }

  @Test func rowsThatAreNoneAreLeftOut() {
    var run = CatalogRun(account())
    let view = CatalogView.executions(machineArn: machine, status: nil, limit: 10)
    let long = "arn:" + String(repeating: "x", count: 5_000)
    run.account.instead["ListExecutions"] = [
      .json([
        "executions": [
          1, .null, ["status": "RUNNING"], ["executionArn": .string(long), "status": "RUNNING"],
          ["executionArn": "a:b", "status": "DANCING"],
          ["executionArn": "arn:x:\u{1B}[2J", "status": "FAILED", "stopDate": .null, "startDate": "2026-11-22T12:00:00Z"],
        ]
      ])
    ]
    run.engine.look(at: view, now: run.now)
    run.run(for: .seconds(1))
    let rows = run.engine.snapshot.executions[view]?.rows ?? []
    #expect(rows.map(\.name) == ["\u{1B}[2J"])
    #expect(rows.first?.startedAt == Timestamp(iso8601: "2026-11-22T12:00:00Z"))
    #expect(rows.first?.stoppedAt == nil)
  }

  @Test func aFailureIsSaidAndTheRowsStay() {
    var run = CatalogRun(account(executions: 5))
    let view = CatalogView.executions(machineArn: machine, status: nil, limit: 10)
    run.engine.look(at: view, now: run.now)
    run.run(for: .seconds(1))
    run.account.instead["ListExecutions"] = [.refusal("ThrottlingException", "Rate exceeded")]
    let before = run.calls.count
    run.run(for: .seconds(120))
    let snapshot = run.engine.snapshot
    #expect(snapshot.executions[view]?.rows.count == 5)
    #expect(
      snapshot.executions[view]?.problem
        == "ListExecutions: ThrottlingException: Rate exceeded; too many calls on this account; wait a little")
    #expect(snapshot.poll?.problem == snapshot.executions[view]?.problem)
    #expect(snapshot.poll?.isThrottled == true)
    // It asks more and more seldom.
    #expect(run.calls.count - before < 8)
    run.account.instead = [:]
    run.run(for: .seconds(61))
    #expect(run.engine.snapshot.poll?.problem == nil)
    #expect(run.engine.snapshot.poll?.isThrottled == false)
  }

  @Test func aDeniedListIsAskedForOnceAMinute() {
    var run = CatalogRun(account())
    run.account.instead["ListStateMachines"] = [.refusal("AccessDeniedException", "not authorized")]
    run.engine.look(at: .machines, now: run.now)
    run.run(for: .seconds(300))
    #expect((4...7).contains(run.calls.count))
    #expect(run.engine.snapshot.machines.problem?.hasPrefix("ListStateMachines: AccessDeniedException: not authorized; allow") == true)
    // Another list is not concerned.
    run.engine.look(at: .executions(machineArn: machine, status: nil, limit: 10), now: run.now)
    run.run(for: .seconds(1))
    #expect(run.engine.snapshot.poll?.problem == nil)
  }

  @Test func expressMachinesHaveNoLists() {
    var run = CatalogRun(account())
    run.account.instead["ListExecutions"] = [
      .refusal("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
    ]
    let view = CatalogView.executions(machineArn: machine, status: nil, limit: 10)
    run.engine.look(at: view, now: run.now)
    run.run(for: .seconds(1))
    #expect(
      run.engine.snapshot.executions[view]?.problem
        == "this is an Express state machine: the API keeps no list of its executions; attach to one by its ARN (…:express:MACHINE:NAME:ID)"
    )
  }

  @Test func childrenOfAMapRun() {
    var run = CatalogRun(account())
    let arn = "arn:aws:states:us-east-1:123456789012:mapRun:m/Each:1"
    run.account.executions = (0..<3).map {
      FakeAccount.Execution(
        arn: FakeAccount.arn(machine: "m/Each", execution: "c\($0)"), machineArn: machine, status: "FAILED", started: $0, mapRunArn: arn)
    }
    let view = CatalogView.mapRun(arn: arn, status: .failed, limit: 10)
    run.engine.look(at: view, now: run.now)
    run.run(for: .seconds(1))
    #expect(run.engine.snapshot.executions[view]?.rows.map(\.name) == ["c2", "c1", "c0"])
    #expect(run.calls.first?.request.input == ["mapRunArn": .string(arn), "statusFilter": "FAILED", "maxResults": 10])
  }

  @Test func onlyTheNewestListsAreKept() {
    var run = CatalogRun(account(executions: 3))
    for at in 0..<40 {
      run.engine.look(at: .executions(machineArn: FakeAccount.arn(machine: "x\(at)"), status: nil, limit: 10), now: run.now)
      run.run(for: .seconds(1))
    }
    #expect(run.engine.snapshot.executions.count <= CatalogEngine.maximumLists)
  }

  /// Whatever comes, in whatever order, the engine goes on and asks politely.
  @Test func chaosNeitherStopsNorHurriesIt() {
    let noise: [FakeTransport.Answer] = [
      .failure(.broken("reset")), .failure(.timedOut(after: .seconds(10))), .text("<html>"), .text("", status: 502), .json(JSONValue.null),
      .refusal("ThrottlingException"), .json(["executions": [.null], "nextToken": "x"]), .json(["events": 3]),
      .json(["stateMachines": [1]]),
      .refusal("InvalidToken", "Invalid Token: 'page'"),
    ]
    for seed in 0..<30 {
      var run = CatalogRun(TokenWaits.account(["a", "b", "c"]))
      for (at, operation) in [
        "ListExecutions", "ListStateMachines", "DescribeStateMachine", "GetExecutionHistory", "DescribeTasks",
        "DescribeStateMachineForExecution",
      ].enumerated() {
        run.account.instead[operation] = (0..<12).map { noise[($0 * 7 + seed * 3 + at) % noise.count] }
        run.account.instead[operation]?.append(.refusal("ThrottlingException"))
      }
      run.engine.watch([FakeAccount.arn(machine: "asks")], now: run.now)
      for view: CatalogView in [
        .tokens, .machines, .executions(machineArn: FakeAccount.arn(machine: "asks"), status: nil, limit: 5), .tokens,
      ] {
        run.engine.look(at: view, now: run.now)
        run.run(for: .seconds(300))
      }
      #expect(run.calls.count < 700, "seed \(seed): \(run.calls.count)")
      run.account.instead = [:]
      run.run(for: .seconds(300))
      #expect(run.engine.snapshot.sweep.tokens.compactMap(\.token).sorted() == ["a", "b", "c"].map(TokenWaits.token), "seed \(seed)")
    }
  }
}
