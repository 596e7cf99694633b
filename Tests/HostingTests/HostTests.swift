import Hosting
import JSON
import Store
import Testing
import Time

@Suite("Hosting executions")
struct HostTests {
  let fixture = Fixture()

  @Test("An execution runs to its end and is described, listed and told event by event")
  func run() async throws {
    let host = try await fixture.open()
    let order = try Orders.order(Definitions.chain(300), input: #"{"x": 1}"#)
    let started = try await host.start(order)
    #expect(started.status == .running && started.startedAt == fixture.clock.now && started.input == #"{"x": 1}"#)
    await host.settle()
    let record = try #require(await host.execution(order.executionArn))
    #expect(record.status == .succeeded && record.output == #"{"x": 1}"# && record.stoppedAt != nil)
    #expect(record.definition == order.definition && record.roleArn == order.roleArn)
    let all = try await host.events(of: order.executionArn, pages: 7)
    #expect(all.count == 602)
    #expect(all.map { $0["id"]?.integerValue } == (1...602).map { $0 })
    #expect(all.first?["type"] == "ExecutionStarted" && all.last?["type"] == "ExecutionSucceeded")
    let page = await host.executions(ExecutionQuery(owner: .machine(order.stateMachineArn), limit: 10))
    #expect(page.executions.map(\.executionArn) == [order.executionArn] && !page.hasMore)
    #expect(host.runningCount == 0)
  }

  @Test("Pages of a history: limit, offset, newest first, without data")
  func pages() async throws {
    let host = try await fixture.open()
    let order = try Orders.order(Definitions.chain(200))
    _ = try await host.start(order)
    await host.settle()
    let arn = order.executionArn
    func ids(_ query: HistoryQuery) async throws -> [Int] {
      let page = try #require(await host.history(of: arn, query))
      return try #require(try JSONValue(parsing: [91] + page.events + [93]).arrayValue).compactMap { $0["id"]?.integerValue }
    }
    #expect(try await ids(HistoryQuery(limit: 3)) == [1, 2, 3])
    #expect(try await ids(HistoryQuery(limit: 3, offset: 127)) == [128, 129, 130])
    #expect(try await ids(HistoryQuery(limit: 5, isReversed: true)) == [402, 401, 400, 399, 398])
    #expect(try await ids(HistoryQuery(limit: 4, isReversed: true, offset: 399)) == [3, 2, 1])
    #expect(try await ids(HistoryQuery(limit: 1_000)).count == 402)
    #expect(await host.history(of: arn, HistoryQuery(limit: 402))?.hasMore == false)
    #expect(await host.history(of: arn, HistoryQuery(limit: 401))?.hasMore == true)
    #expect(await host.history(of: arn, HistoryQuery(limit: 5, offset: 402)) == HistoryPage(events: [], count: 0, hasMore: false))
    #expect(await host.history(of: "nothing", HistoryQuery(limit: 5)) == nil)
    let bare = try #require(await host.history(of: arn, HistoryQuery(limit: 2, includesData: false)))
    let text = String(decoding: bare.events, as: UTF8.self)
    #expect(text.contains(#""stateEnteredEventDetails":{"name":"S0"}"#) && !text.contains("input"))
  }

  @Test("StartExecution is idempotent while the execution runs with that input, and refused otherwise")
  func names() async throws {
    let host = try await fixture.open()
    let order = try Orders.order(Definitions.wait(10))
    let first = try await host.start(order)
    fixture.clock.advance(by: .seconds(1))
    #expect(try await host.start(order) == host.execution(order.executionArn))
    #expect(try await host.start(order).startedAt == first.startedAt)
    let other = try Orders.order(Definitions.wait(10), input: #"{"other":1}"#)
    await #expect(throws: HostRefusal.executionAlreadyExists) { try await host.start(other) }
    await host.settle()
    fixture.clock.advance(by: .seconds(10))
    await host.settle()
    #expect(await host.status(of: order.executionArn) == "SUCCEEDED")
    await #expect(throws: HostRefusal.executionAlreadyExists) { try await host.start(order) }
    #expect(await host.executions(ExecutionQuery(owner: .all, limit: 10)).executions.count == 1)
  }

  @Test("Of many callers that start one name at once with one input all get the same execution")
  func together() async throws {
    let host = try await fixture.open()
    let order = try Orders.order(Definitions.wait(10))
    let records = await withTaskGroup(of: ExecutionRecord?.self) { group in
      for _ in 0..<50 { group.addTask { try? await host.start(order) } }
      var all: [ExecutionRecord?] = []
      for await record in group { all.append(record) }
      return all
    }
    #expect(records.allSatisfy { $0?.executionArn == order.executionArn && $0?.startedAt == records[0]?.startedAt })
    #expect(await host.executions(ExecutionQuery(owner: .all, limit: 10)).executions.count == 1)
    #expect(host.runningCount == 1)
  }

  @Test("A Wait goes on when its time has come, at the clock's time")
  func time() async throws {
    let host = try await fixture.open()
    let order = try Orders.order(Definitions.wait(60))
    _ = try await host.start(order)
    await host.settle()
    fixture.clock.advance(by: .milliseconds(59_999))
    await host.settle()
    #expect(try await host.types(of: order.executionArn) == ["ExecutionStarted", "WaitStateEntered"])
    fixture.clock.advance(by: .milliseconds(2))
    await host.settle()
    let record = try #require(await host.execution(order.executionArn))
    #expect(record.status == .succeeded && record.stoppedAt == record.startedAt + .milliseconds(60_001))
  }

  @Test("StopExecution ends it; of one that has ended nothing changes, and of none it is refused")
  func stop() async throws {
    let host = try await fixture.open()
    let order = try Orders.order(Definitions.wait(60))
    _ = try await host.start(order)
    await host.settle()
    fixture.clock.advance(by: .seconds(3))
    let record = try await host.stop(order.executionArn, error: "E", cause: "C")
    #expect(record.status == .aborted && record.error == "E" && record.cause == "C" && record.stoppedAt == fixture.clock.now)
    #expect(try await host.types(of: order.executionArn).last == "ExecutionAborted")
    fixture.clock.advance(by: .seconds(3))
    #expect(try await host.stop(order.executionArn, error: nil, cause: nil) == record)
    await #expect(throws: HostRefusal.executionDoesNotExist) { try await host.stop("arn:none", error: nil, cause: nil) }
  }

  @Test("More executions than the limit are refused with a sentence, until one ends")
  func limit() async throws {
    let host = try await fixture.open { $0.maximumExecutions = 2 }
    for name in ["a", "b"] { _ = try await host.start(Orders.order(Definitions.wait(60), name: name)) }
    let third = try Orders.order(Definitions.wait(60), name: "c")
    await #expect(
      throws: HostRefusal.limitExceeded(
        "2 executions are running, and no more are started here; wait for some to end, stop some, or start the server with a higher "
          + "--max-executions.")
    ) { try await host.start(third) }
    _ = try await host.stop(Orders.arn("m", "a"), error: nil, cause: nil)
    await host.settle()
    _ = try await host.start(third)
    #expect(host.runningCount == 2)
  }

  @Test("Lists filter by status and owner, newest first, in pages")
  func lists() async throws {
    let host = try await fixture.open()
    for at in 0..<6 {
      fixture.clock.advance(by: .seconds(1))
      _ = try await host.start(
        Orders.order(at % 2 == 0 ? Definitions.pass : Definitions.wait(600), machine: at < 5 ? "m" : "other", name: "e\(at)"))
    }
    await host.settle()
    func names(_ query: ExecutionQuery) async -> [String] { await host.executions(query).executions.map(\.name) }
    #expect(await names(ExecutionQuery(owner: .machine(Orders.machineArn("m")), limit: 10)) == ["e4", "e3", "e2", "e1", "e0"])
    #expect(await names(ExecutionQuery(owner: .machine(Orders.machineArn("m")), limit: 2, offset: 1)) == ["e3", "e2"])
    #expect(await names(ExecutionQuery(owner: .all, status: .running, limit: 10)) == ["e5", "e3", "e1"])
    #expect(await names(ExecutionQuery(owner: .machine(Orders.machineArn("m")), status: .succeeded, limit: 10)) == ["e4", "e2", "e0"])
    #expect(await names(ExecutionQuery(owner: .all, isRedriven: true, limit: 10)) == [])
  }

  @Test("Express executions that somebody waits for run to their end and are kept nowhere")
  func express() async throws {
    let host = try await fixture.open()
    let order = try Orders.order(Definitions.pass, isExpress: true)
    let record = try await host.runToEnd(order)
    #expect(record.status == .succeeded && record.output == #"{"a":1}"# && record.isExpress)
    await host.settle()
    #expect(await host.execution(order.executionArn) == nil)
    #expect(await host.executions(ExecutionQuery(owner: .all, limit: 10)).executions.isEmpty)
    #expect(host.runningCount == 0)
    let failed = try await host.runToEnd(
      Orders.order(#"{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "Cause": "C"}}}"#, isExpress: true))
    #expect(failed.status == .failed && failed.error == "E" && failed.cause == "C")
  }

  @Test("Express executions that nobody waits for are kept but not among the machine's")
  func asynchronousExpress() async throws {
    let host = try await fixture.open()
    let order = try Orders.order(Definitions.pass, isExpress: true)
    _ = try await host.start(order)
    await host.settle()
    #expect(await host.status(of: order.executionArn) == "SUCCEEDED")
    #expect(await host.executions(ExecutionQuery(owner: .machine(order.stateMachineArn), limit: 10)).executions.isEmpty)
  }

  @Test("What nobody performs fails, and says how it could be performed")
  func unsupported() async throws {
    let host = try await fixture.open()
    let order = try Orders.order(Definitions.function)
    _ = try await host.start(order)
    await host.settle()
    let record = try #require(await host.execution(order.executionArn))
    #expect(record.status == .failed)
    #expect(record.cause?.contains("Nothing here performs lambda:invoke for state \"Call\"") == true)
  }

  @Test("Old executions are pruned on request, with their histories; what runs stays")
  func prune() async throws {
    let host = try await fixture.open()
    let old = try Orders.order(Definitions.pass, name: "old")
    let running = try Orders.order(Definitions.wait(100_000), name: "running")
    _ = try await host.start(old)
    _ = try await host.start(running)
    await host.settle()
    fixture.clock.advance(by: .seconds(1_000))
    let new = try Orders.order(Definitions.pass, name: "new")
    _ = try await host.start(new)
    await host.settle()
    #expect(try await host.prune(olderThan: fixture.clock.now + .seconds(-10)) == 1)
    #expect(await host.execution(old.executionArn) == nil)
    #expect(await host.history(of: old.executionArn, HistoryQuery(limit: 10)) == nil)
    #expect(await host.status(of: new.executionArn) == "SUCCEEDED")
    #expect(await host.status(of: running.executionArn) == "RUNNING")
    // Its name is free again.
    _ = try await host.start(old)
  }

  @Test("Documents are kept in their order, all of a change or none, and come back")
  func documents() async throws {
    let host = try await fixture.open()
    try await host.keep([DocumentChange(kind: "k", key: "b", document: 1), DocumentChange(kind: "k", key: "a", document: 2)])
    try await host.keep([DocumentChange(kind: "k", key: "b", document: 3)])
    #expect(await host.documents("k").map(\.key) == ["b", "a"])
    await host.close()
    let again = try await fixture.open()
    #expect(await again.documents("k").map(\.key) == ["b", "a"])
    #expect(await again.documents("k").map(\.document) == [3, 2])
    try await again.keep([DocumentChange(kind: "k", key: "b", document: nil)])
    #expect(await again.documents("k").map(\.key) == ["a"])
  }
}
