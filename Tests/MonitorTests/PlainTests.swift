import ExecutionSource
import Testing

@testable import Monitor

@Suite("Without a screen")
struct PlainTests {
  @Test("one line a change, statuses as words")
  func changes() throws {
    var plain = PlainPresenter(now: Fixture.start)
    var snapshot = try Fixture.paused()
    let first = plain.take(snapshot, at: Fixture.start).lines
    #expect(first.contains("1  +0.000  ExecutionStarted  {\"commands\":[\"test command 1\",\"test command 2\",\"test command 3\"]}"))
    #expect(first.contains("PAUSED before sending \"Run job\" · nothing sent"))
    #expect(first.last == "execution RUNNING")
    snapshot.status = .succeeded
    snapshot.live.pause = nil
    #expect(plain.take(snapshot, at: Fixture.start).lines == ["execution SUCCEEDED"])
  }

  @Test("commands by the line; questions are answered with yes or no")
  func commands() throws {
    var plain = PlainPresenter(now: Fixture.start)
    _ = plain.take(try Fixture.waiting(), at: Fixture.start)
    #expect(plain.run("step", at: Fixture.start).lines == ["refused: only in local runs"])
    let asked = plain.run("approve {\"approved\": true}", at: Fixture.start)
    #expect(asked.lines.first == "Approve \"Approve deploy\"? (yes or no)")
    #expect(asked.effects == [])
    let sent = plain.run("yes", at: Fixture.start)
    #expect(
      sent.effects == [
        .perform(.sendTaskSuccess(token: Fixture.token, output: "{\"approved\":true}"), label: "approved \"Approve deploy\"")
      ])
    #expect(!asked.lines.joined().contains(Fixture.token.prefix(24)))
  }
}

extension PlainTests {
  @Test("an execution elsewhere: what fails, what is missing, what will fail, a line each")
  func elsewhere() throws {
    var snapshot = try Fixture.remote()
    var plain = PlainPresenter(now: snapshot.live.now)
    func take() -> [String] {
      snapshot.revision += 1
      return plain.take(snapshot, at: snapshot.live.now).lines
    }
    #expect(take().contains { $0.hasPrefix("9  +12.871  TaskSubmitted  Run job") })
    #expect(take() == [])
    snapshot.live.poll?.isThrottled = true
    #expect(take() == ["polling is throttled: the endpoint is asked more seldom"])
    snapshot.live.poll?.isThrottled = false
    snapshot.live.poll?.problem = "the endpoint does not answer"
    snapshot.live.isClockRunning = false
    #expect(take() == ["last known RUNNING as of 22:16:29: the endpoint does not answer", "refused: the endpoint does not answer"])
    snapshot.live.poll?.problem = nil
    snapshot.live.isClockRunning = true
    #expect(take() == ["the endpoint answers again"])
    let bad = try Fixture.job("RUNNING", exits: ["log_router": 137])
    snapshot.tasks.append(TaskObservation(at: Fixture.at(100_000), state: "Run job", scheduledEventId: 7, task: bad))
    #expect(take() == ["\"Run job\" ECS .sync · will fail: log_router exited 137 (killed) · task RUNNING"])
  }

  @Test("events come in their order: the newest wait for older ones that are still missing")
  func newestFirst() throws {
    let snapshot = try Fixture.long(2_000, missing: 1_000)
    var plain = PlainPresenter(now: snapshot.live.now)
    let first = plain.take(snapshot, at: snapshot.live.now).lines
    #expect(first.contains("older events still loading: 1,000"))
    #expect(!first.contains { $0.hasPrefix("2000  ") })
    let whole = plain.take(try Fixture.long(2_000), at: snapshot.live.now).lines
    #expect(whole.count == 2_001)
    #expect(whole.first?.hasPrefix("1  ") == true)
    #expect(whole.last == "all events are here")
  }

  @Test("the log is asked for and told once somebody wants it")
  func logs() throws {
    var snapshot = try Fixture.logging(2)
    var plain = PlainPresenter(now: snapshot.live.now)
    #expect(plain.take(snapshot, at: snapshot.live.now).effects == [])
    let (lines, effects) = plain.run("logs", at: snapshot.live.now)
    #expect(lines.contains { $0.hasSuffix("batch 2 of 2 done") })
    #expect(effects == [.perform(.attend(Attention(logsOfTask: Fixture.jobArn)), label: "")])
    snapshot.logs.append(ContainerLogLine(at: Fixture.at(195_000), taskArn: Fixture.jobArn, container: "app", text: "the end"))
    snapshot.revision += 1
    #expect(plain.take(snapshot, at: snapshot.live.now).lines == ["log  22:16:35 the end"])
  }

  @Test("a Map Run is told at its beginning, at each tenth, and at its end")
  func mapRun() throws {
    var snapshot = try Fixture.mapping()
    var plain = PlainPresenter(now: snapshot.live.now)
    #expect(plain.take(snapshot, at: snapshot.live.now).lines.contains("Map Run of \"ForEach\" RUNNING  90 % of 1,000 items"))
    snapshot.mapRuns[0].status = "SUCCEEDED"
    (snapshot.mapRuns[0].items.succeeded, snapshot.mapRuns[0].items.running, snapshot.mapRuns[0].items.pending) = (997, 0, 0)
    #expect(plain.take(snapshot, at: snapshot.live.now).lines == ["Map Run of \"ForEach\" SUCCEEDED  997 succeeded, 3 failed"])
  }
}
