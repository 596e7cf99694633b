import GRDB
import Hosting
import JSON
import Store
import Testing
import Time

@Suite("Executions go on after their process has ended")
struct RecoveryTests {
  let fixture = Fixture()

  @Test("A Wait whose time came while nothing ran goes on at once; its history is the one that was seen, and more")
  func wait() async throws {
    let order = try Orders.order(Definitions.wait(60))
    var host = try await fixture.open()
    _ = try await host.start(order)
    await host.settle()
    let seen = try await host.events(of: order.executionArn)
    await host.close()
    fixture.clock.advance(by: .seconds(3_600))
    host = try await fixture.open()
    await host.settle()
    let record = try #require(await host.execution(order.executionArn))
    #expect(record.status == .succeeded && record.stoppedAt == fixture.clock.now)
    let all = try await host.events(of: order.executionArn)
    #expect(Array(all.prefix(seen.count)) == seen && all.count == 6)
    #expect(host.runningCount == 0)
  }

  @Test("A Wait whose time has not come waits for the rest of it")
  func rest() async throws {
    let order = try Orders.order(Definitions.wait(60))
    var host = try await fixture.open()
    _ = try await host.start(order)
    await host.settle()
    fixture.clock.advance(by: .seconds(50))
    await host.close()
    host = try await fixture.open()
    await host.settle()
    #expect(await host.status(of: order.executionArn) == "RUNNING")
    fixture.clock.advance(by: .seconds(10))
    await host.settle()
    #expect(await host.status(of: order.executionArn) == "SUCCEEDED")
  }

  @Test("A name stays taken, and is idempotent for the execution that runs")
  func names() async throws {
    var host = try await fixture.open()
    let running = try Orders.order(Definitions.wait(60), name: "running")
    let ended = try Orders.order(Definitions.pass, name: "ended")
    let first = try await host.start(running)
    _ = try await host.start(ended)
    await host.settle()
    await host.close()
    host = try await fixture.open()
    #expect(try await host.start(running).startedAt == first.startedAt)
    await #expect(throws: HostRefusal.executionAlreadyExists) { try await host.start(ended) }
    #expect(await host.executions(ExecutionQuery(owner: .all, limit: 10)).executions.count == 2)
  }

