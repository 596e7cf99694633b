import Canvas
import Embedded
import Engine
import ExecutionSource
import History
import StatesLanguage
import Tasks
import Testing
import Time

@testable import Monitor

@Suite("Runs that begin again, and runs that never end by themselves")
struct WatchScreenTests {
  private func snapshot(_ states: [String], run: Int, news: Int = 0, text: String = "", isProblem: Bool = false) throws -> ExecutionSnapshot
  {
    let body = states.enumerated().map { at, name in
      #""\#(name)": {"Type": "Pass", \#(at + 1 < states.count ? #""Next": "\#(states[at + 1])""# : #""End": true"#)}"#
    }
    let source = #"{"StartAt": "\#(states[0])", "States": {\#(body.joined(separator: ", "))}}"#
    var snapshot = ExecutionSnapshot(
      identity: ExecutionIdentity(place: .local(detail: "simulated"), machineName: "m", executionName: "e", executionArn: "arn"))
    snapshot.definition = StateMachine.load(bytes: Array(source.utf8), file: "m.json").machine
    snapshot.capabilities = [.step]
    snapshot.revision = UInt64(run * 100 + news)
    var watch = WatchStatus()
    (watch.run, watch.news, watch.text, watch.isProblem) = (run, news, text, isProblem)
    snapshot.watch = watch
    snapshot.events.append(
      HistoryEvent(
        id: 1, previousEventId: 0, timestamp: Fixture.start, type: .executionStarted, details: .executionStarted(input: "{}", roleArn: nil))
    )
    snapshot.live.now = Fixture.start
    return snapshot
  }

  @Test("another definition takes the place of the one before; what changed is said")
  func anotherRun() throws {
    var driver = MonitorDriver()
    driver.show(try snapshot(["First", "Second"], run: 1))
    driver.press(":go Second")
    driver.show(try snapshot(["First", "Second"], run: 1, news: 1, text: "m.json has changed, but it is broken", isProblem: true))
    #expect(driver.said == " m.json has changed, but it is broken")
    driver.press("1")
    driver.show(try snapshot(["Other", "Third"], run: 2, news: 2, text: "m.json has changed: run again"))
    #expect(driver.footer.hasSuffix("m.json has changed: run again"), "\(driver.testDescription)")
    #expect(driver.shows("Third") && !driver.shows("Second"), "\(driver.testDescription)")
    #expect(driver.app.selectedState != "Second")
  }

  @Test("without a screen: the new run is told from its beginning")
  func plain() throws {
    var plain = PlainPresenter(now: Fixture.start)
    #expect(plain.take(try snapshot(["A"], run: 1), at: Fixture.start).lines.contains("1  +0.000  ExecutionStarted  {}"))
    let lines = plain.take(try snapshot(["B"], run: 2, news: 1, text: "m.json has changed: run again"), at: Fixture.start).lines
    #expect(lines.contains("1  +0.000  ExecutionStarted  {}"))
    #expect(lines.contains("m.json has changed: run again"))
  }

  @Test("without a screen: a stop is told once, however its clocks run on")
  func plainStops() throws {
    var plain = PlainPresenter(now: Fixture.start)
    var paused = try Fixture.paused()
    _ = plain.take(paused, at: Fixture.start)
    for second in 1...3 {
      paused.revision += 1
      paused.live.now = paused.live.now + .seconds(second)
      #expect(plain.take(paused, at: paused.live.now).lines == [])
    }
  }

  private static let loop = #"""
    {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1, "Next": "B"}, "C": {"Type": "Succeed"},
      "B": {"Type": "Choice", "Choices": [{"Variable": "$.stop", "IsPresent": true, "Next": "C"}], "Default": "A"}}}
    """#

  @Test("a loop runs to 25,000 events under the virtual clock, and keys are answered meanwhile")
  func endless() async throws {
    let machine = try #require(StateMachine.load(bytes: Array(Self.loop.utf8), file: "loop.json").machine)
    let execution = try LocalExecution(
      LocalSetup(
        machine: machine, identity: EngineIdentity(machineName: "m", executionName: "e"), seed: EngineSeed(1), input: "{}",
        runner: RunnerChain(tasks: .manual), startTime: Fixture.start, clock: .virtual, detail: "virtual time", startsPaused: true))
    var driver = MonitorDriver(now: Fixture.start)
    driver.show(await execution.snapshot())
    // Go on and pause, as keys ask for it: between the two lies a slice of the run, never all of it.
    var before = 0
    for _ in 0..<8 {
      driver.press("c")
      for action in driver.takeActions() { try await execution.perform(action) }
      try await execution.perform(.pause)
      let held = await execution.snapshot()
      #expect(held.live.pause != nil && !held.status.isFinal)
      #expect(held.events.count - before < 5_000, "\(held.events.count - before) events between a key and its answer")
      before = held.events.count
      driver.show(held)
      #expect(driver.header.contains("PAUSED"), "\(driver.header)")
      driver.press("2", "k")
      #expect(driver.app.events.selectedId == held.events[max(0, held.events.count - 2)].id)
    }
    try await execution.perform(.resume)
    for await snapshot in execution.updates() {
      driver.press("1", "j", "?")
      #expect(driver.shows("all keys") || driver.shows("Everywhere"))
      driver.press("Esc")
      driver.show(snapshot)
      if snapshot.status.isFinal { break }
    }
    let end = await execution.snapshot()
    #expect((end.status, end.events.count) == (.failed, 25_000))
    driver.show(end)
    #expect(driver.header.contains("FAILED"), "\(driver.header)")
    await execution.close()
  }
}