  @Test("A task token stays valid, is answered once, and is told apart from one that never was")
  func tokens() async throws {
    let order = try Orders.order(Definitions.token)
    var host = try await fixture.open()
    _ = try await host.start(order)
    await host.settle()
    let token = try await host.token(of: order.executionArn)
    try await host.answer(token: token, .heartbeat)
    await host.close()
    host = try await fixture.open()
    try await host.answer(token: token, .success(output: #"{"ok": true}"#))
    await #expect(throws: HostRefusal.taskTimedOut) { try await host.answer(token: token, .success(output: "1")) }
    await #expect(throws: HostRefusal.invalidToken) { try await host.answer(token: "nonsense", .heartbeat) }
    await host.settle()
    #expect(await host.execution(order.executionArn)?.output == #"{"ok":true}"#)
    #expect(try await host.types(of: order.executionArn).count { $0 == "TaskSucceeded" } == 1)
    await #expect(throws: HostRefusal.taskTimedOut) { try await host.answer(token: token, .failure(error: nil, cause: nil)) }
    await host.close()
    host = try await fixture.open()
    await #expect(throws: HostRefusal.taskTimedOut) { try await host.answer(token: token, .heartbeat) }
  }

  @Test("Of two answers that come together one counts and the other is told so")
  func together() async throws {
    let order = try Orders.order(Definitions.token)
    let host = try await fixture.open()
    _ = try await host.start(order)
    await host.settle()
    let token = try await host.token(of: order.executionArn)
    let results = await withTaskGroup(of: String.self) { group in
      for at in 0..<20 {
        group.addTask {
          do throws(HostRefusal) {
            try await host.answer(token: token, .success(output: "\(at)"))
            return "\(at)"
          } catch {
            return "\(error)"
          }
        }
      }
      var all: [String] = []
      for await result in group { all.append(result) }
      return all
    }
    await host.settle()
    let accepted = results.filter { $0 != "taskTimedOut" }
    #expect(accepted.count == 1)
    #expect(await host.execution(order.executionArn)?.output == accepted.first)
  }

  @Test("Heartbeats that were kept count after a restart; without one the task times out")
  func heartbeats() async throws {
    let order = try Orders.order(Definitions.token)
    var host = try await fixture.open()
    _ = try await host.start(order)
    await host.settle()
    let token = try await host.token(of: order.executionArn)
    fixture.clock.advance(by: .seconds(500))
    try await host.answer(token: token, .heartbeat)
    await host.close()
    host = try await fixture.open()
    fixture.clock.advance(by: .seconds(599))
    await host.settle()
    #expect(await host.status(of: order.executionArn) == "RUNNING")
    fixture.clock.advance(by: .seconds(2))
    await host.settle()
    #expect(await host.execution(order.executionArn)?.error == "States.Timeout")
    await #expect(throws: HostRefusal.taskTimedOut) { try await host.answer(token: token, .heartbeat) }
  }

  @Test("An activity task that was taken stays taken, and one that was not is given out")
  func activities() async throws {
    var host = try await fixture.open()
    let activity = "\(Orders.account):activity:a"
    try await host.keep([DocumentChange(kind: "activity", key: activity, document: ["name": "a"])])
    for name in ["one", "two"] {
      _ = try await host.start(Orders.order(Definitions.activity, name: name, input: #"{"n":"\#(name)"}"#))
      await host.settle()
    }
    let later = fixture.clock.now + .seconds(60)
    let taken = try #require(try await host.activityTask(of: activity, worker: "w", until: later))
    #expect(taken.input == #"{"n":"one"}"#)
    await host.close()
    host = try await fixture.open()
    let other = try #require(try await host.activityTask(of: activity, worker: nil, until: later))
    #expect(other.input == #"{"n":"two"}"# && other.token != taken.token)
    try await host.answer(token: taken.token, .success(output: "1"))
    try await host.answer(token: other.token, .success(output: "2"))
    await host.settle()
    #expect(await host.execution(Orders.arn("m", "one"))?.output == "1")
    #expect(await host.execution(Orders.arn("m", "two"))?.output == "2")
    #expect(try await host.types(of: Orders.arn("m", "one")).contains("ActivityStarted"))
  }

  @Test("A Map Run's children, the nested executions and their ends come back as they were")
  func trees() async throws {
    let order = try Orders.order(Definitions.distributed, input: #"{"items":[1,2,3,4,5]}"#)
    var host = try await fixture.open()
    _ = try await host.start(order)
    await host.settle()
    fixture.clock.advance(by: .seconds(5))
    await host.settle()
    let run = try #require(await host.mapRuns(of: order.executionArn).first)
    let children = await host.executions(ExecutionQuery(owner: .mapRun(run.mapRunArn), limit: 10)).executions
    #expect(children.count == 5 && children.count { $0.status == .succeeded } == 3)
    var seen: [String: [JSONValue]] = [:]
    for child in children { seen[child.executionArn] = try await host.events(of: child.executionArn) }
    await host.close()
    host = try await fixture.open()
    fixture.clock.advance(by: .seconds(5))
    await host.settle()
    #expect(await host.status(of: order.executionArn) == "SUCCEEDED")
    let after = await host.executions(ExecutionQuery(owner: .mapRun(run.mapRunArn), limit: 10)).executions
    #expect(Set(after.map(\.executionArn)) == Set(children.map(\.executionArn)))
    #expect(after.allSatisfy { $0.status == .succeeded })
    for (arn, events) in seen {
      let now = try await host.events(of: arn)
      #expect(Array(now.prefix(events.count)) == events && now.last?["type"] == "ExecutionSucceeded")
    }
    #expect(await host.mapRun(run.mapRunArn)?.status == "SUCCEEDED")
    #expect(await host.mapRun(run.mapRunArn)?.itemCounts.succeeded == 5)
  }

  @Test("A failed execution is redriven after a restart from where it failed")
  func redrive() async throws {
    let activity = "\(Orders.account):activity:a"
    var host = try await fixture.open()
    try await host.keep([DocumentChange(kind: "activity", key: activity, document: ["name": "a"])])
    let order = try Orders.order(Definitions.activity)
    _ = try await host.start(order)
    await host.settle()
    let later = fixture.clock.now + .seconds(60)
    let first = try #require(try await host.activityTask(of: activity, worker: nil, until: later))
    try await host.answer(token: first.token, .failure(error: "E", cause: "C"))
    await host.settle()
    #expect(await host.status(of: order.executionArn) == "FAILED")
    let seen = try await host.events(of: order.executionArn)
    await host.close()
    host = try await fixture.open()
    fixture.clock.advance(by: .seconds(30))
    #expect(try await host.redrive(order.executionArn) == fixture.clock.now)
    #expect(await host.status(of: order.executionArn) == "RUNNING")
    #expect(host.runningCount == 1)
    await host.settle()
    await host.close()
    host = try await fixture.open()
    let second = try #require(try await host.activityTask(of: activity, worker: nil, until: fixture.clock.now + .seconds(60)))
    #expect(second.token != first.token)
    await #expect(throws: HostRefusal.taskTimedOut) { try await host.answer(token: first.token, .heartbeat) }
    try await host.answer(token: second.token, .success(output: "5"))
    await host.settle()
    let record = try #require(await host.execution(order.executionArn))
    #expect(record.status == .succeeded && record.output == "5" && record.redriveCount == 1 && record.error == nil)
    let all = try await host.events(of: order.executionArn)
    #expect(Array(all.prefix(seen.count)) == seen)
    #expect(all.map { $0["id"]?.integerValue } == (1...all.count).map { $0 })
    await #expect(throws: HostRefusal.self) { try await host.redrive(order.executionArn) }
    #expect(await host.executions(ExecutionQuery(owner: .all, isRedriven: true, limit: 10)).executions.count == 1)
  }

  @Test("What cannot be replayed fails and says so; the rest goes on")
  func broken() async throws {
    let order = try Orders.order(Definitions.wait(60), name: "broken")
    let fine = try Orders.order(Definitions.wait(60), name: "fine")
    var host = try await fixture.open()
    _ = try await host.start(order)
    _ = try await host.start(fine)
    await host.settle()
    fixture.clock.advance(by: .seconds(1))
    // Something from outside, so that there is an entry to spoil.
    await host.settle()
    let seen = try await host.events(of: order.executionArn)
    await host.close()
    let queue = try DatabaseQueue(path: fixture.folder.database)
    try await queue.write { try $0.execute(sql: "UPDATE trees SET format = 99 WHERE root = ?", arguments: [order.executionArn]) }
    try queue.close()
    host = try await fixture.open()
    let record = try #require(await host.execution(order.executionArn))
    #expect(record.status == .failed && record.error == "States.Runtime")
    #expect(record.cause == "The execution cannot go on after a restart: its journal was written by another version of Stepscope.")
    let all = try await host.events(of: order.executionArn)
    #expect(Array(all.dropLast()) == seen && all.last?["type"] == "ExecutionFailed")
    fixture.clock.advance(by: .seconds(60))
    await host.settle()
    #expect(await host.status(of: fine.executionArn) == "SUCCEEDED")
  }

  @Test("With a full disk nothing is started or answered, nothing that was told is lost, and with room it goes on")
  func full() async throws {
    let order = try Orders.order(Definitions.token)
    var host = try await fixture.open()
    _ = try await host.start(order)
    await host.settle()
    let token = try await host.token(of: order.executionArn)
    let seen = try await host.events(of: order.executionArn)
    try await host.fill()
    let sentence =
      "The store \(fixture.folder.database) cannot grow: the disk is full. Nothing of this request was kept; make room and try again."
    let large = try Orders.order(Definitions.chain(2_000), name: "large")
    await #expect(throws: HostRefusal.store(sentence)) { try await host.start(large) }
    #expect(await host.execution(large.executionArn) == nil && host.runningCount == 1)
    let answer = TokenAnswer.success(output: "\"\(String(repeating: "x", count: 100_000))\"")
    await #expect(throws: HostRefusal.store(sentence)) { try await host.answer(token: token, answer) }
    #expect(try await host.events(of: order.executionArn) == seen)
    try await host.makeRoom()
    try await host.answer(token: token, answer)
    await host.settle()
    fixture.clock.advance(by: .seconds(2))
    await host.settle()
    #expect(await host.status(of: order.executionArn) == "SUCCEEDED")
    await host.close()
    host = try await fixture.open()
    #expect(await host.status(of: order.executionArn) == "SUCCEEDED")
    _ = try await host.start(large)
    await host.settle()
    #expect(await host.status(of: large.executionArn) == "SUCCEEDED")
  }
}
